/** Two processes (or as many as asked for) that take mutants from one queue. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Mutant } from "./mutant.ts";
import type { Verdict } from "./trial.ts";
import type { Answer, Job, Start } from "./worker.ts";

/** A mutant that takes longer than this hangs: it counts as killed, since tests that never end are noticed. */
const PATIENCE = 10 * 60_000;
/** The compiler never gives memory back: a process is replaced after so many mutants. */
const LIFETIME = 120;

export type Tried = { mutant: Mutant; verdict: Verdict; seconds: number; cpu: number };
export type Options = { workers: number; deadline: number; onTried(tried: Tried): void };

/** Tries mutants until none is left or the deadline has passed. */
export async function tryAll(mutants: readonly Mutant[], start: Start, options: Options): Promise<Tried[]> {
  const queue = [...mutants];
  const tried: Tried[] = [];
  /** Suites that killed in a file, the latest first: neighbours die by the same tests. */
  const killers = new Map<string, string[]>();

  async function drain(): Promise<void> {
    let worker = hire(start);
    let age = 0;
    try {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        if (Date.now() > options.deadline) return;
        const began = Date.now();
        const answer = await ask(worker, { mutant, likely: killers.get(mutant.file) ?? [] });
        if ("broken" in answer)
          throw new Error(`${mutant.file}:${mutant.line} ${mutant.after}: ${answer.broken}`);
        const { verdict, cpu } = answer;
        if (verdict.status === "killed") remember(mutant.file, verdict.by);
        const entry = { mutant, verdict, seconds: (Date.now() - began) / 1000, cpu };
        tried.push(entry);
        options.onTried(entry);
        if (++age < LIFETIME && worker.connected) continue;
        worker.kill();
        worker = hire(start);
        age = 0;
      }
    } finally {
      worker.kill();
    }
  }

  function remember(file: string, by: string): void {
    const suite = Object.keys(start.control).find((name) => name.endsWith(`:${by.split("#")[0]}`));
    if (suite === undefined) return;
    killers.set(file, [suite, ...(killers.get(file) ?? []).filter((known) => known !== suite)].slice(0, 6));
  }

  await Promise.all(Array.from({ length: options.workers }, drain));
  return tried;
}

function hire(start: Start): ChildProcess {
  // One thread each: the workers share the machine.
  const env = { ...process.env, RAYON_NUM_THREADS: "1" };
  const worker = fork(join(import.meta.dirname, "worker.ts"), { env });
  worker.send({ start });
  return worker;
}

function ask(worker: ChildProcess, job: Job): Promise<Answer> {
  return new Promise((resolve) => {
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      worker.removeAllListeners();
      resolve(answer);
    };
    const timer = setTimeout(() => {
      worker.removeAllListeners();
      worker.kill("SIGKILL");
      worker.disconnect();
      resolve({ verdict: { status: "killed", by: "patience" }, cpu: PATIENCE / 1000 });
    }, PATIENCE);
    worker.once("message", (answer: Answer) => settle(answer));
    worker.once("exit", (code, signal) => settle({ broken: `the process ended (${signal ?? code})` }));
    worker.send({ job });
  });
}
