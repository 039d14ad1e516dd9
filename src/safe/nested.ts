import { type Address, concatHex, getAddress, type Hex, size, sliceHex } from "viem";
import type { TypedData } from "../signer/signer.ts";
import type { SafeFile } from "./file.ts";
import { recover } from "./signature.ts";
import { messageHash as hashOf, messageTypedData, preimage, type SafeDomain } from "./transaction.ts";

/**
 * What an owner of `owner` signs, where that is a Safe and itself an owner: a SafeMessage of the inner Safe about the outer one's
 * transaction. Up to 1.4.1 the outer Safe hands over the bytes that it hashed, since 1.5.0 their hash alone.
 */
export function typedData(file: SafeFile, owner: Address): TypedData {
  return messageTypedData(domainOf(file, owner), said(file));
}

/** The hash that the inner Safe's owners sign. */
export function messageHash(file: SafeFile, owner: Address): Hex {
  return hashOf(domainOf(file, owner), said(file));
}

function domainOf({ domain }: SafeFile, owner: Address): SafeDomain {
  return { chainId: domain.chainId, verifyingContract: owner };
}

function said({ version, domain, transaction, safeTxHash }: SafeFile): Hex {
  return version === "1.5.0" ? safeTxHash : preimage(domain, transaction);
}

/** One signature inside a contract owner's bytes. */
export type Inner = { readonly owner: Address; readonly signature: Hex };

const LENGTH = 65;

/**
 * The signatures by keys that an inner Safe's bytes are made of; null if they are made of anything else (a contract of another
 * kind, an inner Safe with contracts or approved hashes among its signatures), which then can only be taken as a whole.
 */
export function split(file: SafeFile, owner: Address, bytes: Hex): readonly Inner[] | null {
  const count = size(bytes) / LENGTH;
  if (!Number.isInteger(count)) return null;
  const hash = messageHash(file, owner);
  const found = Array.from({ length: count }, (_, index) => {
    const signature = sliceHex(bytes, index * LENGTH, (index + 1) * LENGTH);
    const signer = recover(hash, signature);
    return signer === null ? [] : [{ owner: signer, signature }];
  }).flat();
  return found.length === count ? found : null;
}

/** The bytes of several, by ascending owner, one an owner. */
export function join(signatures: readonly Inner[]): Hex {
  const byOwner = new Map(signatures.map(({ owner, signature }) => [BigInt(getAddress(owner)), signature]));
  return concatHex([...byOwner].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, signature]) => signature));
}
