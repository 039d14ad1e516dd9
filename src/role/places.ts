import { count, demandedBy, shortfall, slack } from "./hall.ts";
import type { NetGate } from "./net.ts";

/** What is decided of a unit: nothing yet, that it helps, or that it does not. */
export const OPEN = 0;
export const HELPS = 1;
export const LACKS = 2;
/** More than any number of units. */
export const NEVER = 1 << 20;

/** A quorum's places, and who can fill them: people by choices of kinds of places, kept in step as units are decided. */
export class Places {
  /** Units, each with the holders whose keys it has here. */
  readonly holdersOf = new Map<number, number[]>();
  private readonly demanded: Int32Array;
  /** By what is decided, and with all that is not. */
  private readonly sure: Int32Array;
  private readonly possible: Int32Array;
  private readonly masks: { sure: number; possible: number }[];
  /** People whose keys lie in several units. */
  private readonly split: readonly number[];
  /** A unit of many people brings, or takes away, at most so many at once. */
  private readonly atOnce: number;
  private readonly holders: Extract<NetGate, { kind: "quorum" }>["holders"];
  private readonly status: Uint8Array;

  /** @param status Of each unit; read whenever a holder is recounted. */
  constructor({ demands, holders }: Extract<NetGate, { kind: "quorum" }>, status: Uint8Array) {
    this.holders = holders;
    this.status = status;
    this.demanded = demandedBy(demands);
    this.sure = new Int32Array(this.demanded.length);
    this.possible = new Int32Array(this.demanded.length);
    for (const [holder, entries] of holders.entries()) {
      for (const { unit } of entries) {
        this.holdersOf.set(unit, [...(this.holdersOf.get(unit) ?? []), holder]);
      }
    }
    this.masks = holders.map((entries) => {
      const mask = entries.reduce((all, { kinds }) => all | kinds, 0);
      count(this.possible, mask, 1);
      return { sure: 0, possible: mask };
    });
    this.split = holders.flatMap((entries, holder) => (entries.length > 1 ? [holder] : []));
    this.atOnce = Math.max(1, ...[...this.holdersOf.values()].map(({ length }) => length));
  }

  /** Looks again at what a holder can fill. */
  recount(holder: number): void {
    const mask = this.masks[holder];
    if (mask === undefined) return;
    let sure = 0;
    let possible = 0;
    for (const { unit, kinds } of this.holders[holder] ?? []) {
      if (this.status[unit] === HELPS) sure |= kinds;
      if (this.status[unit] !== LACKS) possible |= kinds;
    }
    if (sure !== mask.sure) {
      count(this.sure, mask.sure, -1);
      count(this.sure, sure, 1);
    }
    if (possible !== mask.possible) {
      count(this.possible, mask.possible, -1);
      count(this.possible, possible, 1);
    }
    mask.sure = sure;
    mask.possible = possible;
  }

  /** How many undecided units it takes at least until the places can be filled. */
  toFill(): number {
    if (shortfall(this.demanded, this.possible) > 0) return NEVER;
    return Math.ceil(shortfall(this.demanded, this.sure) / this.atOnce);
  }

  /** How many must refuse at least until they cannot be. */
  toShut(): number {
    if (shortfall(this.demanded, this.sure) === 0) return NEVER;
    return Math.ceil(slack(this.demanded, this.possible) / this.atOnce);
  }

  /** How many people each choice of kinds still lacks, and what people with undecided keys can fill already; in a fixed number of codes. */
  key(codes: number[]): void {
    for (let kinds = 1; kinds < this.demanded.length; kinds++) {
      codes.push(Math.max(0, (this.demanded[kinds] ?? 0) - (this.sure[kinds] ?? 0)));
    }
    for (const holder of this.split) {
      const isOpen = this.holders[holder]?.some(({ unit }) => this.status[unit] === OPEN) === true;
      codes.push(isOpen ? (this.masks[holder]?.sure ?? 0) : 0);
    }
  }
}
