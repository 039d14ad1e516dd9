import { spawn } from "node:child_process";
import { stringify } from "../canonical.ts";

/** What a program is told of a refusal. */
export type Refusal = {
  readonly time: string;
  readonly key: string;
  readonly address: string;
  readonly act: string;
  readonly rule: string;
  /** The log's line, if there is a log. */
  readonly line?: number;
};

const TIME_LIMIT = 10_000;

/**
 * Runs the program that a policy names and gives it the refusal as one line of JSON. It gets no shell, no output of ours, and of the
 * environment the search path alone.
 * @returns what went wrong, in words; undefined if nothing did
 */
export async function alert(
  [program = "", ...args]: readonly string[],
  refusal: Refusal,
  limit = TIME_LIMIT,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { PATH = "" } = process.env;
    const child = spawn(program, args, { env: { PATH }, stdio: ["pipe", "ignore", "ignore"], shell: false });
    const timer = setTimeout(() => child.kill("SIGKILL"), limit);
    const end = (words: string | undefined) => {
      clearTimeout(timer);
      resolve(words);
    };
    child.once("error", () => end("it cannot be started"));
    child.once("close", (code, signal) =>
      end(code === 0 ? undefined : `it ended with ${signal ?? `exit code ${code}`}`),
    );
    child.stdin.on("error", () => undefined);
    child.stdin.end(`${stringify(refusal)}\n`);
  });
}
