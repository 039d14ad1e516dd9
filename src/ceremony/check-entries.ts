import { isFit } from "./doctor.ts";
import { type Finding, fault, note } from "./finding.ts";
import type { Step } from "./script.ts";
import { RELEASED } from "./software.ts";
import { type CeremonyRecord, type Entry, headOf } from "./transcript.ts";

/** Clocks of two machines may differ by this much, in milliseconds. */
const TOLERANCE = 5 * 60_000;

/** The entries: chained, in time, and each of the script's steps once, in its order. */
export function* checkEntries(record: CeremonyRecord, now: number): Generator<Finding> {
  const { entries, script, started, finished } = record;
  let step = 0;
  let before = started;
  if (Date.parse(started) < RELEASED * 1000)
    yield fault("BeforeRelease", "record.started", "is before the program was made");
  for (const [index, entry] of entries.entries()) {
    const where = `record.entries[${index}]`;
    if (entry.prev !== headOf({ ...record, entries: entries.slice(0, index) }))
      yield fault(
        "BrokenChain",
        where,
        "does not follow what stands before it: that was changed, or something is missing",
      );
    if (entry.at < before) yield fault("TimesBackwards", `${where}.at`, `${entry.at} is before ${before}`);
    before = entry.at;
    if (entry.do === "resume") {
      const aside = entry.aside === undefined ? "" : `; a key of the step was put aside (${entry.aside})`;
      yield note("Interrupted", where, `it was interrupted before this${aside}`);
      continue;
    }
    step += 1;
    const planned = script.steps[step - 1];
    if (entry.step !== step || planned === undefined || !isOf(entry, planned, script.operator.name))
      yield fault("OtherStep", where, `is not step ${step} of the script`);
    yield* checkEntry(entry, where, script.profile);
  }
  if (step < script.steps.length && finished !== null)
    yield fault("StepsMissing", "record.entries", `end before step ${step + 1} of ${script.steps.length}`);
  const end = finished ?? before;
  if (end < before) yield fault("TimesBackwards", "record.finished", `${end} is before ${before}`);
  if (Date.parse(end) > now + TOLERANCE)
    yield fault("FromTheFuture", "record.finished", `${end} has not come yet`);
}

function* checkEntry(
  entry: Exclude<Entry, { do: "resume" }>,
  where: string,
  profile: string,
): Generator<Finding> {
  if (entry.do === "machine") {
    if (entry.profile !== profile || isFit(entry.checks, entry.profile) !== entry.fit)
      yield fault("WrongVerdict", where, "judges the machine otherwise than its checks do");
    if (!entry.fit && entry.deviation === undefined)
      yield fault("NotFit", where, "the machine was not fit, and nobody said why they went on");
  }
  if (entry.do === "confirm" && entry.said !== "yes" && entry.deviation === undefined)
    yield fault("NotConfirmed", where, `${entry.by} said: ${entry.said}`);
  const deviation = "deviation" in entry ? entry.deviation : undefined;
  if (deviation !== undefined) {
    const what = entry.do === "confirm" ? `${entry.by} said: ${entry.said}` : "the machine was not fit";
    yield note("Deviation", where, `${what}; they went on: ${deviation}`);
  }
}

/** Whether an entry is what the script has there. */
function isOf(entry: Exclude<Entry, { do: "resume" }>, planned: Step, operator: string): boolean {
  if (entry.do === "confirm" && planned.do === "confirm") return entry.by === (planned.by ?? operator);
  if (entry.do === "record" && planned.do === "record")
    return entry.as === planned.as && entry.by === (planned.by ?? operator);
  if (entry.do === "make" && planned.do === "make") return entry.key.label === planned.key;
  return entry.do === "machine" && planned.do === "machine";
}
