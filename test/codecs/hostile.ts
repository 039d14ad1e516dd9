import { concat, type Hex, numberToHex, size, slice } from "viem";
import { vi } from "vitest";
import type { Random } from "../charter/random.ts";

export const IS_DEEP = process.env.CONCLAVE_DEEP === "1";
if (IS_DEEP) vi.setConfig({ testTimeout: 3_600_000 });

/** Rounds of a random comparison: seconds in the suite, more where somebody has the time. */
export function rounds(few: number): number {
  return IS_DEEP ? few * 40 : few;
}

const cut = (bytes: Hex, from: number, to: number): Hex => (from >= to ? "0x" : slice(bytes, from, to));

/** Bytes that nobody wrote: cut off, continued, flipped, with huge or tiny lengths, parts twice or left out, or plain noise. */
export function hostile(random: Random, bytes: Hex): Hex {
  const total = size(bytes);
  const at = random.below(total + 1);
  const more = random.below(Math.max(1, Math.min(70, total - at + 1)));
  const [before, part, after] = [cut(bytes, 0, at), cut(bytes, at, at + more), cut(bytes, at + more, total)];
  return random.pick<() => Hex>([
    () => "0x",
    () => before,
    () => cut(bytes, 0, total - 1),
    () => concat([bytes, random.bytes(1)]),
    () => after,
    () => concat([bytes, random.bytes(1 + random.below(70))]),
    () => concat([bytes, bytes]),
    () => concat([before, part, part, after]),
    () => concat([before, after]),
    () => concat([before, random.bytes(more), after]),
    () => concat([before, `0x${"00".repeat(more)}`, after]),
    () => flipped(random, bytes),
    () => flipped(random, flipped(random, bytes)),
    () =>
      replaced(bytes, at, random.pick<Hex>(["0xff", "0xffff", "0xffffffff", "0x00", "0x0000", "0x7fffffff"])),
    () => replaced(bytes, at, numberToHex(random.below(total + 40), { size: 2 })),
    () => replaced(bytes, at, numberToHex(random.below(total + 40), { size: 4 })),
    () => random.bytes(random.below(200)),
    () => bytes,
  ])();
}

function flipped(random: Random, bytes: Hex): Hex {
  if (size(bytes) === 0) return bytes;
  const at = random.below(size(bytes));
  return replaced(
    bytes,
    at,
    numberToHex(Number(slice(bytes, at, at + 1)) ^ (1 << random.below(8)), { size: 1 }),
  );
}

function replaced(bytes: Hex, at: number, part: Hex): Hex {
  const total = size(bytes);
  const end = Math.min(total, at + size(part));
  return concat([cut(bytes, 0, at), cut(part, 0, end - at), cut(bytes, end, total)]);
}
