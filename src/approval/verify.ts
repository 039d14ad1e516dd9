import {
  type Address,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  type PublicClient,
  pad,
  parseAbi,
  recoverAddress,
  size,
  slice,
} from "viem";
import type { Key } from "../charter/model.ts";

/** Says whether `signature` is the key's consent to `digest`. */
export type Verify = (key: Key, digest: Hex, signature: Hex) => Promise<boolean>;

/** ERC-1271: what a contract is asked, and its yes. */
export const walletAbi = parseAbi([
  "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)",
]);
export const WALLET_YES = "0x1626ba7e";
const verifierAbi = parseAbi([
  "function verify(bytes key, bytes32 hash, bytes signature) view returns (bytes4)",
]);

/** Half the order of secp256k1: a higher `s` is the malleable twin of a signature (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const VERIFICATION_GAS = 500_000n;

/**
 * Verifies as the contract does: EOA by ecrecover (65 bytes, or 64 after EIP-2098; malleable forms refused); ERC-1271 wallets
 * and ERC-7913 verifiers by asking them through `client`, read-only, with the contract's gas cap and
 * as `conclave` (a wallet may look at who asks).
 */
export function verifierFor(client: Pick<PublicClient, "call">, conclave?: Address): Verify {
  return async (key, digest, signature) => {
    if (key.kind === "EOA") return isEcdsa(key.signer, digest, signature);
    const isWallet = key.kind === "ERC1271";
    const [to, selector, data] = isWallet
      ? ([
          key.signer,
          WALLET_YES,
          encodeFunctionData({ abi: walletAbi, functionName: "isValidSignature", args: [digest, signature] }),
        ] as const)
      : ([
          slice(key.signer, 0, 20) as Address,
          "0x024ad318",
          encodeFunctionData({
            abi: verifierAbi,
            functionName: "verify",
            args: [size(key.signer) > 20 ? slice(key.signer, 20) : "0x", digest, signature],
          }),
        ] as const);
    const answer = await client
      .call({ to, data, gas: VERIFICATION_GAS, ...(conclave && { account: conclave }) })
      .catch(() => null);
    const word = answer?.data !== undefined && size(answer.data) >= 32 ? slice(answer.data, 0, 32) : null;
    return word === pad(selector, { dir: "right", size: 32 });
  };
}

async function isEcdsa(signer: Hex, digest: Hex, signature: Hex): Promise<boolean> {
  const parts = parse(signature);
  if (parts === null || BigInt(parts.s) > HALF_ORDER) return false;
  try {
    return isAddressEqual(await recoverAddress({ hash: digest, signature: parts }), signer);
  } catch {
    // No point on the curve: not a signature of anybody.
    return false;
  }
}

function parse(signature: Hex): { r: Hex; s: Hex; yParity: number } | null {
  if (size(signature) === 65) {
    const v = Number(slice(signature, 64));
    if (v !== 27 && v !== 28) return null;
    return { r: slice(signature, 0, 32), s: slice(signature, 32, 64), yParity: v - 27 };
  }
  if (size(signature) !== 64) return null;
  const packed = BigInt(slice(signature, 32, 64));
  const s = packed & ((1n << 255n) - 1n);
  return {
    r: slice(signature, 0, 32),
    s: pad(`0x${s.toString(16)}`, { size: 32 }),
    yParity: Number(packed >> 255n),
  };
}
