import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { pretty } from "../../src/canonical.ts";
import { type BaseError, report } from "../../src/errors.ts";
import { printable } from "../../src/printable.ts";

/** What a task found or did: `json` for `--json`, `text` for people, `notes` for standard error beside it. */
export type Answer = {
  readonly json: unknown;
  readonly text: string;
  readonly notes?: readonly string[];
  /** What was found is itself a failure, such as an audit's. */
  readonly failure?: BaseError;
};

/** Every task has `--json`. */
export type Spoken = { readonly json: boolean };

/** How Hardhat's command line learns that a task failed; it then ends with exit code 1. */
export type Result = { success: true; value: unknown } | { success: false; error: unknown };

/**
 * A Hardhat action from the work of a task. The result goes to stdout, as JSON with `--json` and nothing besides; notes go to
 * stderr. An error is told once: on stderr, or as `{ "error": … }` on stdout with `--json`. Whoever runs the task by program
 * gets a result back, not an exception.
 */
export function answering<A extends Spoken>(
  work: (args: A, hre: HardhatRuntimeEnvironment) => Promise<Answer>,
) {
  return async (args: A, hre: HardhatRuntimeEnvironment): Promise<Result> => {
    try {
      const { json, text, notes = [], failure } = await work(args, hre);
      for (const note of notes) process.stderr.write(`${printable(note)}\n`);
      process.stdout.write(args.json ? pretty(json) : `${printable(text)}\n`);
      if (failure === undefined) return { success: true, value: json };
      if (!args.json) process.stderr.write(`${report(failure).text}\n`);
      return { success: false, error: failure };
    } catch (error) {
      const { text, json } = report(error);
      if (args.json) process.stdout.write(pretty({ error: json }));
      else process.stderr.write(`${text}\n`);
      return { success: false, error };
    }
  };
}
