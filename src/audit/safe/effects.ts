import { type Address, decodeFunctionData, getAddress, type Hex, isAddressEqual } from "viem";
import { safeAbi } from "../../generated/safe-abi.ts";
import { type Call, isOpaque } from "./calls.ts";
import type { Change } from "./settings.ts";

/** The changes of its settings that calls of a Safe must have logged. `opaque`: there may be more, other code acted as the Safe. */
export type Effects = {
  readonly changes: readonly string[];
  readonly threshold: number;
  readonly opaque: boolean;
};

/** A change as one text, to be compared. */
export function changeKey({ eventName, args }: Change): string {
  return keyOf(eventName, Object.values(args)[0] as Address | bigint);
}

/**
 * What a list of calls changes, if all of them succeed.
 * @param threshold Before the calls: adding and removing owners log the new one only if it is another.
 */
export function effectsOf(calls: readonly Call[], safe: Address, threshold: number): Effects {
  const changes: string[] = [];
  let current = threshold;
  const setThreshold = (next: bigint, always: boolean) => {
    if (always || Number(next) !== current) changes.push(keyOf("ChangedThreshold", next));
    current = Number(next);
  };
  for (const call of calls) {
    if (call.asSafe || !isAddressEqual(call.to, safe)) continue;
    const read = decoded(call.data);
    switch (read?.functionName) {
      case "addOwnerWithThreshold":
        changes.push(keyOf("AddedOwner", read.args[0]));
        setThreshold(read.args[1], false);
        break;
      case "removeOwner":
        changes.push(keyOf("RemovedOwner", read.args[1]));
        setThreshold(read.args[2], false);
        break;
      case "swapOwner":
        changes.push(keyOf("RemovedOwner", read.args[1]), keyOf("AddedOwner", read.args[2]));
        break;
      case "changeThreshold":
        setThreshold(read.args[0], true);
        break;
      case "enableModule":
        changes.push(keyOf("EnabledModule", read.args[0]));
        break;
      case "disableModule":
        changes.push(keyOf("DisabledModule", read.args[1]));
        break;
      case "setGuard":
        changes.push(keyOf("ChangedGuard", read.args[0]));
        break;
      case "setModuleGuard":
        changes.push(keyOf("ChangedModuleGuard", read.args[0]));
        break;
      case "setFallbackHandler":
        changes.push(keyOf("ChangedFallbackHandler", read.args[0]));
        break;
    }
  }
  return { changes, threshold: current, opaque: calls.some(isOpaque) };
}

function decoded(data: Hex) {
  try {
    return decodeFunctionData({ abi: safeAbi, data });
  } catch {
    return null;
  }
}

function keyOf(name: Change["eventName"], value: Address | bigint): string {
  return `${name} ${typeof value === "bigint" ? value : getAddress(value)}`;
}
