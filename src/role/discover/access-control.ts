import {
  type Address,
  getAddress,
  type Hex,
  isHex,
  parseAbi,
  size,
  sliceHex,
  toEventSelector,
  toFunctionSelector,
  zeroHash,
} from "viem";
import { each } from "../../chain/each.ts";
import type { Effect, Source } from "../world.ts";
import { addGiver, anyOf, cannotRead, type Draft, enter, idOf, member } from "./draft.ts";
import { distinct, effectsOfFunctions, effectsOfRole } from "./effects.ts";
import { logsOf } from "./logs.ts";
import { named } from "./ownable.ts";
import { ask, askAddress } from "./site.ts";
import { functionsBehind, has, type Subject } from "./subject.ts";

const abi = parseAbi([
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function getRoleAdmin(bytes32 role) view returns (bytes32)",
  "function getRoleMemberCount(bytes32 role) view returns (uint256)",
  "function getRoleMember(bytes32 role, uint256 index) view returns (address)",
  "function pendingDefaultAdmin() view returns (address newAdmin, uint48 schedule)",
  "function defaultAdminDelay() view returns (uint48)",
]);
const GRANTED = toEventSelector("RoleGranted(bytes32,address,address)");
const REVOKED = toEventSelector("RoleRevoked(bytes32,address,address)");
const ADMIN_CHANGED = toEventSelector("RoleAdminChanged(bytes32,bytes32,bytes32)");
const HAS_ROLE = toFunctionSelector("hasRole(bytes32,address)");

const MOST_ROLES = 64;
const MOST_MEMBERS = 512;

/** What a reader may know better of a role than its name says. */
export type RoleTerms = (role: Hex, name: string) => { readonly effects: readonly Effect[] } | undefined;

/** Whether it answers as AccessControl does. @throws `Chain.Unreachable` */
export async function isAccessControl({ site }: Draft, { address }: Subject): Promise<boolean> {
  const answer = await ask(site, address, abi, "hasRole", [zeroHash, address]);
  return typeof answer === "boolean" && isHex(await ask(site, address, abi, "getRoleAdmin", [zeroHash]));
}

/** Whether it has one default admin, whom it calls its owner too (ERC-5313). @throws `Chain.Unreachable` */
export async function hasAdminRules({ site }: Draft, { address }: Subject): Promise<boolean> {
  return typeof (await ask(site, address, abi, "defaultAdminDelay")) === "number";
}

/** AccessControl, enumerable or not, with default admin rules or not. Gives the roles found. */
export async function readAccessControl(
  draft: Draft,
  subject: Subject,
  source: Source = "access-control",
  terms: RoleTerms = () => undefined,
): Promise<readonly Hex[]> {
  const { address } = subject;
  if (!(await isAccessControl(draft, subject))) {
    if (has(subject, HAS_ROLE))
      cannotRead(draft, address, "roles", "it has hasRole and does not answer as AccessControl does");
    return [];
  }
  const { roles, accounts } = await candidates(draft, subject);
  for (const role of roles) await readRole(draft, subject, source, role, accounts, terms);
  // Only now is every role there that may be another's admin.
  for (const role of roles) {
    const admin = await ask(draft.site, address, abi, "getRoleAdmin", [role]);
    if (isHex(admin)) addGiver(draft, idOf(address, source, role), idOf(address, source, admin));
    else cannotRead(draft, address, `admin of ${draft.names.role(role)}`, "it does not answer");
  }
  await readPendingAdmin(draft, address, source);
  return roles;
}

/** Roles and accounts that may have them: by logs, by constants with well-known names, by refusals, by the people themselves. */
async function candidates(draft: Draft, subject: Subject) {
  const { address } = subject;
  const roles = new Set<Hex>([zeroHash]);
  const accounts = new Map<Hex, Set<Address>>();
  const logs = await logsOf(draft, address, [GRANTED, REVOKED, ADMIN_CHANGED], "roles granted");
  for (const { topics } of logs ?? []) {
    const [topic, role, second] = topics;
    if (!isWord(role)) continue;
    roles.add(role);
    if (topic === ADMIN_CHANGED) {
      for (const admin of topics.slice(2)) if (isWord(admin)) roles.add(admin);
    } else if (isWord(second)) {
      const of = accounts.get(role) ?? new Set();
      accounts.set(role, of.add(getAddress(sliceHex(second, 12))));
    }
  }
  for (const gate of subject.gates.values()) if (gate.by === "role") roles.add(gate.role);
  const constants = draft.names.roleNames.filter((name) => has(subject, toFunctionSelector(`${name}()`)));
  for (const name of constants) {
    const getter = parseAbi([`function ${name}() view returns (bytes32)`] as readonly string[]);
    const role = await ask(draft.site, address, getter, name);
    if (isWord(role)) roles.add(role);
  }
  // Roles that are only admins of others are granted by nobody yet. A Set can be walked while it grows.
  for (const role of roles) {
    if (roles.size > MOST_ROLES) break;
    const admin = await ask(draft.site, address, abi, "getRoleAdmin", [role]);
    if (isWord(admin)) roles.add(admin);
  }
  if (roles.size > MOST_ROLES)
    cannotRead(draft, address, "roles", `${roles.size} roles, of which ${MOST_ROLES} were looked at`);
  return { roles: [...roles].slice(0, MOST_ROLES), accounts };
}

async function readRole(
  draft: Draft,
  subject: Subject,
  source: Source,
  role: Hex,
  accounts: ReadonlyMap<Hex, ReadonlySet<Address>>,
  terms: RoleTerms,
): Promise<void> {
  const { address } = subject;
  const name = draft.names.role(role);
  const members = await membersOf(draft, address, role, name, accounts.get(role) ?? new Set());
  const selectors = functionsBehind(subject, { role });
  const byName = terms(role, name)?.effects ?? effectsOfRole(name);
  const effects = byName ?? (selectors.length === 0 ? (["any"] as const) : []);
  enter(draft, {
    on: address,
    source,
    name,
    raw: role,
    effects: distinct([...effects, ...(selectors.length === 0 ? [] : effectsOfFunctions(selectors))]),
    functions: selectors.length === 0 ? null : named(draft, address, selectors),
    need: anyOf(members),
  });
}

/** By enumeration where there is one, and whoever logs and roster name; each counts only if the contract says so. */
async function membersOf(
  draft: Draft,
  address: Address,
  role: Hex,
  name: string,
  hinted: ReadonlySet<Address>,
): Promise<readonly Address[]> {
  const { site } = draft;
  const listed: Address[] = [];
  const count = await ask(site, address, abi, "getRoleMemberCount", [role]);
  if (typeof count === "bigint") {
    const indices = Array.from(
      { length: Number(count > BigInt(MOST_MEMBERS) ? MOST_MEMBERS : count) },
      (_, i) => i,
    );
    for (const one of await each(indices, (index) =>
      askAddress(site, address, abi, "getRoleMember", [role, BigInt(index)]),
    )) {
      if (one !== undefined) listed.push(one);
      else cannotRead(draft, address, `members of ${name}`, "it does not say who one of them is");
    }
  }
  // Whoever fills the logs crowds out neither people nor those it lists itself.
  const asked = new Set<Address>([...draft.keys, ...listed, ...hinted]);
  if (asked.size > MOST_MEMBERS)
    cannotRead(draft, address, `members of ${name}`, `more than ${MOST_MEMBERS} accounts may have it`);
  const found = await each([...asked].slice(0, MOST_MEMBERS), async (account) => {
    const answer = await ask(site, address, abi, "hasRole", [role, account]);
    if (typeof answer !== "boolean")
      cannotRead(draft, address, `members of ${name}`, `it does not say whether ${account} has it`);
    return answer === true ? [account] : [];
  });
  const members = found.flat().sort();
  if (typeof count === "bigint" && count !== BigInt(members.length))
    cannotRead(draft, address, `members of ${name}`, `it counts ${count} and names ${members.length}`);
  return members;
}

/** AccessControlDefaultAdminRules: whoever is to become admin, and can from then on without anybody's doing anything more. */
async function readPendingAdmin(draft: Draft, address: Address, source: Source): Promise<void> {
  const pending = await ask(draft.site, address, abi, "pendingDefaultAdmin");
  const delay = await ask(draft.site, address, abi, "defaultAdminDelay");
  if (!Array.isArray(pending) || typeof delay !== "number") return;
  const [next, since] = pending as [Address, number];
  if (BigInt(next) === 0n) return;
  const by = enter(draft, {
    on: address,
    source,
    name: "pending default admin",
    raw: "pendingDefaultAdmin",
    effects: ["none"],
    need: { kind: "members", atLeast: 1, of: [member(next, { since: Number(since) })] },
  });
  addGiver(draft, idOf(address, source, zeroHash), by);
}

function isWord(value: unknown): value is Hex {
  return isHex(value) && size(value) === 32;
}
