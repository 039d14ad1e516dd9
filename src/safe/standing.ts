import { type Address, type Hex, isAddressEqual } from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { BaseError } from "../errors.ts";
import { safeAbi } from "../generated/safe-abi.ts";
import { consents } from "./contract-owner.ts";
import type { SafeFile } from "./file.ts";
import * as Nested from "./nested.ts";
import type { Signature } from "./signature.ts";
import type { SafeState } from "./state.ts";

/** An owner's consent, from the file or the chain, and whether the Safe would take it now. */
export type Consent = Signature & {
  readonly counts: boolean;
  /** Why it does not; null if it does. */
  readonly why: string | null;
  /** Whether it only lacks further owners of the inner Safe that gives it. */
  readonly partial: boolean;
};

export type Standing = {
  readonly consents: readonly Consent[];
  readonly threshold: number;
  /** How many more owners are needed. */
  readonly missing: number;
  /** Owners who have not consented. */
  readonly able: readonly Address[];
};

/** Judges every signature of a file as the Safe will, at the block of `state`; adds what owners approved on-chain. @throws `Chain.Unreachable` */
export async function standing(connection: Connection, state: SafeState, file: SafeFile): Promise<Standing> {
  const filed = await Promise.all(
    file.signatures.map(async (signature) => {
      const fault = await faultOf(connection, state, file, signature);
      return {
        ...signature,
        counts: fault === null,
        why: fault?.why ?? null,
        partial: fault?.partial ?? false,
      };
    }),
  );
  const rest = state.owners.filter(
    (owner) => !filed.some((one) => one.counts && isAddressEqual(one.owner, owner)),
  );
  const onChain = await Promise.all(rest.map((owner) => isApproved(connection, state, file, owner)));
  const approved = rest.filter((_, index) => onChain[index]);
  const able = rest.filter((_, index) => !onChain[index]);
  const isApprover = (owner: Address) => has(approved, owner);
  const all = [
    ...filed.filter(({ owner }) => !isApprover(owner)),
    ...approved.map(
      (owner): Consent => ({
        owner,
        kind: "approved",
        signature: "0x",
        counts: true,
        why: null,
        partial: false,
      }),
    ),
  ];
  const counting = all.filter(({ counts }) => counts).length;
  return {
    consents: all,
    threshold: state.threshold,
    missing: Math.max(0, state.threshold - counting),
    able,
  };
}

type Fault = { readonly why: string; readonly partial?: boolean };

async function faultOf(
  connection: Connection,
  state: SafeState,
  file: SafeFile,
  { owner, kind, signature }: Signature,
): Promise<Fault | null> {
  if (!has(state.owners, owner)) return { why: "is no owner of the Safe" };
  if (kind === "approved")
    return (await isApproved(connection, state, file, owner))
      ? null
      : { why: "has not approved it on-chain" };
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

/** Asks the owner's contract what the Safe will ask it. */
function isTaken(
  connection: Connection,
  { address: account, version, block }: SafeState,
  { domain, transaction }: SafeFile,
  owner: Address,
  signature: Hex,
): Promise<boolean> {
  const question = { owner, domain, transaction, signature, block, account };
  return consents(connection, question, version === "1.5.0" ? "standard" : "draft");
}

/** What an inner Safe still lacks, if that is what the owner is. */
async function innerFault(
  connection: Connection,
  state: SafeState,
  file: SafeFile,
  owner: Address,
  bytes: Hex,
): Promise<Fault> {
  const refused = { why: "its contract does not confirm the signature" };
  const parts = Nested.split(file, owner, bytes);
  const inner = parts === null ? null : await innerSafe(connection, state, owner);
  if (parts === null || inner === null) return refused;
  const stranger = parts.find((part) => !has(inner.owners, part.owner));
  if (stranger !== undefined) return { why: `${stranger.owner}, who signed for it, is no owner of it` };
  if (parts.length >= inner.threshold) return refused;
  return {
    why: `${parts.length} of the ${inner.threshold} it needs of its own owners have signed`,
    partial: true,
  };
}

/** The owners of a Safe that is an owner itself; null if it is no Safe. */
async function innerSafe({ client }: Connection, { block: blockNumber }: SafeState, address: Address) {
  const read = { address, abi: safeAbi, blockNumber } as const;
  try {
    const [owners, threshold] = await Promise.all([
      client.readContract({ ...read, functionName: "getOwners" }),
      client.readContract({ ...read, functionName: "getThreshold" }),
    ]);
    return { owners, threshold: Number(threshold) };
  } catch {
    return null;
  }
}

/**
 * Refuses a key whose signature could not count, before anything is opened: it must be an owner's, or one of the inner Safe's that
 * is.
 * @throws `SafeSigning.NotAnOwner`
 */
export async function checkSigner(
  connection: Connection,
  state: SafeState,
  signer: Address,
  owner: Address | undefined,
): Promise<void> {
  const outer = owner ?? signer;
  if (!has(state.owners, outer)) throw notAnOwner(outer, `the Safe ${state.address}`);
  if (owner === undefined) return;
  const inner = await innerSafe(connection, state, owner);
  if (inner === null || !has(inner.owners, signer))
    throw notAnOwner(signer, `the owner ${owner}, if that is a Safe`);
}

/**
 * Refuses what was put into a file if the Safe would not take it. What was in it `before` stands in nobody's way: owners change.
 * @throws `SafeSigning.DoesNotCount`
 */
export function checkConsents({ consents }: Standing, before: SafeFile): void {
  const isOld = (one: Consent) =>
    before.signatures.some(({ owner, signature }) => owner === one.owner && signature === one.signature);
  const odd = consents.find((one) => !one.counts && !one.partial && !isOld(one));
  if (odd === undefined) return;
  throw new BaseError({
    code: "SafeSigning.DoesNotCount",
    message: `the signature of ${odd.owner} would not count: ${odd.why}`,
    fix: "leave that signature out; nothing was written",
    details: { owner: odd.owner, why: odd.why },
  });
}

function has(list: readonly Address[], wanted: Address): boolean {
  return list.some((one) => isAddressEqual(one, wanted));
}

function notAnOwner(address: Address, of: string): BaseError {
  return new BaseError({
    code: "SafeSigning.NotAnOwner",
    message: `${address} is no owner of ${of}`,
    fix: "sign with an owner's key; for a Safe that is an owner, name it with --owner",
    details: { address },
  });
}
