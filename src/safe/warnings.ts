import { isAddressEqual, zeroAddress } from "viem";
import { formatAmount } from "../yaml/amount.ts";
import { isBatchContract } from "./batch.ts";
import { flatten, type View } from "./decode.ts";
import { deployedAt } from "./deployments.ts";
import type { SafeFile } from "./file.ts";
import { DELEGATECALL } from "./transaction.ts";

/** Something in a transaction that people must look at twice. `place` is the call's, such as `2.1`; empty for the whole. */
export type Warning = {
  readonly code:
    | "delegatecall"
    | "unreadableBatch"
    | "ownSafe"
    | "refund"
    | "gasLimit"
    | "notDecoded"
    | "consent"
    | "signsMessage";
  readonly place: string;
  readonly message: string;
};

/** What each change of the Safe itself means for its owners. */
const CHANGES: Readonly<Record<string, string>> = {
  addOwnerWithThreshold: "adds an owner",
  removeOwner: "removes an owner",
  swapOwner: "puts one owner in another's place",
  changeThreshold: "changes how many owners must sign",
  enableModule: "enables a module, which can then do anything without any owner",
  disableModule: "disables a module",
  setGuard: "changes the guard, which judges every transaction",
  setModuleGuard: "changes the module guard, which judges what modules do",
  setFallbackHandler: "changes the fallback handler, which answers for the Safe, also for its signatures",
  execTransaction: "has the Safe execute another transaction of its own",
  approveHash: "approves a transaction of this Safe, for good: approvals cannot be taken back",
};

/** Warnings about a file's transaction, outermost first. */
export function warnings(file: SafeFile, view: View): readonly Warning[] {
  const found = flatten(view).flatMap(({ place, view: one }) => ofCall(file, one, place));
  return [...ofGas(file), ...found];
}

function ofCall({ domain }: SafeFile, view: View, place: string): Warning[] {
  const { safe, to, data, operation, decoded, inner } = view;
  const warn = (code: Warning["code"], message: string): Warning[] => [{ code, place, message }];
  if (operation === DELEGATECALL) {
    if (inner.length > 0) return [];
    if (isBatchContract(to))
      return warn(
        "unreadableBatch",
        `the bytes for ${to} are no batch that can be read: what runs is not known`,
      );
    if (deployedAt(to)?.contract === "SignMessageLib")
      return warn(
        "signsMessage",
        "signs a message in the Safe's name for good: whoever has the message can use it",
      );
    return warn(
      "delegatecall",
      `lets the code at ${to} act as the Safe: it can change owners and move everything`,
    );
  }
  if (isAddressEqual(to, safe)) {
    if (data === "0x") return [];
    const itself = isAddressEqual(safe, domain.verifyingContract)
      ? "the Safe itself"
      : `the Safe ${safe} itself`;
    return warn("ownSafe", `changes ${itself}: ${changeWords(decoded?.name)}`);
  }
  if (decoded?.name === "approveHash")
    return warn("consent", `consents to a transaction of the Safe ${to}, which is shown nowhere here`);
  if (decoded === null && data !== "0x")
    return warn("notDecoded", `nobody here can say what the bytes for ${to} do`);
  return [];
}

function changeWords(name: string | undefined): string {
  if (name === undefined) return "by bytes nobody here can read";
  return (Object.hasOwn(CHANGES, name) ? CHANGES[name] : undefined) ?? `by ${name}`;
}

function ofGas({ transaction }: SafeFile): Warning[] {
  const { gasPrice, gasToken, refundReceiver, safeTxGas, baseGas } = transaction;
  const warn = (code: Warning["code"], message: string): Warning => ({ code, place: "", message });
  const inEther = isAddressEqual(gasToken, zeroAddress);
  const price = inEther ? formatAmount(gasPrice) : `${gasPrice} units of ${gasToken}`;
  const whom = isAddressEqual(refundReceiver, zeroAddress) ? "whoever executes it" : refundReceiver;
  const refund = warn(
    "refund",
    `the Safe pays ${whom} ${price} for each unit of gas, and ${baseGas} units on top`,
  );
  // With a limit or a refund the Safe takes a call that failed for done: the nonce is used, the signatures are spent.
  const limit = warn(
    "gasLimit",
    "if what it does fails, it is executed all the same: the nonce is used up, and a refund paid",
  );
  return [...(gasPrice > 0n ? [refund] : []), ...(safeTxGas > 0n || gasPrice > 0n ? [limit] : [])];
}
