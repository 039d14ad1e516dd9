import { type Address, type Hex, slice, toFunctionSelector } from "viem";
import type { Call } from "../../proposal/calls.ts";
import type { RoleCall } from "../role-call.ts";

/** Role calls that become one proposal. `loosens`: for tier 0. */
export type Batch = {
  readonly id: string;
  readonly calls: readonly RoleCall[];
  readonly loosens: boolean;
  /** Ids of batches that must have run. */
  readonly after: readonly string[];
  /** Accounts that must be keys in use first. */
  readonly waits: readonly Address[];
};

/** A grant costs some 100,000 gas, and a transaction may take 16.7 million: this leaves half of it. */
const MOST = 60;
const REVOKE = toFunctionSelector("revokeRole(uint64,address)");
const REMOVE = toFunctionSelector("removeEnded(uint64,address)");
const GRANTS = [
  toFunctionSelector("grantRole(uint64,address,uint32)"),
  toFunctionSelector("grantRoleUntil(uint64,address,uint32,uint40)"),
];

/** Calls that are in one proposal or not at all. */
type Unit = readonly RoleCall[];

/** What is known of the chain. */
export type Ground = {
  /** Whether the manager would take the account as a member now. */
  readonly isReady: (account: Address) => boolean;
  /** The tier that would be taken for the calls, if they only tighten. */
  readonly tierFor: (calls: readonly RoleCall[]) => number;
};

/**
 * Parts the calls that make a RoleManager what the charter says, in their order: what only tightens, and comes first, runs in a quicker tier
 * than tier 0 where one may; grants to accounts that are no key in use yet come last, once they are. A role that is emptied and filled again,
 * such as for a duty to be set, is so within one proposal.
 */
export function batches(calls: readonly RoleCall[], { isReady, tierFor }: Ground): readonly Batch[] {
  const units = unitsOf(calls);
  const isLate = (unit: Unit) => unit.some((call) => isGrant(call) && !isReady(memberAccount(call.data)));
  const late = units.filter(isLate);
  const now = units.filter((unit) => !isLate(unit));
  const { quick, rest } = parted(now, tierFor);
  const first = [...quick.values()].flatMap((one, index) =>
    chunks(index === 0 ? "roles-less" : `roles-less-${index + 1}`, one, false, []),
  );
  const main = chunks(
    "roles",
    rest,
    true,
    first.map(({ id }) => id),
  );
  const before = [...first, ...main].map(({ id }) => id);
  const waits = late.flat().flatMap((call) => (isGrant(call) ? [memberAccount(call.data)] : []));
  return [...first, ...main, ...chunks("grants", late, true, before).map((batch) => ({ ...batch, waits }))];
}

/** Groups what the calls themselves say belongs together, and what is revoked to be granted again with all between. */
function unitsOf(calls: readonly RoleCall[]): Unit[] {
  const units: RoleCall[][] = [];
  for (let start = 0; start < calls.length; ) {
    let end = start + 1;
    for (let at = start; at < end; at++) {
      const call = calls[at];
      if (call === undefined) break;
      const last = calls.findLastIndex(
        (other, index) =>
          index > at &&
          ((call.together !== undefined && other.together === call.together) || undoes(call, other)),
      );
      end = Math.max(end, last + 1);
    }
    units.push(calls.slice(start, end));
    start = end;
  }
  return units;
}

/** What may run sooner than in tier 0, by tier: nothing of it loosens, and nothing that stays behind had to come before it. */
function parted(units: readonly Unit[], tierFor: Ground["tierFor"]) {
  const quick = new Map<number, Unit[]>();
  const rest: Unit[] = [];
  for (const unit of units) {
    const tier = unit.some(({ loosens }) => loosens) ? 0 : tierFor(unit);
    // A membership ends whatever else is set; all other settings stay in order.
    const isFree =
      rest.length === 0 || unit.every(({ data }) => data.startsWith(REVOKE) || data.startsWith(REMOVE));
    if (tier === 0 || !isFree) rest.push(unit);
    else quick.set(tier, [...(quick.get(tier) ?? []), unit]);
  }
  return { quick, rest };
}

/** As few proposals as hold the units, each after the one before. */
function chunks(
  name: string,
  units: readonly Unit[],
  loosens: boolean,
  before: readonly string[],
): readonly Batch[] {
  const parts: RoleCall[][] = [];
  for (const unit of units) {
    const last = parts.at(-1);
    if (last === undefined || last.length + unit.length > MOST) parts.push([...unit]);
    else last.push(...unit);
  }
  const idOf = (part: number) => (part === 0 ? name : `${name}-part-${part + 1}`);
  return parts.map((calls, part) => ({
    id: idOf(part),
    calls,
    loosens,
    after: part === 0 ? before : [idOf(part - 1)],
    waits: [],
  }));
}

/** Whether `other` grants again what `call` revokes. */
function undoes(call: Pick<Call, "data">, other: Pick<Call, "data">): boolean {
  return (
    call.data.startsWith(REVOKE) && isGrant(other) && slice(call.data, 4, 68) === slice(other.data, 4, 68)
  );
}

function isGrant({ data }: Pick<Call, "data">): boolean {
  return GRANTS.some((selector) => data.startsWith(selector));
}

/** The account of a grant, which comes second. */
function memberAccount(data: Hex): Address {
  return slice(data, 48, 68);
}
