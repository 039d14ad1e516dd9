import { encodeFunctionData, keccak256, parseAbi } from "viem";
import { describe, expect, test } from "vitest";
import { conclaveAbi } from "../../src/generated/abi.ts";
import * as Arguments from "../../src/proposal/arguments.ts";
import * as Documents from "../../src/proposal/documents.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as Source from "../../src/proposal/source.ts";
import { codeOf } from "./random.ts";

const TARGET = "0x00000000000000000000000000000000000000AA";
const CONCLAVE = "0xc0c1a7e000000000000000000000000000000001";

describe("a call by signature", () => {
  test.each([
    ["set(uint256)", ["42"], parseAbi(["function set(uint256)"]), [42n]],
    ["set(uint256 value)", ["0x2a"], parseAbi(["function set(uint256)"]), [42n]],
    ["function pause() external", [], parseAbi(["function pause()"]), []],
    [
      "f(int8,bool,string)",
      ["-128", "true", "ünï"],
      parseAbi(["function f(int8,bool,string)"]),
      [-128, true, "ünï"],
    ],
    [
      "g(address,bytes,bytes4)",
      [TARGET, "0x", "0x12345678"],
      parseAbi(["function g(address,bytes,bytes4)"]),
      [TARGET, "0x", "0x12345678"],
    ],
    [
      "h(uint256[],uint8[2])",
      ['[1, "2"]', "[3, 4]"],
      parseAbi(["function h(uint256[],uint8[2])"]),
      [
        [1n, 2n],
        [3, 4],
      ],
    ],
    [
      "k((address to, uint256 amount)[])",
      [`[{"to": "${TARGET}", "amount": "7"}]`],
      parseAbi(["function k((address to, uint256 amount)[])"]),
      [[{ to: TARGET, amount: 7n }]],
    ],
    [
      "l((address, uint256))",
      [`["${TARGET}", 7]`],
      parseAbi(["function l((address, uint256))"]),
      [[TARGET, 7n]],
    ],
  ] as const)("%s", (signature, args, abi, values) => {
    const { calls, interfaces } = Source.fromCall({ target: TARGET, function: signature, args });
    expect(calls[0]?.data).toBe(encodeFunctionData({ abi, args: values } as never));
    expect(interfaces).toEqual([signature.startsWith("function ") ? signature : `function ${signature}`]);
  });

  test.each([
    ["uint8", "256"],
    ["uint8", "-1"],
    ["int8", "128"],
    ["uint256", "1.5"],
    ["uint256", ""],
    ["uint256", "1e18"],
    ["bool", "yes"],
    ["address", "0x12"],
    ["address", "0x00000000219ab540356cBB839Cbe05303d7705FA"],
    ["bytes4", "0x1234"],
    ["bytes", "0x123"],
    ["uint256[2]", "[1]"],
    ["uint256[]", "1,2"],
    ["uint256[]", "[9007199254740993]"],
  ])("refuses %s %s", (type, text) => {
    expect(codeOf(() => Arguments.parse({ type, name: "x" }, text))).toBe("Arguments.Unreadable");
  });

  test("refuses bad signatures and wrong counts", () => {
    const from = (signature: string, args: string[]) =>
      codeOf(() => Source.fromCall({ target: TARGET, function: signature, args }));
    expect(from("set(uint256", ["1"])).toBe("Source.BadFunction");
    expect(from("set(nothing)", ["1"])).toBe("Source.BadFunction");
    expect(from("set(uint256)", [])).toBe("Source.WrongArgumentCount");
    expect(from("pause()", ["1"])).toBe("Source.WrongArgumentCount");
  });
});

describe("a batch file", () => {
  test("calls in order, with conditions", () => {
    const change = Source.fromBatch({
      calls: [
        { target: TARGET, function: "set(uint256)", args: [42] },
        { target: TARGET, value: "5" },
        { target: TARGET, data: "0x12345678", minGas: 9 },
      ],
      conditions: [{ target: TARGET, function: "value()", comparison: "EQ", expected: "42" }],
    });
    expect(change.calls.map(({ data, value, minGas }) => [data.slice(0, 10), value, minGas])).toEqual([
      ["0x60fe47b1", 0n, 0],
      ["0x", 5n, 0],
      ["0x12345678", 0n, 9],
    ]);
    expect(change.conditions).toEqual([
      { target: TARGET, data: "0x3fa4f245", comparison: "EQ", expected: `0x${"2a".padStart(64, "0")}` },
    ]);
    expect(change.interfaces).toEqual(["function set(uint256)", "function value()"]);
  });

  test.each([
    [[]],
    [{ calls: [] }],
    [[{ target: TARGET, data: "0x12", function: "pause()" }]],
    [[{ target: TARGET, args: ["1"] }]],
    [[{ target: TARGET, datta: "0x12" }]],
    [[{ target: "0x12" }]],
    ["text"],
  ])("refuses %j", (json) => {
    expect(codeOf(() => Source.fromBatch(json))).toBe("Source.BadBatch");
  });
});

describe("an amendment", () => {
  const roster = { document: "0x01", activations: [{ key: 2, deadline: 5, signature: "0xaabb" }] } as const;

  test("names its documents by hash and carries the bytes, roster first", () => {
    const change = Source.fromAmendment(CONCLAVE, { roster, rulebook: "0x02" });
    expect(change.calls.map(({ data }) => data)).toEqual([
      `${SelfCall.selector("amendRoster")}${keccak256("0x01").slice(2)}`,
      `${SelfCall.selector("amendRulebook")}${keccak256("0x02").slice(2)}`,
    ]);
    Documents.check(CONCLAVE, change.calls, change.documents);
    expect(Documents.named(CONCLAVE, change.calls).map(({ call, name }) => [call, name])).toEqual([
      [0, "amendRoster"],
      [1, "amendRulebook"],
    ]);
  });

  test("activations are packed: key, deadline, length, signature", () => {
    expect(Documents.encodeActivations(roster.activations)).toBe("0x0200000000050002aabb");
    expect(Documents.encodeActivations([])).toBe("0x");
    expect(codeOf(() => Documents.encodeActivations([{ key: 64, deadline: 1, signature: "0x" }]))).toBe(
      "Documents.ActivationOutOfRange",
    );
  });

  test("a call to another contract, or of another length, names no document", () => {
    const call = SelfCall.call(CONCLAVE, "renew", [keccak256("0x01")]);
    expect(Documents.named(TARGET, [call])).toEqual([]);
    expect(Documents.named(CONCLAVE, [{ ...call, data: `${call.data}00` }])).toEqual([]);
    expect(Documents.named(CONCLAVE, [call]).length).toBe(1);
  });

  test("self-calls are the contract's own", () => {
    for (const item of SelfCall.selfCallAbi) {
      const own = conclaveAbi.find(
        (candidate) => candidate.type === "function" && candidate.name === item.name,
      );
      expect(own && "inputs" in own ? own.inputs.map(({ type }) => type) : null).toEqual(
        item.inputs.map(({ type }) => type),
      );
    }
  });
});
