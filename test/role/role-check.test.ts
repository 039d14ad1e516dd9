import type { Address } from "viem";
import { describe, expect, it } from "vitest";
import { parse } from "../../src/charter/parse.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { checkRoles, failures, type RoleReport } from "../../src/role/check/check.ts";
import { drift } from "../../src/role/check/drift.ts";
import { checkLimits } from "../../src/role/check/limits.ts";
import { checkAutomata, checkLive } from "../../src/role/check/manager.ts";
import { catalogueOf, catalogueText } from "../../src/role/declare.ts";
import { EXAMPLE } from "../charter/example.ts";
import { at, KEYS, member, NOW, PLACES, power, worldOf } from "./check-world.ts";

const { vault, safe, manager, stranger } = PLACES;

/** The example's people and tiers over this world's contracts and keys. */
function charterOf(sections: string, chain = ""): Charter {
  const names = Object.entries(PLACES).map(([name, address]) => `  ${name}: "${address}"`);
  const text = EXAMPLE.replace(/\ncontracts:[\s\S]*$/, "")
    .replace("label: k0,", "label: ana,")
    .replace('"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"', `"${KEYS[0]}"`)
    .replace("label: k1", "label: ben")
    .replace('"0x70997970C51812dc3A010C7d01b50e0d17dc79C8"', `"${KEYS[1]}"`)
    .replace("  deploy-before", `${chain}  deploy-before`);
  return parse([text, "contracts:", ...names, sections].join("\n")).charter;
}

const brief = (findings: readonly { check: string; severity: string; power: string | null }[]) =>
  findings.map(({ check, severity, power: id }) => [check, severity, id?.split("#")[1] ?? null]);

describe("drift between a charter's catalogue and a world", () => {
  const catalogue = (entry: string) => charterOf(`catalogue:\n  - ${entry}`);
  const compare = (charter: Charter, ...powers: ReturnType<typeof power>[]) =>
    drift(charter, worldOf(powers), { managed: true });

  it("is none where everybody has what the catalogue says, by name or by raw id, also if a grant ended", () => {
    const owner = power(vault, "owner", { of: [member(safe)] });
    const minter = power(vault, "MINTER_ROLE", {
      source: "access-control",
      raw: `0x${"ab".repeat(32)}`,
      of: [member(KEYS[0]), member(KEYS[1], { ends: NOW - 1 })],
    });
    const charter = charterOf(
      `catalogue:\n  - { on: vault, role: owner, members: [safe] }\n  - { on: vault, role: "0x${"AB".repeat(32)}", members: [ana] }`,
    );
    expect(compare(charter, owner, minter)).toEqual([]);
  });

  it.each([
    ["a stranger's funds", [member(stranger)], ["funds"], "critical"],
    ["a contract's upgrade", [member(safe)], ["upgrade"], "high"],
    ["a key's pause", [member(KEYS[0])], ["pause"], "medium"],
    ["what changes nothing", [member(KEYS[0])], ["none"], "low"],
  ] as const)("is power that nobody declared: %s", (_, of, effects, severity) => {
    const found = compare(charterOf(""), power(vault, "owner", { of, effects }));
    expect(brief(found)).toEqual([["power-unexpected", severity, "ownable/owner"]]);
  });

  it("is power that everybody has and nobody declared, and none that nobody has", () => {
    const open = power(vault, "mint", { need: { kind: "everybody" } });
    expect(brief(compare(charterOf(""), open, power(vault, "owner")))).toEqual([
      ["power-unexpected", "critical", "ownable/mint"],
    ]);
  });

  it("is a member too many, and one that is missing", () => {
    const charter = catalogue("{ on: vault, role: owner, members: [safe] }");
    const found = compare(charter, power(vault, "owner", { of: [member(stranger)] }));
    expect(brief(found)).toEqual([
      ["power-unexpected", "critical", "ownable/owner"],
      ["power-missing", "medium", "ownable/owner"],
    ]);
    expect(found.map(({ evidence }) => evidence)).toEqual([{ members: [stranger] }, { members: [safe] }]);
  });

  it("is a power that is not there; what could not be read is not called missing", () => {
    const charter = catalogue("{ on: vault, role: owner, members: [safe] }");
    expect(brief(compare(charter))).toEqual([["power-missing", "medium", null]]);
    const unread = [{ on: vault, what: "owner", why: "it does not answer" }];
    expect(brief(drift(charter, worldOf([], { unread }), { managed: true }))).toEqual([
      ["power-missing", "unknown", null],
    ]);
    expect(compare(catalogue("{ on: vault, role: owner }"))).toEqual([]);
  });

  it("does not ask for what follows: quorums, a guarded Safe's rules, a manager's roles on its targets", () => {
    const quorum = power(vault, "tier 1", {
      source: "conclave",
      need: {
        kind: "quorum",
        tier: 1,
        proposers: [0],
        testers: null,
        approvers: [1],
        approvals: 1,
        wallets: 0,
        override: null,
      },
    });
    const rule = power(safe, "tier 1: pay()", {
      source: "safe",
      of: [member(KEYS[0])],
      functions: [{ target: vault, selector: "0x12345678", name: null }],
      also: [quorum.id],
    });
    const opened = power(vault, "payer", { source: "role-manager", raw: "2", of: [member(KEYS[0])] });
    expect(compare(charterOf(""), quorum, rule, opened)).toEqual([]);
  });

  it("compares the RoleManager's members with the charter's roles, and the Conclave as its admin", () => {
    const conclave = at(50);
    const charter = charterOf(
      "roles:\n  - { id: 2, name: payer, term: 1 day, review: 1 day, grace: 0, functions: [{ target: vault, function: pay() }], members: [{ key: ana }] }",
      `  conclave: "${conclave}"\n  roles: "${manager}"\n`,
    );
    const role = (raw: string, ...of: ReturnType<typeof member>[]) =>
      power(manager, `role ${raw}`, { source: "role-manager", raw, of, effects: ["admin"] });
    expect(compare(charter, role("0", member(conclave)), role("2", member(KEYS[0])))).toEqual([]);
    expect(brief(compare(charter, role("0", member(conclave)), role("2", member(KEYS[1]))))).toEqual([
      ["power-unexpected", "high", "role-manager/2"],
      ["power-missing", "medium", "role-manager/2"],
    ]);
    expect(drift(charter, worldOf([role("9", member(KEYS[1]))]), { managed: false })).toEqual([]);
  });
});

describe("limits against a world", () => {
  const world = worldOf([
    power(safe, "owners", {
      source: "safe",
      effects: ["act"],
      need: { kind: "members", atLeast: 2, of: KEYS.map((key) => member(key)) },
    }),
    power(vault, "owner", { of: [member(safe)] }),
  ]);
  const limit = (text: string) => checkLimits(charterOf(`limits:\n  - ${text}`), world);

  it("hold where it takes as many, or where nobody can", () => {
    expect(limit("{ goal: funds, people: 2, organisations: 2 }")).toEqual([]);
    expect(limit("{ goal: upgrade, people: 9, on: timelock }")).toEqual([]);
  });

  it("fail where fewer are enough, and say who", () => {
    const [found, ...rest] = limit("{ goal: funds, people: 3, on: vault }");
    expect(rest).toEqual([]);
    expect(found).toMatchObject({
      check: "limit",
      severity: "critical",
      on: vault,
      evidence: { size: 2, wanted: 3, by: "people" },
    });
    expect(found?.found).toContain("Ana and Ben");
  });
});

describe("a report", () => {
  const world = worldOf([power(vault, "owner", { of: [member(stranger)] })]);
  const entry = `{ on: vault, role: owner, members: ["${stranger}"], reason: the old deployer until May }`;

  it("takes the catalogue's reason for what is known to go wrong, but not for another member", () => {
    const { findings, skipped } = checkRoles(charterOf(`catalogue:\n  - ${entry}`), world, {
      settings: null,
      state: null,
    });
    expect(findings.every(({ severity }) => severity === "ok")).toBe(true);
    expect(findings[0]?.accepted).toBe("the old deployer until May");
    expect(skipped).toEqual([]);
    const other = worldOf([power(vault, "owner", { of: [member(stranger), member(at(77))] })]);
    const report = checkRoles(charterOf(`catalogue:\n  - ${entry}`), other, { settings: null, state: null });
    expect(failures(report, "critical").length + failures(report, "high").length).toBeGreaterThan(0);
  });

  it("says which parts a world does not hold, and that roles need a manager", () => {
    const roles = "roles:\n  - { id: 2, name: payer, term: 1 day, review: 1 day, grace: 0 }";
    const unnamed = checkRoles(charterOf(roles), worldOf([]), { settings: null, state: null });
    expect(brief(unnamed.findings)).toEqual([["manager-unnamed", "high", null]]);
    const named = charterOf(roles, `  conclave: "${at(50)}"\n  roles: "${manager}"\n`);
    expect(checkRoles(named, worldOf([]), { settings: null, state: null }).skipped).toHaveLength(2);
  });

  it("is refused about another chain", () => {
    const ask = () => checkRoles(charterOf(""), worldOf([], { chainId: 1 }), { settings: null, state: null });
    expect(ask).toThrow(
      expect.objectContaining({ code: "Charter.OtherChain", details: { chainId: 1, listed: [31337] } }),
    );
  });

  it("is of the charter as it holds on the world's chain, and names the chains that it is not of", () => {
    const there = at(60);
    const charter = charterOf(
      `chains: [{ id: 10, contracts: { vault: "${there}" } }]\ncatalogue:\n  - { on: vault, role: owner, members: [safe] }`,
    );
    const report = (on: Address, chainId: number) =>
      checkRoles(charter, worldOf([power(on, "owner", { of: [member(safe)] })], { chainId }), {
        settings: null,
        state: null,
      });
    const drifts = (one: RoleReport) => brief(one.findings).filter(([check]) => check?.startsWith("power-"));
    expect(drifts(report(vault, 31337))).toEqual([]);
    expect(drifts(report(there, 10))).toEqual([]);
    expect(drifts(report(vault, 10))).toEqual([
      ["power-unexpected", "high", "ownable/owner"],
      ["power-missing", "medium", null],
    ]);
    expect(report(vault, 31337).skipped).toEqual([expect.stringMatching(/^chain 10: /)]);
    expect(report(there, 10).skipped).toEqual([expect.stringMatching(/^chain 31337: /)]);
    const world = worldOf([power(there, "owner", { of: [member(safe)] })], { chainId: 10 });
    expect(catalogueOf(charter, world)).toMatchObject([{ on: "vault", role: "owner", members: ["safe"] }]);
  });

  it("names roles that upgrade and are not live, as their functions show", () => {
    const opened = power(vault, "payer", { source: "role-manager", raw: "2", effects: ["upgrade", "act"] });
    const role = (more: string) =>
      charterOf(
        `roles:\n  - { id: 2, name: payer, term: 1 day, review: 1 day, grace: 0, members: [{ key: ana }]${more} }`,
        `  roles: "${manager}"\n`,
      );
    expect(brief(checkLive(role(""), worldOf([opened])))).toEqual([
      ["role-not-live", "medium", "role-manager/2"],
    ]);
    expect(checkLive(role(", live: true"), worldOf([opened]))).toEqual([]);
  });
});

describe("declared contracts", () => {
  it("are contracts: neither strangers nor keys; what was not looked at is not judged", () => {
    const of = (place: string) =>
      checkAutomata(charterOf(`automata:\n  - { contract: ${place} }`), worldOf([]));
    expect(of("safe")).toEqual([]);
    expect(of(`"${at(88)}"`)).toEqual([]);
    expect(brief(of("stranger"))).toEqual([["automaton-no-contract", "high", null]]);
  });
});

describe("a catalogue from a world", () => {
  it("declares what there is: put into the charter, it leaves no drift, and keeps reasons", () => {
    const powers = [
      power(vault, "owner", { of: [member(safe)] }),
      power(vault, "role", { source: "access-control", raw: "0x01", of: [member(KEYS[0])] }),
      power(vault, "role", { source: "access-control", raw: "0x02", of: [member(KEYS[1])] }),
      power(at(70), "owner", { of: [member(stranger)] }),
      power(vault, "nobody's"),
    ];
    const before = charterOf("catalogue:\n  - { on: vault, role: owner, members: [ana], reason: because }");
    const entries = catalogueOf(before, worldOf(powers));
    expect(entries.map(({ on, role, members, reason }) => [on, role, members, reason])).toEqual([
      [at(70), "owner", ["stranger"], undefined],
      ["vault", "0x01", ["ana"], undefined],
      ["vault", "0x02", ["ben"], undefined],
      ["vault", "owner", ["safe"], "because"],
    ]);
    const after = charterOf(catalogueText(entries));
    expect(drift(after, worldOf(powers), { managed: true })).toEqual([]);
  });
});
