import hre from "hardhat";
import type { Address, Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { verifierFor } from "../../../src/approval/verify.ts";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import { decide, reviewerIn, roleOf, type Verdict } from "../../../src/role/review/decide.ts";
import type { ReviewFile } from "../../../src/role/review/schema.ts";
import {
  addSignature,
  ballots,
  prepare as prepareBallot,
  signedContent,
} from "../../../src/role/review/sign.ts";
import { conclaveChange, submit, submitOwn } from "../../../src/role/review/submit.ts";
import { draft, scheduleAndExecute } from "../../support/conclave.ts";
import { account, BEN, BEN_SECOND, CLEO, DAN, DAY, EVE, GUS, OUTSIDER, PIA } from "../../support/people.ts";
import { codeOfAsync, refusalOf } from "../../support/refusal.ts";
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

/** Decides as a reviewer; a key is one of the people, or a contract's address. */
function decided(
  file: ReviewFile,
  role: bigint,
  by: number,
  keep: Member[],
  drop: Member[] = [],
): ReviewFile {
  const one = roleOf(file, String(role));
  const verdict =
    (keeps: boolean) =>
    (member: Member): Verdict => ({
      account: typeof member === "number" ? addressOf(member) : member,
      keep: keeps,
      reason: "as seen",
    });
  const reviewer = reviewerIn(one, addressOf(by));
  return decide(file, one, reviewer, [...keep.map(verdict(true)), ...drop.map(verdict(false))]).file;
}
type Member = number | Address;

async function signed(file: ReviewFile, by: number): Promise<ReviewFile> {
  const found = ballots(file, await prepared(place), addressOf(by));
  const verify = verifierFor(place.chain.client, place.manager);
  const key = place.roster.keys[by];
  if (!key) throw new Error(`no key ${by}`);
  let at = file;
  for (const { role, reviewer, typed } of found.ballots) {
    const signature = await account(by).signTypedData(typed as never);
    at = await addSignature(at, roleOf(at, String(role.id)), { reviewer, key, signature }, verify);
  }
  return at;
}

/** A file whose one signature is Ben's, made as if he were still a reviewer. */
async function signedBefore(at: Stage, member: number): Promise<ReviewFile> {
  const file = await prepared(at);
  const role = roleOf(file, String(OPERATOR));
  const reviewer = { account: addressOf(BEN), name: "ben", key: BEN, holder: BEN, person: null };
  const verdict = { account: addressOf(member), keep: true, reason: "" };
  const one = decide(file, { ...role, reviewers: [reviewer] }, reviewer, [verdict]).file;
  const key = at.roster.keys[BEN];
  if (!key) throw new Error("no key of Ben's");
  const own = roleOf(one, String(OPERATOR));
  const signature = await account(BEN).signTypedData(prepareBallot(one, own, reviewer) as never);
  return addSignature(one, own, { reviewer, key, signature }, verifierFor(at.chain.client, at.manager));
}

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
      file = await signed(file, BEN);
      file = decided(file, OPERATOR, CLEO, [], [BEN_SECOND]);
      file = await signed(file, CLEO);
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

  it("a signature is good once: replayed, the chain refuses it", async () => {
    await place.chain.undoing(async () => {
      const file = await signed(decided(await prepared(place), OPERATOR, BEN, [DAN]), BEN);
      await place.chain.advance(5);
      await submit(place.sender, file);
      const role = roleOf(file, "operator");
      const [signature] = role.signatures;
      if (signature === undefined) throw new Error("not signed");
      const { roleId, decisions, deadline } = signedContent(file, role, signature);
      const args = [roleId, decisions, addressOf(BEN), deadline, signature.signature];
      await expect(
        place.chain.client.simulateContract({
          address: place.manager,
          abi: roleManagerAbi,
          functionName: "reviewBySignature",
          args: args as never,
          account: OUTSIDER,
        }),
      ).rejects.toThrow(/GrantChanged/);
    });
  });

  it("a grant that changed since it was looked at cannot be signed over, nor handed in", async () => {
    await place.chain.undoing(async () => {
      const file = decided(await prepared(place), OPERATOR, BEN, [DAN, PIA]);
      const done = await signed(file, BEN);
      await place.chain.advance(DAY);
      await byConclave(place, [call(place.manager, "grantRole", [OPERATOR, addressOf(DAN), 0])]);
      const refusal = await refusalOf(() => signed(file, BEN));
      expect(refusal.code).toBe("RoleReview.GrantChanged");
      expect(refusal.details).toMatchObject({ account: addressOf(DAN) });
      const [sent] = await submit(place.sender, done);
      expect(sent).toMatchObject({ receipt: null, problem: { code: "RoleReview.Stale" } });
      expect(sent?.problem?.details).toMatchObject({ accounts: [addressOf(DAN)] });
    });
  });

  it("what the chain would refuse of one reviewer keeps nothing of another's back", async () => {
    await place.chain.undoing(async () => {
      let file = await prepared(place);
      file = await signed(decided(file, OPERATOR, BEN, [DAN, PIA]), BEN);
      file = await signed(decided(file, OPERATOR, CLEO, [], [BEN_SECOND]), CLEO);
      await place.chain.advance(DAY);
      await byConclave(place, [call(place.manager, "grantRole", [OPERATOR, addressOf(DAN), 0])]);
      const sent = await submit(place.sender, file);
      expect(sent.find(({ reviewer }) => reviewer === addressOf(BEN))).toMatchObject({
        receipt: null,
        problem: { code: "RoleReview.Stale" },
      });
      expect(sent.find(({ reviewer }) => reviewer === addressOf(CLEO))?.problem).toBeNull();
      expect(await isMember(place, OPERATOR, addressOf(BEN_SECOND))).toBe(false);
      // Whose signature counts no longer: the contract's own no, told and no more.
      await byConclave(place, [call(place.manager, "revokeRole", [REVIEWER, addressOf(BEN)])]);
      const other = await signedBefore(place, DAN);
      expect(await submit(place.sender, other)).toMatchObject([
        { receipt: null, problem: { code: "Revert.NotAReviewer" } },
      ]);
    });
  });

  it("a grant that was taken and made anew since was not kept by anybody", async () => {
    await place.chain.undoing(async () => {
      const file = await signed(decided(await prepared(place), OPERATOR, BEN, [DAN]), BEN);
      await place.chain.advance(DAY);
      await byConclave(place, [
        call(place.manager, "revokeRole", [OPERATOR, addressOf(DAN)]),
        call(place.manager, "grantRole", [OPERATOR, addressOf(DAN), 0]),
      ]);
      expect(await submit(place.sender, file)).toMatchObject([
        { receipt: null, problem: { code: "RoleReview.Stale" } },
      ]);
    });
  });

  it("is carried out also where the role's period became shorter", async () => {
    await place.chain.undoing(async () => {
      const file = await signed(decided(await prepared(place), OPERATOR, BEN, [DAN]), BEN);
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

  it("nobody decides over a grant of their own, by whichever key it is held", async () => {
    const file = await prepared(place);
    expect(await codeOfAsync(() => decided(file, OPERATOR, BEN, [BEN_SECOND]))).toBe("RoleReview.OwnGrant");
    // Written by hand, it is left out of what Ben signs; and the chain says no as well.
    const byHand = decided(decided(file, OPERATOR, CLEO, [BEN_SECOND]), OPERATOR, BEN, [DAN]);
    const found = ballots(byHand, file, addressOf(BEN));
    expect(found.ballots.flatMap(({ grants }) => grants.map(({ account }) => account))).toEqual([
      addressOf(DAN),
    ]);
    const word = await grantWord(place, OPERATOR, addressOf(BEN_SECOND));
    const decision = {
      account: addressOf(BEN_SECOND),
      grant: `0x${word.toString(16).padStart(64, "0")}`,
      keep: true,
    };
    await expect(
      place.chain.client.simulateContract({
        address: place.manager,
        abi: roleManagerAbi,
        functionName: "review",
        args: [OPERATOR, [decision as never]],
        account: addressOf(BEN),
      }),
    ).rejects.toThrow(/ReviewOfOneself/);
  });

  it("who is no reviewer decides and signs nothing", async () => {
    const file = await prepared(place);
    expect(await codeOfAsync(() => decided(file, OPERATOR, DAN, [PIA]))).toBe("RoleReview.NotAReviewer");
    expect(await codeOfAsync(() => signed(file, DAN))).toBe("RoleReview.NothingToSign");
  });

  it("a signature of another, or over other decisions, is not taken", async () => {
    const file = decided(await prepared(place), OPERATOR, BEN, [DAN]);
    const role = roleOf(file, "operator");
    const [ballot] = ballots(file, await prepared(place), addressOf(BEN)).ballots;
    if (ballot === undefined) throw new Error("nothing to sign");
    const key = place.roster.keys[BEN] as never;
    const verify = verifierFor(place.chain.client, place.manager);
    const add = (signature: Hex, at = file) =>
      addSignature(
        at,
        roleOf(at, "operator"),
        { reviewer: reviewerIn(role, addressOf(BEN)), key, signature },
        verify,
      );
    const bys = await account(CLEO).signTypedData(ballot.typed as never);
    expect(await codeOfAsync(() => add(bys))).toBe("RoleReview.BadSignature");
    const own = await account(BEN).signTypedData(ballot.typed as never);
    const other = decided(file, OPERATOR, BEN, [], [DAN]);
    expect(await codeOfAsync(() => add(own, other))).toBe("RoleReview.BadSignature");
    // What was signed falls when the decision is turned round.
    const done = await add(own);
    const turned = decide(done, roleOf(done, "operator"), reviewerIn(role, addressOf(BEN)), [
      { account: addressOf(DAN), keep: false, reason: "" },
    ]);
    expect(turned.fallen).toEqual([addressOf(BEN)]);
    expect(roleOf(turned.file, "operator").signatures).toEqual([]);
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
      let file = await signed(decided(await prepared(place), OPERATOR, CLEO, [DAN]), CLEO);
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
      expect(await codeOfAsync(() => signed(file, BEN))).toBe("RoleReview.NothingToSign");
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
