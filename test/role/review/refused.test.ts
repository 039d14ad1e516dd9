import hre from "hardhat";
import type { Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { verifierFor } from "../../../src/approval/verify.ts";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import { decide, reviewerIn, roleOf } from "../../../src/role/review/decide.ts";
import { addSignature, ballots, signedContent } from "../../../src/role/review/sign.ts";
import { submit } from "../../../src/role/review/submit.ts";
import { account, BEN, BEN_SECOND, CLEO, DAN, DAY, OUTSIDER, PIA } from "../../support/people.ts";
import { codeOfAsync, refusalOf } from "../../support/refusal.ts";
import { decided, signed, signedBefore } from "./reviewing.ts";
import {
  addressOf,
  byConclave,
  call,
  grantWord,
  isMember,
  OPERATOR,
  prepared,
  REVIEWER,
  type Stage,
  stage,
} from "./stage.ts";

let place: Stage;
beforeAll(async () => {
  place = await stage(await hre.network.create());
}, 120_000);

describe("a review that is refused", () => {
  it("a signature is good once: replayed, the chain refuses it", async () => {
    await place.chain.undoing(async () => {
      const file = await signed(place, decided(await prepared(place), OPERATOR, BEN, [DAN]), BEN);
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
      const done = await signed(place, file, BEN);
      await place.chain.advance(DAY);
      await byConclave(place, [call(place.manager, "grantRole", [OPERATOR, addressOf(DAN), 0])]);
      const refusal = await refusalOf(() => signed(place, file, BEN));
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
      file = await signed(place, decided(file, OPERATOR, BEN, [DAN, PIA]), BEN);
      file = await signed(place, decided(file, OPERATOR, CLEO, [], [BEN_SECOND]), CLEO);
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
      const file = await signed(place, decided(await prepared(place), OPERATOR, BEN, [DAN]), BEN);
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
    expect(await codeOfAsync(() => signed(place, file, DAN))).toBe("RoleReview.NothingToSign");
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
});
