import { bytesToHex, concat, type Hex, hexToBytes, keccak256, zeroAddress } from "viem";
import { describe, expect, it } from "vitest";
import type { Rulebook as Book } from "../../src/charter/model.ts";
import * as Rulebook from "../../src/charter/rulebook.ts";
import { anyRulebook, Random } from "./random.ts";

const A: Hex = `0x${"aa".repeat(20)}`;
const B: Hex = `0x${"bb".repeat(20)}`;
const book: Book = {
  serial: 3,
  rules: [
    { target: B, selector: "0x00000001", tiers: 2, maxValue: 5n },
    { target: A, selector: "0xffffffff", tiers: 0x8001, maxValue: 0n },
  ],
  exactRules: [{ target: A, hash: keccak256("0x1234"), tiers: 4, alone: true }],
  items: [
    { kind: "erc20", target: A, parameter: 7n },
    { kind: "native", target: zeroAddress, parameter: 9n },
  ],
};

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return undefined;
}

function changed(document: Hex, at: number, ...bytes: number[]): Hex {
  const all = hexToBytes(document);
  all.set(bytes, at);
  return bytesToHex(all);
}

describe("Rulebook.encode and decode", () => {
  it("returns every rulebook, sorted, byte for byte", () => {
    const random = new Random(2);
    for (let round = 0; round < 200; round++) {
      const document = Rulebook.encode(anyRulebook(random));
      expect(Rulebook.encode(Rulebook.decode(document))).toBe(document);
    }
  });

  it("does not depend on the order of the lists", () => {
    const turned = { ...book, rules: book.rules.toReversed(), items: book.items.toReversed() };
    expect(Rulebook.encode(turned)).toBe(Rulebook.encode(book));
  });

  it("lays bytes out as docs/formats.md says", () => {
    const word = (value: bigint) => value.toString(16).padStart(64, "0");
    expect(Rulebook.encode(book)).toBe(
      [
        "0x01",
        "0003",
        "0002",
        "0001",
        "0002",
        "aa".repeat(20),
        "ffffffff",
        "8001",
        "00".repeat(12),
        "bb".repeat(20),
        "00000001",
        "0002",
        `${"00".repeat(11)}05`,
        "aa".repeat(20),
        keccak256("0x1234").slice(2),
        "0004",
        "01",
        "01",
        "00".repeat(20),
        word(9n),
        "02",
        "aa".repeat(20),
        word(7n),
      ].join(""),
    );
  });

  it.each<[what: string, Hex]>([
    ["another version", changed(Rulebook.encode(book), 0, 2)],
    ["trailing bytes", concat([Rulebook.encode(book), "0x00"])],
    ["missing bytes", Rulebook.encode(book).slice(0, -2) as Hex],
    ["a count that does not fit", changed(Rulebook.encode(book), 4, 3)],
    ["no header", "0x0100"],
    ["rules out of order", changed(Rulebook.encode(book), 9, ...Array.from({ length: 20 }, () => 0xcc))],
    [
      "a rule listed twice",
      changed(
        Rulebook.encode({
          ...book,
          rules: [...book.rules.slice(0, 1), { target: B, selector: "0x00000002", tiers: 1, maxValue: 0n }],
        }),
        9 + 38 + 23,
        1,
      ),
    ],
    ["a rule for no tier", changed(Rulebook.encode(book), 9 + 24, 0, 0)],
    ["an exact rule for no tier", changed(Rulebook.encode(book), 9 + 76 + 52, 0, 0)],
    ["an unknown flag", changed(Rulebook.encode(book), 9 + 76 + 54, 2)],
    ["an unknown kind of item", changed(Rulebook.encode(book), 9 + 76 + 55 + 53, 10)],
    ["a native balance with a target", changed(Rulebook.encode(book), 9 + 76 + 55 + 1, 1)],
    ["items out of order", changed(Rulebook.encode(book), 9 + 76 + 55, 3)],
  ])("refuses %s", (_, document) => {
    expect(codeOf(() => Rulebook.decode(document))).toBe("Rulebook.Malformed");
  });

  it("refuses to encode what has no room or two meanings", () => {
    const [rule] = book.rules;
    const [exact] = book.exactRules;
    if (!rule || !exact) throw new Error("the sample has rules");
    const out = "Rulebook.OutOfRange";
    expect(codeOf(() => Rulebook.encode({ ...book, rules: [{ ...rule, maxValue: 1n << 96n }] }))).toBe(out);
    expect(codeOf(() => Rulebook.encode({ ...book, rules: [{ ...rule, tiers: 0 }] }))).toBe(out);
    expect(codeOf(() => Rulebook.encode({ ...book, exactRules: [{ ...exact, tiers: 65_536 }] }))).toBe(out);
    expect(
      codeOf(() =>
        Rulebook.encode({ ...book, items: [{ kind: "erc20", target: zeroAddress, parameter: 0n }] }),
      ),
    ).toBe(out);
    const twice = { ...rule, target: rule.target.toUpperCase().replace("0X", "0x") as Hex, tiers: 4 };
    expect(codeOf(() => Rulebook.encode({ ...book, rules: [rule, twice] }))).toBe("Rulebook.Duplicate");
  });

  it("gives an item the hash of its 53 bytes", () => {
    const bytes = concat(["0x02", A, `0x${"00".repeat(31)}07`]);
    expect(Rulebook.itemId({ kind: "erc20", target: A, parameter: 7n })).toBe(keccak256(bytes));
  });
});
