import { TypedDataEncoder } from "ethers";
import { hashTypedData } from "viem";
import { describe, expect, it } from "vitest";
import { prepare } from "../../src/signer/message.ts";
import type { TypedData } from "../../src/signer/signer.ts";
import { refusal } from "../keys/refusal.ts";
import { MAIL, MAIL_DIGEST } from "../vectors/eip712/mail.ts";

/** A message with one field of every elementary kind, lists and a list of structs. */
const sample = {
  domain: { name: "Conclave", version: "1", chainId: 31_337, verifyingContract: `0x${"11".repeat(20)}` },
  types: {
    Sample: [
      { name: "small", type: "uint8" },
      { name: "signed", type: "int16" },
      { name: "big", type: "uint256" },
      { name: "word", type: "bytes32" },
      { name: "data", type: "bytes" },
      { name: "flag", type: "bool" },
      { name: "pair", type: "uint8[2]" },
      { name: "items", type: "Item[]" },
    ],
    Item: [{ name: "who", type: "address" }],
  },
  primaryType: "Sample",
  message: {
    small: 255,
    signed: -32_768,
    big: 2n ** 256n - 1n,
    word: `0x${"22".repeat(32)}`,
    data: "0x",
    flag: false,
    pair: [1, 2],
    items: [{ who: `0x${"33".repeat(20)}` }],
  },
} satisfies TypedData;

function withMessage(change: Record<string, unknown>): TypedData {
  return { ...sample, message: { ...sample.message, ...change } };
}

async function refusedAt(typed: TypedData): Promise<unknown> {
  const error = await refusal(() => prepare(typed));
  expect(error.code).toBe("Message.Refused");
  return error.details.path;
}

describe("prepare", () => {
  it("gives the digest that EIP-712 publishes for its example", () => {
    expect(prepare(MAIL).digest).toBe(MAIL_DIGEST);
  });

  it("agrees with viem and with ethers", () => {
    const { digest, typed } = prepare(sample);
    expect(digest).toBe(hashTypedData(sample as never));
    expect(digest).toBe(TypedDataEncoder.hash(sample.domain, sample.types, sample.message));
    expect(prepare(typed).digest).toBe(digest);
  });

  it("spells the domain's type out, in the order of EIP-712, whatever order the domain has", () => {
    const { name, version, verifyingContract } = sample.domain;
    const { typed, digest } = prepare({
      ...sample,
      domain: { verifyingContract, chainId: "31337", version, name },
    });
    expect(typed.types.EIP712Domain?.map((field) => field.name)).toEqual([
      "name",
      "version",
      "chainId",
      "verifyingContract",
    ]);
    expect(digest).toBe(prepare(sample).digest);
  });

  it("given the integer as number, bigint or decimal string, gives one digest", () => {
    const expected = prepare(sample).digest;
    expect(prepare(withMessage({ small: 255n })).digest).toBe(expected);
    expect(prepare(withMessage({ small: "255" })).digest).toBe(expected);
  });

  it("refuses a field that the types do not name, at every depth, which libraries pass over", async () => {
    const shown = withMessage({ note: "pays nothing" });
    expect(hashTypedData(shown as never)).toBe(hashTypedData(sample as never));
    expect(await refusedAt(shown)).toBe("message.note");
    const item = { who: `0x${"33".repeat(20)}`, name: "Ana" };
    expect(await refusedAt(withMessage({ items: [item] }))).toBe("message.items[0].name");
    const domain = { ...sample.domain, site: "example.org" };
    expect(await refusedAt({ ...sample, domain })).toBe("domain.site");
  });

  it("refuses a missing field, also one that is inherited or undefined", async () => {
    const { flag: _, ...less } = sample.message;
    expect(await refusedAt({ ...sample, message: less })).toBe("message.flag");
    expect(await refusedAt({ ...sample, message: Object.assign(Object.create({ flag: true }), less) })).toBe(
      "message.flag",
    );
    expect(await refusedAt(withMessage({ flag: undefined }))).toBe("message.flag");
  });

  it.each([
    ["small", 256],
    ["small", -1],
    ["small", 1.5],
    ["small", "0x01"],
    ["small", "01"],
    ["small", ""],
    ["small", true],
    ["signed", -32_769],
    ["signed", 32_768],
    ["big", 2n ** 256n],
    ["big", 2 ** 53],
    ["word", `0x${"22".repeat(31)}`],
    ["word", "22".repeat(32)],
    ["data", "0x123"],
    ["data", "hello"],
    ["flag", 0],
    ["flag", "false"],
    ["pair", [1]],
    ["pair", [1, 2, 3]],
    ["pair", { 0: 1, 1: 2 }],
    ["items", [[]]],
    ["items", [null]],
  ])("refuses %s = %o", async (field, value) => {
    expect(await refusedAt(withMessage({ [field]: value }))).toMatch(new RegExp(`^message\\.${field}`));
  });

  it("refuses an address with a wrong checksum", async () => {
    const to = { name: "Bob", wallet: "0xBbBBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" };
    expect(await refusedAt({ ...MAIL, message: { ...MAIL.message, to } })).toBe("message.to.wallet");
  });

  it("refuses types it does not know, a field named twice, and types nothing refers to", async () => {
    const single = (type: string, value: unknown): TypedData => ({
      ...sample,
      types: { Sample: [{ name: "a", type }] },
      message: { a: value },
    });
    for (const type of ["uint", "uint7", "uint264", "bytes33", "bytes0", "Other", "address payable"])
      expect(await refusedAt(single(type, 1))).toBe("message.a");
    const twice = {
      Sample: [
        { name: "a", type: "bool" },
        { name: "a", type: "bool" },
      ],
    };
    expect(await refusedAt({ ...sample, types: twice, message: { a: true } })).toBe("message");
    const idle = { ...sample.types, Idle: [{ name: "a", type: "bool" }] };
    expect(await refusedAt({ ...sample, types: idle })).toBe("types.Idle");
  });

  it("given an empty list, its item type still counts as used", () => {
    expect(prepare(withMessage({ items: [] })).digest).toBe(
      hashTypedData(withMessage({ items: [] }) as never),
    );
  });

  it("refuses an empty domain, one that its type does not describe, and an unknown primary type", async () => {
    expect(await refusedAt({ ...sample, domain: {} })).toBe("domain");
    const types = { ...sample.types, EIP712Domain: [{ name: "name", type: "string" }] };
    expect(await refusedAt({ ...sample, types })).toBe("types.EIP712Domain");
    expect(await refusedAt({ ...sample, primaryType: "Other" })).toBe("primaryType");
    expect(await refusedAt({ ...sample, primaryType: "toString" })).toBe("primaryType");
  });
});
