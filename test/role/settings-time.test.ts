import hre from "hardhat";
import { encodeFunctionData } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import type { Charter } from "../../src/charter/schema.ts";
import { roleManagerAbi } from "../../src/generated/abi.ts";
import { checkManager } from "../../src/role/check/manager.ts";
import { DAY } from "../support/people.ts";
import { ROLES } from "./settings-sample.ts";
import { type RoleStage, roleStage } from "./settings-stage.ts";

const encode = (functionName: string, args: readonly unknown[]) =>
  encodeFunctionData({ abi: roleManagerAbi, functionName, args } as never);

describe("settings of a RoleManager as time passes", () => {
  let stage: RoleStage;
  const words = (calls: readonly { words: string }[]) => calls.map((call) => call.words);

  beforeAll(async () => {
    stage = await roleStage(await hre.network.create());
  });

  it("leave a review that is to come sooner to the next review, and say so: to grant again is not to review", async () => {
    await stage.founded.chain.undoing(async () => {
      await stage.settle(ROLES);
      const charter = stage.charter(ROLES.replace("review: 365 days", "review: 100 days"));
      const { calls, notes } = await stage.compare(charter);
      expect(calls.map(({ kind }) => kind)).toEqual(["terms"]);
      expect(notes.filter((note) => note.includes("the shorter period holds"))).toHaveLength(2);
      await stage.act(calls);
      const after = await stage.compare(charter);
      expect(after.calls).toEqual([]);
      expect(after.notes.some((note) => note.startsWith("hana (Hana) is reviewed as auditor by "))).toBe(
        true,
      );
    });
  });

  it("end a grant at the date the charter gives, and clear it away once that is past", async () => {
    await stage.founded.chain.undoing(async () => {
      const { chain } = stage.founded;
      const day = (days: number) => new Date((now + days * DAY) * 1000).toISOString().slice(0, 10);
      const now = await chain.now();
      const charter = await stage.settle(ROLES.replace("{ key: gus }", `{ key: gus, until: ${day(40)} }`));
      expect((await stage.compare(charter)).calls).toEqual([]);
      await chain.advance(41 * DAY);
      expect(words((await stage.compare(charter)).calls)).toContain(
        "clears away the ended grant of pauser from gus (Gus)",
      );
    });
  });

  it("leave out, and say so, members whose keys have expired", async () => {
    await stage.founded.chain.undoing(async () => {
      await stage.founded.chain.advance(310 * DAY);
      const charter = stage.charter(ROLES);
      const { calls, notes } = await stage.compare(charter);
      expect(notes).toContain(
        "gus (Gus) gets no grant of pauser: the end that the charter gives, or the key's, is past",
      );
      expect(calls.filter(({ kind }) => kind === "grant").map((call) => call.words)).toEqual([
        "grants pauser to relay",
      ]);
      await stage.act(calls);
      expect((await stage.compare(charter)).calls).toEqual([]);
    });
  });

  it("grant anew, in words that say so, what lapsed for want of a review", async () => {
    await stage.founded.chain.undoing(async () => {
      const charter = await stage.settle(ROLES);
      await stage.founded.chain.advance(37 * DAY + 60);
      const { calls } = await stage.compare(charter);
      expect(words(calls)).toEqual([
        "takes the granting of payer from officer for a moment",
        "grants payer to pia (Pia) with a delay of 48 h: the last one ended, by its end or for want of a review",
        "gives the granting of payer back to officer",
      ]);
    });
  });

  it("find a target's delay and closing: the one is to go, the other is told", async () => {
    await stage.founded.chain.undoing(async () => {
      const charter = await stage.settle(ROLES);
      const { chain } = stage.founded;
      const set = (functionName: string, args: readonly unknown[]) =>
        stage.act([{ target: stage.manager, data: encode(functionName, args) }]);
      await set("setTargetClosed", [stage.at.vault, true]);
      await set("setTargetAdminDelay", [stage.at.box, 3 * DAY]);
      const before = await stage.compare(charter);
      expect(before.calls.map(({ kind }) => kind)).toEqual(["target-delay"]);
      await chain.advance(6 * DAY);
      const { calls, notes } = await stage.compare(charter);
      expect(calls.map(({ kind }) => kind)).toEqual(["target-delay"]);
      expect(notes.toSorted().toReversed()).toEqual([
        "vault is closed: nobody can call it through its roles until the Conclave opens it",
        "functions of box are left as they are: changes wait 3 days in the RoleManager, until that delay is gone",
      ]);
      await stage.act(calls);
      expect((await stage.compare(charter)).calls).toEqual([]);
    });
  });

  it("are told as findings: what is still to be done, and whose review is overdue", async () => {
    await stage.founded.chain.undoing(async () => {
      const charter = await stage.settle(ROLES);
      const check = async (one: Charter) =>
        checkManager(one, await stage.settings()).map(
          ({ check: name, severity, found }) => [name, severity, found] as const,
        );
      expect(await check(charter)).toEqual([]);
      const [first, ...rest] = await check(stage.charter(ROLES.replace("[{ key: gus }, ", "[")));
      expect(rest).toEqual([]);
      expect(first).toEqual(["manager-setting", "high", "still to be done: revokes pauser from gus (Gus)"]);
      await stage.founded.chain.advance(91 * DAY);
      const overdue = (await check(charter)).filter(([name]) => name === "review-overdue");
      // payer's grant lapsed long ago, auditor's and officer's reviews are due later.
      expect(overdue.map(([, severity]) => severity)).toEqual(["high", "high"]);
      expect(overdue.map(([, , found]) => found.split(" was to be")[0])).toEqual([
        "the grant of pauser to gus (Gus)",
        "the grant of pauser to relay",
      ]);
    });
  });
});
