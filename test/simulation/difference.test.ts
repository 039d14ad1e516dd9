import { encodeAbiParameters, type Hex, toEventSelector } from "viem";
import { describe, expect, test } from "vitest";
import * as Difference from "../../src/test/difference.ts";
import { diffSchema, frameSchema, type Log, logs } from "../../src/test/trace.ts";

const A = "0x00000000000000000000000000000000000000aa";
const B = "0x00000000000000000000000000000000000000bb";
const TOKEN = "0x00000000000000000000000000000000000000cc";
const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;
const TRANSFER = toEventSelector("event Transfer(address indexed from, address indexed to, uint256 value)");
const party = (address: Hex) => encodeAbiParameters([{ type: "address" }], [address]);
const sum = (list: ReturnType<typeof Difference.balances>) =>
  list.map(({ account, asset, id, change }) => [account.slice(-2), asset.slice(-2), id, change]);
const NOTHING = diffSchema.parse({ pre: {}, post: {} });

describe("what changed", () => {
  test("slots that appear, change, go or stay, in order", () => {
    const diff = diffSchema.parse({
      pre: { [B]: { storage: { "0x2": "0x1", "0x1": "0x5", "0x4": "0x7" } }, [A]: {} },
      post: { [B]: { storage: { "0x1": "0x6", "0x3": "0x9", "0x4": "0x7" } }, [A]: {} },
    });
    expect(Difference.storage(diff).map(({ slot, before, after }) => [slot, before, after])).toEqual([
      [word(1n), word(5n), word(6n)],
      [word(2n), word(1n), word(0n)],
      [word(3n), word(0n), word(9n)],
    ]);
  });

  test("native balances; a deleted account loses all; outsiders are left out", () => {
    const diff = diffSchema.parse({
      pre: { [A]: { balance: "0x5" }, [B]: { balance: "0x1" }, [TOKEN]: { balance: "0x3", code: "0x00" } },
      post: { [A]: { balance: "0x7" }, [B]: { balance: "0x0" } },
    });
    expect(sum(Difference.balances(diff, [], []))).toEqual([
      ["AA", "ve", null, 2n],
      ["bb", "ve", null, -1n],
      ["cc", "ve", null, -3n],
    ]);
    const outsider = Difference.balances(diff, [], []).map(({ account }) => account)[1] as Hex;
    expect(sum(Difference.balances(diff, [], [outsider])).length).toBe(2);
    expect(Difference.code(diff)).toMatchObject([{ after: null }]);
  });

  test("tokens by what Transfer events sum up to", () => {
    const transfer = (from: Hex, to: Hex, value: bigint): Log => ({
      address: TOKEN,
      topics: [TRANSFER, party(from), party(to)],
      data: word(value),
    });
    const nft: Log = { address: TOKEN, topics: [TRANSFER, party(A), party(B), word(9n)], data: "0x" };
    const list = [transfer(A, B, 5n), transfer(B, A, 2n), transfer(A, A, 7n), nft];
    expect(sum(Difference.balances(NOTHING, list, []))).toEqual([
      ["AA", "cc", null, -3n],
      ["bb", "cc", null, 3n],
      ["AA", "cc", 9n, -1n],
      ["bb", "cc", 9n, 1n],
    ]);
    const odd: Log = { ...transfer(A, B, 5n), data: "0x" };
    expect(Difference.balances(NOTHING, [odd], [])).toEqual([]);
  });

  test("logs in the order of emission; those of failed frames were taken back", () => {
    const log = (index: number) => ({ address: TOKEN, topics: [], data: "0x", index: `0x${index}` });
    const call = { type: "CALL", input: "0x", gasUsed: "0x0" };
    const frame = frameSchema.parse({
      ...call,
      logs: [log(2)],
      calls: [
        { ...call, logs: [log(0)], calls: [{ ...call, logs: [log(1)] }] },
        { ...call, error: "execution reverted", logs: [log(3)], calls: [{ ...call, logs: [log(4)] }] },
      ],
    });
    expect(logs(frame).map(({ index }) => index)).toEqual([0, 1, 2]);
  });
});
