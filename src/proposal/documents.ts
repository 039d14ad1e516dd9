import {
  type Address,
  concat,
  encodeAbiParameters,
  type Hex,
  isAddressEqual,
  keccak256,
  numberToHex,
  size,
  slice,
} from "viem";
import { BaseError } from "../errors.ts";
import type { Call } from "./calls.ts";
import { isWholeBytes } from "./calls.ts";
import * as SelfCall from "./self-call.ts";

/** What a proposal only names by hash: the bytes of a roster or rulebook, and `Activate` signatures that come with a roster. */
export type Supplied = { readonly document: Hex; readonly activations: readonly Activation[] };

/** A key's own `Activate` signature. `deadline` is UNIX seconds. */
export type Activation = { readonly key: number; readonly deadline: number; readonly signature: Hex };

/** A self-call that names a document: its place among the calls, what it does, and the hash that was approved. */
export type Named = { readonly call: number; readonly name: SelfCall.DocumentCall; readonly hash: Hex };

/** The self-calls among `calls` that take a document, in order: the n-th takes the n-th document (docs/formats.md, 8). */
export function named(conclave: Address, calls: readonly Call[]): readonly Named[] {
  return calls.flatMap((call, index) => {
    if (!isAddressEqual(call.target, conclave)) return [];
    const name = SelfCall.DOCUMENT_CALLS.find(
      (candidate) => SelfCall.selector(candidate) === call.data.slice(0, 10),
    );
    return name && size(call.data) === 36 ? [{ call: index, name, hash: slice(call.data, 4) }] : [];
  });
}

/** One element of `amend`'s `documents`: `abi.encode(bytes document, bytes activations)`. */
export function encode(supplied: Supplied): Hex {
  return encodeAbiParameters(
    [{ type: "bytes" }, { type: "bytes" }],
    [supplied.document, encodeActivations(supplied.activations)],
  );
}

/**
 * Refuses documents that are not, one for one, what the calls name.
 * @throws `Documents.Missing`, `Documents.Surplus`, `Documents.Mismatch`, `Documents.ActivationMisplaced`.
 */
export function check(conclave: Address, calls: readonly Call[], documents: readonly Supplied[]): void {
  const wanted = named(conclave, calls);
  if (documents.length > wanted.length) {
    throw new BaseError({
      code: "Documents.Surplus",
      message: `the file carries ${documents.length} documents, its calls name ${wanted.length}`,
      fix: "create the proposal again from the charter",
    });
  }
  wanted.forEach(({ call, name, hash }, index) => {
    const supplied = documents[index];
    if (supplied === undefined) {
      throw new BaseError({
        code: "Documents.Missing",
        message: `call ${call} (${name}) names a document that the file does not carry`,
        fix: "create the proposal again from the charter, or ask its author for the complete file",
        details: { call, hash },
      });
    }
    const actual = keccak256(supplied.document);
    if (actual !== hash) {
      throw new BaseError({
        code: "Documents.Mismatch",
        message: `the document for call ${call} (${name}) is not the one the proposal names`,
        fix: "the file was edited: ask its author for the original",
        details: { call, expected: hash, actual },
      });
    }
    if (name !== "amendRoster" && supplied.activations.length > 0) {
      throw new BaseError({
        code: "Documents.ActivationMisplaced",
        message: `activations come with amendRoster only, not with ${name}`,
        fix: "take the activations out of this document",
        details: { call },
      });
    }
  });
}

/**
 * Packs activations (docs/formats.md, 8): key index (1), deadline (5), length (2), signature.
 * @throws `Documents.ActivationOutOfRange`.
 */
export function encodeActivations(activations: readonly Activation[]): Hex {
  if (activations.length === 0) return "0x";
  return concat(
    activations.map(({ key, deadline, signature }) => {
      const fits = Number.isInteger(key) && key >= 0 && key < 64 && deadline >= 0 && deadline < 2 ** 40;
      if (!fits || !isWholeBytes(signature) || size(signature) > 0xffff) {
        throw new BaseError({
          code: "Documents.ActivationOutOfRange",
          message: `the activation of key ${key} does not fit the format`,
          fix: "see docs/formats.md, section 8, for the size of each field",
          details: { key, deadline },
        });
      }
      return concat([
        numberToHex(key, { size: 1 }),
        numberToHex(deadline, { size: 5 }),
        numberToHex(size(signature), { size: 2 }),
        signature,
      ]);
    }),
  );
}
