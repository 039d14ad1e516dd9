import { report } from "../errors.ts";
import { type Journal, record } from "./log/journal.ts";
import type { Entry } from "./log/line.ts";

/** The line that asked, and what the line of its outcome tells as well. */
export type Asked = Pick<Entry, "key" | "policy"> & { readonly of: number };

/**
 * Does what a line asked for, and logs what came of it: what is not logged is not given out.
 * @param done what the log is told of the result
 * @param tell is told of a failure that the log cannot be told of
 */
export async function withOutcome<T>(
  journal: Journal,
  asked: Asked,
  work: () => Promise<T>,
  done: (result: T) => Pick<Entry, "event" | "document" | "note">,
  tell: (words: string) => void = () => undefined,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // The line that asked is there, and says by itself that something is open.
    await record(journal, { event: "failed", ...asked, code: report(error).json.code }).catch(() =>
      tell(`the usage log cannot be written: no line tells that line ${asked.of} failed`),
    );
    throw error;
  }
  await record(journal, { ...asked, ...done(result) });
  return result;
}
