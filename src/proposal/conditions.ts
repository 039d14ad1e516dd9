import { type Address, concat, getAddress, type Hex, isAddress, numberToHex, size, slice } from "viem";
import { BaseError } from "../errors.ts";
import { isWholeBytes } from "./calls.ts";

/** How a condition compares, by the byte that stands for it. All are unsigned. */
export const COMPARISONS = ["EQ", "GE", "LE"] as const;

export type Comparison = (typeof COMPARISONS)[number];

/** A static call after the calls whose first returned word must compare with `expected` (32 bytes), or all reverts. */
export type Condition = {
  readonly target: Address;
  readonly data: Hex;
  readonly comparison: Comparison;
  readonly expected: Hex;
};

const HEAD = 57;

/**
 * Conditions as packed bytes (docs/formats.md, 3): target (20), comparison (1), expected (32), length (4), calldata.
 * @throws `Conditions.OutOfRange` for a field that does not fit.
 */
export function encode(conditions: readonly Condition[]): Hex {
  return conditions.length === 0 ? "0x" : (concat(conditions.map(encodeCondition)).toLowerCase() as Hex);
}

/**
 * Reads the packed conditions that lie from byte `start` to the end, refusing every byte that {@link encode} would not write.
 * @throws `Conditions.Malformed` with the offset in `details.at`, as the contract's `ConditionsMalformed`.
 */
export function decode(bytes: Hex, start: number): readonly Condition[] {
  const total = size(bytes);
  const conditions: Condition[] = [];
  for (let at = start; at < total; ) {
    if (at + HEAD > total) throw malformed(at);
    const comparison = COMPARISONS[Number(slice(bytes, at + 20, at + 21))];
    const end = at + HEAD + Number(slice(bytes, at + 53, at + HEAD));
    if (comparison === undefined || end > total) throw malformed(at);
    conditions.push({
      target: getAddress(slice(bytes, at, at + 20)),
      comparison,
      expected: slice(bytes, at + 21, at + 53),
      data: end === at + HEAD ? "0x" : slice(bytes, at + HEAD, end),
    });
    at = end;
  }
  return conditions;
}

/** Whether the returned word `actual` (32 bytes) meets the condition. */
export function holds(condition: Condition, actual: Hex): boolean {
  const [got, wanted] = [BigInt(actual), BigInt(condition.expected)];
  if (condition.comparison === "EQ") return got === wanted;
  return condition.comparison === "GE" ? got >= wanted : got <= wanted;
}

function encodeCondition(condition: Condition, index: number): Hex {
  const { target, data, comparison, expected } = condition;
  if (!isAddress(target, { strict: false })) throw outOfRange("target", index, target);
  if (!isWholeBytes(data)) throw outOfRange("data", index, data);
  if (!isWholeBytes(expected) || size(expected) !== 32) throw outOfRange("expected", index, expected);
  if (!COMPARISONS.includes(comparison)) throw outOfRange("comparison", index, comparison);
  return concat([
    target,
    numberToHex(COMPARISONS.indexOf(comparison), { size: 1 }),
    expected,
    numberToHex(size(data), { size: 4 }),
    data,
  ]);
}

function outOfRange(field: string, condition: number, value: string): BaseError {
  return new BaseError({
    code: "Conditions.OutOfRange",
    message: `${field} of condition ${condition} is ${value}, which does not fit the format`,
    fix: "see docs/formats.md, section 3, for the size of each field",
    details: { field, condition, value },
  });
}

function malformed(at: number): BaseError {
  return new BaseError({
    code: "Conditions.Malformed",
    message: `not packed conditions: the bytes end or break off at ${at}`,
    fix: "fetch the proposal again",
    details: { at },
  });
}
