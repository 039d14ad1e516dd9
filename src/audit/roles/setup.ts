import { toFunctionSelector } from "viem";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import type { EventOf } from "./event.ts";
import { delayAt, updated } from "./grant.ts";
import { moveUse, roleIn, type State, type Terms, targetIn } from "./state.ts";

/** Events of how a manager is set up. */
type Name =
  | "RoleLabel"
  | "RoleAdminChanged"
  | "RoleGuardianChanged"
  | "RoleGrantDelayChanged"
  | "TargetClosed"
  | "TargetFunctionRoleUpdated"
  | "TargetAdminDelayUpdated"
  | "RoleDefined"
  | "ConflictSet"
  | "ContractDeclared"
  | "AuthorityMoved";
export type SetupEvent = EventOf<Name>;

/** Seconds that a shorter delay waits at the least before it holds; OpenZeppelin's. */
const SETBACK = 5 * 86_400;
const DAY = 86_400;
const PERIOD_LIMIT = 400 * DAY;
const GRACE_LIMIT = 90 * DAY;
const CONFLICT_LIMIT = 16;
const NOBODY = 255;
const SET_AUTHORITY = toFunctionSelector("setAuthority(address)");

/** Takes the state through one event; says why the contract would not have made it, or null. */
export function setUp(state: State, event: SetupEvent): string | null {
  const { time } = event.at;
  switch (event.eventName) {
    case "RoleLabel":
      roleIn(state, event.args.roleId).label = event.args.label;
      return locked(event.args.roleId);
    case "RoleAdminChanged": {
      const { roleId, admin } = event.args;
      const role = roleIn(state, roleId);
      moveUse(state, roleId, role.admin, admin);
      role.admin = admin;
      return locked(roleId);
    }
    case "RoleGuardianChanged": {
      const { roleId, guardian } = event.args;
      const role = roleIn(state, roleId);
      moveUse(state, roleId, role.guardian, guardian);
      role.guardian = guardian;
      return locked(roleId);
    }
    case "RoleGrantDelayChanged": {
      const { roleId, delay, since } = event.args;
      const role = roleIn(state, roleId);
      role.grantDelay = updated(role.grantDelay, delay, SETBACK, time);
      return roleId === PUBLIC ? locked(roleId) : effectFault(Number(since), role.grantDelay.effect);
    }
    case "TargetAdminDelayUpdated": {
      const { target: address, delay, since } = event.args;
      const target = targetIn(state, address);
      target.adminDelay = updated(target.adminDelay, delay, SETBACK, time);
      return effectFault(Number(since), target.adminDelay.effect);
    }
    case "TargetClosed":
      targetIn(state, event.args.target).closed = event.args.closed;
      return null;
    case "TargetFunctionRoleUpdated":
      return openFunction(state, event);
    case "RoleDefined":
      return define(state, event);
    case "ConflictSet":
      return setConflict(state, event);
    case "ContractDeclared":
      return declare(state, event);
    case "AuthorityMoved":
      return null;
  }
}

/** Seconds of the grant delay that holds at `time`. */
export function grantDelayAt(state: State, role: bigint, time: number): number {
  return delayAt(roleIn(state, role).grantDelay, time);
}

function openFunction(state: State, { args }: EventOf<"TargetFunctionRoleUpdated">): string | null {
  const { target, selector, roleId } = args;
  const { functions } = targetIn(state, target);
  // No function of the manager itself goes by such a role.
  if (target !== state.manager) moveUse(state, ADMIN, functions.get(selector) ?? ADMIN, roleId);
  functions.set(selector, roleId);
  return selector === SET_AUTHORITY ? "setAuthority is given to no role" : null;
}

function define(state: State, { args }: EventOf<"RoleDefined">): string | null {
  const { roleId, terms } = args;
  const role = roleIn(state, roleId);
  moveUse(state, roleId, role.terms?.reviewer ?? ADMIN, terms.reviewer);
  role.terms = terms;
  return locked(roleId) ?? (isInRange(terms) ? null : "such terms are out of range");
}

function isInRange({ period, grace, reviewer }: Terms): boolean {
  const isPeriod = period >= DAY && period <= PERIOD_LIMIT;
  return isPeriod && grace <= GRACE_LIMIT && grace % DAY === 0 && reviewer !== PUBLIC;
}

function setConflict(state: State, { args }: EventOf<"ConflictSet">): string | null {
  const { roleA, roleB, conflicting } = args;
  const [a, b] = [roleIn(state, roleA), roleIn(state, roleB)];
  const wasSo = a.conflicts.has(roleB) === conflicting;
  for (const [role, other] of [[a, roleB] as const, [b, roleA] as const]) {
    if (conflicting) role.conflicts.add(other);
    else role.conflicts.delete(other);
  }
  const both = [...a.holders.keys()].find((holder) => b.holders.has(holder));
  if (roleA === roleB) return "a role is not in conflict with itself";
  if (wasSo) return "it was so already, which makes no link";
  if (conflicting && both !== undefined) return `holder ${both} has both`;
  if (Math.max(a.conflicts.size, b.conflicts.size) > CONFLICT_LIMIT)
    return `a role has ${CONFLICT_LIMIT} conflicts at the most`;
  return locked(roleA) ?? locked(roleB);
}

function declare(state: State, { args }: EventOf<"ContractDeclared">): string | null {
  const { account, declared, holder } = args;
  if (declared) state.declared.set(account, holder === NOBODY ? null : holder);
  else state.declared.delete(account);
  return declared || holder === NOBODY ? null : "what is not declared is nobody's";
}

function locked(role: bigint): string | null {
  return role === ADMIN || role === PUBLIC ? `role ${role} is locked` : null;
}

function effectFault(said: number, expected: number): string | null {
  return said === expected ? null : `the delay changes at ${expected}, not at ${said}`;
}
