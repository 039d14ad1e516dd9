import { type Hex, numberToHex, size } from "viem";
import { BaseError } from "../errors.ts";

/** What scheduling adds to a proposal. Times are UNIX seconds; `approvers` are key indices, ascending. */
export type Stamp = {
  readonly approvers: readonly number[];
  readonly proposer: number;
  readonly tester: number | null;
  readonly roster: number;
  readonly rulebook: number;
  readonly serial: number;
  readonly scheduledAt: number;
  readonly ready: number;
  /** Until when execution is reserved for EXECUTOR keys; 0 = not. */
  readonly reservedUntil: number;
};

/** The key index that stands for "nobody". */
export const NO_KEY = 255;

/** Fields above the approver bitmap, lowest bit first, with their widths (docs/formats.md, 6). */
const LAYOUT = [
  ["proposer", 8],
  ["tester", 8],
  ["roster", 16],
  ["rulebook", 16],
  ["serial", 16],
  ["scheduledAt", 40],
  ["ready", 40],
  ["reservedUntil", 40],
] as const;

/** The stamp as one word of 32 bytes. @throws `Stamp.OutOfRange` for a field that does not fit its bits. */
export function encode(stamp: Stamp): Hex {
  let word = 0n;
  for (const key of stamp.approvers) {
    if (!Number.isInteger(key) || key < 0 || key > 63) throw outOfRange("approvers", key);
    word |= 1n << BigInt(key);
  }
  let shift = 64n;
  for (const [field, bits] of LAYOUT) {
    const value = stamp[field] ?? NO_KEY;
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) throw outOfRange(field, value);
    word |= BigInt(value) << shift;
    shift += BigInt(bits);
  }
  return numberToHex(word, { size: 32 });
}

/** @throws `Stamp.OutOfRange` if bits above the fields are set. */
export function decode(bytes: Hex): Stamp {
  const word = BigInt(bytes);
  if (size(bytes) !== 32 || word >> 248n !== 0n) throw outOfRange("stamp", bytes);
  const at = (shift: number, bits: number) => Number((word >> BigInt(shift)) & (2n ** BigInt(bits) - 1n));
  const tester = at(72, 8);
  return {
    approvers: Array.from({ length: 64 }, (_, key) => key).filter((key) => at(key, 1) === 1),
    proposer: at(64, 8),
    tester: tester === NO_KEY ? null : tester,
    roster: at(80, 16),
    rulebook: at(96, 16),
    serial: at(112, 16),
    scheduledAt: at(128, 40),
    ready: at(168, 40),
    reservedUntil: at(208, 40),
  };
}

function outOfRange(field: string, value: number | string): BaseError {
  return new BaseError({
    code: "Stamp.OutOfRange",
    message: `${field} is ${value}, which a stamp has no room for`,
    fix: "see docs/formats.md, section 6, for the size of each field",
    details: { field, value },
  });
}
