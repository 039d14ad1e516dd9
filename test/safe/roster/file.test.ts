import { describe, expect, it } from "vitest";
import { parse } from "../../../src/safe/roster/file.ts";
import { ownersOf } from "../../../src/safe/roster/owner.ts";
import { codeOfAsync, refusalOf } from "../../support/refusal.ts";
import { CHARTER, keyOf, PEOPLE } from "../../support/safe-roster.ts";

const SAFE = "0x00000000000000000000000000000000000000B1";

function yaml(fields: Readonly<Record<string, string>> = {}, rest = ""): string {
  const all = {
    name: "treasury",
    chain: "1",
    address: `"eth:${SAFE}"`,
    rpc: "mainnet",
    owners: "[ada, bob]",
    threshold: "2",
    ...fields,
  };
  const entry = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `version: 1\nsafes:\n  - { ${entry.join(", ")} }\n${rest}`;
}

describe("safes.yaml", () => {
  it("is read, addresses with or without prefix", () => {
    expect(parse(yaml())).toEqual({
      version: "1",
      charter: "charter.yaml",
      safes: [
        {
          name: "treasury",
          chain: 1,
          address: `eth:${SAFE}`,
          rpc: "mainnet",
          owners: ["ada", "bob"],
          threshold: 2,
        },
      ],
    });
    expect(parse(yaml({ address: `"${SAFE.toLowerCase()}"` })).safes[0]?.address).toBe(SAFE);
  });

  it.each([
    ["a threshold above the owners", { threshold: "3" }, "safes[0].threshold"],
    ["a threshold of none", { threshold: "0" }, "safes[0].threshold"],
    ["no owners", { owners: "[]", threshold: "1" }, "safes[0].owners"],
    ["an unknown field", { note: "x" }, "safes[0]"],
    [
      "a wrong checksum",
      { address: `"eth:0x00000000000000000000000000000000000000b1"`.replace("b1", "aB") },
      "safes[0].address",
    ],
    ["two prefixes", { address: `"eth:eth:${SAFE}"` }, "safes[0].address"],
    ["a short address", { address: '"0x1234"' }, "safes[0].address"],
    ["a URL where a network's name belongs", { rpc: '"https://node"' }, "safes[0].rpc"],
  ])("is refused with line and field, given %s", async (_, fields, path) => {
    const refusal = await refusalOf(() => parse(yaml(fields)));
    expect(refusal.code).toBe("SafesFile.Invalid");
    expect(refusal.details.problems).toContainEqual(expect.objectContaining({ path, line: 3 }));
  });

  it("is refused, given a name or a Safe twice", async () => {
    const second = (name: string, address: string, chain = 1) =>
      `  - { name: ${name}, chain: ${chain}, address: "${address}", rpc: mainnet, owners: [ada], threshold: 1 }\n`;
    expect(
      await codeOfAsync(() =>
        parse(yaml({}, second("treasury", "0x00000000000000000000000000000000000000c1"))),
      ),
    ).toBe("SafesFile.Twice");
    expect(await codeOfAsync(() => parse(yaml({}, second("other", SAFE))))).toBe("SafesFile.Twice");
    expect(parse(yaml({}, second("other", SAFE, 10))).safes).toHaveLength(2);
  });
});

describe("an owner in safes.yaml", () => {
  const resolve = (owners: string) => {
    const [entry] = parse(yaml({ owners, threshold: "1" })).safes;
    if (entry === undefined) throw new Error("no Safe");
    return ownersOf(entry, PEOPLE, CHARTER);
  };

  it("is a key by its label, a person with one key, a contract or an address", () => {
    const stranger = keyOf("stranger").address;
    const address = keyOf("dot").address;
    expect(resolve(`[ada, Bob, vault, "${stranger}", "${address}"]`)).toMatchObject([
      { address: keyOf("ada").address, name: "ada (Ada)", key: { label: "ada" } },
      { address: keyOf("bob").address, name: "bob (Bob)", key: { label: "bob" } },
      { address: CHARTER.contracts.vault, name: "vault", key: null },
      { address: stranger, name: stranger, key: null },
      { address, name: "dot (Dot)", key: { label: "dot" } },
    ]);
  });

  it.each([
    ["[Eli]", "SafesFile.SeveralKeys"],
    ["[Tess]", "SafesFile.NoUsableKey"],
    ["[nobody]", "SafesFile.UnknownOwner"],
    ["[ada, Ada]", "SafesFile.OwnerTwice"],
  ])("%s is refused", async (owners, code) => {
    expect(await codeOfAsync(() => resolve(owners))).toBe(code);
  });
});
