import { type Address, encodeFunctionData, encodePacked, type Hex, parseAbi, size } from "viem";
import { describe, expect, it } from "vitest";
import * as Safe from "../../../src/safe/transaction.ts";
import type { Request } from "../../../src/usage/policy/request.ts";
import { FEE, OTHER, requestOf, VAULT, why } from "./sample.ts";

const SAFE: Address = "0x0000000000000000000000000000000000005afe";
const MULTI_SEND: Address = "0x00000000000000000000000000000000000000b5";

function safeTx(fields: Partial<Safe.SafeTransaction>): Request {
  const typed = Safe.typedData(
    { chainId: 1, verifyingContract: SAFE },
    { ...Safe.call({ to: VAULT }, 3n), ...fields },
  );
  return requestOf(typed);
}

function batch(calls: { to: Address; value?: bigint; data?: Hex; operation?: number }[]): Hex {
  const packed = calls
    .map(({ to, value = 0n, data = "0x", operation = 0 }) =>
      encodePacked(
        ["uint8", "address", "uint256", "uint256", "bytes"],
        [operation, to, value, BigInt(size(data)), data],
      ).slice(2),
    )
    .join("");
  const abi = parseAbi(["function multiSend(bytes transactions)"]);
  return encodeFunctionData({ abi, args: [`0x${packed}`] });
}

describe("a Safe's transaction", () => {
  const rule = (calls: string) =>
    `allow: [{ acts: [SafeTx], contracts: ["${SAFE}"], value: 1 ether, calls: [${calls}] }]`;
  const fee = `{ target: "${VAULT}", functions: ["setFee(uint256)"], value: 1 ether }`;
  const batches = `{ target: "${MULTI_SEND}", functions: ["multiSend(bytes)"], delegate: true }`;

  it("is judged by its call", () => {
    expect(why(rule(fee), safeTx({ data: FEE }))).toBeUndefined();
    expect(why(rule(fee), safeTx({ to: OTHER, data: FEE }))).toContain("is not listed");
    expect(why(rule(fee), safeTx({ data: FEE, value: 2n * 10n ** 18n }))).toContain("value: 2 ether in all");
  });

  it("does not run foreign code as the Safe, nor pay a refund", () => {
    expect(why(rule(fee), safeTx({ data: FEE, operation: 1 }))).toContain("would run as the Safe");
    const delegating = `{ target: "${VAULT}", delegate: true }`;
    expect(why(rule(delegating), safeTx({ data: FEE }))).toContain("for DELEGATECALL alone");
    expect(why(rule(fee), safeTx({ data: FEE, gasPrice: 1n }))).toBe(
      "allow[0].calls: the Safe would pay a refund to whoever sends it",
    );
    expect(why("allow: [{ acts: [SafeTx] }]", safeTx({ data: FEE, gasPrice: 1n }))).toBeUndefined();
  });

  it("that is a batch is judged by the batch and all its parts", () => {
    const to = (data: Hex) => safeTx({ to: MULTI_SEND, operation: 1, data });
    const good = { to: VAULT, data: FEE };
    const both = rule(`${fee}, ${batches}`);
    expect(why(both, to(batch([good, good])))).toBeUndefined();
    expect(why(rule(fee), to(batch([good])))).toContain(`${MULTI_SEND} is not listed`);
    expect(why(both, to(batch([good, { ...good, to: OTHER }])))).toContain(`${OTHER} is not listed`);
    expect(why(both, to(batch([{ ...good, operation: 1 }])))).toContain("would run as the Safe");
    expect(why(both, to(batch([{ ...good, value: 2n * 10n ** 18n }])))).toContain("2 ether in all");
    const nested = { to: MULTI_SEND, operation: 1, data: batch([{ ...good, to: OTHER }]) };
    expect(why(both, to(batch([good, nested])))).toContain(`${OTHER} is not listed`);
  });

  it("that is a batch cut short, or without end, shows nothing", () => {
    const both = rule(`${fee}, ${batches}`);
    const whole = batch([{ to: VAULT, data: FEE }]);
    const shorter = whole.replace(/0{62}79/, `${"0".repeat(62)}70`) as Hex;
    expect(shorter).not.toBe(whole);
    const reason = "allow[0].calls: it does not show what it calls";
    expect(why(both, safeTx({ to: MULTI_SEND, operation: 1, data: shorter }))).toBe(reason);
    let deep = whole;
    for (let i = 0; i < 6; i++) deep = batch([{ to: MULTI_SEND, operation: 1, data: deep }]);
    expect(why(both, safeTx({ to: MULTI_SEND, operation: 1, data: deep }))).toBe(reason);
    expect(why(both, safeTx({ to: MULTI_SEND, operation: 1, data: "0x8d80ff0a" }))).toBe(reason);
  });
});
