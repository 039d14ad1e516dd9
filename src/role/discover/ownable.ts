import { type Address, isAddressEqual, parseAbi, toFunctionSelector, zeroAddress } from "viem";
import { addGiver, anyOf, cannotRead, type Draft, enter, type PowerFunction } from "./draft.ts";
import { effectsOfFunctions } from "./effects.ts";
import { askAddress } from "./site.ts";
import { functionsBehind, has, type Subject } from "./subject.ts";

const abi = parseAbi([
  "function owner() view returns (address)",
  "function pendingOwner() view returns (address)",
]);
const OWNER = toFunctionSelector("owner()");

/** Ownable and Ownable2Step. The owner's power is unknown beyond the functions that ask for the owner. */
export async function readOwnable(draft: Draft, subject: Subject): Promise<void> {
  const { address } = subject;
  const owner = await askAddress(draft.site, address, abi, "owner");
  if (owner === undefined) {
    if (has(subject, OWNER))
      cannotRead(draft, address, "owner", "it has the function and does not answer by it");
    return;
  }
  const selectors = functionsBehind(subject, "owner");
  const id = enter(draft, {
    on: address,
    source: "ownable",
    name: "owner",
    raw: "owner",
    effects: selectors.length === 0 ? ["any"] : effectsOfFunctions(selectors),
    functions: selectors.length === 0 ? null : named(draft, address, selectors),
    need: anyOf([owner]),
  });
  const pending = await askAddress(draft.site, address, abi, "pendingOwner");
  if (pending === undefined || isAddressEqual(pending, zeroAddress)) return;
  const by = enter(draft, {
    on: address,
    source: "ownable",
    name: "pending owner",
    raw: "pendingOwner",
    effects: ["none"],
    need: anyOf([pending]),
  });
  addGiver(draft, id, by);
}

/** Functions of one target with their names. */
export function named(
  { names }: Pick<Draft, "names">,
  target: Address,
  selectors: readonly `0x${string}`[],
): PowerFunction[] {
  return selectors.map((selector) => ({ target, selector, name: names.functionName(target, selector) }));
}
