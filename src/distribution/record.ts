import { unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import { z } from "zod";
import { lockOf } from "../alone.ts";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readJson, writeAtomic } from "../files.ts";
import { isThere } from "../folder.ts";
import { hashSchema } from "../json.ts";
import { locked } from "../lock.ts";
import { makeSafeFolder } from "../secret-files.ts";

/** That a packet was opened, by the receiver: it is opened once (KX-03). The token in it proves so, until it is given away. */
const schema = z.strictObject({
  version: z.literal(1),
  type: z.literal("conclave-opened-packet"),
  packet: hashSchema,
  content: z.string(),
  recipient: z.string(),
  /** `opening` until what was in it is safely written. */
  state: z.enum(["opening", "opened"]),
  opened: z.iso.datetime(),
  /** Where what was in it was written. */
  path: z.string(),
  token: hashSchema,
});
export type Opened = z.output<typeof schema>;

/** The record of a packet, whatever became of its opening; undefined if none was begun here. @throws what `readJson` throws */
export async function recordOf(folder: string, packet: Hex): Promise<Opened | undefined> {
  try {
    return await readJson(pathOf(folder, packet), schema);
  } catch (error) {
    if (error instanceof BaseError && error.code === "Files.NotFound") return undefined;
    throw error;
  }
}

/** The record of a packet that was opened here; undefined also if that was cut short, so that nothing was written. @throws what `readJson` throws */
export async function openedRecord(folder: string, packet: Hex): Promise<Opened | undefined> {
  const known = await recordOf(folder, packet);
  return known?.state === "opening" && !(await isThere(known.path)) ? undefined : known;
}

/** Refuses a packet that was opened here before. @throws `Packet.OpenedBefore` */
export async function assertUnopened(folder: string, packet: Hex): Promise<void> {
  const known = await openedRecord(folder, packet);
  if (known === undefined) return;
  const { opened, path } = known;
  throw new BaseError({
    code: "Packet.OpenedBefore",
    message: `this packet was opened already, at ${opened}, into ${path}`,
    fix: "use what was received then; if nobody of you sent it twice, ask who sends it again and why",
    details: { packet, opened, path },
  });
}

export type Opening = Omit<Opened, "version" | "type" | "state">;

/**
 * Opens a packet while nobody else does: an opening that is noted and not ended is then nobody's any more. What was in the packet is
 * written between two states of its record: whatever is cut short, the packet is not opened twice, and neither what was in it nor the
 * token is lost.
 * @param write calls `begin` before what was in the packet gets its name
 * @throws what `assertUnopened`, `locked` and `write` throw, `Files.*`
 */
export async function opening<T>(
  folder: string,
  packet: Hex,
  write: (begin: (record: Opening) => Promise<void>) => Promise<T>,
): Promise<T> {
  const path = pathOf(folder, packet);
  await makeSafeFolder(folder);
  return locked(lockOf(path), async () => {
    await assertUnopened(folder, packet);
    let begun: Opening | undefined;
    let written: T;
    try {
      written = await write(async (record) => {
        await writeAtomic(path, textOf(record, "opening"), { mode: 0o600 });
        begun = record;
      });
    } catch (error) {
      // What has its name already stays, and with it the token.
      if (begun !== undefined && !(await isThere(begun.path))) await unlink(path);
      throw error;
    }
    if (begun !== undefined) await writeAtomic(path, textOf(begun, "opened"), { mode: 0o600 });
    return written;
  });
}

function textOf(record: Opening, state: Opened["state"]): string {
  return pretty({ version: 1, type: "conclave-opened-packet", ...record, state } satisfies Opened);
}

function pathOf(folder: string, packet: Hex): string {
  return join(folder, `${packet.slice(2)}.json`);
}
