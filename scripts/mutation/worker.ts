/** A process that tries mutants, one after the other. A process, since a mutant may hang or break the engine it runs in. */

import type { Mutant } from "./mutant.ts";
import { type Effort, engine } from "./suites.ts";
import { type Base, type Control, trial, type Verdict } from "./trial.ts";

export type Start = { root: string; effort: Effort; base: Base; control: Control };
export type Job = { mutant: Mutant; likely: string[] };
/** `cpu`: seconds of processor time, which other load on the machine does not lengthen. */
export type Answer = { verdict: Verdict; cpu: number } | { broken: string };

let start: Promise<Start & { tests: Awaited<ReturnType<typeof engine>> }> | undefined;

process.on("message", async (message: { start: Start } | { job: Job }) => {
  if ("start" in message) {
    const given = message.start;
    start = engine(given.root, given.effort).then((tests) => ({ ...given, tests }));
    return;
  }
  process.send?.(await answer(message.job));
});

async function answer({ mutant, likely }: Job): Promise<Answer> {
  try {
    if (start === undefined) throw new Error("a job before the start");
    const { base, control, tests } = await start;
    const before = process.cpuUsage();
    const verdict = await trial(mutant, base, control, tests, likely);
    const { user, system } = process.cpuUsage(before);
    return { verdict, cpu: (user + system) / 1e6 };
  } catch (cause) {
    return { broken: String(cause) };
  }
}
