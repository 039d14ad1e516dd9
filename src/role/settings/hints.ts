import { type Address, decodeEventLog, getAddress, type Hex, type RpcLog } from "viem";
import { forwards } from "../../chain/logs.ts";
import type { At } from "../../chain/state.ts";
import type { Charter } from "../../charter/schema.ts";
import { BaseError } from "../../errors.ts";
import { roleManagerAbi } from "../../generated/abi.ts";
import { firstBlock } from "../../safe/history.ts";
import type { Site } from "../discover/site.ts";
import { wantedSettings } from "./wanted.ts";

export type ReadOptions = {
  /** `latest` if left out. */
  readonly at?: At;
  /** First block of logs, where the node cannot say when the manager began. */
  readonly fromBlock?: bigint;
  /** Accounts, roles and functions to ask about besides those in the logs, so that a log which is kept back hides less. */
  readonly also?: {
    readonly accounts?: readonly Address[];
    readonly roles?: readonly bigint[];
    readonly functions?: readonly { readonly target: Address; readonly selector: Hex }[];
  };
};

/** What the logs name. */
export type Hints = {
  readonly roles: Map<bigint, { label: string | null; readonly accounts: Set<Address> }>;
  readonly targets: Map<Address, Set<Hex>>;
  readonly declared: Set<Address>;
};

/** More than a manager ever has, unless somebody fills logs: what is asked for is limited. */
const MOST_LOGS = 50_000;

/** @throws `Role.TooManyLogs`, `Chain.Unreachable` */
export async function hintsOf(
  site: Site,
  manager: Address,
  { also = {}, fromBlock = 0n }: ReadOptions,
): Promise<Hints> {
  const hints: Hints = { roles: new Map(), targets: new Map(), declared: new Set() };
  const role = (id: bigint) => {
    const known = hints.roles.get(id) ?? { label: null, accounts: new Set<Address>() };
    if (id !== 0n) hints.roles.set(id, known);
    return known;
  };
  const target = (one: Address) => {
    const known = hints.targets.get(one) ?? new Set<Hex>();
    hints.targets.set(one, known);
    return known;
  };
  for (const id of also.roles ?? []) role(id);
  for (const one of also.functions ?? []) target(getAddress(one.target)).add(one.selector);
  for (const log of await logsOf(site, manager, fromBlock)) {
    const event = decoded(log);
    if (event === null) continue;
    switch (event.eventName) {
      case "RoleLabel":
        role(event.args.roleId).label = event.args.label;
        break;
      case "RoleGranted":
        role(event.args.roleId).accounts.add(event.args.account);
        break;
      case "GrantSucceeded":
        role(event.args.roleId).accounts.add(event.args.successor);
        break;
      case "TargetFunctionRoleUpdated":
        target(event.args.target).add(event.args.selector);
        break;
      case "TargetClosed":
      case "TargetAdminDelayUpdated":
        target(event.args.target);
        break;
      case "ContractDeclared":
        hints.declared.add(event.args.account);
        break;
      case "ConflictSet":
        role(event.args.roleA);
        role(event.args.roleB);
        break;
      case "RoleDefined":
      case "RoleAdminChanged":
      case "RoleGuardianChanged":
      case "RoleGrantDelayChanged":
        role(event.args.roleId);
        break;
      default:
    }
  }
  for (const { accounts } of hints.roles.values()) for (const one of also.accounts ?? []) accounts.add(one);
  for (const one of also.accounts ?? []) hints.declared.add(one);
  return hints;
}

async function logsOf({ connection, block }: Site, manager: Address, fromBlock: bigint): Promise<RpcLog[]> {
  const found: RpcLog[] = [];
  // A node that has forgotten old states cannot say when the manager began.
  const first = await firstBlock(connection, manager, block).catch(() => fromBlock);
  for await (const logs of forwards(connection, { address: manager, topics: [] }, first, block)) {
    found.push(...logs);
    if (found.length <= MOST_LOGS) continue;
    throw new BaseError({
      code: "Role.TooManyLogs",
      message: `the RoleManager ${manager} has more than ${MOST_LOGS} logs`,
      fix: "ask another node; if it is so, this manager's history is too long to be read whole",
      details: { manager, most: MOST_LOGS },
    });
  }
  return found.filter(({ address }) => String(address).toLowerCase() === manager.toLowerCase());
}

function decoded({ topics, data }: RpcLog) {
  try {
    return decodeEventLog({ abi: roleManagerAbi, topics: topics as [Hex, ...Hex[]], data, strict: true });
  } catch {
    // Of no event that it has; whatever it is, it sets nothing.
    return null;
  }
}

/** What to ask about though no log names it: all that the charter lists. */
export function settingHints(charter: Charter): NonNullable<ReadOptions["also"]> {
  const wanted = wantedSettings(charter);
  const keys = charter.keys.flatMap(({ address }) => address ?? []);
  return {
    accounts: [...keys, ...wanted.declared.keys()],
    roles: wanted.roles.map(({ id }) => id),
    functions: wanted.functions,
  };
}
