import type { Connection } from "../../chain/client.ts";
import type { ParsedCharter } from "../../charter/parse.ts";
import { BaseError } from "../../errors.ts";
import type { RoleCall } from "../role-call.ts";
import { difference } from "../settings/difference.ts";
import { readSettings } from "../settings/read.ts";
import { wantedSettings } from "../settings/wanted.ts";

/** Calls that change a RoleManager, and what calls cannot bring about. */
export type RoleCalls = { readonly calls: readonly RoleCall[]; readonly notes: readonly string[] };

/**
 * What makes a chain's RoleManager what the charter says; nothing where the charter has no roles and no manager there.
 * @throws `Plan.NoManager` if it has roles and no manager, and what reading settings throws
 */
export async function roleCalls(connection: Connection, { charter }: ParsedCharter): Promise<RoleCalls> {
  const settings = await readSettings(connection, charter);
  if (settings !== null) return difference(wantedSettings(charter), settings);
  if (charter.roles.length === 0) return { calls: [], notes: [] };
  throw new BaseError({
    code: "Plan.NoManager",
    message: `the charter has roles, and names no RoleManager on chain ${charter.chain.id}`,
    fix: "deploy one with `hardhat role deploy`, and write its address into the charter",
    details: { chainId: charter.chain.id },
  });
}
