import { type Address, concatHex, type Hex, isAddressEqual, parseAbi } from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { safeAbi } from "../generated/safe-abi.ts";
import type { SafeFile } from "./file.ts";
import * as Nested from "./nested.ts";
import type { Signature } from "./signature.ts";
import type { SafeState } from "./state.ts";
import { hashes } from "./transaction.ts";

/** An owner's consent, from the file or the chain, and whether the Safe would take it now. */
export type Consent = Signature & {
  readonly counts: boolean;
  /** Why it does not; null if it does. */
  readonly why: string | null;
};

export type Standing = {
  readonly consents: readonly Consent[];
  readonly threshold: number;
  /** How many more owners are needed. */
  readonly missing: number;
  /** Owners who have not consented. */
  readonly able: readonly Address[];
};

/** ERC-1271 as it is, and as it was drafted: Safe asked the draft's question up to 1.4.1. */
const walletAbi = parseAbi([
  "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)",
]);
const draftAbi = parseAbi(["function isValidSignature(bytes data, bytes signature) view returns (bytes4)"]);

/** Judges every signature of a file as the Safe will, at the block of `state`; adds what owners approved on-chain. @throws `Chain.Unreachable` */
export async function standing(connection: Connection, state: SafeState, file: SafeFile): Promise<Standing> {
  const filed = await Promise.all(
    file.signatures.map(async (signature) => {
      const why = await faultOf(connection, state, file, signature);
      return { ...signature, counts: why === null, why };
    }),
  );
  const rest = state.owners.filter(
    (owner) => !filed.some((one) => one.counts && isAddressEqual(one.owner, owner)),
  );
  const onChain = await Promise.all(rest.map((owner) => isApproved(connection, state, file, owner)));
  const approved = rest.filter((_, index) => onChain[index]);
  const able = rest.filter((_, index) => !onChain[index]);
  const isApprover = (owner: Address) => approved.some((one) => isAddressEqual(one, owner));
  const consents = [
    ...filed.filter(({ owner }) => !isApprover(owner)),
    ...approved.map(
      (owner): Consent => ({ owner, kind: "approved", signature: "0x", counts: true, why: null }),
    ),
  ];
  const counting = consents.filter(({ counts }) => counts).length;
  return { consents, threshold: state.threshold, missing: Math.max(0, state.threshold - counting), able };
}

async function faultOf(
  connection: Connection,
  state: SafeState,
  file: SafeFile,
  { owner, kind, signature }: Signature,
): Promise<string | null> {
  if (!state.owners.some((one) => isAddressEqual(one, owner))) return "is no owner of the Safe";
  if (kind === "approved")
    return (await isApproved(connection, state, file, owner)) ? null : "has not approved it on-chain";
  if (kind !== "contract" || (await isTaken(connection, state, file, owner, signature))) return null;
  return innerFault(connection, state, file, owner, signature);
}

async function isApproved(
  connection: Connection,
  state: SafeState,
  file: SafeFile,
  owner: Address,
): Promise<boolean> {
  const args = [owner, file.safeTxHash] as const;
  const read = { address: state.address, abi: safeAbi, functionName: "approvedHashes", args } as const;
  return (
    (await answered(connection, connection.client.readContract({ ...read, blockNumber: state.block }))) !== 0n
  );
}

/** Asks the owner's contract what the Safe will ask it. A contract that fails or says anything else refuses. */
async function isTaken(
  { client }: Connection,
  { address: account, version, block: blockNumber }: SafeState,
  file: SafeFile,
  owner: Address,
  signature: Hex,
): Promise<boolean> {
  const ask = { address: owner, account, blockNumber, functionName: "isValidSignature" } as const;
  const { domain, message, safeTxHash } = hashes(file.domain, file.transaction);
  try {
    if (version === "1.5.0")
      return (
        (await client.readContract({ ...ask, abi: walletAbi, args: [safeTxHash, signature] })) ===
        "0x1626ba7e"
      );
    const data = concatHex(["0x1901", domain, message]);
    return (await client.readContract({ ...ask, abi: draftAbi, args: [data, signature] })) === "0x20c13b0b";
  } catch {
    return false;
  }
}

/** What an inner Safe still lacks, if that is what the owner is. */
async function innerFault(
  { client }: Connection,
  { block: blockNumber }: SafeState,
  file: SafeFile,
  owner: Address,
  bytes: Hex,
): Promise<string> {
  const refused = "its contract does not confirm the signature";
  const parts = Nested.split(file, owner, bytes);
  if (parts === null) return refused;
  const read = { address: owner, abi: safeAbi, blockNumber } as const;
  try {
    const [owners, threshold] = await Promise.all([
      client.readContract({ ...read, functionName: "getOwners" }),
      client.readContract({ ...read, functionName: "getThreshold" }),
    ]);
    const stranger = parts.find((part) => !owners.some((one) => isAddressEqual(one, part.owner)));
    if (stranger !== undefined) return `${stranger.owner}, who signed for it, is no owner of it`;
    return BigInt(parts.length) < threshold
      ? `${parts.length} of its own ${threshold} owners have signed`
      : refused;
  } catch {
    return refused;
  }
}
