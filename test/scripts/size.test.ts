import { concat, type Hex, size } from "viem";
import { describe, expect, test } from "vitest";
import type { Artifact } from "../../scripts/artifacts.ts";
import { opcodes, withoutMetadata } from "../../scripts/opcodes.ts";
import { INITCODE_LIMIT, inspect, isDeployable, RUNTIME_LIMIT } from "../../scripts/size.ts";

const STOP = "0x00";
const JUMP = "0x56";
const JUMPDEST = "0x5b";
const INVALID = "0xfe";
const DELEGATECALL = "0xf4";

/** {solc: 0.8.37}, as appended with `bytecodeHash: none`. */
const METADATA = "0xa164736f6c6343000825000a";

function artifact(deployedBytecode: Hex, overrides: Partial<Artifact> = {}): Artifact {
  const source = "contracts/Sample.sol";
  const base = { name: "Sample", source, abi: [], bytecode: STOP as Hex, linkReferences: {} };
  return { ...base, deployedBytecode, ...overrides };
}

function violations(deployedBytecode: Hex): string[] {
  return inspect(artifact(deployedBytecode)).violations;
}

describe("opcodes", () => {
  test("skips the data of a PUSH", () => {
    const push2 = "0x61f4ff";
    expect(opcodes(concat([push2, STOP])).reachable).toEqual([
      { pc: 0, opcode: 0x61 },
      { pc: 3, opcode: 0x00 },
    ]);
  });

  test("follows a jump to a pushed destination", () => {
    const code = concat(["0x6004", JUMP, INVALID, JUMPDEST, DELEGATECALL]);
    expect(opcodes(code).reachable.map(({ pc }) => pc)).toEqual([0, 2, 4, 5]);
  });

  test("does not take a JUMPDEST inside PUSH data for an entry", () => {
    const code = concat(["0x6004", JUMP, "0x605b", DELEGATECALL]);
    expect(opcodes(code).anywhere.map(({ pc }) => pc)).toEqual([0, 2]);
  });

  test("survives a PUSH cut off by the end", () => {
    expect(opcodes("0x7f01").reachable).toEqual([{ pc: 0, opcode: 0x7f }]);
  });
});

describe("withoutMetadata", () => {
  test("drops the compiler's map", () => {
    const code = Buffer.from(concat([STOP, METADATA]).slice(2), "hex");
    expect([...withoutMetadata(code)]).toEqual([0]);
  });

  test("keeps an end that only has a plausible length", () => {
    const code = Buffer.from("f4f4f40002", "hex");
    expect(withoutMetadata(code)).toEqual(code);
  });
});

describe("inspect", () => {
  test.each([
    ["CALLCODE", "0xf2"],
    ["DELEGATECALL", "0xf4"],
    ["SELFDESTRUCT", "0xff"],
  ] as const)("finds %s in the runtime code", (name, opcode) => {
    expect(violations(concat(["0x6001", opcode]))).toEqual([`runtime: ${name} at 2`]);
  });

  test("finds a forbidden opcode in the constructor", () => {
    const report = inspect(artifact(STOP, { bytecode: DELEGATECALL }));
    expect(report.violations).toEqual(["constructor: DELEGATECALL at 0"]);
  });

  test("passes plain calls, PUSH data and metadata", () => {
    expect(violations(concat(["0x60f4", "0xf1", "0xfa", STOP, METADATA]))).toEqual([]);
  });

  test("notes, but does not fail, data that looks like code", () => {
    const report = inspect(artifact(concat([STOP, INVALID, JUMPDEST, DELEGATECALL])));
    expect(report.violations).toEqual([]);
    expect(report.notes).toEqual(["runtime: DELEGATECALL at 3, not reachable"]);
  });

  test("fails on code over the limits, not on code at them", () => {
    const zeros = (length: number): Hex => `0x${"00".repeat(length)}`;
    const at = artifact(zeros(RUNTIME_LIMIT), { bytecode: zeros(INITCODE_LIMIT) });
    const over = artifact(zeros(RUNTIME_LIMIT + 1), { bytecode: zeros(INITCODE_LIMIT + 2) });
    expect(inspect(at).violations).toEqual([]);
    expect(inspect(over).violations).toEqual([
      "runtime code is 1 bytes too long",
      "initcode is 2 bytes too long",
    ]);
  });

  test("fails on a linked library", () => {
    const placeholder = `0x73__$${"a".repeat(34)}$__00` as Hex;
    const report = inspect(artifact(placeholder, { linkReferences: { "contracts/Lib.sol": {} } }));
    expect(report.violations).toEqual(["linked library contracts/Lib.sol (DELEGATECALL)"]);
    expect(size(placeholder)).toBe(report.runtime);
  });
});

describe("isDeployable", () => {
  const receive = { type: "receive", stateMutability: "payable" } as const;
  const error = { type: "error", name: "Bad", inputs: [] } as const;

  test("takes a contract that can be called", () => {
    expect(isDeployable(artifact(STOP, { abi: [error, receive] }))).toBe(true);
  });

  test.each([
    ["a mock", artifact(STOP, { abi: [receive], source: "contracts/mocks/Target.sol" })],
    ["a test", artifact(STOP, { abi: [receive], source: "test/contracts/Target.t.sol" })],
    ["an interface", artifact("0x", { abi: [receive] })],
    ["an internal library", artifact(STOP, { abi: [error] })],
  ])("leaves out %s", (_, sample) => {
    expect(isDeployable(sample)).toBe(false);
  });
});
