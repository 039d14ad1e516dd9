/**
 * A holder's announcement as the guard stores it, in one word (docs/formats.md, 10). Times are UNIX seconds, `delay` and `grace`
 * seconds, the tier's at the time of announcing.
 */
export type Announcement = {
  readonly tier: number;
  readonly epoch: number;
  readonly proposer: number;
  /** Holder; null: none. */
  readonly tester: number | null;
  readonly announcedAt: number;
  /** As signed: the holder's next announcement of the same must have a later one. */
  readonly deadline: number;
  readonly delay: number;
  readonly grace: number;
  /** False: withdrawn. */
  readonly standing: boolean;
  /** Other holders who announced the same; in the first announcer's word alone. */
  readonly others: readonly number[];
};

const NO_HOLDER = 255;

/** The word taken apart; null for the empty word, which stands for no announcement. */
export function decode(word: bigint): Announcement | null {
  return word === 0n ? null : unpack(word);
}

/** The word taken apart, as an event carries it. */
export function unpack(word: bigint): Announcement {
  const bits = (from: number, count: number) => Number((word >> BigInt(from)) & ((1n << BigInt(count)) - 1n));
  const tester = bits(240, 8);
  return {
    tier: bits(224, 8),
    epoch: bits(64, 32),
    proposer: bits(232, 8),
    tester: tester === NO_HOLDER ? null : tester,
    announcedAt: bits(96, 40),
    deadline: bits(136, 40),
    delay: bits(176, 24),
    grace: bits(200, 24),
    standing: bits(248, 1) === 1,
    others: Array.from({ length: 64 }, (_, holder) => holder).filter(
      (holder) => (word >> BigInt(holder)) & 1n,
    ),
  };
}

/** UNIX seconds from which the transaction may pass. */
export function readyAt({ announcedAt, delay }: Announcement): number {
  return announcedAt + delay;
}

/** UNIX seconds from which it may not any more. */
export function expiresAt(announcement: Announcement): number {
  return readyAt(announcement) + announcement.grace;
}

/** The word of a standing announcement, without others: the twin of `announced` in the contracts. */
export function encode(value: Omit<Announcement, "standing" | "others">): bigint {
  const at = (number: number, bit: number) => BigInt(number) << BigInt(bit);
  return (
    at(1, 248) |
    at(value.epoch, 64) |
    at(value.announcedAt, 96) |
    at(value.deadline, 136) |
    at(value.delay, 176) |
    at(value.grace, 200) |
    at(value.tier, 224) |
    at(value.proposer, 232) |
    at(value.tester ?? NO_HOLDER, 240)
  );
}
