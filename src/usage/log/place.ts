import { dirname, join } from "node:path";
import { isThere } from "../../folder.ts";

/** The folder of a log: `log` in the folder of the keys whose use it tells. */
export type LogFolder = string;

export type LogPaths = {
  /** The lines. */
  readonly lines: string;
  /** How far it has come, to save reading it all. */
  readonly state: string;
  /** The key that signs its heads. */
  readonly key: string;
  /** The heads that were signed. */
  readonly checkpoints: string;
};

export function pathsOf(folder: LogFolder): LogPaths {
  return {
    lines: join(folder, "log.jsonl"),
    state: join(folder, "state.json"),
    key: join(folder, "log-key.json"),
    checkpoints: join(folder, "checkpoints"),
  };
}

/** The log that tells the use of a keystore, whether it exists or not. */
export function logFolderOf(keystore: string): LogFolder {
  return join(dirname(keystore), "log");
}

/**
 * Whether a folder has a log. Any of its parts counts: a log that was removed but for its key is one that is missing, and its
 * keys are not used.
 */
export async function hasLog(folder: LogFolder): Promise<boolean> {
  const found = await Promise.all(Object.values(pathsOf(folder)).map(isThere));
  return found.includes(true);
}
