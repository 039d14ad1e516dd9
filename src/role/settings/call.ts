import { type Address, encodeFunctionData, type Hex } from "viem";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import { roleManagerAbi } from "../../generated/abi.ts";
import type { RoleCall } from "../role-call.ts";
import type { Settings } from "./state.ts";
import type { WantedSettings } from "./wanted.ts";

/** What a call sets. */
export type CallKind =
  | "grant"
  | "revoke"
  | "function"
  | "terms"
  | "admin"
  | "guardian"
  | "grant-delay"
  | "label"
  | "conflict"
  | "declaration"
  | "target-delay";

/** A call that takes a manager nearer to what the charter says. */
export type SettingCall = RoleCall & { readonly kind: CallKind };

/** What is compared, and how to speak of it. */
export type Comparison = {
  readonly wanted: WantedSettings;
  readonly actual: Settings;
  readonly role: (id: bigint) => string;
  readonly account: (address: Address) => string;
};

export function comparison(wanted: WantedSettings, actual: Settings): Comparison {
  return {
    wanted,
    actual,
    role: (id) => roleWords(wanted, actual, id),
    account: (address) => wanted.names.get(address) ?? address,
  };
}

/** As the charter calls it, or the manager where the charter has no such role. */
function roleWords(wanted: WantedSettings, actual: Settings, id: bigint): string {
  if (id === ADMIN) return "the Conclave";
  if (id === PUBLIC) return "everybody";
  const named = wanted.roles.find((role) => role.id === id)?.name;
  const label = actual.roles.find((role) => role.id === id)?.label;
  return named ?? (label ? `${label} (role ${id})` : `role ${id}`);
}

type Parts = Pick<SettingCall, "kind" | "words" | "loosens"> & { readonly together?: string };

/** Encodings of the functions used here, by name. */
export const encode = {
  grant: (role: bigint, account: Address, delay: number) =>
    encodeFunctionData({ abi: roleManagerAbi, functionName: "grantRole", args: [role, account, delay] }),
  grantUntil: (role: bigint, account: Address, delay: number, until: number) =>
    encodeFunctionData({
      abi: roleManagerAbi,
      functionName: "grantRoleUntil",
      args: [role, account, delay, until],
    }),
  revoke: (role: bigint, account: Address) =>
    encodeFunctionData({ abi: roleManagerAbi, functionName: "revokeRole", args: [role, account] }),
  removeEnded: (role: bigint, account: Address) =>
    encodeFunctionData({ abi: roleManagerAbi, functionName: "removeEnded", args: [role, account] }),
  admin: (role: bigint, admin: bigint) =>
    encodeFunctionData({ abi: roleManagerAbi, functionName: "setRoleAdmin", args: [role, admin] }),
};

export function callOf({ actual }: Comparison, data: Hex, { together, ...parts }: Parts): SettingCall {
  return {
    target: actual.manager,
    value: 0n,
    data,
    ...parts,
    ...(together === undefined ? {} : { together }),
  };
}

/** Only a role's admin grants and revokes: the Conclave makes itself that for a moment where it is another role. */
export function asAdmin(
  compared: Comparison,
  role: bigint,
  admin: bigint,
  call: SettingCall,
): readonly SettingCall[] {
  if (admin === ADMIN) return [call];
  const { role: name } = compared;
  const together = `${call.kind} ${call.data}`;
  const parts = { kind: "admin", loosens: false, together } as const;
  return [
    callOf(compared, encode.admin(role, ADMIN), {
      ...parts,
      words: `takes the granting of ${name(role)} from ${name(admin)} for a moment`,
    }),
    { ...call, together },
    callOf(compared, encode.admin(role, admin), {
      ...parts,
      words: `gives the granting of ${name(role)} back to ${name(admin)}`,
    }),
  ];
}
