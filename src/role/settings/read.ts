import type { Address } from "viem";
import { decode, delayAt } from "../../audit/roles/grant.ts";
import type { RoleState, TargetState } from "../../audit/roles/state.ts";
import type { RolesAudit } from "../../audit/roles/verify.ts";
import type { Connection } from "../../chain/client.ts";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import type { Charter } from "../../charter/schema.ts";
import { type ProvenOptions, proven } from "../proven.ts";
import type { RoleSetting, Settings, TargetSetting } from "./state.ts";

/**
 * How the RoleManager is set that the charter names on the chain; null if it names none there.
 * @throws what {@link proven} throws
 */
export async function readSettings(
  connection: Connection,
  { chain: { id, roles, conclave } }: Pick<Charter, "chain">,
  range: Pick<ProvenOptions, "fromBlock" | "toBlock"> = {},
): Promise<Settings | null> {
  if (roles === undefined || id !== connection.chainId) return null;
  return settingsOf(await proven(connection, roles, { ...range, conclave }));
}

/** How a manager is set whose record was proven. */
export function settingsOf({ state, block }: RolesAudit): Settings {
  const { manager, conclave, roles, targets, declared } = state;
  // What these two are is fixed.
  const set = [...roles].filter(([id]) => id !== ADMIN && id !== PUBLIC);
  return {
    manager,
    conclave,
    block,
    roles: set.map(([id, role]) => roleOf(id, role)),
    targets: [...targets].map(([address, target]) => targetOf(address, target, block.time)),
    declared,
  };
}

function roleOf(id: bigint, role: RoleState): RoleSetting {
  const { label, admin, guardian, grantDelay, terms, conflicts } = role;
  const members = [...role.members].flatMap(([account, word]) => {
    const grant = decode(word);
    return grant === null ? [] : [{ account, grant }];
  });
  return {
    id,
    label,
    admin,
    guardian,
    grantDelay: grantDelay.after,
    terms,
    conflicts: [...conflicts],
    members,
  };
}

function targetOf(
  address: Address,
  { closed, adminDelay, functions }: TargetState,
  time: number,
): TargetSetting {
  return {
    address,
    closed,
    adminDelay: delayAt(adminDelay, time),
    nextDelay: adminDelay.after,
    functions: new Map([...functions].filter(([, role]) => role !== ADMIN)),
  };
}
