import { encodeAbiParameters, encodeErrorResult, encodeFunctionData, parseAbi, toEventSelector } from "viem";
import { describe, expect, test } from "vitest";
import * as Interfaces from "../../src/proposal/interfaces.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import { codeOf } from "./random.ts";

const CONCLAVE = "0xc0c1a7e000000000000000000000000000000001";
const TARGET = "0x00000000000000000000000000000000000000AA";
const SIGNATURES = [
  "function set((uint256 a, address[] b) value, bool on)",
  "event Set(uint256 indexed key, string text)",
  "error Bad(uint8 code)",
];

describe("decoding", () => {
  const interfaces = Interfaces.from(CONCLAVE, SIGNATURES);
  const abi = parseAbi(SIGNATURES as never) as never;

  test("a call with nested arguments", () => {
    const data = encodeFunctionData({ abi, args: [{ a: 2n ** 255n, b: [TARGET] }, true] } as never);
    expect(Interfaces.decodeCall(interfaces, TARGET, data)).toEqual({
      name: "set",
      signature: "set((uint256,address[]),bool)",
      args: [
        { name: "value", type: "(uint256,address[])", value: { a: (2n ** 255n).toString(), b: [TARGET] } },
        { name: "on", type: "bool", value: true },
      ],
    });
  });

  test("bytes that the words do not account for are not put into words", () => {
    const data = encodeFunctionData({ abi, args: [{ a: 1n, b: [] }, true] } as never);
    expect(Interfaces.decodeCall(interfaces, TARGET, `${data}00`)).toBeNull();
    expect(Interfaces.decodeCall(interfaces, TARGET, data.slice(0, -2) as never)).toBeNull();
    expect(Interfaces.decodeCall(interfaces, TARGET, "0x12345678")).toBeNull();
    expect(Interfaces.decodeCall(interfaces, TARGET, "0x1234")).toBeNull();
  });

  test("the Conclave's own calls need no interface, and no file can rename them", () => {
    const { data } = SelfCall.call(CONCLAVE, "lift", [3]);
    expect(Interfaces.decodeCall(Interfaces.from(CONCLAVE, []), CONCLAVE, data)?.signature).toBe(
      "lift(uint8)",
    );
    expect(Interfaces.decodeCall(interfaces, TARGET, data)).toBeNull();
  });

  test("what everybody knows comes before what a file brings", () => {
    // Selectors collide: transfer(address,uint256) = many_msg_babbage(bytes1).
    const impostor = Interfaces.from(CONCLAVE, ["function transfer(address harmless, uint256 nothing)"]);
    const data = encodeFunctionData({
      abi: parseAbi(["function transfer(address,uint256)"]),
      args: [TARGET, 1n],
    });
    expect(Interfaces.decodeCall(impostor, TARGET, data)?.args.map(({ name }) => name)).toEqual([
      "to",
      "amount",
    ]);
  });

  test("events, with ERC-20 and ERC-721 transfers told apart", () => {
    const set = toEventSelector("event Set(uint256 indexed key, string text)");
    const five = encodeAbiParameters([{ type: "uint256" }], [5n]);
    const text = encodeAbiParameters([{ type: "string" }], ["hi"]);
    expect(
      Interfaces.decodeEvent(interfaces, TARGET, [set, five], text)?.args.map(({ value }) => value),
    ).toEqual(["5", "hi"]);
    const transfer = toEventSelector(
      "event Transfer(address indexed from, address indexed to, uint256 value)",
    );
    const who = encodeAbiParameters([{ type: "address" }], [TARGET]);
    const names = (topics: `0x${string}`[], data: `0x${string}`) =>
      Interfaces.decodeEvent(interfaces, TARGET, topics, data)?.args.map(({ name }) => name);
    expect(names([transfer, who, who], five)).toEqual(["from", "to", "value"]);
    expect(names([transfer, who, who, five], "0x")).toEqual(["from", "to", "tokenId"]);
    expect(Interfaces.decodeEvent(interfaces, TARGET, [], five)).toBeNull();
    expect(Interfaces.decodeEvent(interfaces, TARGET, [five], five)).toBeNull();
  });

  test("errors: a file's, everybody's, the Conclave's", () => {
    const bad = encodeErrorResult({ abi: parseAbi(["error Bad(uint8 code)"]), args: [7] });
    expect(Interfaces.decodeError(interfaces, bad)?.args[0]?.value).toBe("7");
    const reason = encodeErrorResult({ abi: parseAbi(["error Error(string message)"]), args: ["no"] });
    expect(Interfaces.decodeError(interfaces, reason)).toMatchObject({
      name: "Error",
      args: [{ value: "no" }],
    });
    const own = encodeErrorResult({ abi: parseAbi(["error UnknownKey(uint8 key)"]), args: [9] });
    expect(Interfaces.decodeError(interfaces, own)).toMatchObject({
      name: "UnknownKey",
      args: [{ value: "9" }],
    });
    expect(Interfaces.decodeError(interfaces, "0x")).toBeNull();
  });

  test("refuses what is no signature", () => {
    expect(codeOf(() => Interfaces.from(CONCLAVE, ["set(uint256)"]))).toBe("Interfaces.BadSignature");
  });
});
