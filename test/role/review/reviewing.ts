import type { Address } from "viem";
import { verifierFor } from "../../../src/approval/verify.ts";
import { decide, reviewerIn, roleOf, type Verdict } from "../../../src/role/review/decide.ts";
import type { ReviewFile } from "../../../src/role/review/schema.ts";
import {
  addSignature,
  addSignatures,
  ballots,
  prepare as prepareBallot,
} from "../../../src/role/review/sign.ts";
import { account, BEN } from "../../support/people.ts";
import { addressOf, OPERATOR, prepared, type Stage } from "./stage.ts";

type Member = number | Address;

/** Decides as a reviewer; a key is one of the people, or a contract's address. */
export function decided(
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

/** What a reviewer signs of a file, put into it. */
export async function signed(place: Stage, file: ReviewFile, by: number): Promise<ReviewFile> {
  const found = ballots(file, await prepared(place), addressOf(by));
  const verify = verifierFor(place.chain.client, place.manager);
  const key = place.roster.keys[by];
  if (!key) throw new Error(`no key ${by}`);
  const made = await Promise.all(
    found.ballots.map(async ({ role, reviewer, typed }) => ({
      role: String(role.id),
      reviewer,
      key,
      signature: await account(by).signTypedData(typed as never),
    })),
  );
  return addSignatures(file, made, verify);
}

/** A file whose one signature is Ben's, made as if he were still a reviewer. */
export async function signedBefore(at: Stage, member: number): Promise<ReviewFile> {
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
