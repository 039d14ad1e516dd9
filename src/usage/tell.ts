import { basename } from "node:path";
import { type Address, type Hex, zeroAddress } from "viem";
import { z } from "zod";
import { BaseError, report } from "../errors.ts";
import { readJson } from "../files.ts";
import { looksLikeSeed } from "../keys/seed/format.ts";
import { readKeyFile } from "../signer/key-file.ts";
import { journalBeside, record } from "./log/journal.ts";
import { cut, type Entry, type Event, type Line } from "./log/line.ts";
import { withOutcome } from "./outcome.ts";

/** What happens to a key besides its use. */
export type Happening = Exclude<
  Event,
  "begun" | "asked" | "opened" | "signed" | "failed" | "refused" | "checkpoint" | "torn"
>;

/** Which key: its file as it is or was, what it is called, and its account or identity if the file says. */
export type Told = { readonly file: string; readonly label: string; readonly address?: Address };

/** The key of a file. A seed has no account of its own: it goes by its file's name. @throws what reading the file throws */
export async function keyIn(file: string): Promise<Told> {
  if (looksLikeSeed(await readJson(file, z.unknown()))) return { file, label: basename(file, ".json") };
  const { label, address } = await readKeyFile(file);
  return { file, label, ...(address === undefined ? {} : { address }) };
}

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
  const journal = await journalBeside(key.file, more.clock);
  return journal === undefined
    ? undefined
    : record(journal, { event, ...subject(key), ...particulars(more) });
}

/**
 * Tells of what is done already and stays so, such as what a chain has taken: a log that cannot be told does not make it undone.
 * @returns what was not told, and what to do about it; undefined if all is well
 */
export async function tellDone(key: Told, event: Happening, more: More = {}): Promise<BaseError | undefined> {
  try {
    await tell(key, event, more);
    return undefined;
  } catch (cause) {
    return notTold(key, event, cause, particulars(more));
  }
}

/**
 * Does something that opens a key without signing, such as cutting it into shares: the log tells before and after, and what it cannot
 * tell is not done. Policies say what a key may sign, not how it is kept: they are not asked.
 * @param warn is told of a failure that the log cannot be told of
 * @throws `Log.NotTold` if it is done and the log takes no line of that, `Log.*` before, what the work throws
 */
export async function handling<T>(
  key: Told,
  event: Happening,
  work: () => Promise<T>,
  more: More | ((result: T) => More),
  warn: (words: string) => void,
): Promise<T> {
  const known = typeof more === "function" ? {} : more;
  const journal = await journalBeside(key.file, known.clock);
  if (journal === undefined) return work();
  const asked = {
    event: "asked",
    ...subject(key),
    ...particulars(known),
    act: { kind: "handling", what: event },
  } as const;
  const { number: of } = await record(journal, asked);
  let done: Pick<Entry, "document" | "note"> | undefined;
  const outcome = (result: T) => {
    done = particulars(typeof more === "function" ? more(result) : more);
    return { event, ...done };
  };
  try {
    return await withOutcome(journal, { key: asked.key, of }, work, outcome, warn);
  } catch (error) {
    throw done === undefined ? error : notTold(key, event, error, { ...done, line: of });
  }
}

function subject({ label, address }: Told): Required<Pick<Entry, "key">> {
  return { key: { label: cut(label), address: (address ?? zeroAddress).toLowerCase() as Hex } };
}

function particulars({ document, note }: More): Pick<Entry, "document" | "note"> {
  return {
    ...(document === undefined ? {} : { document }),
    ...(note === undefined ? {} : { note: cut(note) }),
  };
}

function notTold(
  { label }: Told,
  event: Happening,
  cause: unknown,
  { line, ...more }: Pick<Entry, "document" | "note"> & { readonly line?: number },
): BaseError {
  const left =
    line === undefined ? "no line tells of it" : `line ${line} asks for it, and none tells that it was done`;
  return new BaseError({
    code: "Log.NotTold",
    message: `${label} is ${event}: that is done. The usage log could not be told, so ${left}`,
    fix: `do not repeat it; mend the log (${report(cause).json.fix}), and keep this message with it`,
    details: { key: label, event, ...more, ...(line === undefined ? {} : { line }) },
    cause,
  });
}
