import type { Words } from "../../src/charter/words.ts";
import type { Exits } from "../../src/safe/guard/exit.ts";
import type { GuardStatus } from "../../src/safe/guard/guarded.ts";
import type { Inspection } from "../../src/safe/guard/inspection.ts";
import type { Guard, Guarded } from "../../src/safe/guard/state.ts";
import { guardSentence, standingWords, uncountedWords } from "../../src/safe/guard/words.ts";
import { formatDate, formatDuration } from "../../src/time.ts";
import type { NameOf } from "./safe.ts";
import { facts, list, sections, table } from "./table.ts";

export function guardDeployedText(guard: Guard, isNew: boolean, recorded: string | undefined): string {
  const { domain, conclave, handler, exitDelay, exitWindow, modules } = guard;
  return sections(
    `the guard ${isNew ? "is" : "was already"} at ${domain.verifyingContract}`,
    facts([
      ["Conclave", conclave],
      ["fallback handler", handler],
      ["way out", `after ${formatDuration(exitDelay)}, for ${formatDuration(exitWindow)}`],
      ...modules.map(({ tier, address }) => [`module of tier ${tier}`, address] as const),
    ]),
    recorded === undefined
      ? `write it into the charter: chain.guard: "${domain.verifyingContract}"`
      : `${recorded} names it now`,
    "next: hardhat safe adopt <safe>",
  );
}

/** Who of a Safe's owners counts, and what was found. */
export function inspectionText({ safe, guard }: Guarded, inspection: Inspection, words: Words): string {
  const { owners, reach, findings } = inspection;
  const grave = findings.filter((one) => one.grave);
  const { message, fix } = {
    message: (one: Inspection["findings"][number]) => `${one.message} (${one.code})`,
    fix: (one: Inspection["findings"][number]) => `    to do: ${one.fix}`,
  };
  const told = (list_: Inspection["findings"]) => list_.flatMap((one) => [`  - ${message(one)}`, fix(one)]);
  return sections(
    facts([
      ["Safe", `${safe.address}, ${safe.version}`],
      ["guard", guard.domain.verifyingContract],
      ["threshold", `${safe.threshold} of ${safe.owners.length} owners`],
      [
        "tier 0 needs",
        `${reach.needed} people besides who proposes and tests; ${reach.holders.length} count`,
      ],
    ]),
    table(
      ["owner", "person", "counts in tier 0", ""],
      owners.map(({ owner, key, holder, reason }) => [
        owner,
        holder === null ? "" : `${words.person(holder)} (${words.key(key ?? 0)})`,
        reason === null ? "yes" : "no",
        reason === null ? "" : uncountedWords(reason, words),
      ]),
    ),
    grave.length === 0 ? "" : ["the Safe cannot adopt the guard:", ...told(grave)],
    findings.length === grave.length ? "" : ["to know:", ...told(findings.filter((one) => !one.grave))],
  );
}

/** Where a transaction stands with the guard: the best announcement, whose signatures count, and other announcements. */
export function guardStatusText(status: GuardStatus, words: Words): string {
  const { best, standings } = status;
  return sections(
    `guard: ${guardSentence(status, words)}`,
    best === null || best.tally.voices.length === 0
      ? ""
      : table(
          ["signature of", "person", "counts for the guard", ""],
          best.tally.voices.map(({ owner, holder, reason, refused }) => [
            owner,
            holder === null ? "" : words.person(holder),
            reason === null ? "yes" : refused ? "no, and is left out" : "no",
            reason === null ? "" : uncountedWords(reason, words),
          ]),
        ),
    list(
      "other announcements",
      standings.filter((one) => one !== best).map((one) => standingWords(one, words)),
    ),
  );
}

export function exitsText({ safe, guard, exitDelay, exitWindow, exits }: Exits, nameOf: NameOf): string {
  return sections(
    facts([
      ["Safe", safe.address],
      ["guard", guard],
      [
        "way out",
        `${formatDuration(exitDelay)} after an owner announced it, for ${formatDuration(exitWindow)}`,
      ],
    ]),
    exits.length === 0
      ? "no owner has announced it"
      : table(
          ["owner", "opens", "lapses", ""],
          exits.map(({ owner, maturesAt, lapsesAt, phase }) => [
            nameOf(owner) ?? owner,
            formatDate(maturesAt),
            formatDate(lapsesAt),
            phase,
          ]),
        ),
  );
}
