import { BaseError } from "../../errors.ts";
import { type Examined, examine, type Flaw, type Witness } from "./examine.ts";
import { keptCheckpoints, readLogKey } from "./key.ts";
import { type NoteKey, readVerifierKey } from "./note.ts";
import { type LogFolder, pathsOf } from "./place.ts";

/**
 * Examines a log with the checkpoints beside it and those kept elsewhere.
 * @param options.verifier the log's verifier key as it was handed out; left out, the one beside the log is believed
 * @throws what `examine` and `readLogKey` throw
 */
export async function verifyLog(
  folder: LogFolder,
  options: { readonly verifier?: string; readonly witnesses?: readonly Witness[] } = {},
): Promise<Examined & { readonly key: NoteKey }> {
  const key =
    options.verifier === undefined
      ? (await readLogKey(folder)).publicKey
      : readVerifierKey(options.verifier.trim());
  const own = await keptCheckpoints(pathsOf(folder).checkpoints, key);
  return { key, ...(await examine(folder, key, [...own, ...(options.witnesses ?? [])])) };
}

/** The error for a log with flaws; undefined if it has none. */
export function refutation(folder: LogFolder, flaws: readonly Flaw[]): BaseError | undefined {
  if (flaws.length === 0) return undefined;
  return new BaseError({
    code: "Log.Refuted",
    message: `the usage log in ${folder} is not what was written: ${flaws.map(({ words }) => words).join("; ")}`,
    fix: "keep it as it is, find out who could write to it, and compare it with a copy; sign no checkpoint of it",
    details: { folder, flaws },
  });
}
