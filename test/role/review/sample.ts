import { encode } from "../../../src/audit/roles/grant.ts";
import { create } from "../../../src/role/review/file.ts";
import type { ReviewFile, ReviewGrant, ReviewRole } from "../../../src/role/review/schema.ts";
import { type Facts, suggest } from "../../../src/role/review/suggest.ts";
import { DAY } from "../../support/people.ts";

export const NOW = 1_800_000_000;
export const ADDRESSES = {
  manager: "0x1111111111111111111111111111111111111111",
  conclave: "0x2222222222222222222222222222222222222222",
  dan: "0x3333333333333333333333333333333333333333",
  ben: "0x1010101010101010101010101010101010101010",
} as const;

const WORD = encode({
  delay: { before: 0, after: 60, effect: 0 },
  since: NOW - 90 * DAY,
  until: null,
  due: NOW + DAY,
  grace: 10,
  key: 3,
  holder: 4,
  live: false,
  alarmed: false,
});

export const FACTS: Facts = {
  account: ADDRESSES.dan,
  name: "dan",
  key: 3,
  holder: 4,
  person: "Dan",
  word: `0x${WORD.toString(16).padStart(64, "0")}`,
  since: NOW - 90 * DAY,
  until: null,
  lapses: NOW + 11 * DAY,
  due: NOW + DAY,
  delay: 60,
  standing: "active",
  conflicts: [],
  use: { kind: "unused", how: "nothing was scheduled" },
};
export const GROUND = { now: NOW, unusedFor: 30 * DAY, changes: [] };

export const BEN = { account: ADDRESSES.ben, name: "ben", key: 1, holder: 1, person: "Ben" };

/** A review of one role with one grant, Dan's, which Ben may decide over. */
export function file(more: { facts?: Partial<Facts>; role?: Partial<ReviewRole> } = {}): ReviewFile {
  const facts = { ...FACTS, ...more.facts };
  const critical = more.role?.critical ?? false;
  const grant: ReviewGrant = { ...facts, suggestion: suggest(facts, critical, GROUND), decision: null };
  return create({
    domain: { chainId: 31_337, verifyingContract: ADDRESSES.manager },
    conclave: ADDRESSES.conclave,
    block: { number: 7, hash: `0x${"07".repeat(32)}`, time: NOW },
    deadline: NOW + 14 * DAY,
    unusedFor: GROUND.unusedFor,
    changesSince: NOW - 90 * DAY,
    changes: [],
    roles: [
      {
        id: 5n,
        name: "operator",
        reviewer: 7n,
        reviewers: [BEN],
        critical,
        live: false,
        term: 0,
        period: 100 * DAY,
        grace: 10 * DAY,
        grants: [grant],
        signatures: [],
        ...more.role,
      },
    ],
    remarks: [],
  });
}
