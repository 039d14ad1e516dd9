import { type Address, concat, getAddress, type Hex, isAddress, isHex, numberToHex, size, slice } from "viem";
import { BaseError } from "../errors.ts";

/** One call the Conclave makes. `value` is wei (at most 96 bits), `minGas` the gas the target gets at the least. */
export type Call = {
  readonly target: Address;
  readonly value: bigint;
  readonly data: Hex;
  readonly minGas: number;
};

const HEAD = 40;
const MAX_VALUE = 2n ** 96n;
const MAX_UINT32 = 2 ** 32;

/**
 * Calls as packed bytes (docs/formats.md, 3): target (20), value (12), minGas (4), length (4), calldata.
 * @throws `Calls.Empty`, `Calls.OutOfRange` for a field that does not fit.
 */
export function encode(calls: readonly Call[]): Hex {
  if (calls.length === 0) {
    throw new BaseError({
      code: "Calls.Empty",
      message: "a proposal needs at least one call",
      fix: "add a call to the proposal",
    });
  }
  // Addresses come with capitals for their checksum; packed bytes are written in one way.
  return concat(calls.map(encodeCall)).toLowerCase() as Hex;
}

/**
 * Reads the `count` calls that lie from byte `start` on, refusing every byte that {@link encode} would not write. `end` is where they
 * stop.
 * @throws `Calls.Malformed` with the offset in `details.at`, as the contract's `CallsMalformed`.
 */
export function decode(bytes: Hex, start: number, count: number): { calls: readonly Call[]; end: number } {
  const total = size(bytes);
  if (count === 0) throw malformed(start);
  const calls: Call[] = [];
  let at = start;
  while (calls.length < count) {
    if (at + HEAD > total) throw malformed(at);
    const end = at + HEAD + Number(slice(bytes, at + 36, at + HEAD));
    if (end > total) throw malformed(at);
    calls.push({
      target: getAddress(slice(bytes, at, at + 20)),
      value: BigInt(slice(bytes, at + 20, at + 32)),
      minGas: Number(slice(bytes, at + 32, at + 36)),
      data: end === at + HEAD ? "0x" : slice(bytes, at + HEAD, end),
    });
    at = end;
  }
  return { calls, end: at };
}

function encodeCall(call: Call, index: number): Hex {
  if (!isAddress(call.target, { strict: false })) throw outOfRange("target", index, call.target);
  if (!isWholeBytes(call.data) || size(call.data) >= MAX_UINT32) throw outOfRange("data", index, call.data);
  if (call.value < 0n || call.value >= MAX_VALUE) throw outOfRange("value", index, call.value.toString());
  if (!Number.isInteger(call.minGas) || call.minGas < 0 || call.minGas >= MAX_UINT32) {
    throw outOfRange("minGas", index, call.minGas);
  }
  return concat([
    call.target,
    numberToHex(call.value, { size: 12 }),
    numberToHex(call.minGas, { size: 4 }),
    numberToHex(size(call.data), { size: 4 }),
    call.data,
  ]);
}

/** Whether `value` is hex of whole bytes, as packed data must be. */
export function isWholeBytes(value: Hex): boolean {
  return isHex(value) && value.length % 2 === 0;
}

function outOfRange(field: string, call: number, value: string | number): BaseError {
  return new BaseError({
    code: "Calls.OutOfRange",
    message: `${field} of call ${call} is ${value}, which does not fit the format`,
    fix: "see docs/formats.md, section 3, for the size of each field",
    details: { field, call, value },
  });
}

function malformed(at: number): BaseError {
  return new BaseError({
    code: "Calls.Malformed",
    message: `not packed calls: the bytes end or break off at ${at}`,
    fix: "fetch the proposal again",
    details: { at },
  });
}
