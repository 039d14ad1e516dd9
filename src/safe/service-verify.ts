import { type Address, getAddress, type Hex, hexToBigInt, isAddressEqual, size, sliceHex } from "viem";
import { BaseError } from "../errors.ts";
import { confirmationAnswer, type TransactionAnswer, transactionAnswer } from "./service-answers.ts";
import * as Signature from "./signature.ts";
import { type SafeDomain, type SafeTransaction, safeTxHash } from "./transaction.ts";

/**
 * What a service said that is not so:
 * - `unreadable`: it has not the form; `hash`: its hash is not the transaction's; `otherSafe`: it is another Safe's;
 * - `forged`: a confirmation is not its owner's; `idle`: one that the Safe would not count, as of nobody who owns it; `missing`: it
 *   took something and does not show it.
 */
export type DoubtKind = "unreadable" | "hash" | "otherSafe" | "forged" | "idle" | "missing";
export type Doubt = { readonly kind: DoubtKind; readonly safeTxHash: Hex | null; readonly message: string };

/** A transaction of a service whose hash was recomputed, with those signatures that are their owners'. */
export type Verified = {
  readonly transaction: SafeTransaction;
  readonly safeTxHash: Hex;
  /** Contracts' signatures and approvals can be judged on the chain alone: see `standing.ts`. */
  readonly signatures: readonly Signature.Signature[];
  /** What only the service says: who proposed it and when it first saw it (UNIX seconds). */
  readonly claimed: { readonly proposer: Address | null; readonly created: number | null };
};

export type Judged = { readonly verified?: Verified; readonly doubts: readonly Doubt[] };

/**
 * Judges one transaction as a service gave it. Nothing of the answer is believed: the hash is computed from the fields and the
 * Safe's domain, and each confirmation's signer from its bytes.
 * @param asked The hash that was asked for, if one was.
 */
export function judge(label: string, domain: SafeDomain, answer: unknown, asked?: Hex): Judged {
  const read = transactionAnswer.safeParse(answer);
  if (!read.success) {
    const issue = read.error.issues[0];
    const where = issue?.path.join(".") || "the item";
    return doubted({
      kind: "unreadable",
      safeTxHash: asked ?? null,
      message: `${label} lists something unreadable (${where}: ${issue?.message})`,
    });
  }
  const said = read.data;
  if (!isAddressEqual(said.safe, domain.verifyingContract)) {
    const message = `${label} gives a transaction of the Safe ${said.safe} as one of ${domain.verifyingContract}`;
    return doubted({ kind: "otherSafe", safeTxHash: said.safeTxHash, message });
  }
  const transaction = transactionOf(said);
  const actual = safeTxHash(domain, transaction);
  if (actual !== (asked ?? said.safeTxHash) || actual !== said.safeTxHash) {
    const message = `${label} gives under ${asked ?? said.safeTxHash} a transaction whose hash is ${actual}`;
    return doubted({ kind: "hash", safeTxHash: asked ?? said.safeTxHash, message });
  }
  const doubts: Doubt[] = [];
  const signatures = new Map<Address, Signature.Signature>();
  for (const confirmation of said.confirmations) {
    const found = signatureOf(confirmation, actual);
    if (typeof found === "string")
      doubts.push({ kind: "forged", safeTxHash: actual, message: `${label}: ${found}` });
    else if (!signatures.has(found.owner)) signatures.set(found.owner, found);
  }
  const claimed = { proposer: said.proposer ?? null, created: said.submissionDate ?? null };
  return {
    verified: { transaction, safeTxHash: actual, signatures: [...signatures.values()], claimed },
    doubts,
  };
}

function doubted(doubt: Doubt): Judged {
  return { doubts: [doubt] };
}

function transactionOf(said: TransactionAnswer): SafeTransaction {
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, nonce } = said;
  return { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, nonce };
}

/** A confirmation as a signature of ours, or why it is none. */
function signatureOf(confirmation: unknown, hash: Hex): Signature.Signature | string {
  const read = confirmationAnswer.safeParse(confirmation);
  if (!read.success) return "a confirmation is unreadable";
  const { owner, signature } = read.data;
  const made = unpack(owner, signature);
  if (made === null) return `the confirmation filed under ${owner} has the form of no signature`;
  try {
    Signature.check(made, hash);
    return made;
  } catch (error) {
    if (error instanceof BaseError) return error.message;
    throw error;
  }
}

const STATIC = 65;

/** One signature of Safe's packed form. For kinds that name their owner, it must be the one it is filed under. */
function unpack(owner: Address, packed: Hex): Signature.Signature | null {
  if (size(packed) < STATIC) return null;
  const v = Number(sliceHex(packed, 64, STATIC));
  if (v > 1) {
    if (size(packed) !== STATIC) return null;
    return { owner, kind: v > 30 ? "message" : "typed", signature: packed };
  }
  if (hexToBigInt(sliceHex(packed, 0, 12)) !== 0n) return null;
  if (!isAddressEqual(getAddress(sliceHex(packed, 12, 32)), owner)) return null;
  if (v === 1) return size(packed) === STATIC ? { owner, kind: "approved", signature: "0x" } : null;
  if (hexToBigInt(sliceHex(packed, 32, 64)) !== BigInt(STATIC) || size(packed) < STATIC + 32) return null;
  const length = hexToBigInt(sliceHex(packed, STATIC, STATIC + 32));
  if (BigInt(size(packed)) !== BigInt(STATIC + 32) + length) return null;
  return { owner, kind: "contract", signature: length === 0n ? "0x" : sliceHex(packed, STATIC + 32) };
}
