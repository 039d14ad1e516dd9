import {
  type Abi,
  type Address,
  decodeEventLog,
  getAddress,
  type Hex,
  parseAbi,
  toEventSelector,
} from "viem";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import type { Draft } from "./draft.ts";
import { logsOf } from "./logs.ts";
import { ask } from "./site.ts";

export const managerAbi = parseAbi([
  "function ADMIN_ROLE() view returns (uint64)",
  "function PUBLIC_ROLE() view returns (uint64)",
  "function minSetback() view returns (uint32)",
  "function isTargetClosed(address target) view returns (bool)",
  "function getTargetFunctionRole(address target, bytes4 selector) view returns (uint64)",
  "function getTargetAdminDelay(address target) view returns (uint32)",
  "function getRoleAdmin(uint64 roleId) view returns (uint64)",
  "function getRoleGuardian(uint64 roleId) view returns (uint64)",
  "function getRoleGrantDelay(uint64 roleId) view returns (uint32)",
  "function getAccess(uint64 roleId, address account) view returns (uint48 since, uint32 currentDelay, uint32 pendingDelay, uint48 effect)",
]);

const eventsAbi = parseAbi([
  "event RoleLabel(uint64 indexed roleId, string label)",
  "event RoleGranted(uint64 indexed roleId, address indexed account, uint32 delay, uint48 since, bool newMember)",
  "event RoleAdminChanged(uint64 indexed roleId, uint64 indexed admin)",
  "event RoleGuardianChanged(uint64 indexed roleId, uint64 indexed guardian)",
  "event TargetClosed(address indexed target, bool closed)",
  "event TargetFunctionRoleUpdated(address indexed target, bytes4 selector, uint64 indexed roleId)",
  "event TargetAdminDelayUpdated(address indexed target, uint32 delay, uint48 since)",
]);
/** By which our own manager passes a grant from a key to its successor. */
const successionAbi = parseAbi([
  "event GrantSucceeded(uint64 indexed roleId, address indexed predecessor, address indexed successor, uint256 grant)",
]);
const TOPICS = [...eventsAbi, ...successionAbi].map((event) => toEventSelector(event));

/** What an AccessManager's logs name, to be confirmed by calls. */
export type ManagerHints = {
  readonly roles: ReadonlySet<bigint>;
  readonly labels: ReadonlyMap<bigint, string>;
  readonly accounts: ReadonlyMap<bigint, ReadonlySet<Address>>;
  /** Functions by target. */
  readonly targets: ReadonlyMap<Address, ReadonlySet<Hex>>;
};

/** Whether it answers as an AccessManager does. @throws `Chain.Unreachable` */
export async function isManager({ site }: Draft, address: Address): Promise<boolean> {
  const [admin, everybody, setback] = [
    await ask(site, address, managerAbi, "ADMIN_ROLE"),
    await ask(site, address, managerAbi, "PUBLIC_ROLE"),
    await ask(site, address, managerAbi, "minSetback"),
  ];
  return admin === ADMIN && everybody === PUBLIC && typeof setback === "number";
}

/** Reads what the logs name, which is all there is to find members and functions by. */
export async function readHints(draft: Draft, address: Address): Promise<ManagerHints> {
  const roles = new Set<bigint>([ADMIN]);
  const labels = new Map<bigint, string>();
  const accounts = new Map<bigint, Set<Address>>();
  const targets = new Map<Address, Set<Hex>>();
  const targetOf = (target: Address) => {
    const functions = targets.get(getAddress(target)) ?? new Set<Hex>();
    targets.set(getAddress(target), functions);
    return functions;
  };
  const memberOf = (role: bigint, account: Address) => {
    roles.add(role);
    accounts.set(role, (accounts.get(role) ?? new Set()).add(getAddress(account)));
  };
  const logs = await logsOf(draft, address, TOPICS, "roles and functions set");
  for (const { topics, data } of logs ?? []) {
    const event = decoded([...eventsAbi, ...successionAbi], topics, data);
    if (event === undefined) continue;
    const { name, args } = event;
    if (name === "TargetClosed" || name === "TargetAdminDelayUpdated") targetOf(args.target as Address);
    if (name === "TargetFunctionRoleUpdated") targetOf(args.target as Address).add(args.selector as Hex);
    if (name === "RoleLabel") labels.set(args.roleId as bigint, plainLabel(args.label as string));
    if (name === "RoleGranted") memberOf(args.roleId as bigint, args.account as Address);
    if (name === "GrantSucceeded") memberOf(args.roleId as bigint, args.successor as Address);
    for (const role of [args.roleId, args.admin, args.guardian])
      if (typeof role === "bigint") roles.add(role);
  }
  return { roles, labels, accounts, targets };
}

function decoded(abi: Abi, topics: readonly Hex[], data: Hex) {
  try {
    const { eventName, args } = decodeEventLog({ abi, topics: [...topics] as never, data });
    return { name: eventName, args: (args ?? {}) as Readonly<Record<string, unknown>> };
  } catch {
    return undefined;
  }
}

/** A label is whatever its admin wrote: nothing of it may drive a terminal, or stand for another role. */
function plainLabel(label: string): string {
  return label.replace(/[^\p{L}\p{N} ._:-]/gu, "?").slice(0, 40);
}
