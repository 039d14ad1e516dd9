import { unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import { z } from "zod";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readJson, writeAtomic, writeSecret } from "../files.ts";
import { isThere } from "../folder.ts";
import { hex } from "./packet.ts";

/** That a packet was opened, by the receiver: it is opened once (KX-03). The token in it proves so, until it is given away. */
const schema = z.strictObject({
  version: z.literal(1),
  type: z.literal("conclave-opened-packet"),
  packet: hex(32),
  content: z.string(),
  recipient: z.string(),
  /** `opening` until what was in it is safely written. */
  state: z.enum(["opening", "opened"]),
  opened: z.iso.datetime(),
  /** Where what was in it was written. */
  path: z.string(),
  token: hex(32),
});
export type Opened = z.output<typeof schema>;

/** The record of a packet; undefined if it was not opened here. @throws what `readJson` throws */
export async function recordOf(folder: string, packet: Hex): Promise<Opened | undefined> {
  try {
    return await readJson(pathOf(folder, packet), schema);
  } catch (error) {
    if (error instanceof BaseError && error.code === "Files.NotFound") return undefined;
    throw error;
  }
}

/**
 * Refuses a packet that was opened here before. One whose opening was cut short, so that nothing was written, can be opened.
 * @throws `Packet.OpenedBefore`
 */
export async function assertUnopened(folder: string, packet: Hex): Promise<void> {
  const known = await recordOf(folder, packet);
  if (known === undefined) return;
  if (known.state === "opening" && !(await isThere(known.path))) {
    await unlink(pathOf(folder, packet));
    return;
  }
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
 * Writes what a packet held by `write`, between two states of its record: whatever is cut short, the packet is not opened twice,
 * and neither what was in it nor the token is lost.
 * @throws what `write` throws, `Files.*`
 */
export async function opening<T>(folder: string, record: Opening, write: () => Promise<T>): Promise<T> {
  await begin(folder, record);
  let written: T;
  try {
    written = await write();
  } catch (error) {
    await undo(folder, record.packet);
    throw error;
  }
  await finish(folder, record);
  return written;
}

/** Before what was in the packet gets its name. */
export async function begin(folder: string, record: Opening): Promise<void> {
  await writeSecret(pathOf(folder, record.packet), textOf(record, "opening"));
}

export async function finish(folder: string, record: Opening): Promise<void> {
  await writeAtomic(pathOf(folder, record.packet), textOf(record, "opened"), { mode: 0o600 });
}

export async function undo(folder: string, packet: Hex): Promise<void> {
  await unlink(pathOf(folder, packet));
}

function textOf(record: Opening, state: Opened["state"]): string {
  return pretty({ version: 1, type: "conclave-opened-packet", ...record, state } satisfies Opened);
}

function pathOf(folder: string, packet: Hex): string {
  return join(folder, `${packet.slice(2)}.json`);
}
