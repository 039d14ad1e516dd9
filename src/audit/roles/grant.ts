import { BaseError } from "../../errors.ts";

/** A delay that may be about to change, as OpenZeppelin's `Time.Delay` packs it; seconds, `effect` UNIX seconds. */
export type Delay = { readonly before: number; readonly after: number; readonly effect: number };

/** A member of a role as the manager stores it, in one word (docs/formats.md, 11). Times are UNIX seconds. */
export type Grant = {
  readonly delay: Delay;
  readonly since: number;
  /** Null: no end of its own. */
  readonly until: number | null;
  /** By when it is to be reviewed. */
  readonly due: number;
  /** Days after `due` at which it lapses unless reviewed before; null: it does not lapse, as in critical roles. */
  readonly grace: number | null;
  /** Index in the roster; null: a declared contract, or the Conclave. */
  readonly key: number | null;
  /** Null: nobody's alone. */
  readonly holder: number | null;
  readonly live: boolean;
  readonly alarmed: boolean;
};

const NEVER = 2 ** 40 - 1;
const NONE = 255;
const DAY = 86_400;

/** The grant in a word; null: no grant. @throws `RoleAudit.GrantMalformed` if it has bits that no grant has. */
export function decode(word: bigint): Grant | null {
  if (word === 0n) return null;
  if (word < 0n || word >> 250n !== 0n) throw malformed(word);
  const bits = (from: number, size: number) => Number((word >> BigInt(from)) & ((1n << BigInt(size)) - 1n));
  return {
    delay: unpack(word & ((1n << 104n) - 1n)),
    since: bits(104, 40),
    until: orNull(bits(144, 40), NEVER),
    due: bits(184, 40),
    grace: orNull(bits(224, 8), NONE),
    key: orNull(bits(232, 8), NONE),
    holder: orNull(bits(240, 8), NONE),
    live: bits(248, 1) === 1,
    alarmed: bits(249, 1) === 1,
  };
}

/** The same of a word that somebody else wrote: null also if it is no grant's. */
export function decodeOrNull(word: bigint): Grant | null {
  return word < 0n || word >> 250n !== 0n ? null : decode(word);
}

/** The word of a grant. */
export function encode({ delay, since, until, due, grace, key, holder, live, alarmed }: Grant): bigint {
  const parts: readonly [value: bigint, at: bigint][] = [
    [pack(delay), 0n],
    [BigInt(since), 104n],
    [BigInt(until ?? NEVER), 144n],
    [BigInt(due), 184n],
    [BigInt(grace ?? NONE), 224n],
    [BigInt(key ?? NONE), 232n],
    [BigInt(holder ?? NONE), 240n],
    [live ? 1n : 0n, 248n],
    [alarmed ? 1n : 0n, 249n],
  ];
  return parts.reduce((word, [value, at]) => word | (value << at), 0n);
}

/** When it stops counting unless it is reviewed before; null: never for want of a review. */
export function lapsesAt({ due, grace }: Grant): number | null {
  if (grace === null) return null;
  const at = due + grace * DAY;
  return at >= NEVER ? null : at;
}

/** When the word by itself stops counting: its end, or its review overdue; null: never. */
export function endOf(grant: Grant): number | null {
  const lapse = lapsesAt(grant);
  if (grant.until === null || lapse === null) return grant.until ?? lapse;
  return Math.min(grant.until, lapse);
}

export function hasEnded(grant: Grant, time: number): boolean {
  const end = endOf(grant);
  return end !== null && time >= end;
}

/** Whether a grant counts at `time`, UNIX seconds, as far as its word says: of a live one the Conclave has still to be asked. */
export function isCurrent(grant: Grant, time: number): boolean {
  return time >= grant.since && !hasEnded(grant, time);
}

/** The delay that holds at `time`. */
export function delayAt({ before, after, effect }: Delay, time: number): number {
  return effect <= time ? after : before;
}

/** As OpenZeppelin changes a delay: the old one holds on for as long as it is longer, and for `setback` at the least. */
export function updated(delay: Delay, value: number, setback: number, time: number): Delay {
  const before = delayAt(delay, time);
  return { before, after: value, effect: time + Math.max(setback, before - value) };
}

/** The first `time` of all that a word cannot hold, which it has for never. */
export function capped(time: number): number {
  return Math.min(time, NEVER);
}

function pack({ before, after, effect }: Delay): bigint {
  return (BigInt(effect) << 64n) | (BigInt(before) << 32n) | BigInt(after);
}

function unpack(raw: bigint): Delay {
  const of = (from: bigint, size: bigint) => Number((raw >> from) & ((1n << size) - 1n));
  return { before: of(32n, 32n), after: of(0n, 32n), effect: of(64n, 40n) };
}

function orNull(value: number, none: number): number | null {
  return value === none ? null : value;
}

function malformed(word: bigint): BaseError {
  return new BaseError({
    code: "RoleAudit.GrantMalformed",
    message: `0x${word.toString(16)} is no word of a grant`,
    fix: "check that the address is a RoleManager's, and ask another node",
    details: { word },
  });
}
