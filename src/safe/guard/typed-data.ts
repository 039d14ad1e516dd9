import type { Address, Hex } from "viem";
import type { TypedData } from "../../signer/signer.ts";

/** Which guard: the EIP-712 domain of what proposers and testers sign for it. */
export type GuardDomain = { readonly chainId: number; readonly verifyingContract: Address };

/** Name and version of that domain. */
export const DOMAIN = { name: "ConclaveGuard", version: "1" } as const;

/** A transaction of a Safe, in a tier. `deadline` is UNIX seconds. */
export type Announce = {
  readonly safe: Address;
  readonly safeTxHash: Hex;
  readonly tier: number;
  readonly epoch: number;
  readonly deadline: number;
};

/** A message that the Safe is to sign off-chain (ERC-1271). */
export type AnnounceMessage = {
  readonly safe: Address;
  readonly messageHash: Hex;
  readonly epoch: number;
  readonly deadline: number;
};

/** `hash` is of a transaction or of a message, `deadline` the announcement's own. */
export type Withdraw = {
  readonly safe: Address;
  readonly hash: Hex;
  readonly holder: number;
  readonly deadline: number;
};

/** One type per act, so that none passes for another (docs/formats.md, 10). */
const ACTS = {
  Announce: "address safe,bytes32 safeTxHash,uint8 tier,uint8 tester,uint32 epoch,uint40 deadline",
  Examine: "address safe,bytes32 safeTxHash,uint8 tier,uint32 epoch,uint40 deadline,bytes32 report",
  AnnounceMessage: "address safe,bytes32 messageHash,uint8 tester,uint32 epoch,uint40 deadline",
  ExamineMessage: "address safe,bytes32 messageHash,uint32 epoch,uint40 deadline,bytes32 report",
  Withdraw: "address safe,bytes32 hash,uint8 holder,uint40 deadline",
} as const;

/** What a proposer signs. `tester` is the index of the tester's key, 255 for none. */
export function announce(domain: GuardDomain, value: Announce & { readonly tester: number }): TypedData {
  return act(domain, "Announce", value);
}

/** A tester's signature over the announcement and the hash of the simulation report. */
export function examine(domain: GuardDomain, value: Announce & { readonly report: Hex }): TypedData {
  return act(domain, "Examine", value);
}

export function announceMessage(
  domain: GuardDomain,
  value: AnnounceMessage & { readonly tester: number },
): TypedData {
  return act(domain, "AnnounceMessage", value);
}

/** `report`: what the tester writes of the message, hashed. */
export function examineMessage(
  domain: GuardDomain,
  value: AnnounceMessage & { readonly report: Hex },
): TypedData {
  return act(domain, "ExamineMessage", value);
}

export function withdraw(domain: GuardDomain, value: Withdraw): TypedData {
  return act(domain, "Withdraw", value);
}

function act(domain: GuardDomain, primaryType: keyof typeof ACTS, message: TypedData["message"]): TypedData {
  const fields = ACTS[primaryType].split(",").map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });
  return { domain: { ...DOMAIN, ...domain }, types: { [primaryType]: fields }, primaryType, message };
}
