import { concat, type Hex } from "viem";
import { describe, expect, it } from "vitest";
import * as Check from "../../src/charter/check.ts";
import { describe as say } from "../../src/charter/finding.ts";
import { Role, type Roster as RosterValue } from "../../src/charter/model.ts";
import * as Roster from "../../src/charter/roster.ts";
import * as Rulebook from "../../src/charter/rulebook.ts";
import {
  addressOf,
  CONCLAVE,
  first,
  NOW,
  pointOf,
  type Said,
  SETTING,
  sample,
  tier,
  withKey,
  withTier,
} from "./sample.ts";

const DAY = 86_400;

function genesis(roster: RosterValue): Said | [] {
  return first(Check.genesis(Roster.encode(roster), SETTING));
}

describe("Check.genesis", () => {
  it("accepts the sample", () => {
    expect(Check.genesis(Roster.encode(sample()), SETTING)).toEqual([]);
  });

  const base = sample();
  const recovery = tier({
    testerNeeded: false,
    recovery: true,
    roles: Role.RECOVERY,
    delay: 60 * DAY,
    grace: 30 * DAY,
  });
  const guardian = Role.GUARDIAN | Role.SEVERAL;
  it.each<[Said, RosterValue]>([
    [["TierZeroTooWeak", 1], withTier(base, 0, { approvals: 1 })],
    [["TierZeroHasNoDelay"], withTier(base, 0, { delay: 0 })],
    [["TierZeroHasNoDelay"], withTier(base, 0, { recovery: true })],
    [["TierWithoutApprovals", 1], withTier(base, 1, { approvals: 0 })],
    [["OverrideBelowApprovals", 1, 1, 2], withTier(base, 1, { approvals: 2, override: 1 })],
    [["DelayTooLong", 0, 90 * DAY + 1, 90 * DAY], withTier(base, 0, { delay: 90 * DAY + 1 })],
    [["DelayTooLong", 3, 240 * DAY + 1, 240 * DAY], withTier(base, 3, { delay: 240 * DAY + 1 })],
    [["DelayAboveTierZero", 1, 2 * DAY + 1, 2 * DAY], withTier(base, 1, { delay: 2 * DAY + 1 })],
    [["RecoveryTooQuick", 3, 10 * DAY - 1, BigInt(10 * DAY)], withTier(base, 3, { delay: 10 * DAY - 1 })],
    [["GraceOutOfRange", 1, 3 * DAY - 1], withTier(base, 1, { grace: 3 * DAY - 1 })],
    [["GraceOutOfRange", 1, 30 * DAY + 1], withTier(base, 1, { grace: 30 * DAY + 1 })],
    [["TwoRecoveryTiers", 3, 4], { ...base, tiers: [...base.tiers, recovery] }],
    [["RecoveryRolesWrong", 3], withTier(base, 3, { roles: Role.RECOVERY | Role.APPROVER })],
    [["RecoveryRolesWrong", 3], withTier(base, 3, { testerNeeded: true })],
    [["RolesDoNotCount", 1, Role.GUARDIAN], withTier(base, 1, { roles: Role.GUARDIAN })],
    [["RolesDoNotCount", 2, Role.TESTER], withTier(base, 2, { roles: Role.TESTER })],
    [["RolesDoNotCount", 1, Role.RECOVERY], withTier(base, 1, { roles: Role.RECOVERY })],
    [["RolesDoNotCount", 1, Role.EXECUTOR], withTier(base, 1, { roles: Role.EXECUTOR })],
    [["RolesDoNotCount", 1, 66], withTier(base, 1, { roles: 66 })],
    [["RolesDoNotCount", 1, 0], withTier(base, 1, { roles: 0 })],
    [["HolderOutOfRange", 4, 64], withKey(base, 4, { holder: 64 })],
    [["RolesMissing", 4], withKey(base, 4, { roles: 0 })],
    [["RolesMissing", 4], withKey(base, 4, { roles: Role.SEVERAL })],
    [["RolesMissing", 4], withKey(base, 4, { roles: 128 | Role.APPROVER })],
    [["RolesUnmarked", 4, 3], withKey(base, 4, { roles: 3 })],
    [["RolesUnmarked", 4, 66], withKey(base, 4, { roles: 66 })],
    [["SignerEmpty", 4], withKey(base, 4, { signer: `0x${"00".repeat(20)}` })],
    [["SignerEmpty", 6], withKey(base, 6, { signer: concat([`0x${"00".repeat(20)}`, pointOf(6)]) })],
    [["SignerEmpty", 4], withKey(base, 4, { signer: "0x000000000000000000000000000000000000ffff" })],
    [["KeyNotAPoint", 6, 0n], withKey(base, 6, { signer: addressOf(106) })],
    [["KeyNotAPoint", 6, 65n], withKey(base, 6, { signer: concat([addressOf(106), pointOf(6), "0x00"]) })],
    [["SignerIsConclave", 4], withKey(base, 4, { signer: CONCLAVE })],
    [["SignerIsConclave", 6], withKey(base, 6, { signer: concat([CONCLAVE, pointOf(6)]) })],
    [["DuplicateSigner", 0, 4], withKey(base, 4, { signer: addressOf(0), kind: "ERC1271" })],
    [["GuardianApproves", 7], withKey(base, 4, { holder: 7 })],
    [["GuardianApproves", 4], withKey(base, 4, { roles: Role.APPROVER | guardian })],
    [["CooldownTooShort", BigInt(22 * DAY - 1), BigInt(22 * DAY)], { ...base, cooldown: 22 * DAY - 1 }],
    [["PredecessorWrong", 4, 5], withKey(base, 4, { predecessor: 5 })],
    [["SerialWrong", 2, 1], { ...base, serial: 2 }],
    [["EnteredWrong", 4, 2], withKey(base, 4, { since: 2 })],
    [["TierLockedOut", 0, 0], withKey(base, 1, null)],
    [["TierLockedOut", 0, 2], withKey(base, 3, null)],
    [["TierLockedOut", 0, 5], withKey(base, 4, null)],
    [["TierLockedOut", 0, 6], withKey(base, 4, { kind: "ERC1271" })],
    [["TierLockedOut", 0, 0], withKey(base, 1, { expiry: NOW / 60 + 9 * 1440 })],
    [["TierLockedOut", 0, 255], { ...base, keys: [null, null] }],
    [["TierLockedOut", 3, 255], withKey(withKey(base, 10, null), 11, null)],
  ])("refuses with %s", (said, roster) => {
    expect(genesis(roster)).toEqual(said);
  });

  it("takes what lies on the border", () => {
    expect(genesis({ ...base, cooldown: 22 * DAY })).toEqual([]);
    expect(genesis(withTier(base, 3, { delay: 10 * DAY }))).toEqual([]);
    expect(genesis(withTier(base, 1, { delay: 2 * DAY, grace: 3 * DAY }))).toEqual([]);
    expect(genesis(withKey(base, 1, { expiry: NOW / 60 + 9 * 1440 + 1 }))).toEqual([]);
  });

  it("knows a curve point by its x alone, whatever its sign and verifier", () => {
    const point = pointOf(6);
    const negative: Hex = `0x${point.slice(2, 66)}${"77".repeat(32)}`;
    const other = concat([addressOf(999), negative]);
    expect(genesis(withKey(base, 4, { kind: "ERC7913", signer: other }))).toEqual(["DuplicateSigner", 4, 6]);
    const short = concat([addressOf(999), `0x${point.slice(2, 66)}`]);
    expect(
      first(Check.genesis(Roster.encode(withKey(base, 4, { kind: "ERC7913", signer: short })), SETTING)),
    ).toEqual(["KeyNotAPoint", 4, 32n]);
  });

  it("refuses what cannot be read, before all else", () => {
    expect(first(Check.genesis("0x02", SETTING))).toEqual(["DocumentMalformed", 1n]);
    const noTiers = Roster.encode(base).replace(/^(0x.{14})04/, "$100") as Hex;
    expect(first(Check.genesis(noTiers, SETTING))).toEqual(["TierCountOutOfRange", 0n]);
    const kind = Roster.encode(withKey(base, 0, { signer: `0x${"ab".repeat(20)}` })).replace(
      `${"ab".repeat(20)}00`,
      `${"ab".repeat(20)}07`,
    ) as Hex;
    expect(first(Check.genesis(kind, SETTING))).toEqual(["UnknownKind", 0, 7]);
    const flags = Roster.encode(base).replace(/^(0x.{18}.{6})01/, "$109") as Hex;
    expect(first(Check.genesis(flags, SETTING))).toEqual(["UnknownTierFlags", 0, 9]);
  });

  it("reports all that is wrong, in order, and in people's words", () => {
    const names = (holder: number) => `person ${holder}`;
    const bad = withKey(withKey(base, 1, null), 4, { holder: 7 });
    const findings = Check.genesis(Roster.encode(bad), SETTING, names);
    expect(findings.map(({ name }) => name).slice(0, 2)).toEqual(["GuardianApproves", "TierLockedOut"]);
    expect(findings[0]?.message).toBe(
      "person 7 holds a guardian key and an approver key; one person cannot do both",
    );
    expect(findings[1]?.message).toContain("losing person 0 leaves nobody who may propose in tier 0");
  });
});

describe("Check.rulebook", () => {
  it("says what the decoder refuses, and a wrong serial first", () => {
    const book = Rulebook.encode({
      serial: 4,
      rules: [{ target: addressOf(1), selector: "0x12345678", tiers: 2, maxValue: 0n }],
      exactRules: [],
      items: [],
    });
    expect(Check.rulebook(book, 4)).toEqual([]);
    expect(first(Check.rulebook(book, 5))).toEqual(["SerialWrong", 4, 5]);
    const empty = book.replace(/0002(0{24})$/, "0000$1") as Hex;
    expect(first(Check.rulebook(empty, 4))).toEqual(["TierMaskEmpty", 0n]);
    expect(first(Check.rulebook(empty, 5))).toEqual(["SerialWrong", 4, 5]);
    expect(first(Check.rulebook(concat([book, "0x00"]), 4))).toEqual(["DocumentMalformed", 47n]);
  });
});

describe("Check.able", () => {
  it("asks with everybody there, or without any one holder", () => {
    const document = Roster.encode(sample());
    expect(Check.able(document, 0xfffn, 0n, true, NOW)).toEqual([]);
    expect(first(Check.able(document, 0xfffn & ~0x2n, 0n, true, NOW))).toEqual(["TierLockedOut", 0, 0]);
    expect(Check.able(document, 0xfffn & ~0x2n, 0n, false, NOW)).toEqual([]);
    expect(first(Check.able(document, 0xfffn & ~0x3n, 0n, false, NOW))).toEqual(["TierLockedOut", 0, 255]);
  });
});

describe("Finding.describe", () => {
  it("calls people by name and durations by their units", () => {
    expect(say("TierLockedOut", [0, 3], () => "Ben")).toBe("losing Ben would leave tier 0 unable to act");
    expect(say("DelayAboveTierZero", [1, 3 * DAY, 2 * DAY], () => "")).toBe(
      "tier 1: a delay of 3 days is longer than tier 0's 48 h",
    );
  });
});
