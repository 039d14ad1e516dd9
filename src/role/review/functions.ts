import { type Address, decodeFunctionData, type Hex, isAddressEqual, size, slice } from "viem";
import { roleManagerAbi } from "../../generated/abi.ts";

/** What a role lets its members do: functions of contracts, and acts of the manager over other roles. */
export type RoleFunctions = {
  readonly functions: readonly { readonly target: Address; readonly selector: Hex }[];
  /** Roles whose members this one's members grant and revoke. */
  readonly adminOf: readonly bigint[];
  /** Roles whose scheduled operations this one's members cancel. */
  readonly guardianOf: readonly bigint[];
  /** Roles whose grants this one's members review. */
  readonly reviewerOf: readonly bigint[];
};

/** The role of a function at the manager; 0 where nothing is said. */
export type RoleOf = (target: Address, selector: Hex) => bigint;

export type Call = { readonly to: Address; readonly data: Hex };

/** Whether a call is one that the role was needed for, given which roles opened functions when it was made. Through `schedule` and `execute` it is what they carry that counts. */
export function isUse(
  role: RoleFunctions & { readonly id: bigint },
  manager: Address,
  roleOf: RoleOf,
  { to, data }: Call,
): boolean {
  if (size(data) < 4) return false;
  const selector = slice(data, 0, 4);
  if (roleOf(to, selector) === role.id) return true;
  if (!isAddressEqual(to, manager)) return false;
  const call = managerCall(data);
  switch (call?.functionName) {
    case "schedule":
    case "execute": {
      const [target, inner] = call.args;
      // A manager that executes a call upon itself executes what lies in it; nothing nests without end, for data shrinks.
      return isUse(role, manager, roleOf, { to: target, data: inner });
    }
    case "grantRole":
    case "grantRoleUntil":
    case "revokeRole":
      return role.adminOf.includes(call.args[0]);
    case "review":
      return role.reviewerOf.includes(call.args[0]);
    case "cancel": {
      const [, target, inner] = call.args;
      return size(inner) >= 4 && role.guardianOf.includes(roleOf(target, slice(inner, 0, 4)));
    }
    default:
      return false;
  }
}

/** Whether the role is exercised by nothing but scheduled operations and reviews, given that its member waits out a delay. */
export function leavesLogs({ guardianOf }: RoleFunctions): boolean {
  return guardianOf.length === 0;
}

function managerCall(data: Hex) {
  try {
    return decodeFunctionData({ abi: roleManagerAbi, data });
  } catch {
    return null;
  }
}
