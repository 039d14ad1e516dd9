import type { Address, Hex } from "viem";
import type { Block } from "../../audit/collect.ts";
import type { Grant } from "../../audit/roles/grant.ts";
import type { Terms } from "../../audit/roles/state.ts";

/** A grant as the manager stores it, also if it does not count any more. */
export type StoredGrant = { readonly account: Address; readonly grant: Grant };

/** A role of a RoleManager. `grantDelay`: seconds that are set, whether or not they hold yet. */
export type RoleSetting = {
  readonly id: bigint;
  readonly label: string | null;
  readonly admin: bigint;
  readonly guardian: bigint;
  readonly grantDelay: number;
  /** Null: not defined, so granted to nobody. */
  readonly terms: Terms | null;
  readonly conflicts: readonly bigint[];
  readonly members: readonly StoredGrant[];
};

/** A contract that asks the manager. `adminDelay`: seconds that hold now; `nextDelay`: those that are set. */
export type TargetSetting = {
  readonly address: Address;
  readonly closed: boolean;
  readonly adminDelay: number;
  readonly nextDelay: number;
  /** Role by selector; what is not listed is the Conclave's. */
  readonly functions: ReadonlyMap<Hex, bigint>;
};

/** How a RoleManager is set, at one block, as its proven record has it. */
export type Settings = {
  readonly manager: Address;
  readonly conclave: Address;
  readonly block: Block;
  readonly roles: readonly RoleSetting[];
  readonly targets: readonly TargetSetting[];
  /** Contracts that may be members, and whose they are; null: nobody's alone. */
  readonly declared: ReadonlyMap<Address, number | null>;
};
