import { type Address, getAddress, type Hex } from "viem";
import * as Grant from "../../audit/roles/grant.ts";
import type { Terms } from "../../audit/roles/state.ts";
import type { Connection } from "../../chain/client.ts";
import { each } from "../../chain/each.ts";
import { BaseError } from "../../errors.ts";
import { roleManagerAbi } from "../../generated/abi.ts";
import { ask, assertStill, type Site, siteAt } from "../discover/site.ts";
import { hintsOf, type ReadOptions } from "./hints.ts";
import { grantDelaySet, targetDelaySet } from "./slots.ts";
import type { RoleSetting, Settings, StoredGrant, TargetSetting } from "./state.ts";

/**
 * Reads how a RoleManager is set, all at one block.
 * @throws `Role.NotARoleManager`, `Role.TooManyLogs`, `Role.BlockUnknown`, `Role.BlockGone`, `Chain.Unreachable`, `RoleAudit.GrantMalformed`
 */
export async function readSettings(
  connection: Connection,
  address: Address,
  options: ReadOptions = {},
): Promise<Settings> {
  const manager = getAddress(address);
  const site = await siteAt(connection, options.at ?? "latest");
  const conclave = getAddress(await must<Address>(site, manager, "conclave"));
  const hints = await hintsOf(site, manager, options);
  const settings: Settings = {
    manager,
    conclave,
    block: { number: site.block, timestamp: site.time },
    roles: await each([...hints.roles], ([id, hint]) => readRole(site, manager, id, hint)),
    targets: await each([...hints.targets], ([target, selectors]) =>
      readTarget(site, manager, target, selectors),
    ),
    declared: await readDeclared(site, manager, hints.declared),
  };
  await assertStill(site);
  return settings;
}

async function readRole(
  site: Site,
  manager: Address,
  id: bigint,
  hint: { readonly label: string | null; readonly accounts: ReadonlySet<Address> },
): Promise<RoleSetting> {
  const [terms] = await must<readonly [Terms, number]>(site, manager, "definition", [id]);
  const members = await each([...hint.accounts], async (account): Promise<StoredGrant[]> => {
    const grant = Grant.decode(await must<bigint>(site, manager, "grantOf", [id, account]));
    return grant === null ? [] : [{ account: getAddress(account), grant }];
  });
  return {
    id,
    label: hint.label,
    admin: await must<bigint>(site, manager, "getRoleAdmin", [id]),
    guardian: await must<bigint>(site, manager, "getRoleGuardian", [id]),
    grantDelay: await grantDelaySet(site, manager, id),
    terms: terms.period === 0 ? null : terms,
    conflicts: [...(await must<readonly bigint[]>(site, manager, "conflictsOf", [id]))],
    members: members.flat(),
  };
}

async function readTarget(
  site: Site,
  manager: Address,
  address: Address,
  selectors: ReadonlySet<Hex>,
): Promise<TargetSetting> {
  const functions = await each([...selectors], async (selector) => {
    const role = await must<bigint>(site, manager, "getTargetFunctionRole", [address, selector]);
    return [selector, role] as const;
  });
  return {
    address: getAddress(address),
    closed: await must<boolean>(site, manager, "isTargetClosed", [address]),
    adminDelay: await must<number>(site, manager, "getTargetAdminDelay", [address]),
    nextDelay: await targetDelaySet(site, manager, address),
    functions: new Map(functions.filter(([, role]) => role !== 0n)),
  };
}

async function readDeclared(
  site: Site,
  manager: Address,
  accounts: ReadonlySet<Address>,
): Promise<Map<Address, number | null>> {
  const found = await each([...accounts], async (account) => {
    const [declared, holder] = await must<readonly [boolean, number]>(site, manager, "declaration", [
      account,
    ]);
    return declared ? [[getAddress(account), holder === NOBODY ? null : holder] as const] : [];
  });
  return new Map(found.flat());
}

const NOBODY = 255;

/** An answer that a RoleManager always gives. @throws `Role.NotARoleManager` */
async function must<T>(
  site: Site,
  manager: Address,
  functionName: string,
  args: readonly unknown[] = [],
): Promise<T> {
  const answer = await ask(site, manager, roleManagerAbi, functionName, args);
  if (answer !== undefined) return answer as T;
  throw new BaseError({
    code: "Role.NotARoleManager",
    message: `${manager} does not answer ${functionName} as a RoleManager does`,
    fix: "check chain.roles in the charter, and the chain; if both are right, ask another node",
    details: { manager, functionName },
  });
}
