import hre from "hardhat";
import { toFunctionSelector } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { roleManagerAbi } from "../../src/generated/abi.ts";
import { draft, scheduleAndExecute } from "../support/conclave.ts";
import { account, DAY, GUS, PIA } from "../support/people.ts";
import { ROLES } from "./settings-sample.ts";
import { type RoleStage, roleStage } from "./settings-stage.ts";

describe("settings of a RoleManager from the charter", () => {
  let stage: RoleStage;
  const words = (calls: readonly { words: string }[]) => calls.map((call) => call.words);
  const has = async (role: bigint, key: number) => {
    const args = [role, account(key).address] as const;
    const answer = await stage.founded.chain.client.readContract({
      address: stage.manager,
      abi: roleManagerAbi,
      functionName: "hasRole",
      args,
    });
    return answer[0];
  };

  beforeAll(async () => {
    stage = await roleStage(await hre.network.create());
  });

  it("are made by one proposal of the Conclave, and leave no difference", async () => {
    const { founded } = stage;
    await founded.chain.undoing(async () => {
      const charter = stage.charter(ROLES);
      const { calls, notes } = await stage.compare(charter);
      expect(notes).toEqual([]);
      const batch = calls.map(({ target, value, data }) => ({ target, value, data, minGas: 0 }));
      await scheduleAndExecute(founded, await draft(founded, { calls: batch }));
      expect(await stage.compare(charter)).toEqual({ calls: [], notes: [] });
      const settings = await stage.settings();
      expect(settings.roles.find(({ id }) => id === 2n)).toMatchObject({
        label: "payer",
        admin: 4n,
        guardian: 1n,
        grantDelay: DAY,
        conflicts: [1n],
        terms: {
          term: 90 * DAY,
          period: 30 * DAY,
          grace: 7 * DAY,
          reviewer: 3n,
          critical: false,
          live: true,
        },
      });
      expect(await has(2n, PIA)).toBe(true);
      expect(await has(2n, GUS)).toBe(false);
      expect([...settings.declared]).toEqual([[stage.at.relay, 7]]);
      const vault = settings.targets.find(({ address }) => address === stage.at.vault);
      expect(vault?.functions.get(toFunctionSelector("setRate(uint256)"))).toBe(2n ** 64n - 1n);
    });
  });

  it("take away first, and tell what loosens", async () => {
    await stage.founded.chain.undoing(async () => {
      await stage.settle(ROLES);
      const changed = ROLES.replace("[{ key: gus }, { contract: relay }]", "[{ key: cleo }]")
        .replace("automata: [{ contract: relay, holder: Tom }]\n", "")
        .replace(", { target: vault, function: pause() }", "")
        .replace('open: [{ target: vault, function: "setRate(uint256)" }]\n', "");
      const charter = stage.charter(changed);
      const { calls } = await stage.compare(charter);
      expect(calls.map((call) => [call.words, call.loosens])).toEqual([
        ["revokes pauser from gus (Gus)", false],
        ["revokes pauser from relay", false],
        ["lets relay no longer be a member of roles", false],
        ["opens 0x8456cb59 of vault, 0x34fcf437 of vault to the Conclave alone", false],
        ["grants pauser to cleo (Cleo)", true],
      ]);
      await stage.act(calls);
      expect((await stage.compare(charter)).calls).toEqual([]);
      expect(await has(1n, GUS)).toBe(false);
    });
  });

  it("revoke and grant what another role administers, and leave that role its admin", async () => {
    await stage.founded.chain.undoing(async () => {
      await stage.settle(ROLES);
      const charter = stage.charter(
        ROLES.replace("{ key: pia, delay: 2 days }", "{ key: ana, delay: 2 days }"),
      );
      const { calls } = await stage.compare(charter);
      const name = calls[0]?.together;
      expect(name).toBeTypeOf("string");
      expect(calls.map(({ kind, together, loosens }) => [kind, together === name, loosens])).toEqual([
        ["admin", true, false],
        ["revoke", true, false],
        ["admin", true, false],
        ["admin", false, false],
        ["grant", false, true],
        ["admin", false, false],
      ]);
      await stage.act(calls);
      expect((await stage.compare(charter)).calls).toEqual([]);
    });
  });

  it("let a person change sides of a duty, and set a duty between roles that somebody combined", async () => {
    await stage.founded.chain.undoing(async () => {
      const free = ROLES.replace("duties: [[pauser, payer], [auditor, officer]]", "duties: []");
      await stage.settle(
        free.replace(
          "{ key: pia, delay: 2 days }",
          "{ key: pia, delay: 2 days }, { key: gus, delay: 1 day }",
        ),
      );
      const charter = stage.charter(ROLES);
      const { calls } = await stage.compare(charter);
      expect(words(calls)).toContain("keeps pauser and payer apart: nobody combines them");
      await stage.act(calls);
      expect((await stage.compare(charter)).calls).toEqual([]);
      const swapped = stage.charter(
        ROLES.replace("[{ key: gus }, { contract: relay }]", "[{ key: pia }]").replace(
          "{ key: pia, delay",
          "{ key: gus, delay",
        ),
      );
      await stage.act((await stage.compare(swapped)).calls);
      expect((await stage.compare(swapped)).calls).toEqual([]);
      expect([await has(1n, PIA), await has(2n, GUS), await has(1n, GUS)]).toEqual([true, true, false]);
    });
  });

  it.each([
    ["an end", ROLES.replace("{ key: hana }", "{ key: hana, until: 2099-01-01 }"), null],
    ["a delay", ROLES.replace("delay: 2 days", "delay: 1 day"), "grants payer to pia (Pia)"],
    ["live", ROLES.replace("    live: true\n", ""), "grants payer to pia (Pia)"],
    ["critical", ROLES.replace("    critical: true\n", ""), "grants pauser to gus (Gus)"],
    ["a grace", ROLES.replace("grace: 7 days", "grace: 6 days"), "grants payer to pia (Pia)"],
    ["a shorter term", ROLES.replace("term: 90 days", "term: 60 days"), "grants payer to pia (Pia)"],
    ["another holder of a contract", ROLES.replace("holder: Tom", "holder: Ben"), "grants pauser to relay"],
  ])("reach grants that were made on other terms: %s", async (_, sections, expected) => {
    await stage.founded.chain.undoing(async () => {
      await stage.settle(ROLES);
      const charter = stage.charter(sections);
      const { calls } = await stage.compare(charter);
      if (expected === null) expect(calls).toEqual([]);
      else expect(words(calls).some((one) => one.startsWith(expected))).toBe(true);
      await stage.act(calls);
      expect((await stage.compare(charter)).calls).toEqual([]);
    });
  });

  it("empty what the charter no longer lists, and say what stays", async () => {
    await stage.founded.chain.undoing(async () => {
      await stage.settle(ROLES);
      const charter = stage.charter("");
      const { calls, notes } = await stage.compare(charter);
      expect(new Set(calls.map(({ loosens, kind }) => `${kind} ${loosens}`))).toEqual(
        new Set([
          "admin false",
          "revoke false",
          "declaration false",
          "function false",
          "conflict true",
          "guardian true",
        ]),
      );
      expect(notes).toEqual(
        ["pauser (role 1)", "payer (role 2)", "auditor (role 3)", "officer (role 4)"].map((role) =>
          expect.stringContaining(`${role} stays defined`),
        ),
      );
      expect(words(calls)).toContain("revokes pauser (role 1) from gus (Gus)");
      await stage.act(calls);
      expect((await stage.compare(charter)).calls).toEqual([]);
      const { roles } = await stage.settings();
      expect(roles.every(({ members, conflicts }) => members.length + conflicts.length === 0)).toBe(true);
    });
  });
});
