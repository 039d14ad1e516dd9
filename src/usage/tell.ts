import { type Address, type Hex, zeroAddress } from "viem";
import { BaseError } from "../errors.ts";
import { type Journal, record } from "./log/journal.ts";
import type { Entry, Event, Line } from "./log/line.ts";
import { hasLog, logFolderOf } from "./log/place.ts";

/** What happens to a key besides its use. */
export type Happening = Exclude<
  Event,
  "begun" | "asked" | "opened" | "signed" | "failed" | "refused" | "checkpoint" | "torn"
>;

/** Which key: its file as it is or was, what it is called, and its account or identity if the file says. */
export type Told = { readonly file: string; readonly label: string; readonly address?: Address };

export type More = {
  /** The hash of a document about it: a transcript, a record, a packet. */
  readonly document?: Hex;
  readonly note?: string;
  readonly clock?: () => Date;
};

/**
 * Tells the log of a key's folder what was done with the key; does nothing in a folder without log.
 * @throws `Log.*` if it cannot be written
 */
export async function tell(key: Told, event: Happening, more: More = {}): Promise<Line | undefined> {
  const journal = await journalFor(key, more);
  return journal === undefined ? undefined : (await record(journal, entryOf(key, event, more))).line;
}

/**
 * Does something that opens a key without signing, such as cutting it into shares: the log tells before and after, and what it cannot
 * tell is not done. Policies say what a key may sign, not how it is kept: they are not asked.
 * @throws `Log.*`, what the work throws
 */
export async function handling<T>(
  key: Told,
  event: Happening,
  work: () => Promise<T>,
  more: More | ((result: T) => More) = {},
): Promise<T> {
  const known = typeof more === "function" ? {} : more;
  const journal = await journalFor(key, known);
  if (journal === undefined) return work();
  const asked = {
    ...entryOf(key, "made", known),
    event: "asked",
    act: { kind: "handling", what: event },
  } as const;
  const { line } = await record(journal, asked);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    const code = error instanceof BaseError ? error.code : "Internal.Unexpected";
    // The line that asked is there, and says by itself that something is open.
    await record(journal, { ...entryOf(key, "failed", {}), of: line.number, code }).catch(() => undefined);
    throw error;
  }
  const found = typeof more === "function" ? more(result) : more;
  await record(journal, { ...entryOf(key, event, found), of: line.number });
  return result;
}

async function journalFor({ file }: Told, { clock = () => new Date() }: More): Promise<Journal | undefined> {
  const folder = logFolderOf(file);
  return (await hasLog(folder)) ? { folder, clock } : undefined;
}

function entryOf({ label, address }: Told, event: Event, { document, note }: More): Entry {
  return {
    event,
    key: { label: label.slice(0, 300).toWellFormed(), address: (address ?? zeroAddress).toLowerCase() },
    ...(document === undefined ? {} : { document }),
    ...(note === undefined ? {} : { note: note.slice(0, 300).toWellFormed() }),
  };
}
