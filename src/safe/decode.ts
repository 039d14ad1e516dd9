import { type Abi, type Address, decodeFunctionData, type Hex, isAddressEqual } from "viem";
import * as OwnAbis from "../generated/abi.ts";
import { multiSendAbi, safeAbi } from "../generated/safe-abi.ts";
import * as Interfaces from "../proposal/interfaces.ts";
import { knownAbi, nftTransferAbi } from "../proposal/known-interfaces.ts";
import type { Decoded } from "../proposal/report.ts";
import { type BatchItem, batchOf } from "./batch.ts";
import type { SafeFile } from "./file.ts";
import { CALL, DELEGATECALL } from "./transaction.ts";

/** A call as people read it: what its bytes mean, and the calls it is made of. */
export type View = BatchItem & {
  /** The Safe that makes it: the file's, or another one that is made to. */
  readonly safe: Address;
  readonly decoded: Decoded;
  /** The names are the file's own claim: the selector fits, and nobody vouches for the rest. */
  readonly claimed: boolean;
  /** The calls of a batch, or the call that another Safe is made to execute; empty for all else. */
  readonly inner: readonly View[];
};

/** What a file's transaction does, call by call. @throws `Interfaces.BadSignature` */
export function decode({ domain, transaction, context }: SafeFile): View {
  const { brought } = Interfaces.from(domain.verifyingContract, context.interfaces);
  return view({ safe: domain.verifyingContract, brought }, transaction);
}

/** All calls of a view that are made of no others, and what holds them, each with its place such as `2.1`; the whole has none. */
export function flatten(view: View, place = ""): readonly { readonly place: string; readonly view: View }[] {
  const inner = view.inner.flatMap((one, index) =>
    flatten(one, `${place === "" ? "" : `${place}.`}${index + 1}`),
  );
  return [{ place, view }, ...inner];
}

type Reader = { readonly safe: Address; readonly brought: Abi };

function view(reader: Reader, { operation, to, value, data }: BatchItem): View {
  const item = { safe: reader.safe, operation, to, value, data };
  const batch = batchOf(item, reader.safe);
  if (batch !== null) {
    const decoded = Interfaces.decodeCallWith(multiSendAbi, data);
    const inner = batch.map((one) => view(reader, one));
    return { ...item, decoded, claimed: false, inner };
  }
  const sure = Interfaces.decodeCallWith(isAddressEqual(to, reader.safe) ? safeAbi : KNOWN, data);
  const decoded = sure ?? Interfaces.decodeCallWith(reader.brought, data);
  const executed = sure?.name === "execTransaction" ? executionIn(data) : null;
  const inner = executed === null ? [] : [view({ ...reader, safe: to }, executed)];
  return { ...item, decoded, claimed: sure === null && decoded !== null, inner };
}

/** What is known without the file, in the order in which it is believed: everybody's, Safe's, this project's. */
export const KNOWN: Abi = [...knownAbi, ...nftTransferAbi, ...safeAbi, ...Object.values(OwnAbis).flat()];

function executionIn(data: Hex): BatchItem | null {
  const { functionName, args } = decodeFunctionData({ abi: safeAbi, data });
  if (functionName !== "execTransaction") return null;
  const [to, value, inner, operation] = args;
  return { to, value, data: inner, operation: operation === CALL ? CALL : DELEGATECALL };
}
