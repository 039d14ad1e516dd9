import { type Address, type Hex, numberToHex } from "viem";
import type { Block } from "../../audit/collect.ts";
import { decode, type Grant } from "../../audit/roles/grant.ts";
import type { RoleHistory } from "../../audit/roles/history.ts";
import type { RoleState, State, Terms } from "../../audit/roles/state.ts";
import type { RolesAudit } from "../../audit/roles/verify.ts";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import type { RoleFunctions } from "./functions.ts";

/** A role as the manager has it; durations in seconds. */
export type Role = RoleFunctions &
  Terms & {
    readonly id: bigint;
    readonly label: string | null;
    readonly conflicts: readonly bigint[];
  };

/** A grant that stands in storage, whether it counts or not. */
export type Granted = {
  readonly role: bigint;
  readonly account: Address;
  readonly word: Hex;
  readonly grant: Grant;
  /** Whether the account is a contract that is declared for the grant's holder. */
  readonly declared: boolean;
};

/** A RoleManager at one block, as its proven record has it. */
export type Manager = {
  readonly domain: { readonly chainId: number; readonly verifyingContract: Address };
  readonly conclave: Address;
  readonly block: Block;
  readonly roles: readonly Role[];
  readonly grants: readonly Granted[];
  readonly history: RoleHistory;
};

/** What there is to review of a manager whose record was proven. */
export function managerOf({ domain, conclave, block, history, state }: RolesAudit): Manager {
  return { domain, conclave, block, history, roles: rolesOf(state), grants: grantsOf(state) };
}

function rolesOf(state: State): readonly Role[] {
  const all = [...state.roles].filter(([id]) => id !== PUBLIC).sort(([a], [b]) => (a < b ? -1 : 1));
  const whose = (id: bigint, of: (role: RoleState) => bigint | undefined) =>
    all.flatMap(([other, role]) => (of(role) === id ? [other] : []));
  const functions = [...state.targets].flatMap(([target, { functions: own }]) =>
    [...own].map(([selector, role]) => ({ target, selector, role })),
  );
  return all.map(([id, { label, terms, conflicts }]) => ({
    id,
    label: id === ADMIN ? "admin" : label,
    // What is not defined has no members, or none that a review could keep: the Conclave's to decide.
    ...(terms ?? { term: 0, period: 0, grace: 0, reviewer: ADMIN, critical: false, live: false }),
    conflicts: [...conflicts],
    functions: functions.flatMap(({ role, ...one }) => (role === id ? [one] : [])),
    adminOf: whose(id, ({ admin }) => admin),
    guardianOf: whose(id, ({ guardian }) => guardian),
    reviewerOf: whose(id, ({ terms: other }) => other?.reviewer),
  }));
}

function grantsOf({ roles, declared }: State): readonly Granted[] {
  return [...roles].flatMap(([role, { members }]) =>
    [...members].flatMap(([account, value]): Granted[] => {
      const grant = decode(value);
      if (grant === null) return [];
      // Declared for another holder than it was granted for, it is no longer what was granted to.
      const isSame = declared.has(account) && declared.get(account) === grant.holder;
      return [{ role, account, word: numberToHex(value, { size: 32 }), grant, declared: isSame }];
    }),
  );
}
