import { describe, expect, it } from "vitest";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { parse } from "../../src/charter/parse.ts";
import { accept, review } from "../../src/charter/review.ts";
import { BaseError } from "../../src/errors.ts";
import type { Problem } from "../../src/yaml/source.ts";
import { EXAMPLE, edited, placeOf } from "./example.ts";
import { NOW } from "./sample.ts";

const CONTEXT = { now: NOW };

function problems(text: string): readonly Problem[] {
  return review(parse(text), CONTEXT).problems;
}

function summary(text: string): [code: string, path: string][] {
  return problems(text).map(({ code, path }) => [code, path]);
}

describe("review", () => {
  it("accepts the example that ships, without warnings", () => {
    const { findings, warnings } = accept(parse(EXAMPLE), CONTEXT);
    expect({ findings, warnings }).toEqual({ findings: [], warnings: [] });
  });

  it("refuses a charter with a lock-out, and does the arithmetic", () => {
    const text = edited([
      "roles: [approver], expires: 2034-05-01 }\n  - { label: k5",
      "roles: [tester], expires: 2034-05-01 }\n  - { label: k5",
    ]);
    const [problem] = problems(text);
    expect(problem?.code).toBe("Charter.TierLockedOut");
    expect(problem?.path).toBe("tiers[0]");
    expect(problem?.message).toContain(
      "losing Femi leaves 1 approver besides proposer and tester; tier 0 needs 2",
    );
    expect(problem).toMatchObject(placeOf(text, "number: 0"));
  });

  it("refuses a lone holder with quorum", () => {
    expect(summary(edited(["approvals: 2          #", "approvals: 1          #"]))).toEqual([
      ["Charter.TierZeroTooWeak", "tiers[0].approvals"],
    ]);
    const owners = ["Ben", "Cleo", "Dan", "Eve", "Femi", "Gita", "Hugo", "Ines"];
    const alone = owners.reduce((text, name) => text.replaceAll(`owner: ${name}`, "owner: Ana"), EXAMPLE);
    const codes = summary(alone).map(([code]) => code);
    expect(codes).toEqual(expect.arrayContaining(["Charter.GuardianApproves", "Charter.TierLockedOut"]));
  });

  it.each<[code: string, path: string, edit: [string, string]]>([
    ["Charter.RolesUnmarked", "keys[1].roles", ["    several: true\n", ""]],
    ["Charter.GuardianApproves", "people[4]", ["owner: Hugo", "owner: Eve"]],
    [
      "Charter.CooldownTooShort",
      "guardian-cooldown",
      ["guardian-cooldown: 30 days", "guardian-cooldown: 21 days"],
    ],
    ["Charter.DelayAboveTierZero", "tiers[1].delay", ["delay: 24h", "delay: 49h"]],
    ["Charter.RecoveryTooQuick", "tiers[4].delay", ["delay: 60 days", "delay: 9 days"]],
    [
      "Charter.GraceOutOfRange",
      "tiers[2].grace",
      ["grace: 3 days\n    counts: [approver]\n", "grace: 2 days\n    counts: [approver]\n"],
    ],
    [
      "Charter.RolesDoNotCount",
      "tiers[2].counts",
      ["grace: 3 days\n    counts: [approver]\n", "grace: 3 days\n    counts: [guardian]\n"],
    ],
    ["Charter.OverrideBelowApprovals", "tiers[0].override", ["override: 3  ", "override: 1  "]],
    ["Charter.TierZeroHasNoDelay", "tiers[0].delay", ["delay: 48h", "delay: 0"]],
    [
      "Charter.PredecessorWrong",
      "keys[9].successor-of",
      [
        "roles: [recovery], expires: 2035-05-01 }",
        "roles: [recovery], expires: 2035-05-01, successor-of: k0 }",
      ],
    ],
  ])("points %s at %s", (code, path, edit) => {
    expect(summary(edited(edit))).toContainEqual([code, path]);
  });

  it("throws with the first finding's name, and all of them", () => {
    const bad = parse(
      edited(["guardian-cooldown: 30 days", "guardian-cooldown: 21 days"], ["    several: true\n", ""]),
    );
    try {
      accept(bad, CONTEXT);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      expect(error.code).toBe("Charter.RolesUnmarked");
      expect((error.details.problems as Problem[]).map(({ code }) => code)).toEqual([
        "Charter.RolesUnmarked",
        "Charter.CooldownTooShort",
      ]);
      expect(error.message).toContain(
        "guardian-cooldown: a guardian cooldown of 21 days is too short; with these guardians it must be 22 days at least",
      );
    }
  });

  it("warns of rules that have no effect", () => {
    const warned = (edit: [string, string]) =>
      review(parse(edited(edit)), CONTEXT).warnings.map(({ path, message }) => `${path}: ${message}`);
    expect(warned(["tiers: [routine, treasury]", "tiers: [0, emergency]"])).toEqual([
      "rules[0].tiers[0]: tier 0 may do anything and needs no rule",
      "rules[0].tiers[1]: emergency has no delay and looks at emergency rules only",
    ]);
    expect(warned(["tiers: [routine, treasury]", "tiers: [recovery, 9]"])).toEqual([
      "rules[0].tiers[0]: the recovery tier may amend the roster and nothing else",
      "rules[0].tiers[1]: there is no tier 9",
    ]);
    expect(warned(["tiers: [emergency], alone", "tiers: [routine], alone"])).toEqual([
      "emergency[0].tiers[0]: routine has a delay and looks at rules only",
    ]);
  });

  it("judges an amendment against the chain, with what the Conclave checks itself", () => {
    const chain = compile(parse(EXAMPLE).charter, GENESIS);
    const states = { active: 0xfffn, activating: 0n, pending: 0n };
    const context = { ...CONTEXT, chain: { ...chain, states } };
    expect(review(parse(EXAMPLE), context).findings).toEqual([]);
    const k4 = chain.roster.keys[4]?.signer ?? "0x";
    const records = { keys: new Map([[4, { identity: k4, state: 1, endedAt: 0 }]]), tombstones: [] };
    const swapped = parse(
      edited(["0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65", "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a"]),
    );
    const { problems } = review(swapped, { ...CONTEXT, chain: { ...chain, states, records } });
    expect(problems.map(({ code, path }) => [code, path])).toContainEqual([
      "Charter.KeyStillInUse",
      "keys[4]",
    ]);
  });
});
