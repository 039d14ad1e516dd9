import { type Address, isAddressEqual } from "viem";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import type { EventOf } from "./event.ts";
import { capped, decodeOrNull, encode, type Grant, hasEnded, isCurrent, updated } from "./grant.ts";
import { grantDelayAt } from "./setup.ts";
import { enter, leave, roleIn, type State, type Terms } from "./state.ts";

const DAY = 86_400;

/** `RoleGranted` and the `GrantTermed` behind it. */
export type Granted = {
  readonly granted: EventOf<"RoleGranted">;
  readonly termed: EventOf<"GrantTermed">;
};

/** The grants that a transition takes, each with its word. */
type Taken = { readonly state: State; readonly id: bigint; readonly account: Address };

/** A grant, or a renewed one. Says why the contract would not have made it so, or null. */
export function grant(state: State, { granted, termed }: Granted): string | null {
  const { roleId: id, account, delay, since, newMember } = granted.args;
  const { time } = granted.at;
  const role = roleIn(state, id);
  const before = wordOf({ state, id, account });
  const after = put({ state, id, account }, termed.args.grant);
  if (after === null) return "the word is that of no grant";
  if (before !== null) leave(state, id, before.holder);
  const forbidden = enter(state, id, after.holder);
  if (id === PUBLIC) return "everybody has this role";
  if (id === ADMIN && !(isAddressEqual(account, state.conclave) && before === null))
    return "nobody but the Conclave ever has this role";
  if (role.terms === null) return "the role is not defined";
  if (id !== ADMIN && role.uses === 0) return "the role has nothing to do";
  if (forbidden !== null) return forbidden;
  const byFault = granterFault(state, termed, after.holder);
  if (byFault !== null) return byFault;
  // What had ended by its own terms, or has by those of now, is none any more.
  const isNew =
    before === null ||
    hasEnded(before, time) ||
    hasEnded(onTerms(before, role.terms), time) ||
    before.key !== after.key ||
    before.holder !== after.holder;
  if (newMember !== isNew) return isNew ? "it is a first grant" : "it is of somebody who was a member";
  const expected = isNew ? begun(state, id, delay, after, time) : renewed(before, delay, time);
  const effect = isNew ? expected.since : expected.delay.effect;
  if (Number(since) !== effect) return `it counts from ${effect}, not from ${since}`;
  const fault = endFault(after, role.terms, time);
  if (fault !== null) return fault;
  const ended = { ...expected, until: after.until };
  // To grant again is not to review: what is due stays due, and an alarm stays raised.
  return mismatch(after, isNew ? reviewed(ended, role.terms, time) : onTerms(ended, role.terms));
}

/** Passed on to the successor of a key: the same grant, of another key, ending with that key if it is earlier. */
export function pass(state: State, { granted, termed }: Granted, predecessor: Grant | null): string | null {
  const { roleId: id, account, newMember } = granted.args;
  const before = wordOf({ state, id, account });
  const after = put({ state, id, account }, termed.args.grant);
  if (after === null) return "the word is that of no grant";
  const forbidden = enter(state, id, after.holder);
  if (predecessor === null) return "the predecessor had no grant";
  if (before !== null) return "the successor has a grant of its own";
  if (!newMember) return "the successor is a new member";
  if (forbidden !== null) return forbidden;
  if (hasEnded(predecessor, granted.at.time)) return "the predecessor's grant had ended";
  const limit = predecessor.until ?? Number.POSITIVE_INFINITY;
  if ((after.until ?? Number.POSITIVE_INFINITY) > limit) return "it ends later than the predecessor's";
  return mismatch(after, { ...predecessor, key: after.key, until: after.until });
}

/** The grant that was taken away; null if there was none, or it is the Conclave's own. */
export function revoke(state: State, { args }: EventOf<"RoleRevoked">): Grant | null {
  const taken = { state, id: args.roleId, account: args.account };
  const before = wordOf(taken);
  roleIn(state, taken.id).members.delete(taken.account);
  if (before !== null) leave(state, taken.id, before.holder);
  return taken.id === ADMIN ? null : before;
}

export function review(state: State, { args, at }: EventOf<"GrantReviewed">): string | null {
  const { roleId: id, account, reviewer, kept, grant: word } = args;
  const before = wordOf({ state, id, account });
  const { terms } = roleIn(state, id);
  if (before === null || terms === null) return "there is no such grant";
  const isConclave = isAddressEqual(reviewer, state.conclave);
  const fault = isConclave ? null : reviewerFault(state, { reviewer, at, terms, holder: before.holder });
  if (!kept) {
    if (encode(before) !== word) return "the word is not the one that was dropped";
    return terms.critical && !isConclave ? "the role is critical: only the Conclave drops" : fault;
  }
  const after = put({ state, id, account }, word);
  if (after === null) return "the word is that of no grant";
  if (hasEnded(before, at.time) || isGone({ state, id, account }, before)) return "the grant had ended";
  return fault ?? mismatch(after, reviewed(before, terms, at.time));
}

export function alarm(state: State, { args, at }: EventOf<"ReviewOverdue">): string | null {
  const taken = { state, id: args.roleId, account: args.account };
  const before = wordOf(taken);
  if (before === null) return "there is no such grant";
  put(taken, encode({ ...before, alarmed: true }));
  if (before.grace !== null) return "the grant lapses, so no alarm is raised";
  if (before.alarmed) return "the alarm was raised before";
  if (Number(args.due) !== before.due) return `the review is due at ${before.due}, not at ${args.due}`;
  return at.time < before.due ? "the review was not due" : null;
}

/** Only a member of the role's admin role grants, and never to the same person. */
function granterFault(
  state: State,
  { args, at }: EventOf<"GrantTermed">,
  holder: number | null,
): string | null {
  const { roleId, by } = args;
  if (roleId === ADMIN) return isAddressEqual(by, state.conclave) ? null : "the Conclave grants it to itself";
  const right = { state, id: roleIn(state, roleId).admin, account: by };
  const own = wordOf(right);
  if (own === null || !isCurrent(own, at.time) || isGone(right, own)) return `${by} may not grant it`;
  return own.holder !== null && own.holder === holder ? `${by} granted it to the same person` : null;
}

function reviewerFault(
  state: State,
  {
    reviewer,
    at,
    terms,
    holder,
  }: { reviewer: Address; at: { time: number }; terms: Terms; holder: number | null },
): string | null {
  if (terms.reviewer === ADMIN) return "only the Conclave reviews it";
  const own = wordOf({ state, id: terms.reviewer, account: reviewer });
  if (own === null || !isCurrent(own, at.time)) return `${reviewer} is no reviewer of it`;
  return own.holder !== null && own.holder === holder ? "the reviewer is the holder of the grant" : null;
}

function begun(state: State, id: bigint, delay: number, { key, holder }: Grant, time: number): Grant {
  const since = time + grantDelayAt(state, id, time);
  const none = { until: null, due: 0, grace: null, live: false, alarmed: false };
  return { ...none, delay: { before: 0, after: delay, effect: 0 }, since, key, holder };
}

function renewed(before: Grant, delay: number, time: number): Grant {
  return { ...before, delay: updated(before.delay, delay, 0, time) };
}

/** Whether a contract is not declared for the holder (any more) that its grant was made for. That a key is gone the Conclave knows. */
function isGone({ state, id, account }: Taken, { key, holder }: Grant): boolean {
  return id !== ADMIN && key === null && state.declared.get(account) !== holder;
}

/** As from a review at `time`, or from its beginning if that is later. */
function reviewed(before: Grant, terms: Terms, time: number): Grant {
  const due = capped(Math.max(time, before.since) + terms.period);
  return { ...onTerms(before, terms), due, alarmed: false };
}

/** With what follows from the role's terms as they are. */
function onTerms(before: Grant, terms: Terms): Grant {
  const grace = terms.critical ? null : Math.floor(terms.grace / DAY);
  return { ...before, grace, live: terms.live };
}

function endFault({ since, until }: Grant, { term }: Terms, time: number): string | null {
  const begins = Math.max(time, since);
  if (until !== null && until <= begins) return "it ends before it begins";
  if (term === 0 || (until !== null && until <= begins + term)) return null;
  return `it lasts longer than the ${term} seconds of the role's term`;
}

function mismatch(after: Grant, expected: Grant): string | null {
  const [said, word] = [encode(after), encode(expected)];
  return said === word ? null : `the word is 0x${word.toString(16)}, not 0x${said.toString(16)}`;
}

function wordOf({ state, id, account }: Taken): Grant | null {
  return decodeOrNull(roleIn(state, id).members.get(account) ?? 0n);
}

function put({ state, id, account }: Taken, word: bigint): Grant | null {
  roleIn(state, id).members.set(account, word);
  return decodeOrNull(word);
}
