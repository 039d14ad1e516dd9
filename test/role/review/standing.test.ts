import hre from "hardhat";
import { beforeAll, describe, expect, it } from "vitest";
import * as ChainState from "../../../src/chain/state.ts";
import type { Charter } from "../../../src/charter/schema.ts";
import * as Acts from "../../../src/execution/acts.ts";
import { decide, reviewerIn, roleOf } from "../../../src/role/review/decide.ts";
import { failures, list } from "../../../src/role/review/list.ts";
import type { ReviewFile } from "../../../src/role/review/schema.ts";
import { account, BEN, BEN_SECOND, CLEO, DAN, DAY, GUS } from "../../support/people.ts";
import { codeOfAsync } from "../../support/refusal.ts";
import {
  addressOf,
  byConclave,
  call,
  GRACE,
  isMember,
  OPERATOR,
  PAUSER,
  prepared,
  REVIEWER,
  type Stage,
  stage,
} from "./stage.ts";

let place: Stage;
beforeAll(async () => {
  place = await stage(await hre.network.create());
}, 120_000);

function keepDan(file: ReviewFile): ReviewFile {
  const role = roleOf(file, "operator");
  const verdict = { account: addressOf(DAN), keep: true, reason: "" };
  return decide(file, role, reviewerIn(role, addressOf(BEN)), [verdict]).file;
}

describe("what a review finds", () => {
  it("a contract declared for another since is no longer what was granted to", async () => {
    await place.chain.undoing(async () => {
      await byConclave(place, [call(place.manager, "declareContract", [place.machine, true, BEN])]);
      const machine = roleOf(await prepared(place), "operator").grants.find(
        (one) => one.account === place.machine,
      );
      // It was granted to as nobody's, and is that no more.
      expect(machine).toMatchObject({ standing: "undeclared", suggestion: { keep: false } });
    });
  });

  it("tells of duties that the charter keeps apart and somebody combines, by whichever keys", async () => {
    const roles = [
      { id: OPERATOR, name: "operators" },
      { id: REVIEWER, name: "reviewers" },
    ];
    const charter = { roles, duties: [["reviewers", "operators"]], keys: [], people: [], contracts: {} };
    const file = await prepared(place, { charter: charter as unknown as Charter });
    const told = file.roles.flatMap(({ grants }) => grants).filter(({ conflicts }) => conflicts.length > 0);
    expect(told.map(({ key, conflicts }) => [key, conflicts])).toEqual([
      [BEN_SECOND, ["reviewers"]],
      [BEN, ["operators"]],
    ]);
    expect(told.every(({ suggestion }) => !suggestion.keep)).toBe(true);
    expect(list(file, 0).conflicts).toHaveLength(2);
    expect(failures(list(file, 0), "conflicts")).toEqual(["2 conflicts"]);
    expect(failures(list(file, 0), "overdue")).toEqual([]);
  });

  it("names no reviewer who is suspended, and no role that the record does not", async () => {
    await place.chain.undoing(async () => {
      const state = await ChainState.read(place.connection, place.address);
      const suspension = Acts.prepare(state, { kind: "suspend", holder: CLEO, guardian: GUS });
      const signature = await account(GUS).signTypedData(suspension.typed as never);
      await Acts.perform(place.sender, suspension, signature);
      const role = roleOf(await prepared(place), "operator");
      expect(role.reviewers.map(({ holder }) => holder)).toEqual([BEN]);
    });
    expect(await codeOfAsync(() => prepared(place, { roles: [99n] }))).toBe("RoleReview.RoleNeverNamed");
  });

  it("refuses to let signatures be good for longer than 14 days", async () => {
    expect(await codeOfAsync(() => prepared(place, { validFor: 14 * DAY + 1 }))).toBe(
      "RoleReview.ValidTooLong",
    );
  });

  it("what nobody reviews lapses, is listed, and cannot be kept; a critical grant is overdue and counts on", async () => {
    await place.chain.undoing(async () => {
      const { due } = roleOf(await prepared(place), "operator").grants[0] ?? { due: 0 };
      await place.chain.moveTo(due - DAY);
      expect(list(await prepared(place), 14 * DAY).due.map(({ role }) => role)).toContain("operator");
      await place.chain.moveTo(due);
      const overdue = list(await prepared(place), 0).overdue;
      expect(new Set(overdue.map(({ role }) => role))).toEqual(new Set(["operator", "pauser"]));
      expect(await isMember(place, OPERATOR, addressOf(DAN))).toBe(true);
      await place.chain.moveTo(due + GRACE);
      expect(await isMember(place, OPERATOR, addressOf(DAN))).toBe(false);
      expect(await isMember(place, PAUSER, addressOf(GUS))).toBe(true);
      const late = await prepared(place);
      const found = list(late, 0);
      expect(found.ended.map(({ role }) => role)).toEqual(Array(5).fill("operator"));
      expect(found.overdue.map(({ role }) => role)).toEqual(["pauser"]);
      expect(await codeOfAsync(() => keepDan(late))).toBe("RoleReview.CannotKeep");
    });
  });
});
