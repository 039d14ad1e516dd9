/** Two processes (or as many as asked for) that take mutants from one queue, some hundreds at a time. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Kill } from "./killers.ts";
import type { Mutant } from "./mutant.ts";
import type { Verdict } from "./trial.ts";
import type { Answer, Job, Start } from "./worker.ts";

/** A mutant that takes longer than this hangs: it counts as killed, since tests that never end are noticed. */
const PATIENCE = 10 * 60_000;
/** So many are compiled together. */
const TOGETHER = 250;

export type Tried = { mutant: Mutant; verdict: Verdict; seconds: number; cpu: number };
export type Options = { workers: number; deadline: number; quick: boolean; onTried(tried: Tried): void };

/** Tries mutants until none is left or the deadline has passed. */
export async function tryAll(mutants: readonly Mutant[], start: Start, options: Options): Promise<Tried[]> {
  const queue = portions(mutants);
  const tried: Tried[] = [];
  const kills: Kill[] = [];
  /** Those whose process ended while they were tried: by themselves or by chance, which a second time tells. */
  const fatal = new Set<Mutant>();

  async function drain(): Promise<void> {
    for (let some = queue.shift(); some !== undefined; some = queue.shift()) {
      if (Date.now() > options.deadline) return;
      // The compiler never gives memory back, so each takes a new process.
      const worker = hire(start);
      try {
        const rest = await finish(worker, some);
        if (rest.length > 0) queue.unshift(rest);
      } finally {
        worker.kill("SIGKILL");
      }
    }
  }

  /** Those left to another process, since this one hangs. */
  function finish(worker: ChildProcess, some: Mutant[]): Promise<Mutant[]> {
    const { quick, deadline } = options;
    let current: Mutant | undefined;
    let since = Date.now();
    return new Promise((resolve, reject) => {
      let timer = setTimeout(hangs, PATIENCE);
      worker.on("message", (answer: Answer) => {
        clearTimeout(timer);
        timer = setTimeout(hangs, PATIENCE);
        if ("began" in answer) current = some[answer.began];
        else if ("at" in answer) settle(some[answer.at], answer.verdict, answer.cpu);
        else if ("done" in answer) end(() => resolve([]));
        else fail(answer.broken);
      });
      worker.once("exit", (code, signal) => {
        if (current === undefined) fail(`the process ended (${signal ?? code})`);
        else if (fatal.has(current)) give(current, "the end of its process");
        else {
          fatal.add(current);
          const at = some.indexOf(current);
          end(() => resolve(some.slice(at)));
        }
      });
      worker.send({ job: { mutants: some, kills, quick, deadline } satisfies Job });

      function end(how: () => void): void {
        clearTimeout(timer);
        worker.removeAllListeners();
        how();
      }

      function fail(why: string): void {
        end(() => reject(new Error(`${current?.file}:${current?.line} ${current?.after}: ${why}`)));
      }

      function hangs(): void {
        if (current === undefined) fail("the compiler hangs");
        else give(current, "patience");
      }

      /** Neither passes nor fails: the tests are noticed not to end. */
      function give(mutant: Mutant, by: string): void {
        settle(mutant, { status: "killed", by }, (Date.now() - since) / 1000);
        end(() => resolve(some.slice(some.indexOf(mutant) + 1)));
      }
    });

    function settle(mutant: Mutant | undefined, verdict: Verdict, cpu: number): void {
      if (mutant === undefined) return;
      if (verdict.status === "killed") remember(mutant, verdict.by);
      const entry = { mutant, verdict, seconds: (Date.now() - since) / 1000, cpu };
      since = Date.now();
      tried.push(entry);
      options.onTried(entry);
    }
  }

  function remember({ file, within }: Mutant, by: string): void {
    const suite = Object.keys(start.control).find((name) => name.endsWith(`:${by.split("#")[0]}`));
    if (suite !== undefined) kills.push({ file, within, suite });
  }

  await Promise.all(Array.from({ length: options.workers }, drain));
  return tried;
}

/** Equal portions, in the order given. */
function portions(mutants: readonly Mutant[]): Mutant[][] {
  const size = Math.ceil(mutants.length / Math.ceil(mutants.length / TOGETHER));
  return Array.from({ length: Math.ceil(mutants.length / size) }, (_, at) =>
    mutants.slice(at * size, (at + 1) * size),
  );
}

function hire(start: Start): ChildProcess {
  // One thread each: the workers share the machine.
  const env = { ...process.env, RAYON_NUM_THREADS: "1" };
  const worker = fork(join(import.meta.dirname, "worker.ts"), { env });
  worker.send({ start });
  return worker;
}
