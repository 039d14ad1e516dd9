import { describe, expect, it } from "vitest";
import { BaseError } from "../../src/errors.ts";
import { parse } from "../../src/charter/parse.ts";
import type { Problem } from "../../src/charter/source.ts";
import { EXAMPLE, edited, placeOf } from "./example.ts";

function refusal(text: string): { code: string; message: string; problems: Problem[] } {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    return { code: error.code, message: error.message, problems: error.details.problems as Problem[] };
  }
  throw new Error("the charter was accepted");
}

/** The first problem of a text: its code, path, and what stands at its place in the text. */
function first(text: string): { code: string; path: string; at: string } {
  const [problem] = refusal(text).problems as [Problem];
  const at = (text.split("\n")[problem.line - 1] ?? "").slice(problem.column - 1);
  return { code: problem.code, path: problem.path, at };
}

describe("parse", () => {
  it("reads the example that ships", () => {
    const { charter } = parse(EXAMPLE);
    expect(charter.people.map(({ name }) => name)).toContain("Gita");
    expect(charter.keys[1]).toMatchObject({ label: "k1", index: 1, roles: 33, several: true, expires: Date.UTC(2034, 4, 1) / 1000 });
    expect(charter.tiers[0]).toMatchObject({ delay: 172_800, override: 3, tester: true, counts: 2, recovery: false });
    expect(charter.rules[2]?.["max-value"]).toBe(10n ** 19n);
    expect(charter.chain).toMatchObject({ id: 31337, "signing-window": 259_200, "deploy-before": Date.UTC(2035, 0, 1) / 1000 });
  });

  const k4 = 'owner: Eve, kind: EOA, address: "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65", roles: [approver]';
  it.each<[what: string, code: string, path: string, at: string, [from: string, to: string]]>([
    ["an unknown role", "Charter.UnknownRole", "keys[4].roles[0]", "aprover]", [k4, k4.replace("approver", "aprover")]],
    ["an unknown field", "Charter.UnknownField", "tiers[0].quorum", "quorum: 2", ["    approvals: 2 ", "    quorum: 2\n    approvals: 2 "]],
    ["an unknown field of the charter", "Charter.UnknownField", "owner", "owner: me", ["sweep:", "owner: me\nsweep:"]],
    ["a field twice", "Charter.DuplicateField", "", "name: treasury2", ["    name: treasury\n", "    name: treasury\n    name: treasury2\n"]],
    ["a missing field", "Charter.MissingField", "tiers[2].delay", "number: 2", ["    delay: 6h\n", ""]],
    ["a missing section", "Charter.MissingField", "guardian-cooldown", "version: 1", ["guardian-cooldown: 30 days", ""]],
    ["text for a number", "Charter.WrongValue", "tiers[0].approvals", "approvals: two", ["    approvals: 2 ", "    approvals: two "]],
    ["a number out of range", "Charter.WrongValue", "people[8].id", "id: 64", ["id: 8, name: Ines", "id: 64, name: Ines"]],
    ["a wrong duration", "Charter.WrongValue", "tiers[2].delay", "delay: 6 moons", ["delay: 6h", "delay: 6 moons"]],
    ["a day no calendar has", "Charter.WrongValue", "chain.deploy-before", "deploy-before: 2035-02-30", ["2035-01-01 ", "2035-02-30 "]],
    ["a wrong checksum", "Charter.WrongValue", "contracts.vault", "vault: \"0x5fb", ["vault: \"0x5Fb", "vault: \"0x5fb"]],
    ["too long a signing window", "Charter.WrongValue", "chain.signing-window", "signing-window: 15", ["signing-window: 3 days", "signing-window: 15 days"]],
    ["a list where one value goes", "Charter.WrongValue", "name", "name: [a]", ["name: Example Protocol", "name: [a]"]],
    ["no roles", "Charter.WrongValue", "keys[4].roles", "roles: []", [k4, k4.replace("[approver]", "[]")]],
    ["another kind of key", "Charter.WrongValue", "keys[4].kind", "kind: Ledger", [k4, k4.replace("kind: EOA", "kind: Ledger")]],
    ["a passkey without verifier", "Charter.WrongValue", "keys[6]", "label: k6", ["    verifier: \"0x976EA74026E726554dB657fA54763abd0C3a0aa9\"\n", ""]],
    ["two ways to name a function", "Charter.WrongValue", "rules[3]", "{ target: vault, selector", ['selector: "0x3f4ba83a"', 'selector: "0x3f4ba83a", function: unpause()']],
    ["value that no tier can hold", "Charter.WrongValue", "rules[2].max-value", "max-value: 79228162515", ["max-value: 10 ether", "max-value: 79228162515 ether"]],
    ["the same key twice", "Charter.DuplicateKey", "keys[4].address", "address: \"0xf39", [k4, k4.replace("0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]],
    ["a label twice", "Charter.DuplicateLabel", "keys[4].label", "label: k3", ["label: k4", "label: k3"]],
    ["an index twice", "Charter.DuplicateIndex", "keys[4].index", "index: 3", ["index: 4, owner", "index: 3, owner"]],
    ["a holder number twice", "Charter.DuplicateHolder", "people[5].id", "id: 4, name: Femi", ["id: 5, name: Femi", "id: 4, name: Femi"]],
    ["a name twice", "Charter.DuplicateName", "people[1].name", "name: Ana, organisation: acme }\n".trimEnd(), ["name: Ben", "name: Ana"]],
    ["an organisation nobody knows", "Charter.UnknownOrganisation", "people[0].organisation", "organisation: acne", ["organisation: acme }", "organisation: acne }"]],
    ["an owner nobody knows", "Charter.UnknownOwner", "keys[4].owner", "owner: Eva", ["owner: Eve", "owner: Eva"]],
    ["a predecessor nobody knows", "Charter.WrongPredecessor", "keys[4].successor-of", "successor-of: k99", [k4, `${k4}, successor-of: k99`]],
    ["a predecessor of somebody else", "Charter.WrongPredecessor", "keys[4].successor-of", "successor-of: k0", [k4, `${k4}, successor-of: k0`]],
    ["a tier number twice", "Charter.DuplicateTier", "tiers[2].number", "number: 1", ["number: 2", "number: 1"]],
    ["a gap between tiers", "Charter.TierGap", "tiers", "tiers:", ["number: 4", "number: 5"]],
    ["a tier nobody knows", "Charter.UnknownTier", "rules[1].tiers[0]", "tresury]", ["tiers: [treasury] }\n  - { target: treasury", "tiers: [tresury] }\n  - { target: treasury"]],
    ["a contract nobody knows", "Charter.UnknownContract", "rules[0].target", "target: valt", ["target: vault, function: setFee", "target: valt, function: setFee"]],
    ["a signature that is none", "Charter.WrongCall", "rules[0].function", "function: setFee(uint257)", ["setFee(uint256)", "setFee(uint257)"]],
    ["too few arguments", "Charter.WrongCall", "emergency[1].args", "args: [usdc]", ["args: [usdc, 0]", "args: [usdc]"]],
    ["an argument of another type", "Charter.WrongCall", "emergency[1].args", "args: [usdc, much]", ["args: [usdc, 0]", "args: [usdc, much]"]],
    ["an argument too large for its type", "Charter.WrongCall", "emergency[1].args", "args: [usdc, -1]", ["args: [usdc, 0]", "args: [usdc, -1]"]],
    ["a rule twice, once by selector", "Charter.DuplicateRule", "rules[3]", "{ target: vault, selector", ['"0x3f4ba83a"', '"0x69fe0e2d"']],
    ["an exact rule twice, once as calldata", "Charter.DuplicateRule", "emergency[2]", "{ target: vault, calldata", ["{ target: treasury, calldata", "{ target: vault, calldata"]],
    ["an asset among authorities", "Charter.WrongItem", "watched.authorities[0].kind", "kind: erc721,", ["kind: ownable2Step", "kind: erc721"]],
    ["dust of an NFT collection", "Charter.WrongItem", "watched.assets[2].dust", "dust: 3", ["target: badges }", "target: badges, dust: 3 }"]],
    ["a token id left out", "Charter.WrongItem", "watched.assets[2]", "{ kind: erc721Id", ["kind: erc721,", "kind: erc721Id,"]],
    ["a role that is none", "Charter.WrongCall", "watched.authorities[1].role", "role: minter", ["role: DEFAULT_ADMIN_ROLE", "role: minter"]],
    ["an anchor", "Charter.Alias", "", "Example", ["name: Example", "name: &here Example"]],
  ])("refuses %s, and says where", (_, code, path, at, change) => {
    const said = first(edited(change));
    expect({ code: said.code, path: said.path }).toEqual({ code, path });
    expect(said.at.slice(0, at.length)).toBe(at);
  });

  it("gives file, line, column, field and what to do", () => {
    const text = edited(["counts: [approver]    #", "counts: [approvr]    #"]);
    const { code, message, problems } = refusal(text);
    const { line, column } = placeOf(text, "approvr");
    expect(code).toBe("Charter.UnknownRole");
    expect(message).toBe(`charter.yaml:${line}:${column} tiers[0].counts[0]: unknown role "approvr"; did you mean approver?`);
    expect(problems[0]?.fix).toContain("use proposer, approver");
  });

  it("reports all problems at once, in order", () => {
    const { problems } = refusal(edited(["delay: 6h", "delay: six"], ["id: 31337", "id: local"]));
    expect(problems.map(({ path }) => path)).toEqual(["chain.id", "tiers[2].delay"]);
  });

  it("reads values as they are written: no octal, no hex number, no yes", () => {
    const { charter } = parse(edited(['"0x5FbDB2315678afecb367f032d93F642f64180aa3"', "0x5FbDB2315678afecb367f032d93F642f64180aa3"]));
    expect(charter.contracts.vault).toBe("0x5FbDB2315678afecb367f032d93F642f64180aa3");
    expect(first(edited(["several: true", "several: yes"])).code).toBe("Charter.WrongValue");
  });

  it.each([
    ["tabs for indentation", "version: 1\nchain:\n\tid: 1\n"],
    ["a second document", `${EXAMPLE}\n---\nversion: 1\n`],
    ["an unknown tag", edited(["version: 1", "version: !!js 1"])],
  ])("refuses %s as YAML", (_, text) => {
    expect(refusal(text).code).toBe("Charter.Syntax");
  });

  it.each(["", "just text", "[]", "null"])("refuses %o as a charter", (text) => {
    expect(refusal(text).code).toMatch(/^Charter\.(WrongValue|MissingField)$/);
  });
});
