import type { Address, Hex } from "viem";
import { record } from "./log/journal.ts";
import type { Event, Line } from "./log/line.ts";
import { hasLog, logFolderOf } from "./log/place.ts";

/** What happens to a key besides its use. */
export type Happening = Exclude<
  Event,
  "begun" | "asked" | "opened" | "signed" | "failed" | "refused" | "checkpoint" | "torn"
>;

/**
 * Tells the log of a key's folder what was done with the key; does nothing in a folder without log.
 * @param key.file the keystore or card, as it is or was
 * @param more.document the hash of a document about it: a transcript, a record, a packet
 * @throws `Log.*` if it cannot be written
 */
export async function tell(
  key: { readonly file: string; readonly label: string; readonly address: Address },
  event: Happening,
  more: { readonly document?: Hex; readonly note?: string; readonly clock?: () => Date } = {},
): Promise<Line | undefined> {
  const folder = logFolderOf(key.file);
  if (!(await hasLog(folder))) return undefined;
  const { document, note, clock = () => new Date() } = more;
  const { line } = await record(
    { folder, clock },
    {
      event,
      key: { label: key.label.slice(0, 300), address: key.address.toLowerCase() },
      ...(document === undefined ? {} : { document }),
      ...(note === undefined ? {} : { note: note.slice(0, 300) }),
    },
  );
  return line;
}
