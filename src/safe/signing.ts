import { type Address, type Hex, hexToBytes, isAddressEqual, numberToHex, size, sliceHex } from "viem";
import { BaseError } from "../errors.ts";
import type { Signer } from "../signer/signer.ts";
import { type SafeFile, withSignatures } from "./file.ts";
import { added } from "./merge.ts";
import * as Nested from "./nested.ts";
import { recover, type Signature } from "./signature.ts";
import { typedData } from "./transaction.ts";

/**
 * Signs with whatever holds the key; needs no chain. With `owner`, a Safe that is an owner, the key signs as one of that Safe's own.
 * @throws `SafeSigning.NotAnAccount`, what the signer throws
 */
export async function sign(file: SafeFile, signer: Signer, owner?: Address): Promise<SafeFile> {
  const { address } = signer.describe();
  if (address === undefined) {
    throw new BaseError({
      code: "SafeSigning.NotAnAccount",
      message: `${signer.describe().label} is no account: a Safe's owners are accounts or contracts`,
      fix: "sign with a key on secp256k1",
    });
  }
  const typed =
    owner === undefined ? typedData(file.domain, file.transaction) : Nested.typedData(file, owner);
  const signature = await signer.signTypedData(typed);
  return owner === undefined ? add(file, signature, [address]) : addInner(file, owner, signature, [address]);
}

/**
 * Puts a signature made elsewhere into the file: by a wallet over the typed data, or over the hash by eth_sign, in any form wallets
 * give (v of 0, 1, 27, 28, 31, 32). Whose it is is recovered from it.
 * @param among Whose it can be, if that is known. Without it the typed data is taken as signed, and a signature over something else
 * for a stranger's.
 * @throws `SafeSigning.Unreadable`, `SafeSigning.SomebodyElses`
 */
export function add(file: SafeFile, signature: Hex, among?: readonly Address[]): SafeFile {
  const candidates = forms(signature).flatMap((form): Signature[] => {
    const owner = recover(file.safeTxHash, form);
    if (owner === null) return [];
    return [{ owner, kind: Number(sliceHex(form, 64)) > 30 ? "message" : "typed", signature: form }];
  });
  return withSignatures(file, added(file, file.signatures, pick(candidates, among)));
}

/** Puts a contract owner's bytes into the file, as its `isValidSignature` takes them. */
export function addContract(file: SafeFile, owner: Address, bytes: Hex): SafeFile {
  const signature: Signature = { owner, kind: "contract", signature: bytes.toLowerCase() as Hex };
  return withSignatures(file, added(file, file.signatures, signature));
}

/** Puts the signature of a key of an inner Safe into the file. @throws as {@link add} */
export function addInner(
  file: SafeFile,
  owner: Address,
  signature: Hex,
  among?: readonly Address[],
): SafeFile {
  const hash = Nested.messageHash(file, owner);
  const candidates = forms(signature).flatMap((form): Signature[] => {
    const signer = recover(hash, form);
    return signer === null ? [] : [{ owner: signer, kind: "typed", signature: form }];
  });
  return addContract(file, owner, pick(candidates, among).signature);
}

/** What 65 bytes of a wallet can be: over the typed data first, then over the hash as eth_sign prefixes it. */
function forms(signature: Hex): Hex[] {
  const v = size(signature) === 65 ? (hexToBytes(signature).at(-1) ?? 0) : -1;
  const rest = v < 0 ? signature : sliceHex(signature, 0, 64);
  const bare = v < 27 ? v + 27 : v;
  const with_ = (value: number) => `${rest}${numberToHex(value, { size: 1 }).slice(2)}`.toLowerCase() as Hex;
  if (bare === 27 || bare === 28) return [with_(bare), with_(bare + 4)];
  return bare === 31 || bare === 32 ? [with_(bare)] : [];
}

function pick(candidates: readonly Signature[], among: readonly Address[] | undefined): Signature {
  const [found] = candidates.filter(
    ({ owner }) => among === undefined || among.some((one) => isAddressEqual(one, owner)),
  );
  if (found !== undefined) return found;
  if (candidates.length === 0) {
    throw new BaseError({
      code: "SafeSigning.Unreadable",
      message: "this is no signature of 65 bytes by a key",
      fix: "give r, s and v as one hex text; for a contract that is an owner, name it with --owner",
    });
  }
  throw new BaseError({
    code: "SafeSigning.SomebodyElses",
    message: `the signature is by none of ${among?.join(", ")} over this transaction`,
    fix: "compare the hashes the wallet showed with `safe show`, and have the owner sign again",
    details: { among, recovered: candidates.map(({ owner }) => owner) },
  });
}
