import { concat, type Hex, numberToHex, pad } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { call, type SafeTransaction, typedData } from "../../src/safe/transaction.ts";
import type { Call } from "./network.ts";
import type { Safe } from "./safe.ts";

/** The Safe's next transaction: a plain call, and no refund. */
export async function next({ network, address }: Safe, what: Call): Promise<SafeTransaction> {
  return call(what, await network.read<bigint>(address, safeAbi, "nonce"));
}

export function domainOf({ network, address }: Safe) {
  return { chainId: network.chainId, verifyingContract: address };
}

/** `threshold` signatures by ascending owner; for one who approved on-chain, a pointer to that. */
export async function collect(
  safe: Safe,
  transaction: SafeTransaction,
  approved?: PrivateKeyAccount,
): Promise<Hex> {
  const typed = typedData(domainOf(safe), transaction) as Parameters<PrivateKeyAccount["signTypedData"]>[0];
  const signing = safe.owners
    .slice(0, safe.threshold)
    .sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1))
    .map((owner) => (owner === approved ? pointer(owner) : owner.signTypedData(typed)));
  return concat(await Promise.all(signing));
}

/** v = 1: see the Safe's storage. */
function pointer({ address }: PrivateKeyAccount): Hex {
  return concat([pad(address), numberToHex(0, { size: 32 }), "0x01"]);
}
