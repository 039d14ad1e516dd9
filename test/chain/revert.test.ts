import {
  type AbiParameter,
  concat,
  encodeAbiParameters,
  encodeErrorResult,
  type Hex,
  parseAbi,
  toFunctionSelector,
  zeroAddress,
} from "viem";
import { describe, expect, test } from "vitest";
import { FALLBACK } from "../../src/chain/phrases.ts";
import * as Revert from "../../src/chain/revert.ts";
import { errorsAbi, guardErrorsAbi, roleErrorsAbi } from "../../src/generated/abi.ts";

function sample({ type }: AbiParameter): unknown {
  if (type === "address") return zeroAddress;
  if (type === "bytes") return "0x";
  if (type === "string") return "text";
  if (type.startsWith("bytes")) return `0x${"11".repeat(Number(type.slice(5)))}`;
  return Number(type.replace("uint", "")) <= 48 ? 2 : 2n;
}

/** Each once, by its name: what two of the contracts say is said in the same words. */
const ALL = new Map(
  [...errorsAbi, ...guardErrorsAbi, ...roleErrorsAbi].map((error) => [error.name, error] as const),
);

test.each([...ALL])("%s has words of its own", (name, error) => {
  const args = error.inputs.map(sample);
  const revert = Revert.decode(encodeErrorResult({ abi: [error], errorName: name, args } as never));
  expect(revert.name).toBe(name);
  expect(revert.args).toEqual(args);
  expect(revert.message).not.toMatch(/undefined|NaN|\[object|refused with/);
  expect(revert.fix.length).toBeGreaterThan(5);
  expect(Revert.toError(revert)).toMatchObject({ code: `Revert.${name}`, details: { error: name, args } });
});

describe("what a target says comes through the Conclave's CallFailed", () => {
  const failed = (reason: Hex) =>
    encodeErrorResult({ abi: errorsAbi, errorName: "CallFailed", args: [1n, reason] });

  test("with an interface", () => {
    const abi = parseAbi(["error FeeTooHigh(uint256 fee, uint256 limit)"]);
    const reason = encodeErrorResult({ abi, errorName: "FeeTooHigh", args: [7n, 5n] });
    const revert = Revert.decode(failed(reason), abi);
    expect(revert).toMatchObject({ name: "CallFailed", args: [1n, reason] });
    expect(revert.message).toBe("call 1 failed: the contract refused with FeeTooHigh(7, 5)");
  });

  test("without one, its selector is named", () => {
    const selector = toFunctionSelector("FeeTooHigh(uint256,uint256)");
    expect(Revert.decode(failed(concat([selector, `0x${"00".repeat(64)}`]))).message).toContain(selector);
  });

  test("a reason in text", () => {
    const reason = concat(["0x08c379a0", encodeAbiParameters([{ type: "string" }], ["too\nhigh"])]);
    expect(Revert.decode(failed(reason)).message).toBe('call 1 failed: the contract says: "too\\nhigh"');
  });

  test("a panic", () => {
    const reason = concat(["0x4e487b71", encodeAbiParameters([{ type: "uint256" }], [17n])]);
    expect(Revert.decode(failed(reason)).message).toBe("call 1 failed: the contract panicked (code 17)");
  });

  test("one of the Conclave's own, from a self-call", () => {
    const reason = encodeErrorResult({ abi: errorsAbi, errorName: "NotSuspended", args: [3] });
    expect(Revert.decode(failed(reason)).message).toBe("call 1 failed: holder 3 is not suspended");
  });
});

test.each<[string, Hex]>([
  ["nothing", "0x"],
  ["less than a selector", "0x0102"],
  ["a selector nobody knows", "0xdeadbeef"],
  [
    "a known selector with arguments cut short",
    encodeErrorResult({ abi: errorsAbi, errorName: "UnknownKey", args: [1] }).slice(0, 20) as Hex,
  ],
])("%s is said to be unknown, not guessed", (_, data) => {
  const revert = Revert.decode(data);
  expect(revert).toMatchObject({ name: null, args: [], data, fix: FALLBACK });
  expect(Revert.toError(revert).code).toBe("Revert.Unknown");
});

test("revert data is found however deep, and not where there is none", () => {
  const inner = Object.assign(new Error("rpc"), { data: "0x1234" });
  const nested = Object.assign(new Error("rpc"), { data: { data: "0x5678", message: "x" } });
  expect(Revert.dataOf(new Error("a", { cause: new Error("b", { cause: inner }) }))).toBe("0x1234");
  expect(Revert.dataOf(new Error("a", { cause: nested }))).toBe("0x5678");
  expect(Revert.dataOf(new Error("connection refused"))).toBe(null);
  expect(Revert.dataOf("0x1234")).toBe(null);
});
