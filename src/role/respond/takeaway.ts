import { type Address, encodeFunctionData, type Hex, isAddressEqual, parseAbi, zeroAddress } from "viem";
import { roleManagerAbi } from "../../generated/abi.ts";
import type { Power, World } from "../world.ts";
import { isHis, type Whose } from "./whose.ts";

/**
 * How one account loses one power. `conclave`: a call of the Conclave does it. `safe`: a transaction of the Safe itself. `own`: nobody but
 * the account can give it up. `others`: holders of other powers can, which are named.
 */
export type Takeaway = {
  readonly power: string;
  readonly on: Address;
  readonly account: Address;
  readonly words: string;
} & (
  | { readonly way: "conclave"; readonly data: Hex }
  | { readonly way: "safe"; readonly threshold: number }
  | { readonly way: "own"; readonly call: string }
  | { readonly way: "others"; readonly by: readonly string[] }
);

// As OpenZeppelin documents them.
const accessControlAbi = parseAbi([
  "function revokeRole(bytes32 role, address account)",
  "function cancelDefaultAdminTransfer()",
]);
const ownableAbi = parseAbi(["function transferOwnership(address newOwner)"]);

/**
 * Every power that is held by one of the accounts itself, and how it is taken away. Powers that follow from others (of a quorum, of a Safe)
 * go with those. What an AccessManager opens on its targets goes with the role.
 */
export function takeaways(world: World, whose: Whose): readonly Takeaway[] {
  return world.powers.flatMap((power) => {
    const { need } = power;
    if (need.kind !== "members" || isCopy(world, power)) return [];
    return need.of
      .filter(({ account }) => isHis(whose, account))
      .map(({ account }) => takeaway(world, power, account));
  });
}

function takeaway(world: World, power: Power, account: Address): Takeaway {
  const where = placeName(world, power.on);
  const base = { power: power.id, on: power.on, account, words: `${power.name} of ${where}` };
  const data = isConclaves(world, power) ? conclaveCall(power, account) : null;
  if (data !== null) return { ...base, way: "conclave", data };
  if (power.source === "safe" && power.raw === "owners") {
    const threshold = power.need.kind === "members" ? power.need.atLeast : 1;
    return { ...base, words: `an owner's place in the Safe ${where}`, way: "safe", threshold };
  }
  const by = power.given.map((giver) => giver.by).filter((id) => id !== power.id && isHeld(world, id));
  if (by.length > 0 && power.raw !== "owner") return { ...base, way: "others", by };
  return { ...base, way: "own", call: ownCall(power) };
}

/** The call by which the Conclave ends the membership, of powers that are its to give and to take. */
function conclaveCall({ source, raw, name }: Power, account: Address): Hex | null {
  switch (source) {
    case "role-manager":
    case "access-manager":
      return encodeFunctionData({
        abi: roleManagerAbi,
        functionName: "revokeRole",
        args: [BigInt(raw), account],
      });
    case "access-control":
    case "timelock":
      if (raw === "pendingDefaultAdmin")
        return encodeFunctionData({ abi: accessControlAbi, functionName: "cancelDefaultAdminTransfer" });
      if (!/^0x[0-9a-f]{64}$/i.test(raw)) return null;
      return encodeFunctionData({
        abi: accessControlAbi,
        functionName: "revokeRole",
        args: [raw as Hex, account],
      });
    case "ownable":
      // With Ownable2Step, an ownership offered to nobody takes back the offer.
      if (name !== "pending owner") return null;
      return encodeFunctionData({ abi: ownableAbi, functionName: "transferOwnership", args: [zeroAddress] });
    default:
      return null;
  }
}

/** Whether the Conclave itself, and at once, may take the power away: as its admin, or for a pending one as what it is pending after. */
function isConclaves(world: World, power: Power): boolean {
  const { conclave } = world;
  if (conclave === null) return false;
  const holds = (other: Power | undefined) =>
    other?.need.kind === "members" &&
    other.need.atLeast === 1 &&
    other.also.length === 0 &&
    other.need.of.some(({ account, delay }) => isAddressEqual(account, conclave) && delay === 0);
  const byId = (id: string) => world.powers.find((one) => one.id === id);
  if (power.raw.startsWith("pending"))
    return world.powers.some((one) => one.given.some(({ by }) => by === power.id) && holds(one));
  const isAdmin = power.source === "role-manager" || power.given.some(({ by }) => holds(byId(by)));
  return isAdmin;
}

/** Whether somebody has the power at all. */
function isHeld(world: World, id: string): boolean {
  const need = world.powers.find((one) => one.id === id)?.need;
  return need !== undefined && (need.kind !== "members" || need.of.length >= need.atLeast);
}

/** A role's power on a target says what the role opens there; the role itself stands with its manager. */
function isCopy({ powers }: World, { source, on, raw }: Power): boolean {
  if (source !== "access-manager" && source !== "role-manager") return false;
  const isManager = powers.some(
    (one) => one.source === source && isAddressEqual(one.on, on) && one.raw === "0",
  );
  return !isManager || !/^\d+$/.test(raw);
}

function ownCall({ source, raw }: Power): string {
  if (raw === "owner") return "transferOwnership(address newOwner)";
  if (source === "access-control" || source === "timelock")
    return "renounceRole(bytes32 role, address callerConfirmation)";
  if (source === "access-manager" || source === "role-manager")
    return "renounceRole(uint64 roleId, address callerConfirmation)";
  return "hand it over";
}

export function placeName({ accounts }: World, address: Address): string {
  const label = accounts.find((one) => isAddressEqual(one.address, address))?.label;
  return label ?? address;
}
