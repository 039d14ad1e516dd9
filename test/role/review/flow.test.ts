import hre from "hardhat";
import { beforeAll, describe, expect, it } from "vitest";
import { decide, roleOf } from "../../../src/role/review/decide.ts";
import { conclaveChange, submit, submitOwn } from "../../../src/role/review/submit.ts";
import { draft, scheduleAndExecute } from "../../support/conclave.ts";
import { account, BEN, BEN_SECOND, CLEO, DAN, DAY, EVE, GUS, PIA } from "../../support/people.ts";
import { codeOfAsync } from "../../support/refusal.ts";
import { decided, signed } from "./reviewing.ts";
import {
  addressOf,
  byConclave,
  call,
  GRACE,
  grantWord,
  isMember,
  OPERATOR,
  PAUSER,
  PERIOD,
  prepared,
  REVIEWER,
  type Stage,
  stage,
} from "./stage.ts";

let place: Stage;
beforeAll(async () => {
  place = await stage(await hre.network.create());
}, 120_000);

describe("a review, from the file to the chain", () => {
  it("names every grant, with its reviewers and its dates", async () => {
    const file = await prepared(place);
    expect(file.roles.map(({ name, grants }) => [name, grants.length])).toEqual([
      ["admin", 1],
      ["operator", 5],
      ["pauser", 1],
      ["reviewer", 2],
    ]);
    const operator = roleOf(file, "operator");
    expect(operator.reviewers.map(({ holder }) => holder)).toEqual([BEN, CLEO]);
    const dan = operator.grants.find(({ account }) => account === addressOf(DAN));
    expect(dan).toMatchObject({ key: DAN, holder: DAN, standing: "active", conflicts: [], decision: null });
    expect(dan?.due).toBe((dan?.since ?? 0) + PERIOD);
    expect(dan?.lapses).toBe((dan?.since ?? 0) + PERIOD + GRACE);
    expect(roleOf(file, "pauser").grants[0]).toMatchObject({ lapses: null, holder: GUS });
  });

  it("carries out what two reviewers signed, each over what is not their own, in whoever's transactions", async () => {
    await place.chain.undoing(async () => {
      let file = await prepared(place);
      file = decided(file, OPERATOR, BEN, [DAN, place.machine], [PIA, EVE]);
      file = await signed(place, file, BEN);
      file = decided(file, OPERATOR, CLEO, [], [BEN_SECOND]);
      file = await signed(place, file, CLEO);
      const before = await grantWord(place, OPERATOR, addressOf(DAN));
      await place.chain.advance(5);
      const sent = await submit(place.sender, file);
      expect(sent.map(({ reviewer, decided }) => [reviewer, decided]).sort()).toEqual(
        [
          [addressOf(BEN), 4],
          [addressOf(CLEO), 1],
        ].sort(),
      );
      for (const gone of [PIA, EVE, BEN_SECOND])
        expect(await isMember(place, OPERATOR, addressOf(gone))).toBe(false);
      expect(await isMember(place, OPERATOR, addressOf(DAN))).toBe(true);
      expect(await grantWord(place, OPERATOR, addressOf(DAN))).not.toBe(before);
      // Again: nothing is left to send.
      expect((await submit(place.sender, file)).map(({ receipt }) => receipt)).toEqual([null, null]);
    });
  });

  it("is carried out also where the role's period became shorter", async () => {
    await place.chain.undoing(async () => {
      const file = await signed(place, decided(await prepared(place), OPERATOR, BEN, [DAN]), BEN);
      const terms = {
        term: 0,
        period: 10 * DAY,
        grace: GRACE,
        reviewer: REVIEWER,
        critical: false,
        live: false,
      };
      await byConclave(place, [call(place.manager, "defineRole", [OPERATOR, terms])]);
      expect(await submit(place.sender, file)).toMatchObject([
        { problem: null, receipt: { status: "success" } },
      ]);
      expect(await submit(place.sender, file)).toMatchObject([{ problem: null, receipt: null }]);
    });
  });

  it("a reviewer without a signature decides from the own account", async () => {
    await place.chain.undoing(async () => {
      const file = decided(await prepared(place), OPERATOR, CLEO, [], [PIA]);
      await place.chain.setBalance(addressOf(CLEO), 10n ** 18n);
      const sender = { ...place.sender, account: account(CLEO) };
      expect(await submitOwn(place.sender, file)).toEqual([]);
      expect(await submitOwn(sender, file)).toHaveLength(1);
      expect(await isMember(place, OPERATOR, addressOf(PIA))).toBe(false);
    });
  });

  it("a reviewer who signed some decisions hands in the others from the own account", async () => {
    await place.chain.undoing(async () => {
      let file = await signed(place, decided(await prepared(place), OPERATOR, CLEO, [DAN]), CLEO);
      file = decided(file, OPERATOR, CLEO, [], [PIA]);
      await place.chain.setBalance(addressOf(CLEO), 10n ** 18n);
      const sender = { ...place.sender, account: account(CLEO) };
      expect(await submitOwn(sender, file)).toMatchObject([{ decided: 1, problem: null }]);
      expect(await isMember(place, OPERATOR, addressOf(PIA))).toBe(false);
      expect(await submit(sender, file)).toMatchObject([{ decided: 1, receipt: { status: "success" } }]);
    });
  });

  it("dropping from a critical role is the Conclave's, by a proposal", async () => {
    await place.chain.undoing(async () => {
      const file = decided(await prepared(place), PAUSER, BEN, [], [GUS]);
      expect(await codeOfAsync(() => signed(place, file, BEN))).toBe("RoleReview.NothingToSign");
      const { change } = await conclaveChange(place.connection, file);
      expect(change?.calls).toHaveLength(1);
      await scheduleAndExecute(place, await draft(place, { ...change, calls: change?.calls ?? [] }));
      expect(await isMember(place, PAUSER, addressOf(GUS))).toBe(false);
      expect(await conclaveChange(place.connection, file)).toEqual({ change: null, problems: [] });
    });
  });

  it("where the Conclave alone reviews, all decisions become its proposal", async () => {
    await place.chain.undoing(async () => {
      const file = await prepared(place);
      const role = roleOf(file, "reviewer");
      const { file: done } = decide(file, role, null, [
        { account: addressOf(CLEO), keep: false, reason: "" },
      ]);
      const { change } = await conclaveChange(place.connection, done);
      await scheduleAndExecute(place, await draft(place, { ...change, calls: change?.calls ?? [] }));
      expect(await isMember(place, REVIEWER, addressOf(CLEO))).toBe(false);
      // Ben's grant went on in another way: nothing is proposed over the role, and it is said why.
      const { file: late } = decide(done, roleOf(done, "reviewer"), null, [
        { account: addressOf(BEN), keep: true, reason: "" },
      ]);
      expect((await conclaveChange(place.connection, late)).change?.calls).toHaveLength(1);
      await byConclave(place, [call(place.manager, "revokeRole", [REVIEWER, addressOf(BEN)])]);
      expect(await conclaveChange(place.connection, late)).toMatchObject({
        change: null,
        problems: [{ code: "RoleReview.Stale", details: { accounts: [addressOf(BEN)] } }],
      });
      const admin = roleOf(file, "admin");
      const drop = () => decide(file, admin, null, [{ account: place.address, keep: false, reason: "" }]);
      expect(await codeOfAsync(drop)).toBe("RoleReview.AdminStays");
    });
  });
});
