import type { Hex } from "viem";
import type { Signature } from "./signature.ts";

/**
 * All that this project takes from Safe's protocol-kit, which takes half a second to load: hence only when it is asked for something.
 *
 * What it is not used for, and why:
 * - Reading Safes and building transactions: it goes by the chain id to addresses it expects, where `deployments.ts` goes by the code
 *   that is there; it wants `contractNetworks` for chains it does not list; and it finds `prevOwner` on the chain only, so that two
 *   changes of owners cannot share a batch.
 * - `isValidSignature`: throws AbiItemAmbiguityError for Safes of 1.4.1, whose ABI has two functions of that name (8.0.7).
 * - Signing and sending: it takes private keys or a node's accounts, not our {@link Signer}s and senders.
 * - Two chains in one process: its cache keeps contracts under the word "EIP1193Provider", the same for both.
 */
const kit = () => import("@safe-global/protocol-kit");

/** Signatures as `execTransaction` takes them: by ascending owner, contracts' bytes behind the fixed parts. */
export async function pack(signatures: readonly Signature[]): Promise<Hex> {
  const { EthSafeSignature, buildSignatureBytes } = await kit();
  const parts = signatures.map(({ owner, kind, signature }) => {
    const bytes = kind === "approved" ? approval(owner) : signature;
    return new EthSafeSignature(owner, bytes, kind === "contract");
  });
  return buildSignatureBytes(parts) as Hex;
}

/** The chain's short name after ERC-3770, such as `eth`; null if it has none. */
export async function shortName(chainId: number): Promise<string | null> {
  const { getEip3770NetworkPrefixFromChainId } = await kit();
  try {
    return getEip3770NetworkPrefixFromChainId(BigInt(chainId));
  } catch {
    return null;
  }
}

/** The chain of a short name; null if nobody has that name. */
export async function chainOf(shortName: string): Promise<number | null> {
  const { getChainIdFromEip3770NetworkPrefix } = await kit();
  try {
    return Number(getChainIdFromEip3770NetworkPrefix(shortName));
  } catch {
    return null;
  }
}

/** r: the owner, s: nothing, v: 1. */
function approval(owner: Hex): Hex {
  return `0x${owner.slice(2).toLowerCase().padStart(64, "0")}${"0".repeat(64)}01`;
}
