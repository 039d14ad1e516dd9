import { BaseError } from "../../errors.ts";

/**
 * Health tests in the manner of NIST SP 800-90B, 4.4: they notice a source that is broken, stuck or invented, once in some million good
 * samples by mistake. Passing them says nothing of how good a source is.
 */

/** By which min-entropy of a sample the tests judge, in bits: half of what a good byte has, and somewhat less than a fair die. */
const BITS = { hwrng: 4, dice: 2 } as const;
/** How often a good source is refused: one time in 2^20. */
const ALPHA = 2 ** -20;
/** Samples of the adaptive proportion test, for sources that are not binary. */
const WINDOW = 512;
/** For 256 bits of fair dice: log2(6) · 100 = 258. */
export const ROLLS = 100;
const MAX_ROLLS = 4_096;

/** Repetition count test and adaptive proportion test over bytes. @throws `Entropy.Unhealthy` */
export function assertHealthy(bytes: Uint8Array, source: keyof typeof BITS): void {
  const bits = BITS[source];
  if (longestRun(bytes) >= 1 + Math.ceil(-Math.log2(ALPHA) / bits))
    throw unhealthy(source, "it repeats itself");
  for (let at = 0; at < bytes.length; at += WINDOW) {
    const window = bytes.subarray(at, at + WINDOW);
    if (mostFrequent(window) >= criticalCount(window.length, 2 ** -bits))
      throw unhealthy(source, "one value comes far too often");
  }
}

/**
 * The digits of dice that people rolled: 1 to 6, spaces and line breaks between them as they like. Refuses too few, what no dice roll, and
 * what people type who do not roll. @throws `Entropy.BadDice`, `Entropy.Unhealthy`
 */
export function readDice(text: Uint8Array): Buffer {
  const rolls = Buffer.from(text.filter((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte)));
  if (rolls.length > MAX_ROLLS || rolls.some((byte) => byte < 0x31 || byte > 0x36))
    throw badDice("other than digits 1 to 6");
  if (rolls.length < ROLLS) throw badDice(`${rolls.length} rolls, and ${ROLLS} are needed`);
  if (new Set(rolls).size < 6) throw unhealthy("dice", "one face never comes");
  if (isPeriodic(rolls)) throw unhealthy("dice", "it repeats itself");
  assertHealthy(rolls, "dice");
  return rolls;
}

function longestRun(bytes: Uint8Array): number {
  let longest = 0;
  let run = 0;
  for (const [index, byte] of bytes.entries()) {
    run = index > 0 && byte === bytes[index - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

function mostFrequent(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  return Math.max(...counts);
}

/** Whether it is a shorter sequence over and over. */
function isPeriodic(bytes: Uint8Array): boolean {
  for (let period = 1; period <= bytes.length / 2; period++)
    if (bytes.every((byte, index) => index < period || byte === bytes[index - period])) return true;
  return false;
}

/** The least count that a value of probability p reaches in n samples with probability at most {@link ALPHA}. */
export function criticalCount(n: number, p: number): number {
  let term = (1 - p) ** n;
  let below = 0;
  for (let count = 0; count <= n; count++) {
    if (1 - below <= ALPHA) return count;
    below += term;
    term *= ((n - count) / (count + 1)) * (p / (1 - p));
  }
  return n + 1;
}

function badDice(what: string): BaseError {
  return new BaseError({
    code: "Entropy.BadDice",
    message: `the dice's rolls are ${what}`,
    fix: `roll a six-sided die at least ${ROLLS} times and type each digit`,
  });
}

function unhealthy(source: string, why: string): BaseError {
  return new BaseError({
    code: "Entropy.Unhealthy",
    message: `the randomness from ${source} is none: ${why}`,
    fix:
      source === "dice"
        ? "roll the dice, each time anew; do not invent digits"
        : "do not use this device; take another source, and make no keys with what it gave before",
    details: { source, why },
  });
}
