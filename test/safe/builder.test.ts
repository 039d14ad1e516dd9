import { encodeFunctionData, parseAbi } from "viem";
import { describe, expect, it } from "vitest";
import { encodeBatch } from "../../src/safe/batch.ts";
import { type BuilderFile, checksum, exported } from "../../src/safe/builder.ts";
import { imported } from "../../src/safe/builder-import.ts";
import { create } from "../../src/safe/file.ts";
import { call } from "../../src/safe/transaction.ts";
import { addressOf } from "../support/safe.ts";
import { account } from "./stage.ts";

const TARGET = "0x49d4450977E2c95362C13D3a31a09311E0Ea26A6";
const SAFE = { chainId: 4, address: account(60n).address };

/** The Transaction Builder's own test vector (safe-global/safe-wallet-monorepo, apps/tx-builder, checksum.test.ts). */
const VECTOR = {
  version: "1.0",
  chainId: "4",
  createdAt: 1646321521061,
  meta: {
    name: "test batch file",
    txBuilderVersion: "1.4.0",
    checksum: "",
    createdFromSafeAddress: "0xDF8a1Ce35c9a6ACE153B4e0767942f1E2291a1Aa",
    createdFromOwnerAddress: TARGET,
  },
  transactions: [
    {
      to: TARGET,
      value: "0",
      contractMethod: {
        inputs: [{ internalType: "address", name: "paramAddress", type: "address" }],
        name: "testAddress",
        payable: false,
      },
      contractInputsValues: { paramAddress: TARGET },
    },
    {
      to: TARGET,
      value: "0",
      contractMethod: {
        inputs: [{ internalType: "bool", name: "paramBool", type: "bool" }],
        name: "testBool",
        payable: false,
      },
      contractInputsValues: { paramAddress: "", paramBool: "false" },
    },
    {
      to: TARGET,
      value: "2000000000000000000",
      data: "0x42f4579000000000000000000000000049d4450977e2c95362c13d3a31a09311e0ea26a6",
    },
  ],
};
const CHECKSUM = "0x86c81826dbf7e8a37612153294cc85fdf5c81998dd0a44b86d945502a7eace7c";

const abi = parseAbi(["function testAddress(address paramAddress)", "function testBool(bool paramBool)"]);

/** The vector with other transactions and no checksum. */
const with_ = (...transactions: object[]) => ({ ...VECTOR, transactions });
const read = (json: unknown) => imported(json, SAFE);

describe("the Transaction Builder's file", () => {
  it("has the checksum of the published vector, whatever the order of its keys and its name", () => {
    expect(checksum(VECTOR)).toBe(CHECKSUM);
    const reversed = Object.fromEntries(
      Object.entries({ ...VECTOR, meta: { ...VECTOR.meta, name: "other" } }).reverse(),
    );
    expect(checksum(reversed)).toBe(CHECKSUM);
    expect(checksum({ ...VECTOR, transactions: VECTOR.transactions.toReversed() })).not.toBe(CHECKSUM);
  });

  it("is read with methods and values, and with calldata", () => {
    const { calls, interfaces, title, remarks } = read({
      ...VECTOR,
      meta: { ...VECTOR.meta, checksum: CHECKSUM },
    });
    expect(calls).toEqual([
      {
        to: TARGET,
        value: 0n,
        data: encodeFunctionData({ abi, functionName: "testAddress", args: [TARGET] }),
      },
      { to: TARGET, value: 0n, data: encodeFunctionData({ abi, functionName: "testBool", args: [false] }) },
      { to: TARGET, value: 2n * 10n ** 18n, data: VECTOR.transactions[2]?.data },
    ]);
    expect(interfaces).toEqual([
      "function testAddress(address paramAddress)",
      "function testBool(bool paramBool)",
    ]);
    expect(title).toBe("test batch file");
    expect(remarks).toEqual(["it was made for the Safe 0xDF8a1Ce35c9a6ACE153B4e0767942f1E2291a1Aa"]);
  });

  it("takes lists and tuples as the Builder writes them, and calldata before a method", () => {
    const components = [
      { name: "to", type: "address", internalType: "address" },
      { name: "amounts", type: "uint256[]", internalType: "uint256[]" },
    ];
    const method = {
      name: "pay",
      payable: true,
      inputs: [{ name: "order", type: "tuple", internalType: "struct Order", components }],
    };
    const order = `["${TARGET}", ["1", "2"]]`;
    const { calls, interfaces } = read(
      with_({ to: TARGET, value: "3", contractMethod: method, contractInputsValues: { order } }),
    );
    const pay = parseAbi(["struct Order { address to; uint256[] amounts; }", "function pay(Order order)"]);
    expect(calls).toEqual([
      {
        to: TARGET,
        value: 3n,
        data: encodeFunctionData({
          abi: pay,
          functionName: "pay",
          args: [{ to: TARGET, amounts: [1n, 2n] }],
        }),
      },
    ]);
    expect(interfaces).toEqual(["function pay((address to, uint256[] amounts) order)"]);
    const odd = {
      name: "set",
      payable: false,
      inputs: [{ name: "address", type: "uint256", internalType: "uint256" }],
    };
    const keyword = read(
      with_({ to: TARGET, value: "0", contractMethod: odd, contractInputsValues: { address: "5" } }),
    );
    expect(keyword.interfaces).toEqual(["function set(uint256)"]);
    const both = read(
      with_({ to: TARGET, value: "0", data: "0xABCD", contractMethod: method, contractInputsValues: {} }),
    );
    expect(both.calls[0]?.data).toBe("0xabcd");
    const bare = read(
      with_({
        to: TARGET,
        value: "1",
        data: null,
        contractMethod: { name: "receive", inputs: [], payable: true },
      }),
    );
    expect(bare).toMatchObject({ calls: [{ data: "0x", value: 1n }], interfaces: [] });
  });

  it("is refused if it was changed, is for another chain, or is no such file", () => {
    const code = (json: unknown, wanted: string) =>
      expect(() => read(json)).toThrow(expect.objectContaining({ code: wanted }));
    const stale = { ...VECTOR, meta: { ...VECTOR.meta, checksum: `0x${"00".repeat(32)}` } };
    code(stale, "SafeBuilder.WrongChecksum");
    expect(imported(stale, SAFE, { unchecked: true }).remarks[0]).toContain("its checksum does not fit");
    code({ ...VECTOR, chainId: "1" }, "SafeBuilder.WrongChain");
    code({ ...VECTOR, version: "2.0" }, "SafeBuilder.Invalid");
    code({ data: { batch: VECTOR } }, "SafeBuilder.Invalid");
    code(with_(), "SafeBuilder.Invalid");
    code(with_({ to: TARGET, value: 1 }), "SafeBuilder.Invalid");
    code(with_({ to: "0x12", value: "1" }), "SafeBuilder.Invalid");
    code(
      with_({ to: TARGET, value: "1", contractMethod: { name: "a b", inputs: [] } }),
      "SafeBuilder.Invalid",
    );
    code(
      with_({
        to: TARGET,
        value: "1",
        contractMethod: VECTOR.transactions[0]?.contractMethod,
        contractInputsValues: {},
      }),
      "SafeBuilder.BadMethod",
    );
    code(
      with_({
        to: TARGET,
        value: "1",
        contractMethod: VECTOR.transactions[0]?.contractMethod,
        contractInputsValues: { paramAddress: "x" },
      }),
      "Arguments.Unreadable",
    );
  });

  const calls = [
    { to: account(61n).address, value: 2n ** 255n, data: "0x" as const },
    { to: account(62n).address, value: 0n, data: "0xaabbccdd" as const },
  ];
  const domain = { chainId: SAFE.chainId, verifyingContract: SAFE.address };
  const batch = call(
    { to: addressOf("MultiSendCallOnly", "1.3.0"), data: encodeBatch(calls), operation: 1 },
    4n,
  );

  it("written by us is read by us, with a checksum of its own and the amounts as strings", () => {
    const file = create({ domain, version: "1.3.0", transaction: batch, title: "T", note: "N" });
    const written = JSON.parse(JSON.stringify(exported(file, 1_700_000_000_000))) as BuilderFile;
    expect(written).toMatchObject({
      version: "1.0",
      chainId: "4",
      createdAt: 1_700_000_000_000,
      meta: { checksum: checksum(written) },
    });
    expect(read(written)).toEqual({ calls, interfaces: [], title: "T", note: "N", remarks: [] });
    const single = create({
      domain,
      version: "1.3.0",
      transaction: call({ to: TARGET, value: 1n }, 0n),
      title: "T",
    });
    expect(exported(single, 0).transactions).toEqual([{ to: TARGET, value: "1", data: "0x" }]);
  });

  it("cannot hold a delegatecall", () => {
    const file = create({
      domain,
      version: "1.3.0",
      transaction: call({ to: TARGET, operation: 1, data: "0x12" }, 0n),
      title: "T",
    });
    expect(() => exported(file, 0)).toThrow(
      expect.objectContaining({ code: "SafeBuilder.NotCalls", details: { to: TARGET } }),
    );
  });
});
