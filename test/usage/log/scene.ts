import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "../../../src/keys/secret.ts";
import { writeSecret } from "../../../src/secret-files.ts";
import { type Journal, record } from "../../../src/usage/log/journal.ts";
import { beginLog } from "../../../src/usage/log/key.ts";
import { lineBytes, NOTHING } from "../../../src/usage/log/line.ts";
import { verifierKey } from "../../../src/usage/log/note.ts";
import { pathsOf } from "../../../src/usage/log/place.ts";

export const ORIGIN = "example.org/conclave";
export const LOG_PASSWORD = "harbour-violet-47-quill-sandstone";
/** A verifier key for logs that no test signs. */
export const VERIFIER = verifierKey(ORIGIN, Buffer.alloc(32, 7));

/** A clock that goes a second further each time. */
export function ticking(from = "2026-11-27T08:00:00.000Z"): () => Date {
  let time = Date.parse(from);
  return () => {
    time += 1000;
    return new Date(time);
  };
}

export function password(): Promise<Secret> {
  return Promise.resolve(Secret.text(LOG_PASSWORD));
}

/** A log with a key of its own. */
export async function begun(folder: string): Promise<Journal & { verifier: string }> {
  const clock = ticking();
  const log = join(folder, "log");
  const { verifier } = await beginLog(log, ORIGIN, { password, cost: "light", now: clock() });
  return { folder: log, clock, verifier };
}

/** A log that no key signs: what needs no checkpoint is tested quicker. */
export async function unsigned(folder: string): Promise<Journal> {
  const clock = ticking();
  const log = join(folder, "log");
  const entry = { event: "begun", verifier: VERIFIER } as const;
  const first = lineBytes({ number: 0, prev: NOTHING, time: clock().toISOString(), ...entry });
  await writeSecret(pathsOf(log).lines, `${first.toString("utf8")}\n`);
  return { folder: log, clock };
}

/** A log of a folder's keys that takes no line: its lines are gone. */
export async function broken(folder: string): Promise<void> {
  await writeSecret(pathsOf(join(folder, "log")).state, "");
}

export async function fill(journal: Journal, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await record(journal, { event: "made", note: `key ${i}` });
}

export async function textOf({ folder }: Journal): Promise<string> {
  return readFile(pathsOf(folder).lines, "utf8");
}

export async function appendText({ folder }: Journal, text: string): Promise<void> {
  await appendFile(pathsOf(folder).lines, text);
}
