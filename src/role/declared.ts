import { type Address, isAddressEqual } from "viem";
import { contractAddress } from "../charter/resolve.ts";
import { catalogueAccount, keyLabelled } from "../charter/role-resolve.ts";
import type { Charter } from "../charter/schema.ts";
import { livingMembers } from "./atlas.ts";
import type { Power, World } from "./world.ts";

/** Power as the charter means it: over which contract, by which name or number, and who is to have it. */
export type Declared = {
  readonly on: Address;
  readonly role: string;
  readonly members: readonly Address[];
  /** Why it is so, where the charter says. */
  readonly reason: string | null;
  /** `roles`: of the RoleManager. `itself`: follows from what a RoleManager is. */
  readonly from: "catalogue" | "roles" | "itself";
};

/** What the charter declares on its chain: its catalogue, its roles, and that the Conclave is the RoleManager's admin. */
export function declaredPowers(charter: Charter): Declared[] {
  const { conclave, roles: manager } = charter.chain;
  const account = (name: string) => catalogueAccount(charter, name) ?? [];
  const catalogue = charter.catalogue.map(
    ({ on, role, members, reason }): Declared => ({
      on: contractAddress(charter, on),
      role,
      members: members.flatMap(account),
      reason: reason ?? null,
      from: "catalogue",
    }),
  );
  if (manager === undefined) return catalogue;
  const admin: Declared = {
    on: manager,
    role: "0",
    members: conclave === undefined ? [] : [conclave],
    reason: null,
    from: "itself",
  };
  const roles = charter.roles.map(
    ({ id, members }): Declared => ({
      on: manager,
      role: String(id),
      members: members.flatMap(({ key, contract }) =>
        contract === undefined
          ? (keyLabelled(charter, key ?? "")?.address ?? [])
          : contractAddress(charter, contract),
      ),
      reason: null,
      from: "roles",
    }),
  );
  return [...catalogue, admin, ...roles];
}

/** Whether a declaration is about this power: by its name, or by its role id, hash or number. */
export function isAbout({ on, role }: Declared, power: Power): boolean {
  return isAddressEqual(on, power.on) && [power.raw, power.name].some((one) => same(one, role));
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * The powers that a catalogue lists: those that people or contracts have as such. What follows from the roster and rulebook (quorums, and the
 * calls that rules open to a guarded Safe), and what a manager's roles open on its targets, is told by the charter's other parts or by the
 * manager's own roles.
 */
export function listable(world: World): Power[] {
  const quorums = new Set(world.powers.flatMap(({ id, need }) => (need.kind === "quorum" ? [id] : [])));
  const isRule = ({ functions, also }: Power) => functions !== null && also.some((id) => quorums.has(id));
  return world.powers.filter(
    (power) => power.need.kind !== "quorum" && !isRule(power) && !isOpened(world, power),
  );
}

/** A manager's role, as it shows on a target. */
function isOpened(world: World, { source, on }: Power): boolean {
  if (source !== "access-manager" && source !== "role-manager") return false;
  const is = world.accounts.find(({ address }) => isAddressEqual(address, on))?.is ?? [];
  return !is.some((kind) => kind === "AccessManager" || kind === "RoleManager");
}

/** Whether anybody has it, or will by waiting. */
export function isHeld(world: World, power: Power): boolean {
  return power.need.kind === "everybody" || livingMembers(world, power).length > 0;
}
