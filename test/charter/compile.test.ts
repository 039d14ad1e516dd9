import { type Address, encodeFunctionData, keccak256, parseAbi, toFunctionSelector } from "viem";
import { describe, expect, it } from "vitest";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { decompile } from "../../src/charter/decompile.ts";
import { type Rulebook as Book, Role, type Roster as RosterValue } from "../../src/charter/model.ts";
import { parse } from "../../src/charter/parse.ts";
import * as Roster from "../../src/charter/roster.ts";
import * as Rulebook from "../../src/charter/rulebook.ts";
import { EXAMPLE, edited } from "./example.ts";
import { anyRulebook, plausibleRoster, Random } from "./random.ts";

const CHAIN = { id: 1, "signing-window": 86_400, suspension: 86_400, "deploy-before": 1_900_000_000 };

describe("compile", () => {
  const { charter } = parse(EXAMPLE);
  const compiled = compile(charter, GENESIS);

  it("gives the first documents serial 1, and every key with it", () => {
    expect(compiled.roster.serial).toBe(1);
    expect(compiled.rulebook.serial).toBe(1);
    expect(new Set(compiled.roster.keys.map((key) => key?.since))).toEqual(new Set([1]));
    expect(Roster.decode(compiled.rosterDocument)).toEqual(compiled.roster);
    expect(Rulebook.decode(compiled.rulebookDocument)).toEqual(compiled.rulebook);
  });

  it("compiles the example to the same bytes for ever", () => {
    expect(keccak256(compiled.rosterDocument)).toMatchInlineSnapshot(
      `"0xc3fa26889872b807c18fc1320af05a1ce75d5bce65ad0095f02084cafb71909f"`,
    );
    expect(keccak256(compiled.rulebookDocument)).toMatchInlineSnapshot(
      `"0x4acea8d00e92f387fc1b320e77410882991d22ca690304bcbd12d46947d0b12d"`,
    );
  });

  it("keeps `since` of keys that stay, and gives new ones the new serial", () => {
    const previous = {
      roster: { ...compiled.roster, serial: 4 },
      rulebook: { ...compiled.rulebook, serial: 9 },
    };
    const text = edited(
      ["0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65", "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a"],
      ["owner: Dan, kind: EOA, ", "owner: Dan, kind: EOA, successor-of: k2, "],
    );
    const fixed = text.replace("successor-of: k2, ", "");
    const next = compile(parse(fixed).charter, previous);
    expect([next.roster.serial, next.rulebook.serial]).toEqual([5, 10]);
    expect(next.roster.keys.map((key) => key?.since)).toEqual([1, 1, 1, 1, 5, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("takes a person's name to their holder number, and marks, labels and dates to fields", () => {
    const added = edited([
      "  # A replacement names",
      '  - { label: spare, index: 14, owner: Eve, kind: EOA, address: "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a", roles: [approver], expires: 2034-11-01T12:30Z, successor-of: k4 }\n  # A replacement names',
    ]);
    const { roster } = compile(parse(added).charter, GENESIS);
    expect(roster.keys).toHaveLength(15);
    expect(roster.keys.slice(12, 14)).toEqual([null, null]);
    expect(roster.keys[14]).toEqual({
      kind: "EOA",
      signer: "0xfabb0ac9d68b0b445fb7357272ff202c5651694a",
      holder: 4,
      roles: Role.APPROVER,
      predecessor: 4,
      expiry: Date.UTC(2034, 10, 1, 12, 30) / 60_000,
      since: 1,
    });
    expect(roster.keys[1]?.roles).toBe(Role.PROPOSER | Role.EXECUTOR | Role.SEVERAL);
    expect(roster.tiers[0]).toEqual({
      approvals: 2,
      override: 3,
      roles: 2,
      testerNeeded: true,
      recovery: false,
      executorFirst: false,
      delay: 172_800,
      grace: 604_800,
    });
  });

  it("turns functions, names and arguments into selectors and calldata hashes", () => {
    const vault = charter.contracts.vault as Address;
    const usdc = charter.contracts.usdc as Address;
    const fee = compiled.rulebook.rules.find(
      ({ selector }) => selector === toFunctionSelector("setFee(uint256)"),
    );
    expect(fee).toEqual({ target: vault, selector: "0x69fe0e2d", tiers: 0b110, maxValue: 0n });
    const call = encodeFunctionData({
      abi: parseAbi(["function setLimit(address,uint256)"]),
      args: [usdc, 0n],
    });
    expect(compiled.rulebook.exactRules).toContainEqual({
      target: vault,
      hash: keccak256(call),
      tiers: 0b1000,
      alone: false,
    });
    expect(compiled.rulebook.exactRules).toContainEqual({
      target: vault,
      hash: keccak256("0x8456cb59"),
      tiers: 0b1000,
      alone: true,
    });
    expect(compiled.rulebook.items).toContainEqual({
      kind: "native",
      target: `0x${"00".repeat(20)}`,
      parameter: 10n ** 16n,
    });
  });

  it("encodes arguments of every type", () => {
    const signature =
      "mix(bool,int8,bytes4,bytes,string,uint16[],address[2],(uint256 amount,string note),(bool,uint8)[])";
    const args =
      '[true, "-5", "0x01020304", "0x", hello, [1, 0x02], [usdc, vault], [7_000, hi], [[false, 1]]]';
    const text = edited([
      'function: "setLimit(address,uint256)", args: [usdc, 0]',
      `function: "${signature}", args: ${args}`,
    ]);
    const { rulebook } = compile(parse(text).charter, GENESIS);
    const { usdc, vault } = charter.contracts as { usdc: Address; vault: Address };
    const data = encodeFunctionData({
      abi: parseAbi([
        `function ${signature}` as "function mix(bool,int8,bytes4,bytes,string,uint16[],address[2],(uint256 amount,string note),(bool,uint8)[])",
      ]),
      args: [
        true,
        -5,
        "0x01020304",
        "0x",
        "hello",
        [1, 2],
        [usdc, vault],
        { amount: 7000n, note: "hi" },
        [[false, 1]],
      ],
    });
    expect(rulebook.exactRules.map(({ hash }) => hash)).toContain(keccak256(data));
  });
});

describe("decompile", () => {
  /** As written for a chain where the charter is already in force: only the serial moves on. */
  function again(roster: RosterValue, rulebook: Book | null, known: Parameters<typeof decompile>[3]) {
    const { charter } = parse(decompile(roster, rulebook, CHAIN, known));
    return compile(charter, { roster, rulebook });
  }

  it("gives back the example, word for word, when its charter is known", () => {
    const { charter } = parse(EXAMPLE);
    const { roster, rulebook, rosterDocument, rulebookDocument } = compile(charter, GENESIS);
    const returned = parse(decompile(roster, rulebook, charter.chain, charter)).charter;
    expect({ ...returned, rules: 0, emergency: 0, watched: 0 }).toEqual({
      ...charter,
      rules: 0,
      emergency: 0,
      watched: 0,
    });
    const compiled = compile(returned, GENESIS);
    expect(compiled.rosterDocument).toBe(rosterDocument);
    expect(compiled.rulebookDocument).toBe(rulebookDocument);
    const functions = returned.rules.map(({ function: called }) => called).filter(Boolean);
    expect(functions).toEqual(expect.arrayContaining(["setFee(uint256)", "deposit()"]));
    expect(returned.emergency.find(({ args }) => args)?.args).toEqual(["usdc", "0"]);
  });

  it("calls people and tiers by number when nothing is known", () => {
    const { roster, rulebook } = compile(parse(EXAMPLE).charter, GENESIS);
    const { charter } = parse(decompile(roster, rulebook, CHAIN));
    expect(charter.people.map(({ name }) => name)).toContain("holder 3");
    expect(charter.keys[4]).toMatchObject({ label: "k4", owner: "holder 4" });
    expect(charter.rules.every((rule) => rule.selector !== undefined)).toBe(true);
    expect(charter.emergency.every((rule) => rule.hash !== undefined)).toBe(true);
  });

  it("does not give a made-up label to a key whose label somebody else's key has", () => {
    const { charter } = parse(edited(["label: k4", "label: k20"]));
    const { roster } = compile(charter, GENESIS);
    const more = [
      ...roster.keys,
      ...Array.from({ length: 8 }, () => null),
      {
        ...(roster.keys[0] as NonNullable<(typeof roster.keys)[0]>),
        signer: `0x${"99".repeat(20)}` as const,
      },
    ];
    const text = decompile({ ...roster, keys: more }, null, CHAIN, charter);
    expect(
      parse(text)
        .charter.keys.map(({ label }) => label)
        .slice(-2),
    ).toEqual(["k11", "k20-"]);
  });

  it("compiles to the same bytes for any documents the format has room for", () => {
    const random = new Random(7);
    const known = parse(EXAMPLE).charter;
    for (let round = 0; round < 60; round++) {
      const drawn = plausibleRoster(random);
      const distinct = new Map(
        drawn.keys.map((key, index) => [key === null ? `none ${index}` : Roster.identity(key), key]),
      );
      const roster = {
        ...drawn,
        keys: [...distinct.values()].map((key) => key && { ...key, holder: key.holder % 64 }),
      };
      while (roster.keys.at(-1) === null) roster.keys.pop();
      if (roster.keys.length === 0) continue;
      const rulebook = Rulebook.decode(Rulebook.encode(withNativeOnce(anyRulebook(random))));
      const result = again(roster, rulebook, random.chance(0.5) ? known : null);
      expect(result.roster).toEqual({ ...roster, serial: roster.serial + 1, keys: roster.keys });
      expect(result.rulebookDocument).toBe(Rulebook.encode({ ...rulebook, serial: rulebook.serial + 1 }));
    }
  });
});

/** Kinds that take no parameter in a charter, or one of 64 bits, as a charter would write them. */
function withNativeOnce(book: Book): Book {
  const items = book.items.map((item) => {
    if (["erc721", "ownable", "ownable2Step"].includes(item.kind)) return { ...item, parameter: 0n };
    return item.kind === "accessManager" ? { ...item, parameter: item.parameter >> 192n } : item;
  });
  return { ...book, serial: book.serial % 65_535, items };
}
