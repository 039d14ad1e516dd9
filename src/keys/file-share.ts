import { createHash } from "node:crypto";
import type { SealedHeader } from "./sealed-set.ts";
import { unreadable } from "./share-errors.ts";

/** One share of a file key. */
export type FileShare = {
  /** Of the set it is of. */
  readonly id: string;
  readonly threshold: number;
  /** Counted from 1. */
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly name: string;
};

const LINE = /^conclave-file-share:1:([0-9a-f]{16}):(\d{1,2}):(\d{1,2}):([0-9a-f]{66}):([0-9a-f]{8})$/;

/** What one person gets: one line, and comments that say what it is. */
export function fileShareText(
  { set, created, threshold, shares }: SealedHeader,
  index: number,
  bytes: Uint8Array,
): string {
  const body = `conclave-file-share:1:${set}:${threshold}:${index}:${Buffer.from(bytes).toString("hex")}`;
  return [
    `# Share ${index} of ${shares.length} for ${shares[index - 1]?.name}: any ${threshold} open the sealed files`,
    `# set ${set}, made ${created.slice(0, 10)}`,
    `${body}:${checksum(body)}`,
    "",
  ].join("\n");
}

/** @throws `Share.Unreadable` */
export function readFileShare(text: string, name: string): FileShare {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [line = ""] = lines;
  const match = lines.length === 1 ? LINE.exec(line) : null;
  if (match === null) throw unreadable(name, "it has not the one line of a file share");
  const [, id = "", threshold, index, hex = "", sum] = match;
  if (checksum(line.slice(0, line.lastIndexOf(":"))) !== sum)
    throw unreadable(name, "its checksum does not hold: something in it is wrong");
  return {
    id,
    threshold: Number(threshold),
    index: Number(index),
    bytes: Uint8Array.from(Buffer.from(hex, "hex")),
    name,
  };
}

/** By which a share is known to be the one that was made. */
export function digestOfShare(set: string, index: number, bytes: Uint8Array): string {
  return createHash("sha256").update(`Conclave file share\n${set}\n${index}\n`).update(bytes).digest("hex");
}

function checksum(body: string): string {
  return createHash("sha256").update(body, "utf8").digest("hex").slice(0, 8);
}
