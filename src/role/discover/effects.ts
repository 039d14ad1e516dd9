import { type AbiFunction, type Hex, parseAbiItem, toFunctionSelector, toFunctionSignature } from "viem";
import type { Effect } from "../world.ts";

/** What well-known functions bring about, and where the function itself is what it opens. Others: `any`. */
const FUNCTIONS: readonly (readonly [effects: readonly Effect[], signatures: readonly string[]])[] = [
  [
    ["upgrade", "act"],
    [
      "upgradeTo(address newImplementation)",
      "upgradeToAndCall(address newImplementation, bytes data)",
      "upgrade(address proxy, address implementation)",
      "upgradeAndCall(address proxy, address implementation, bytes data)",
      "setImplementation(address implementation)",
      "diamondCut((address,uint8,bytes4[])[] cuts, address init, bytes data)",
      "changeAdmin(address newAdmin)",
      "changeProxyAdmin(address proxy, address newAdmin)",
    ],
  ],
  [
    ["act"],
    [
      "execTransactionFromModule(address to, uint256 value, bytes data, uint8 operation)",
      "execTransactionFromModuleReturnData(address to, uint256 value, bytes data, uint8 operation)",
      "execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures)",
      "execute(address target, bytes data)",
      "execute(address target, uint256 value, bytes data)",
      "execute(address safe, address to, uint256 value, bytes data)",
      "execute(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt)",
      "executeBatch(address[] targets, uint256[] values, bytes[] data, bytes32 predecessor, bytes32 salt)",
      "schedule(address target, bytes data, uint48 when)",
      "schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay)",
      "scheduleBatch(address[] targets, uint256[] values, bytes[] data, bytes32 predecessor, bytes32 salt, uint256 delay)",
      "addOwnerWithThreshold(address owner, uint256 threshold)",
      "swapOwner(address previous, address owner, address by)",
      "removeOwner(address previous, address owner, uint256 threshold)",
      "changeThreshold(uint256 threshold)",
      "enableModule(address module)",
      "setFallbackHandler(address handler)",
      "setGuard(address guard)",
      "setModuleGuard(address guard)",
    ],
  ],
  [
    ["funds"],
    [
      "mint(address to, uint256 amount)",
      "mint(address to)",
      "safeMint(address to, uint256 id)",
      "mint(address to, uint256 id, uint256 amount, bytes data)",
      "mintBatch(address to, uint256[] ids, uint256[] amounts, bytes data)",
      "burn(address from, uint256 amount)",
      "burn(uint256 amount)",
      "burnFrom(address from, uint256 amount)",
      "transfer(address to, uint256 amount)",
      "transferFrom(address from, address to, uint256 amount)",
      "safeTransferFrom(address from, address to, uint256 id)",
      "safeTransferFrom(address from, address to, uint256 id, bytes data)",
      "approve(address spender, uint256 amount)",
      "increaseAllowance(address spender, uint256 added)",
      "setApprovalForAll(address operator, bool approved)",
      "withdraw()",
      "withdraw(uint256 amount)",
      "withdraw(address to)",
      "withdraw(address to, uint256 amount)",
      "withdraw(address token, address to, uint256 amount)",
      "withdrawTo(address to, uint256 amount)",
      "sweep(address token)",
      "sweep(address token, address to)",
      "sweep(address token, address to, uint256 amount)",
      "rescue(address token, address to, uint256 amount)",
      "rescueERC20(address token, address to, uint256 amount)",
      "rescueTokens(address token, address to, uint256 amount)",
      "recoverERC20(address token, uint256 amount)",
    ],
  ],
  [["pause"], ["pause()", "unpause()", "freeze(address account)", "unfreeze(address account)"]],
  [["veto"], ["cancel(bytes32 id)", "cancel(address caller, address target, bytes data)"]],
  [
    ["admin"],
    [
      "grantRole(bytes32 role, address account)",
      "revokeRole(bytes32 role, address account)",
      "transferOwnership(address newOwner)",
      "renounceOwnership()",
      "beginDefaultAdminTransfer(address newAdmin)",
      "cancelDefaultAdminTransfer()",
      "changeDefaultAdminDelay(uint48 newDelay)",
      "rollbackDefaultAdminDelay()",
      "setAuthority(address authority)",
      "updateAuthority(address target, address authority)",
      "grantRole(uint64 role, address account, uint32 executionDelay)",
      "grantRoleUntil(uint64 role, address account, uint32 executionDelay, uint40 until)",
      "revokeRole(uint64 role, address account)",
      "labelRole(uint64 role, string label)",
      "setRoleAdmin(uint64 role, uint64 admin)",
      "setRoleGuardian(uint64 role, uint64 guardian)",
      "setGrantDelay(uint64 role, uint32 delay)",
      "setTargetAdminDelay(address target, uint32 delay)",
      "setTargetClosed(address target, bool closed)",
      "setTargetFunctionRole(address target, bytes4[] selectors, uint64 role)",
      "updateDelay(uint256 newDelay)",
    ],
  ],
  [["none"], ["acceptOwnership()", "acceptDefaultAdminTransfer()"]],
];

/** What well-known roles of AccessControl bring about, by name. */
const ROLES: Readonly<Record<string, readonly Effect[]>> = {
  DEFAULT_ADMIN_ROLE: ["admin"],
  ADMIN_ROLE: ["any"],
  MINTER_ROLE: ["funds"],
  BURNER_ROLE: ["funds"],
  WITHDRAWER_ROLE: ["funds"],
  TREASURER_ROLE: ["funds"],
  TREASURY_ROLE: ["funds"],
  RESCUER_ROLE: ["funds"],
  DEPOSITOR_ROLE: ["funds"],
  BRIDGE_ROLE: ["funds"],
  PAUSER_ROLE: ["pause"],
  UNPAUSER_ROLE: ["pause"],
  FREEZER_ROLE: ["pause"],
  GUARDIAN_ROLE: ["pause", "veto"],
  UPGRADER_ROLE: ["upgrade", "act"],
  CANCELLER_ROLE: ["veto"],
};

/** Roles that are known by name alone: what they bring about differs. */
const NAMES = [
  "TIMELOCK_ADMIN_ROLE",
  "PROPOSER_ROLE",
  "EXECUTOR_ROLE",
  "OPERATOR_ROLE",
  "MANAGER_ROLE",
  "KEEPER_ROLE",
  "GOVERNOR_ROLE",
  "GOVERNANCE_ROLE",
  "OWNER_ROLE",
  "ORACLE_ROLE",
  "RELAYER_ROLE",
  "REWARDER_ROLE",
  "SNAPSHOT_ROLE",
  "URI_SETTER_ROLE",
  "WHITELISTER_ROLE",
  "BLACKLISTER_ROLE",
  "ALLOWLIST_ROLE",
  "CONFIGURATOR_ROLE",
  "PARAMETER_ROLE",
  "SETTER_ROLE",
  "FEE_SETTER_ROLE",
  "STRATEGIST_ROLE",
  "WRITER_ROLE",
  "WRITER",
  "MINTER",
  "PAUSER",
  "ADMIN",
  "OPERATOR",
  "MINTER_ADMIN_ROLE",
  "EMERGENCY_ROLE",
  "SIGNER_ROLE",
];

export const ROLE_NAMES: readonly string[] = [...Object.keys(ROLES), ...NAMES];

type KnownFunction = { readonly name: string; readonly effects: readonly Effect[] };

const KNOWN: ReadonlyMap<Hex, KnownFunction> = new Map(
  FUNCTIONS.flatMap(([effects, signatures]) =>
    signatures.map((signature) => {
      const item = parseAbiItem(`function ${signature}`) as AbiFunction;
      return [toFunctionSelector(item), { name: toFunctionSignature(item), effects }] as const;
    }),
  ),
);

export function functionName(selector: Hex): string | null {
  return KNOWN.get(selector)?.name ?? null;
}

/** What a function brings about; undefined if nobody here knows it. */
export function effectsOfFunction(selector: Hex): readonly Effect[] | undefined {
  return KNOWN.get(selector)?.effects;
}

/** What some functions bring about together: one that is not known may do anything. None: nothing. */
export function effectsOfFunctions(selectors: readonly Hex[]): Effect[] {
  const effects = selectors.flatMap((selector) => effectsOfFunction(selector) ?? (["any"] as const));
  return distinct(effects);
}

/** What a role's name says; undefined if nothing. */
export function effectsOfRole(name: string): readonly Effect[] | undefined {
  if (/^\w+_ADMIN_ROLE$/.test(name) && !Object.hasOwn(ROLES, name)) return ["admin"];
  return Object.hasOwn(ROLES, name) ? ROLES[name] : undefined;
}

/** Each effect once; what is nothing beside something is left out. */
export function distinct(effects: readonly Effect[]): Effect[] {
  const all = new Set(effects);
  if (all.size > 1) all.delete("none");
  return all.size === 0 ? ["none"] : [...all];
}
