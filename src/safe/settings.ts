import { type Address, encodeFunctionData, getAddress, isAddressEqual, zeroAddress } from "viem";
import { BaseError } from "../errors.ts";
import { safeAbi } from "../generated/safe-abi.ts";
import { hasModuleGuard, type SafeState, SENTINEL } from "./state.ts";
import { CALL, call, type SafeTransaction } from "./transaction.ts";

/** A change of who governs a Safe, all of them calls of the Safe to itself. `threshold` left out stays (or shrinks with the owners). */
export type Setting =
  | { readonly kind: "addOwner"; readonly owner: Address; readonly threshold?: number }
  | { readonly kind: "removeOwner"; readonly owner: Address; readonly threshold?: number }
  | { readonly kind: "swapOwner"; readonly owner: Address; readonly by: Address }
  | { readonly kind: "threshold"; readonly threshold: number }
  | { readonly kind: "enableModule"; readonly module: Address }
  | { readonly kind: "disableModule"; readonly module: Address }
  /** Null: none. */
  | { readonly kind: "guard"; readonly guard: Address | null }
  | { readonly kind: "moduleGuard"; readonly guard: Address | null }
  | { readonly kind: "fallbackHandler"; readonly handler: Address | null };

export type SettingCall = Pick<SafeTransaction, "to" | "value" | "data">;
/** What decides whether a setting can be made, and how. */
type Ground = Pick<
  SafeState,
  "address" | "version" | "owners" | "threshold" | "modules" | "guard" | "moduleGuard" | "fallbackHandler"
>;

/**
 * The calls that make the settings one after the other, and the Safe as it is after them. Each is judged on what those before it
 * leave: protocol-kit finds `prevOwner` and `prevModule` on the chain alone, and so cannot change two neighbours in one batch.
 * @throws `SafeSetting.Refused`
 */
export function settings<T extends Ground>(
  state: T,
  changes: readonly Setting[],
): { calls: SettingCall[]; after: T } {
  let after = state;
  const calls = changes.map((change) => {
    const made = setting(after, change);
    after = { ...after, ...made.becomes };
    return { to: state.address, value: 0n, data: made.data };
  });
  return { calls, after };
}

type Made = { readonly data: `0x${string}`; readonly becomes: Partial<Ground> };

function setting(state: Ground, change: Setting): Made {
  switch (change.kind) {
    case "addOwner":
    case "removeOwner":
    case "swapOwner":
    case "threshold":
      return ownersSetting(state, change);
    case "enableModule": {
      const { module } = change;
      checkPlain(change, module, "module");
      if (find(state.modules, module) >= 0) throw refused(change, `${module} is enabled already`);
      const modules = [getAddress(module), ...state.modules];
      return { data: encode("enableModule", [module]), becomes: { modules } };
    }
    case "disableModule": {
      const { module } = change;
      const index = find(state.modules, module);
      if (index < 0) throw refused(change, `${module} is no module of the Safe`);
      const modules = state.modules.toSpliced(index, 1);
      return { data: encode("disableModule", [before(state.modules, index), module]), becomes: { modules } };
    }
    case "guard":
      return { data: encode("setGuard", [change.guard ?? zeroAddress]), becomes: { guard: change.guard } };
    case "moduleGuard":
      if (!hasModuleGuard(state.version))
        throw refused(change, `a Safe of ${state.version} has no module guard`);
      return {
        data: encode("setModuleGuard", [change.guard ?? zeroAddress]),
        becomes: { moduleGuard: change.guard },
      };
    case "fallbackHandler":
      // GS400: a Safe that were its own handler would run calls from outside as its own.
      if (change.handler !== null && isAddressEqual(change.handler, state.address))
        throw refused(change, "a Safe cannot be its own fallback handler");
      return {
        data: encode("setFallbackHandler", [change.handler ?? zeroAddress]),
        becomes: { fallbackHandler: change.handler },
      };
  }
}

type OwnersSetting = Extract<Setting, { kind: "addOwner" | "removeOwner" | "swapOwner" | "threshold" }>;

function ownersSetting(state: Ground, change: OwnersSetting): Made {
  const { owners } = state;
  if (change.kind === "threshold") {
    const { threshold } = change;
    checkThreshold(change, threshold, owners.length);
    return { data: encode("changeThreshold", [BigInt(threshold)]), becomes: { threshold } };
  }
  if (change.kind === "addOwner") {
    const { owner, threshold = state.threshold } = change;
    checkNewOwner(state, change, owner);
    checkThreshold(change, threshold, owners.length + 1);
    const data = encode("addOwnerWithThreshold", [owner, BigInt(threshold)]);
    return { data, becomes: { owners: [getAddress(owner), ...owners], threshold } };
  }
  const index = find(owners, change.owner);
  if (index < 0) throw refused(change, `${change.owner} is no owner of the Safe`);
  if (change.kind === "swapOwner") {
    checkNewOwner(state, change, change.by);
    const data = encode("swapOwner", [before(owners, index), change.owner, change.by]);
    return { data, becomes: { owners: owners.with(index, getAddress(change.by)) } };
  }
  const { threshold = Math.min(state.threshold, owners.length - 1) } = change;
  checkThreshold(change, threshold, owners.length - 1);
  const data = encode("removeOwner", [before(owners, index), change.owner, BigInt(threshold)]);
  return { data, becomes: { owners: owners.toSpliced(index, 1), threshold } };
}

/**
 * A call of the Safe to itself that does nothing: executed with the nonce of another transaction, it puts that one out of the
 * question for good.
 */
export function rejection(safe: Address, nonce: bigint): SafeTransaction {
  return call({ to: safe }, nonce);
}

/** Whether it is such a call, and pays nobody for it. */
export function isRejection(safe: Address, transaction: Omit<SafeTransaction, "nonce">): boolean {
  const { to, value, data, operation, gasPrice } = transaction;
  return isAddressEqual(to, safe) && value === 0n && data === "0x" && operation === CALL && gasPrice === 0n;
}

type SelfCall =
  | "addOwnerWithThreshold"
  | "removeOwner"
  | "swapOwner"
  | "changeThreshold"
  | "enableModule"
  | "disableModule"
  | "setGuard"
  | "setModuleGuard"
  | "setFallbackHandler";

function encode(functionName: SelfCall, args: readonly unknown[]) {
  return encodeFunctionData({ abi: safeAbi, functionName, args } as Parameters<typeof encodeFunctionData>[0]);
}

function find(list: readonly Address[], wanted: Address): number {
  return list.findIndex((one) => isAddressEqual(one, wanted));
}

/** What stands before an entry in Safe's linked list. */
function before(list: readonly Address[], index: number): Address {
  return list[index - 1] ?? SENTINEL;
}

function checkNewOwner(state: Ground, change: Setting, owner: Address): void {
  checkPlain(change, owner, "owner");
  if (isAddressEqual(owner, state.address)) throw refused(change, "a Safe cannot own itself");
  if (find(state.owners, owner) >= 0) throw refused(change, `${owner} is an owner already`);
}

function checkPlain(change: Setting, address: Address, what: string): void {
  if (isAddressEqual(address, zeroAddress) || isAddressEqual(address, SENTINEL))
    throw refused(change, `${address} can be no ${what}`);
}

function checkThreshold(change: Setting, threshold: number, owners: number): void {
  if (Number.isInteger(threshold) && threshold >= 1 && threshold <= owners) return;
  throw refused(change, `${owners} owners cannot have the threshold ${threshold}`);
}

function refused(change: Setting, why: string): BaseError {
  return new BaseError({
    code: "SafeSetting.Refused",
    message: `the Safe would refuse this change: ${why}`,
    fix: "look at the Safe as it is now with `safe show`, and change what it has",
    details: { ...change, why },
  });
}
