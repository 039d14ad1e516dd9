/** A process that tries mutants, one after the other. A process, since a mutant may hang or break the engine it runs in. */
import { type Batch, batched, killer } from "./batch.ts";
import type { Base } from "./builds.ts";
import { type Kill, likely } from "./killers.ts";
import type { Mutant } from "./mutant.ts";
import type { Control } from "./questions.ts";
import { measuresGas } from "./relevance.ts";
import { type Effort, engine } from "./suites.ts";
import { type Court, trial, type Verdict } from "./trial.ts";

export type Start = { root: string; effort: Effort; base: Base; control: Control };
/** Mutants, with what is known of killers. `quick`: a survivor gets no trial of its own. */
export type Job = { mutants: Mutant[]; kills: Kill[]; quick: boolean; deadline: number };
/** `cpu`: seconds of processor time, which other load on the machine does not lengthen; those of compiling are shared out. */
export type Answer =
  | { began: number }
  | { at: number; verdict: Verdict; cpu: number }
  | { done: true }
  | { broken: string };

let court: Promise<Court> | undefined;

process.on("message", async (message: { start: Start } | { job: Job }) => {
  if ("start" in message) {
    const { root, effort, base, control } = message.start;
    court = engine(root, effort).then((tests) => ({ base, control, engine: tests }));
    return;
  }
  try {
    if (court === undefined) throw new Error("a job before the start");
    await work(message.job, await court);
    tell({ done: true });
  } catch (cause) {
    tell({ broken: String(cause) });
  }
});

async function work({ mutants, kills, quick, deadline }: Job, given: Court): Promise<void> {
  const began = cpuSeconds();
  // One alone is compiled once either way.
  const made = mutants.length === 1 ? [] : batched(mutants, given);
  const share = (cpuSeconds() - began) / mutants.length;
  for (const [at, mutant] of mutants.entries()) {
    if (Date.now() > deadline) return;
    tell({ began: at });
    const before = cpuSeconds();
    const batch = made.find((one) => one.mutants.includes(mutant));
    const verdict = await judged(mutant, batch, given, likely(mutant, kills), quick);
    if (verdict.status === "killed") {
      const suite = suiteOf(verdict.by, given);
      if (suite !== undefined) kills.push({ file: mutant.file, within: mutant.within, suite });
    }
    tell({ at, verdict, cpu: share + cpuSeconds() - before });
  }
}

async function judged(
  mutant: Mutant,
  batch: Batch | undefined,
  given: Court,
  first: string[],
  quick: boolean,
): Promise<Verdict> {
  const by = batch === undefined ? undefined : await killer(batch, mutant, given, first);
  const suite = by === undefined ? undefined : suiteOf(by, given);
  if (by !== undefined && suite !== undefined && !measuresGas(suite)) return { status: "killed", by };
  if (by === undefined && batch !== undefined && quick) return { status: "unconfirmed" };
  return await trial(mutant, given, suite === undefined ? first : [suite, ...first]);
}

function suiteOf(by: string, { control }: Court): string | undefined {
  return Object.keys(control).find((one) => one.endsWith(`:${by.split("#")[0]}`));
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function tell(answer: Answer): void {
  // Whoever was to hear it may be gone.
  if (process.connected) process.send?.(answer);
}
