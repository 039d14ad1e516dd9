import { type Address, type Hex, isAddressEqual } from "viem";
import { each } from "../../chain/each.ts";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import type { Effect, Member, Need, Source } from "../world.ts";
import {
  addGiver,
  cannotRead,
  type Draft,
  EVERYBODY,
  enter,
  enterCopy,
  idOf,
  member,
  mention,
  powersOn,
} from "./draft.ts";
import { distinct, effectsOfFunctions } from "./effects.ts";
import { isManager, type ManagerHints, managerAbi, readHints } from "./manager-reading.ts";
import { named } from "./ownable.ts";
import { ask } from "./site.ts";
import { functionsBehind, type Subject } from "./subject.ts";

/** More roles of one manager than this are not read. */
const MOST_ROLES = 256;

/** A manager that has been read: what it says of targets is entered with these. */
export type Manager = Kind & {
  readonly address: Address;
  readonly hints: ManagerHints;
  readonly nameOf: (role: bigint) => string;
};

/** How a kind of manager says who is a member; undefined: it does not answer, null: the account is none. */
export type Membership = (role: bigint, account: Address) => Promise<Member | null | undefined>;

type Kind = {
  readonly source: Source;
  readonly effectsOf: (role: bigint) => readonly Effect[] | undefined;
  readonly membership: Membership;
  readonly name: (role: bigint) => string | undefined;
  /** Accounts to ask about besides those in the logs. */
  readonly accounts: readonly Address[];
};

/** OpenZeppelin's AccessManager. Null if it is none. */
export async function readAccessManager(draft: Draft, { address }: Subject): Promise<Manager | null> {
  if (!(await isManager(draft, address))) return null;
  mention(draft, address, "AccessManager");
  return readManager(draft, address, {
    source: "access-manager",
    membership: plainMembership(draft, address),
    name: () => undefined,
    effectsOf: () => undefined,
    accounts: [],
  });
}

/** Roles and members of a manager, its functions of targets later, target by target. */
export async function readManager(draft: Draft, address: Address, kind: Kind): Promise<Manager> {
  const hints = await readHints(draft, address);
  const nameOf = (role: bigint) => {
    const name = kind.name(role) ?? hints.labels.get(role);
    return role === ADMIN
      ? "ADMIN"
      : role === PUBLIC
        ? "PUBLIC"
        : name === undefined
          ? `role ${role}`
          : `${name} (role ${role})`;
  };
  const manager: Manager = { ...kind, address, hints, nameOf };
  await readRoles(draft, manager, hints.roles);
  for (const target of hints.targets.keys()) mention(draft, target);
  return manager;
}

/** Roles that are not read yet, and whichever of them others turn out to be granted or guarded by. */
async function readRoles(draft: Draft, manager: Manager, roles: Iterable<bigint>): Promise<void> {
  const { address, source, nameOf } = manager;
  const isRead = (role: bigint) => draft.powers.has(idOf(address, source, String(role)));
  const found = new Set([...roles].filter((role) => !isRead(role)));
  let left = MOST_ROLES - powersOn(draft, address).filter((power) => power.source === source).length;
  // A Set can be walked while it grows.
  for (const role of found) {
    if (left-- <= 0) {
      cannotRead(
        draft,
        address,
        "roles",
        `more than ${MOST_ROLES} are named, of which no more were looked at`,
      );
      break;
    }
    enter(draft, {
      on: address,
      source,
      name: nameOf(role),
      raw: String(role),
      effects: role === ADMIN ? ["admin", "act"] : ["none"],
      need: role === PUBLIC ? EVERYBODY : await members(draft, manager, role),
    });
    for (const term of ["getRoleAdmin", "getRoleGuardian"]) {
      const other = await ask(draft.site, address, managerAbi, term, [role]);
      if (typeof other === "bigint" && !isRead(other)) found.add(other);
    }
  }
  for (const role of found) if (isRead(role)) await readRelations(draft, manager, role);
}

async function members(draft: Draft, manager: Manager, role: bigint): Promise<Need> {
  const { address, hints, nameOf } = manager;
  const asked = [...new Set([...(hints.accounts.get(role) ?? []), ...draft.keys, ...manager.accounts])];
  const found = await each(asked, async (account) => {
    const one = await manager.membership(role, account);
    if (one === undefined)
      cannotRead(draft, address, `members of ${nameOf(role)}`, `it does not say whether ${account} is one`);
    return one === null || one === undefined ? [] : [one];
  });
  return { kind: "members", atLeast: 1, of: found.flat().sort((a, b) => (a.account < b.account ? -1 : 1)) };
}

/** Who grants a role, after which delay, and who cancels what its members schedule. */
async function readRelations(
  draft: Draft,
  { address, source, nameOf }: Manager,
  role: bigint,
): Promise<void> {
  const { site } = draft;
  const id = idOf(address, source, String(role));
  const [admin, guardian, delay] = await Promise.all([
    ask(site, address, managerAbi, "getRoleAdmin", [role]),
    ask(site, address, managerAbi, "getRoleGuardian", [role]),
    ask(site, address, managerAbi, "getRoleGrantDelay", [role]),
  ]);
  if (typeof admin !== "bigint" || typeof guardian !== "bigint" || typeof delay !== "number") {
    cannotRead(draft, address, `terms of ${nameOf(role)}`, "it does not answer");
    return;
  }
  if (role === PUBLIC) return;
  // A RoleManager's admin is its Conclave for good.
  const isFixed = role === ADMIN && source === "role-manager";
  if (!isFixed) addGiver(draft, id, idOf(address, source, String(admin)), delay);
  const guards = [...new Set([guardian, ADMIN])].map((one) => idOf(address, source, String(one)));
  const power = draft.powers.get(id);
  if (power !== undefined) draft.powers.set(id, { ...power, stopped: guards.filter((one) => one !== id) });
  const guarding = draft.powers.get(idOf(address, source, String(guardian)));
  if (guarding !== undefined && guardian !== ADMIN)
    draft.powers.set(guarding.id, { ...guarding, effects: distinct([...guarding.effects, "veto"]) });
  const administering = draft.powers.get(idOf(address, source, String(admin)));
  if (administering !== undefined && role !== ADMIN)
    draft.powers.set(administering.id, {
      ...administering,
      effects: distinct([...administering.effects, "admin"]),
    });
}

/**
 * What a manager's roles open on one target. Functions without a role are its admin's, at once; the admin can also give any function to any
 * role, after the target's own delay.
 */
export async function readTarget(draft: Draft, manager: Manager, subject: Subject): Promise<void> {
  const { address: target } = subject;
  const { address, source, nameOf, hints } = manager;
  const { site } = draft;
  const restricted = functionsBehind(subject, "authority");
  const selectors = [...new Set([...(hints.targets.get(target) ?? []), ...restricted])];
  const [closed, adminDelay] = await Promise.all([
    ask(site, address, managerAbi, "isTargetClosed", [target]),
    ask(site, address, managerAbi, "getTargetAdminDelay", [target]),
  ]);
  if (typeof closed !== "boolean" || typeof adminDelay !== "number") {
    cannotRead(draft, target, "authority", `its authority ${address} does not say what it is allowed`);
    return;
  }
  const byRole = new Map<bigint, Hex[]>();
  for (const selector of selectors) {
    const role = await ask(site, address, managerAbi, "getTargetFunctionRole", [target, selector]);
    if (typeof role === "bigint") byRole.set(role, [...(byRole.get(role) ?? []), selector]);
    else cannotRead(draft, target, `role for ${selector}`, `its authority ${address} does not say`);
  }
  // Where every function that asks the authority has a role, its admin has to give himself one first.
  const own = byRole.get(ADMIN) ?? [];
  const isLeft = restricted.length === 0 || own.length > 0;
  const admin = enterCopy(draft, idOf(address, source, String(ADMIN)), {
    on: target,
    source,
    name: nameOf(ADMIN),
    raw: String(ADMIN),
    effects: ["any"],
    functions: null,
    delay: closed || !isLeft ? adminDelay : 0,
  });
  // A role that no log told of may have members all the same: people's keys are asked about.
  await readRoles(draft, manager, byRole.keys());
  for (const [role, functions] of byRole) {
    if (role === ADMIN) continue;
    enterCopy(draft, idOf(address, source, String(role)), {
      on: target,
      source,
      name: nameOf(role),
      raw: String(role),
      effects: manager.effectsOf(role) ?? effectsOfFunctions(functions),
      functions: named(draft, target, functions),
      // What is closed somebody opens first.
      also: closed ? [admin] : [],
    });
  }
}

/** As AccessManager has it: since when, and with which delay. */
function plainMembership({ site }: Draft, address: Address): Membership {
  return async (role, account) => {
    const answer = await ask(site, address, managerAbi, "getAccess", [role, account]);
    if (!Array.isArray(answer)) return undefined;
    const [since, current, pending, effect] = answer as [number, number, number, number];
    if (since === 0) return null;
    // A delay that is going to be shorter is worth waiting for, if that is sooner.
    const waited = effect === 0 ? current : Math.max(0, effect - site.time) + pending;
    return member(account, { since: since <= site.time ? 0 : since, delay: Math.min(current, waited) });
  };
}

/** The manager at an address, of those that were read. */
export function managerAt(managers: readonly Manager[], address: Address): Manager | undefined {
  return managers.find((one) => isAddressEqual(one.address, address));
}
