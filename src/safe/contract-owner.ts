import type { Address, Hex } from "viem";
import { WALLET_YES, walletAbi } from "../approval/verify.ts";
import type { Connection } from "../chain/client.ts";
import { signatureValidatorAbi } from "../generated/safe-abi.ts";
import { preimage, type SafeDomain, type SafeTransaction, safeTxHash } from "./transaction.ts";

/** ERC-1271 as it is, which Safe asks since 1.5.0; and as it was drafted, which it asked before, about the bytes that are hashed. */
export type Form = "standard" | "draft";

const DRAFT_YES = "0x20c13b0b";

/** A contract that owns a Safe, what it is asked about, and as of which block. `account` is who asks. */
export type Question = {
  readonly owner: Address;
  readonly domain: SafeDomain;
  readonly transaction: SafeTransaction;
  readonly signature: Hex;
  readonly block: bigint;
  readonly account?: Address;
};

/** Whether a contract says in this form that it consents. One that fails or says anything else does not. */
export async function consents({ client }: Connection, question: Question, form: Form): Promise<boolean> {
  const { owner: address, domain, transaction, signature, block: blockNumber, account } = question;
  const at = { address, blockNumber, functionName: "isValidSignature", ...(account && { account }) } as const;
  try {
    if (form === "standard") {
      const args = [safeTxHash(domain, transaction), signature] as const;
      return (await client.readContract({ ...at, abi: walletAbi, args })) === WALLET_YES;
    }
    const args = [preimage(domain, transaction), signature] as const;
    return (await client.readContract({ ...at, abi: signatureValidatorAbi, args })) === DRAFT_YES;
  } catch {
    return false;
  }
}
