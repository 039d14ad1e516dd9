import { type Address, getAddress, isAddressEqual, zeroAddress } from "viem";
import type { Effect, Member, Need, Power, World } from "../world.ts";
import type { Names } from "./names.ts";
import type { Site } from "./site.ts";

export type Unread = World["unread"][number];
export type PowerFunction = NonNullable<Power["functions"]>[number];

/** A world while it is being read. */
export type Draft = {
  readonly site: Site;
  readonly names: Names;
  /** First block whose logs are asked for, where the node cannot say when a contract began. */
  readonly fromBlock: bigint;
  /** Accounts that are somebody's key. */
  readonly keys: readonly Address[];
  /** What each account is known to be, in words. Accounts to be examined stand at the end: a Map can be walked while it grows. */
  readonly accounts: Map<Address, Set<string>>;
  readonly powers: Map<string, Power>;
  /** Powers that whoever has another one has too: that one's id by theirs. */
  readonly copies: Map<string, string>;
  readonly unread: Unread[];
};

/** What a contract may answer beyond this is as good as this: a world holds times in 40 bits, and numbers of owners in 16. */
const LATEST = 2 ** 40 - 1;
const MOST_OWNERS = 2 ** 16 - 1;

export const NOBODY: Need = { kind: "members", atLeast: 1, of: [] };
export const EVERYBODY: Need = { kind: "everybody" };

/** Parts of a power that are mostly empty may be left out. */
type PowerParts = Pick<Power, "on" | "source" | "name" | "raw" | "need"> & {
  readonly effects: readonly Effect[];
} & Partial<Pick<Power, "functions" | "delay" | "also" | "given" | "stopped">>;

/** Enters a power, and mentions whoever is its member. Gives its id. */
export function enter(draft: Draft, parts: PowerParts): string {
  const id = idOf(parts.on, parts.source, parts.raw);
  mention(draft, parts.on);
  if (parts.need.kind === "members") for (const { account } of parts.need.of) mention(draft, account);
  const { functions = null, delay = 0, also = [], given = [], stopped = [], effects, ...rest } = parts;
  draft.powers.set(id, { ...rest, id, effects: [...effects], functions, delay, also, given, stopped });
  return id;
}

/** Enters a power that whoever can exercise `base` has too. */
export function enterCopy(draft: Draft, base: string, parts: Omit<PowerParts, "need" | "given">): string {
  const from = draft.powers.get(base);
  const { also = [], delay = 0, stopped = [] } = parts;
  const id = enter(draft, {
    ...parts,
    need: from?.need ?? NOBODY,
    given: from?.given ?? [],
    also: [...(from?.also ?? []), ...also],
    delay: (from?.delay ?? 0) + delay,
    stopped: [...(from?.stopped ?? []), ...stopped],
  });
  draft.copies.set(id, base);
  return id;
}

export function idOf(on: Address, source: Power["source"], raw: string): string {
  return `${getAddress(on)}#${source}/${raw}`;
}

/** Enters an account, so that it is examined in its turn. */
export function mention(draft: Draft, address: Address, ...what: readonly string[]): void {
  const own = getAddress(address);
  const known = draft.accounts.get(own) ?? new Set<string>();
  for (const one of what) known.add(one);
  draft.accounts.set(own, known);
}

export function cannotRead(draft: Draft, on: Address, what: string, why: string): void {
  const own = getAddress(on);
  if (draft.unread.some((one) => one.on === own && one.what === what && one.why === why)) return;
  draft.unread.push({ on: own, what, why });
}

/** One of these accounts; the zero address is nobody. */
export function anyOf(accounts: readonly Address[], atLeast = 1): Need {
  const of = accounts.filter((one) => !isAddressEqual(one, zeroAddress)).map((account) => member(account));
  return { kind: "members", atLeast: Math.min(atLeast, MOST_OWNERS), of };
}

export function member(account: Address, terms: Partial<Omit<Member, "account">> = {}): Member {
  const { since = 0, ends = null, delay = 0 } = terms;
  return { account: getAddress(account), since: Math.min(since, LATEST), ends, delay };
}

/** The powers on a contract. */
export function powersOn(draft: Draft, on: Address): Power[] {
  return [...draft.powers.values()].filter((power) => isAddressEqual(power.on, on));
}

/** Whether the account is a member of the power. */
export function holds({ need }: Pick<Power, "need">, account: Address): boolean {
  return need.kind === "members" && need.of.some((one) => isAddressEqual(one.account, account));
}

/** Who can make anybody a holder of a power: its own holders too, for a role that is its own admin. */
export function addGiver(draft: Draft, id: string, by: string, delay = 0): void {
  const power = draft.powers.get(id);
  if (power === undefined || power.given.some((one) => one.by === by && one.delay <= delay)) return;
  draft.powers.set(id, { ...power, given: [...power.given, { by, delay }] });
}
