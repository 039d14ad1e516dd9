import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toJson, toMarkdown, verdict } from "../../../src/audit/roles/report.ts";
import { auditRoles, type Report } from "../../../src/audit/roles/tell.ts";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import * as Interfaces from "../../../src/proposal/interfaces.ts";
import { ANA, account, BEN, CLEO, DAN, DAY, EVE, TOM } from "../../support/people.ts";
import {
  ADMINS,
  by,
  byConclave,
  DAN_NEXT,
  KEEPERS,
  liveLong,
  PAUSERS,
  REVIEWERS,
  type RolePlace,
  rolePlace,
  terms,
} from "./life.ts";

type Network = Awaited<ReturnType<typeof hre.network.create>>;

const interfaces = Interfaces.from(`0x${"00".repeat(20)}`, []);

function audited(place: RolePlace, range: { fromBlock?: number; toBlock?: number } = {}): Promise<Report> {
  return auditRoles(place.connection, place.manager, { fromBlock: 0, ...range }, { interfaces });
}

describe("given a RoleManager with a long life", () => {
  let network: Network;
  let place: RolePlace;
  let report: Report;

  beforeAll(async () => {
    network = await hre.network.create();
    place = await rolePlace(network);
    await liveLong(place);
    report = await audited(place);
  });
  afterAll(() => network.close());

  it("holds: whole, in order, possible, and as the contract answers", () => {
    expect(report.audit.findings).toEqual([]);
    expect(report.audit.ok).toBe(true);
    expect(verdict(report.audit)).toMatch(/^the record of roles holds/);
  });

  it("had every event of the record in that life, so that each is read and replayed", () => {
    const seen = new Set(report.audit.events.map(({ eventName }) => eventName));
    const all = roleManagerAbi.flatMap((item) =>
      item.type === "event" && item.name !== "EIP712DomainChanged" ? [item.name] : [],
    );
    expect(all.filter((name) => !seen.has(name))).toEqual([]);
  });

  it("tells each grant from its beginning to its end, with who did what", () => {
    const of = (role: bigint, index: number) =>
      report.told.grants
        .filter((grant) => grant.role === role && grant.account === account(index).address)
        .map(({ standing, steps }) => [
          standing,
          ...steps.map(({ what, by: who }) => `${what} ${short(who)}`),
        ]);
    expect(of(KEEPERS, BEN)).toEqual([["gone", "granted holder 0", "dropped holder 4"]]);
    expect(of(KEEPERS, CLEO)).toEqual([["gone", "granted holder 0", "kept holder 4", "removed somebody"]]);
    expect(of(KEEPERS, DAN)).toEqual([
      ["gone", "granted holder 0", "renewed holder 0", "passed on somebody"],
    ]);
    expect(of(KEEPERS, DAN_NEXT)).toEqual([["ended", "passed holder 3"]]);
    expect(of(PAUSERS, TOM)).toEqual([["counts", "granted the Conclave", "alarm anybody"]]);
    expect(of(REVIEWERS, EVE)).toEqual([["counts", "granted the Conclave"]]);
    expect(of(ADMINS, ANA)).toEqual([["counts", "granted the Conclave"]]);
  });

  it("names the operation by which the Conclave granted, and its people", () => {
    const grant = report.told.grants.find(({ role }) => role === REVIEWERS);
    expect(grant?.steps[0]?.by).toMatch(
      /^the Conclave \(operation 0x[0-9a-f]{8}…, proposed by holder 0 \(k0\), approved by holder 1 \(k1\) and holder 2 \(k2\)\)$/,
    );
  });

  it("tells what was scheduled under which role, and what became of it", () => {
    const said = report.told.operations.map(({ role, member, nonce, outcome, call }) => [
      role,
      short(member),
      nonce,
      outcome,
      call.slice(-12),
    ]);
    expect(said.map(([role, who, nonce, outcome]) => [role, who, nonce, outcome])).toEqual([
      [KEEPERS, "holder 2", 1, "executed"],
      [KEEPERS, "holder 2", 1, "cancelled"],
      [KEEPERS, "holder 2", 2, "expired"],
    ]);
  });

  it("says in one sentence what each change of the set-up was", () => {
    const said = report.told.happenings.map(({ sentence }) => sentence);
    expect(said).toContain("keepers (role 11) is granted and revoked by role 10");
    expect(said).toContain(
      "keepers (role 11) is defined: for 250 days at the most, reviewed every 60 days by role 12, lapsing 10 days after",
    );
    expect(said).toContain(
      "role 13 is defined: without a longest term, reviewed every 60 days by role 12, never lapsing (critical), live",
    );
    expect(said).toContain("keepers (role 11) and role 12 are kept apart: nobody combines them");
    expect(said).toContain("one person may combine keepers (role 11) and role 12");
    expect(said.find((one) => one.startsWith("the Conclave has the Conclave's own role"))).toMatch(
      / from 20\d\d-\S+, without an end$/,
    );
    expect(said).toContain("holder 4 (k4) drops holder 1 (k1) in keepers (role 11)");
    expect(said.find((one) => one.startsWith("grants of role 13"))).toMatch(
      /^grants of role 13 count after 24 h, from 20\d\d-\S+ on$/,
    );
  });

  it("writes the same bytes for the same history", async () => {
    const block = { toBlock: report.audit.block.number };
    expect(toJson(await audited(place, block))).toBe(toJson(report));
    expect(JSON.parse(toJson(report))).toMatchObject({
      format: "conclave-role-history/1",
      ok: true,
      findings: [],
    });
    expect(toMarkdown(report)).toContain("# History of roles of");
  });

  it("holds at a former block too, by the storage of that block", async () => {
    const middle = report.audit.links[Math.floor(report.audit.links.length / 2)]?.at.block ?? 0;
    const { audit } = await audited(place, { toBlock: middle });
    expect(audit.findings).toEqual([]);
    expect(audit.links.length).toBeLessThan(report.audit.links.length);
  });

  it("says that links were made before the first block it was told to look at", async () => {
    const { audit } = await audited(place, { fromBlock: report.audit.links.at(-3)?.at.block ?? 0 });
    expect(audit.findings[0]).toMatchObject({ kind: "missing" });
    expect(audit.findings[0]?.message).toMatch(/^links were made before block \d+/);
  });

  it("refuses an address where no RoleManager is", async () => {
    await expect(
      auditRoles(place.connection, place.target, { fromBlock: 0 }, { interfaces }),
    ).rejects.toMatchObject({ code: "Audit.NotARoleManager" });
  });
});

describe("given a RoleManager that nothing happened to", () => {
  it("holds with the two links of the Conclave's own grant", async () => {
    const network = await hre.network.create();
    try {
      const place = await rolePlace(network);
      const { audit } = await audited(place);
      expect(audit.findings).toEqual([]);
      expect(audit.links.map(({ eventName }) => eventName)).toEqual(["RoleGranted", "GrantTermed"]);
    } finally {
      await network.close();
    }
  });
});

describe("given a grant through execute by a role admin with a delay", () => {
  it("names the one who scheduled it, not the manager that made the call", async () => {
    const network = await hre.network.create();
    try {
      const place = await rolePlace(network);
      await byConclave(
        place,
        ["defineRole", [ADMINS, terms({ reviewer: 0n })]],
        ["defineRole", [KEEPERS, terms({ reviewer: 0n })]],
        ["setRoleAdmin", [KEEPERS, ADMINS]],
        ["setTargetFunctionRole", [place.target, ["0x11111111"], KEEPERS]],
        ["grantRole", [ADMINS, account(ANA).address, DAY]],
      );
      const { encodeFunctionData } = await import("viem");
      const args = [KEEPERS, account(BEN).address, 0] as const;
      const data = encodeFunctionData({ abi: roleManagerAbi, functionName: "grantRole", args });
      await by(place, ANA, "schedule", [place.manager, data, 0]);
      await place.chain.advance(DAY);
      await by(place, ANA, "execute", [place.manager, data]);
      const { audit, told } = await audited(place);
      expect(audit.findings).toEqual([]);
      const grant = told.grants.find(({ role }) => role === KEEPERS);
      expect(grant?.steps.map(({ what, by: who }) => `${what} ${short(who)}`)).toEqual(["granted holder 0"]);
      expect(told.operations[0]).toMatchObject({
        roleName: "the administration of roles",
        outcome: "executed",
      });
    } finally {
      await network.close();
    }
  });
});

describe("given a role whose grace was changed before it is granted again", () => {
  /** 65 days after the first grant, whose review was due after 60, Ben is granted the role a second time, under the new grace. */
  const regranted = async (before: number, after: number) => {
    const network = await hre.network.create();
    try {
      const place = await rolePlace(network);
      const grant = ["grantRole", [KEEPERS, account(BEN).address, 0]] as const;
      await byConclave(
        place,
        ["defineRole", [KEEPERS, terms({ reviewer: 0n, grace: before })]],
        ["setTargetFunctionRole", [place.target, ["0x11111111"], KEEPERS]],
        grant,
      );
      await place.chain.advance(65 * DAY);
      await byConclave(place, ["defineRole", [KEEPERS, terms({ reviewer: 0n, grace: after })]], grant);
      return await audited(place);
    } finally {
      await network.close();
    }
  };

  it.each([
    ["a longer one: what had lapsed stays ended, and begins anew", 0, 10 * DAY, [true, true]],
    ["a shorter one: what would lapse at once begins anew", 10 * DAY, 0, [true, true]],
    ["one that neither ends it: it is renewed", 10 * DAY, 20 * DAY, [true, false]],
  ] as const)(
    "holds, as the contract judges the end by the old terms and the new: %s",
    async (_, before, after, isNew) => {
      const { audit, told } = await regranted(before, after);
      expect(audit.findings).toEqual([]);
      const said = audit.links.flatMap(({ eventName, args }) =>
        eventName === "RoleGranted" && args.roleId === KEEPERS ? [args.newMember] : [],
      );
      expect(said).toEqual(isNew);
      const grants = told.grants
        .filter(({ role }) => role === KEEPERS)
        .map(({ standing, steps }) => [standing, ...steps.map(({ what }) => what)]);
      const one = [["counts", "granted", "renewed"]];
      const two = [
        ["gone", "granted", "removed"],
        ["counts", "granted"],
      ];
      expect(grants).toEqual(isNew[1] ? two : one);
    },
  );
});

/** `holder 0`, `the Conclave`, `somebody`, … without what is behind. */
function short(words: string): string {
  return words.split(/ \(| whom /)[0] ?? words;
}
