import { type Address, type Hex, keccak256, stringToHex } from "viem";
import { BaseError } from "../errors.ts";
import { decode, type View } from "./decode.ts";
import type { SafeFile } from "./file.ts";
import { CALL } from "./transaction.ts";

/** The JSON of Safe's Transaction Builder: calls for a Safe to make together, without nonce or signatures. */
export type BuilderFile = {
  readonly version: "1.0";
  readonly chainId: string;
  /** Milliseconds. */
  readonly createdAt: number;
  readonly meta: Readonly<Record<string, string>>;
  readonly transactions: readonly { readonly to: Address; readonly value: string; readonly data: Hex }[];
};

/** The calls of a file for the Transaction Builder. @param now milliseconds @throws `SafeBuilder.NotCalls` */
export function exported(file: SafeFile, now: number): BuilderFile {
  const { title, note } = file.context;
  const meta = {
    name: title,
    ...(note === "" ? {} : { description: note }),
    createdFromSafeAddress: file.domain.verifyingContract,
  };
  const bare: BuilderFile = {
    version: "1.0",
    chainId: String(file.domain.chainId),
    createdAt: now,
    meta,
    transactions: callsOf(decode(file)).map(({ to, value, data }) => ({ to, value: String(value), data })),
  };
  return { ...bare, meta: { ...meta, checksum: checksum(bare) } };
}

/** The Transaction Builder's checksum: keccak256 over a canonical text, in which the name counts for nothing. */
export function checksum(file: unknown): Hex {
  const { meta, ...rest } = file as { meta: Record<string, unknown> };
  const { checksum: _, ...others } = meta;
  return keccak256(stringToHex(serialise({ ...rest, meta: { ...others, name: null } })));
}

function serialise(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(serialise).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const keys = Object.keys(value).sort();
  const values = keys.map((key) => `${serialise((value as Record<string, unknown>)[key])},`);
  return `{${JSON.stringify(keys)}${values.join("")}}`;
}

function callsOf(view: View): readonly View[] {
  const isBatch = view.operation !== CALL && view.inner.length > 0;
  const calls = isBatch ? view.inner : [view];
  const odd = calls.find(({ operation }) => operation !== CALL);
  if (odd === undefined) return calls;
  throw new BaseError({
    code: "SafeBuilder.NotCalls",
    message: `the Transaction Builder knows calls only; this is a delegatecall to ${odd.to}`,
    fix: "send the Safe proposal file itself",
    details: { to: odd.to },
  });
}
