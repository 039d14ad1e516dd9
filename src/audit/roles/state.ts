import type { Address, Hex } from "viem";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import type { Delay } from "./grant.ts";

/** What grants of a role are like, as `defineRole` takes it; seconds. */
export type Terms = {
  readonly term: number;
  readonly period: number;
  readonly grace: number;
  readonly reviewer: bigint;
  readonly critical: boolean;
  readonly live: boolean;
};

export type RoleState = {
  label: string | null;
  admin: bigint;
  guardian: bigint;
  grantDelay: Delay;
  /** Null: not defined, so granted to nobody. */
  terms: Terms | null;
  uses: number;
  /** How many grants of it each holder has. */
  readonly holders: Map<number, number>;
  readonly conflicts: Set<bigint>;
  /** Words of grants, also of those that do not count any more. */
  readonly members: Map<Address, bigint>;
};

export type TargetState = {
  closed: boolean;
  adminDelay: Delay;
  readonly functions: Map<Hex, bigint>;
};

/** Where a manager stands: what its logs lead to. */
export type State = {
  readonly manager: Address;
  readonly conclave: Address;
  readonly roles: Map<bigint, RoleState>;
  readonly targets: Map<Address, TargetState>;
  /** Contracts that may be members, and whose they are; null: nobody's alone. */
  readonly declared: Map<Address, number | null>;
};

const NO_DELAY: Delay = { before: 0, after: 0, effect: 0 };
/** Four bits a holder. */
const GRANT_LIMIT = 15;
const DAY = 86_400;

/** The Conclave's own grant is as of a critical role that is reviewed as seldom as can be. */
const ADMIN_TERMS: Terms = {
  term: 0,
  period: 400 * DAY,
  grace: 0,
  reviewer: ADMIN,
  critical: true,
  live: false,
};

export function empty(manager: Address, conclave: Address): State {
  return { manager, conclave, roles: new Map(), targets: new Map(), declared: new Map() };
}

/** The role as it stands; what was not set is the Conclave's, at once, and granted to nobody. */
export function roleIn({ roles }: State, id: bigint): RoleState {
  const known = roles.get(id);
  if (known !== undefined) return known;
  const role: RoleState = {
    label: null,
    admin: ADMIN,
    guardian: ADMIN,
    grantDelay: NO_DELAY,
    terms: id === ADMIN ? ADMIN_TERMS : null,
    uses: 0,
    holders: new Map(),
    conflicts: new Set(),
    members: new Map(),
  };
  roles.set(id, role);
  return role;
}

export function targetIn({ targets }: State, address: Address): TargetState {
  const known = targets.get(address);
  if (known !== undefined) return known;
  const target: TargetState = { closed: false, adminDelay: NO_DELAY, functions: new Map() };
  targets.set(address, target);
  return target;
}

/** `user` is the role that uses, if a role does: what a role does to itself is no use of it. */
export function moveUse(state: State, user: bigint, from: bigint, to: bigint): void {
  const isCounted = (used: bigint) => used !== ADMIN && used !== PUBLIC && used !== user;
  if (isCounted(from)) roleIn(state, from).uses -= 1;
  if (isCounted(to)) roleIn(state, to).uses += 1;
}

/** One more grant for the holder; what forbids it, or null. */
export function enter(state: State, id: bigint, holder: number | null): string | null {
  if (holder === null) return null;
  const { conflicts, holders } = roleIn(state, id);
  const other = [...conflicts].find((one) => (roleIn(state, one).holders.get(holder) ?? 0) > 0);
  const count = (holders.get(holder) ?? 0) + 1;
  holders.set(holder, count);
  if (other !== undefined) return `holder ${holder} has role ${other}, which nobody combines with role ${id}`;
  return count > GRANT_LIMIT ? `holder ${holder} has ${GRANT_LIMIT} grants of role ${id} already` : null;
}

export function leave(state: State, id: bigint, holder: number | null): void {
  if (holder === null) return;
  const { holders } = roleIn(state, id);
  const count = (holders.get(holder) ?? 0) - 1;
  if (count > 0) holders.set(holder, count);
  else holders.delete(holder);
}

/** As `holdersOf` packs it: four bits a holder. */
export function packHolders({ holders }: RoleState): bigint {
  return [...holders].reduce((packed, [holder, count]) => packed | (BigInt(count) << BigInt(4 * holder)), 0n);
}
