import { describe, expect, it } from "vitest";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { diff } from "../../src/charter/diff.ts";
import { Role } from "../../src/charter/model.ts";
import { parse } from "../../src/charter/parse.ts";
import { EXAMPLE, edited } from "./example.ts";

const before = compile(parse(EXAMPLE).charter, GENESIS);

function changes(...edits: [string, string][]) {
  const { charter } = parse(edited(...edits));
  return diff(charter, compile(charter, before), before);
}

function sentences(...edits: [string, string][]): string[] {
  return changes(...edits).map(({ sentence }) => sentence);
}

describe("diff", () => {
  it("says nothing where nothing changed but the serial", () => {
    expect(changes()).toEqual([]);
  });

  it("says what a new charter brings", () => {
    const { charter } = parse(EXAMPLE);
    const said = diff(charter, before, GENESIS);
    expect(new Set(said.map(({ change }) => change))).toEqual(new Set(["added"]));
    expect(said.map(({ sentence }) => sentence)).toContain(
      "adds key k4 of Eve as approver, expires 2034-05-01",
    );
  });

  it.each<[sentence: string, [string, string][]]>([
    [
      "adds key k12 of Ana as approver, expires 2027-05-01",
      [
        [
          "  # A replacement names",
          '  - { label: k12, index: 12, owner: Ana, kind: EOA, address: "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a", roles: [approver], expires: 2027-05-01 }\n  # A replacement names',
        ],
      ],
    ],
    [
      "adds key k12 of Eve as approver, a contract wallet, expires 2027-05-01, to succeed k4",
      [
        [
          "  # A replacement names",
          '  - { label: k12, index: 12, owner: Eve, kind: ERC1271, address: "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a", roles: [approver], expires: 2027-05-01, successor-of: k4 }\n  # A replacement names',
        ],
      ],
    ],
    [
      "key k6 of Gita expires 2033-01-01 instead of 2034-05-01",
      [["roles: [approver]\n    expires: 2034-05-01", "roles: [approver]\n    expires: 2033-01-01"]],
    ],
    [
      "key k1 of Ben becomes proposer instead of proposer and executor",
      [["roles: [proposer, executor]\n    several: true", "roles: [proposer]"]],
    ],
    [
      "key k3 of Cleo belonged to Dan, which the Conclave refuses: enter a new key instead",
      [["owner: Dan", "owner: Cleo"]],
    ],
    [
      "key k4 of Eve changes its kind or verifier, which the Conclave refuses: enter a new key instead",
      [["owner: Eve, kind: EOA", "owner: Eve, kind: ERC1271"]],
    ],
    ["tier 1 delay 24 h → 12 h, which waits tier 0's delay (48 h)", [["delay: 24h", "delay: 12h"]]],
    [
      "tier 2 approvals 1 → 2, which waits tier 0's delay (48 h)",
      [["name: routine\n    approvals: 1", "name: routine\n    approvals: 2"]],
    ],
    [
      "tier 0 override 3 → never, which waits tier 0's delay (48 h)",
      [["override: 3  ", "override: never  "]],
    ],
    [
      "tier 1 executor first yes → no, which waits tier 0's delay (48 h)",
      [["executor-first: true", "executor-first: false"]],
    ],
    ["guardian cooldown 30 days → 40 days", [["guardian-cooldown: 30 days", "guardian-cooldown: 40 days"]]],
    [
      "setFee(uint256) of vault: allowed to tier 1 (treasury) and tier 2 (routine) → tier 2 (routine)",
      [["tiers: [routine, treasury]", "tiers: [routine]"]],
    ],
    [
      "deposit() of treasury: allowed to tier 1 (treasury), with 10 ether at most → tier 1 (treasury), with 2.5 ether at most",
      [["max-value: 10 ether", "max-value: 2.5 ether"]],
    ],
    [
      "allows burn(uint256) of usdc to tier 1 (treasury)",
      [["rules:\n", "rules:\n  - { target: usdc, function: burn(uint256), tiers: [1] }\n"]],
    ],
    [
      "no longer allows 0x3f4ba83a of vault to any tier but tier 0",
      [['  - { target: vault, selector: "0x3f4ba83a", tiers: [routine] }', ""]],
    ],
    [
      "pause() of vault: allowed to tier 3 (emergency), by one person alone → tier 3 (emergency)",
      [[", alone: true", ""]],
    ],
    [
      "watches ERC-721 badges #7 before a key is retired",
      [["  authorities:\n", "    - { kind: erc721Id, target: badges, id: 7 }\n  authorities:\n"]],
    ],
    [
      "no longer watches ownership, also pending, of vault",
      [["    - { kind: ownable2Step, target: vault }\n", ""]],
    ],
  ])("says: %s", (sentence, edits) => {
    expect(sentences(...edits)).toEqual([sentence]);
  });

  it("calls a key that takes another's place by both", () => {
    expect(
      sentences(["0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65", "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a"]),
    ).toEqual(["removes key k4 of Eve (approver)", "adds key k4 of Eve as approver, expires 2034-05-01"]);
  });

  it("names holders that only the chain knows by number", () => {
    const chain = {
      ...before,
      roster: {
        ...before.roster,
        keys: [
          ...before.roster.keys,
          {
            ...(before.roster.keys[4] as NonNullable<(typeof before.roster.keys)[4]>),
            signer: `0x${"44".repeat(20)}` as const,
            holder: 33,
          },
        ],
      },
    };
    const { charter } = parse(EXAMPLE);
    expect(diff(charter, compile(charter, chain), chain).map(({ sentence }) => sentence)).toEqual([
      "removes key k12 of holder 33 (approver)",
    ]);
  });

  it("says added and removed tiers", () => {
    const fewer = { ...before, roster: { ...before.roster, tiers: before.roster.tiers.slice(0, 4) } };
    const { charter } = parse(EXAMPLE);
    expect(diff(charter, compile(charter, fewer), fewer).map(({ sentence }) => sentence)).toEqual([
      "adds tier 4 (recovery): approvals 2, override never, delay 60 days, grace 30 days, counted roles recovery, tester needed no, recovery yes, executor first no, which waits tier 0's delay (48 h)",
    ]);
    const more = {
      ...before,
      roster: { ...before.roster, tiers: [...before.roster.tiers, ...before.roster.tiers.slice(1, 2)] },
    };
    expect(diff(charter, compile(charter, more), more).map(({ sentence }) => sentence)).toEqual([
      "removes tier 5, which waits tier 0's delay (48 h)",
    ]);
  });

  it("gives machines the field and both values", () => {
    expect(changes(["delay: 24h", "delay: 12h"])).toEqual([
      {
        document: "roster",
        area: "tier",
        change: "changed",
        subject: "tier 1",
        field: "delay",
        before: "24 h",
        after: "12 h",
        sentence: expect.any(String),
      },
    ]);
    expect(before.roster.tiers[1]?.roles).toBe(Role.APPROVER);
  });
});
