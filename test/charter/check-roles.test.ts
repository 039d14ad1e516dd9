import { describe, expect, it } from "vitest";
import { parse } from "../../src/charter/parse.ts";
import { accept } from "../../src/charter/review.ts";
import { EXAMPLE } from "./example.ts";
import { CONTEXT, judge, named } from "./roles-judged.ts";
import { rolesEdited, WITH_ROLES } from "./roles-sample.ts";

describe("a charter's roles, judged", () => {
  it("are accepted as the sample has them, without a remark", () => {
    expect(judge(WITH_ROLES)).toEqual({ problems: [], remarks: [], said: undefined });
    expect(() => accept(parse(WITH_ROLES), CONTEXT)).not.toThrow();
  });

  it.each(
    named([
      [
        "a review every 23 hours",
        "Charter.TermsOutOfRange",
        "roles[1].review",
        ["review: 30 days", "review: 23h"],
      ],
      ["a grace of half a day", "Charter.TermsOutOfRange", "roles[1].grace", ["grace: 7 days", "grace: 12h"]],
      [
        "a function that moves the authority",
        "Charter.FunctionNotGiven",
        "roles[1].functions[0]",
        ["upgradeToAndCall(address,bytes)", "setAuthority(address)"],
      ],
      [
        "a function of the manager itself",
        "Charter.FunctionNotGiven",
        "roles[0].functions[1]",
        [
          "deploy-before: 2035-01-01",
          'roles: "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512"\n  deploy-before: 2035-01-01',
        ],
      ],
      [
        "a review after 401 days",
        "Charter.TermsOutOfRange",
        "roles[1].review",
        ["review: 30 days", "review: 401 days"],
      ],
      [
        "a grace of 91 days",
        "Charter.TermsOutOfRange",
        "roles[1].grace",
        ["grace: 7 days", "grace: 91 days"],
      ],
      [
        "members of a role that opens nothing",
        "Charter.RoleWithoutUse",
        "roles[1].members",
        ['    functions: [{ target: vault, function: "upgradeToAndCall(address,bytes)" }]\n', ""],
      ],
      [
        "a role whose admin is itself, without members",
        "Charter.RoleNobodyGrants",
        "roles[3].admin",
        [
          "name: officer, term: 365 days, review: 180 days, grace: 30 days, reviewer: auditor, members: [{ key: k2 }]",
          "name: officer, admin: officer, term: 365 days, review: 180 days, grace: 30 days",
        ],
        ["admin: officer\n", "admin: pauser\n"],
      ],
      [
        "a member that calls no contract",
        "Charter.MemberWithoutAccount",
        "roles[2].members[1].key",
        ["{ key: k8 }", "{ key: k6 }"],
      ],
      [
        "a contract that nobody declared",
        "Charter.MemberNotDeclared",
        "roles[0].members[1].contract",
        ["{ contract: treasury }\n", "{ contract: manager }\n"],
      ],
      [
        "a key declared as a contract",
        "Charter.NoAutomaton",
        "automata[1].contract",
        [
          "  - { contract: treasury, holder: Femi }",
          '  - { contract: treasury, holder: Femi }\n  - { contract: "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65" }',
        ],
      ],
      [
        "the Conclave declared as a contract",
        "Charter.NoAutomaton",
        "automata[0].contract",
        [
          "deploy-before: 2035-01-01",
          'conclave: "0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9"\n  deploy-before: 2035-01-01',
        ],
      ],
      [
        "a member whose key has expired",
        "Charter.MemberKeyOver",
        "roles[3].members[0].key",
        ["roles: [tester], expires: 2034-05-01", "roles: [tester], expires: 2026-05-01"],
      ],
      [
        "a grant that outlives its key",
        "Charter.GrantOutlivesKey",
        "roles[0].members[0].until",
        ["until: 2027-05-01", "until: 2034-05-02"],
        ["term: 180 days", "term: 0"],
      ],
      [
        "a grant beyond the role's term",
        "Charter.GrantBeyondTerm",
        "roles[0].members[0].until",
        ["until: 2027-05-01", "until: 2027-07-15"],
      ],
      [
        "a reviewer role of the member alone",
        "Charter.ReviewOfOneself",
        "roles[3].members[0]",
        ["members: [{ key: k2 }] }", "members: [{ key: k7 }] }"],
        ["{ key: k7 }, { key: k8 }", "{ key: k7 }"],
        ["  - [auditor, officer]\n", ""],
      ],
      [
        "a reviewer role of declared contracts",
        "Charter.ReviewOfOneself",
        "roles[3].members[0]",
        ["{ key: k7 }, { key: k8 }", "{ contract: treasury }"],
        ["    reviewer: auditor\n    term: 180 days", "    term: 180 days"],
      ],
      [
        "one person in both roles, by two keys",
        "Charter.DutiesCombined",
        "duties[0]",
        ["{ key: k0, delay: 2 days }", "{ key: k0, delay: 2 days }, { key: k2, delay: 2 days }"],
        ["{ key: k4, until: 2027-05-01 }", "{ key: k10, until: 2027-05-01 }"],
      ],
      [
        "one person in both roles, once by a contract of his",
        "Charter.DutiesCombined",
        "duties[0]",
        ["holder: Femi", "holder: Ana"],
      ],
      [
        "more people than there are",
        "Charter.LimitOutOfReach",
        "limits[1].people",
        ["goal: pause, people: 2", "goal: pause, people: 10"],
      ],
      [
        "more organisations than there are",
        "Charter.LimitOutOfReach",
        "limits[1].organisations",
        ["goal: pause, people: 2", "goal: pause, organisations: 4"],
      ],
      [
        "more people than the recovery tier asks for",
        "Charter.LimitAboveTier",
        "limits[0].people",
        ["goal: charter, people: 3", "goal: charter, people: 4"],
      ],
    ]),
  )("refuses $what", ({ one }) => {
    const [, code, path, ...edits] = one;
    expect(judge(rolesEdited(...edits)).problems).toEqual([[code, path]]);
  });

  it("are refused together, and by accept too", () => {
    const text = rolesEdited(["review: 30 days", "review: 0"], ["holder: Femi", "holder: Ana"]);
    const codes = ["Charter.TermsOutOfRange", "Charter.DutiesCombined"];
    expect(judge(text).problems.map(([code]) => code)).toEqual(codes);
    expect(() => accept(parse(text), CONTEXT)).toThrow(expect.objectContaining({ code: codes[0] }));
  });

  it("tell who would combine what by which key", () => {
    const { said } = judge(rolesEdited(["holder: Femi", "holder: Ana"]));
    expect(said).toBe("Ana would combine pauser (treasury) and upgrader (k0)");
  });

  it("let nobody be asked for whom the Conclave can stand in: no reviewer, or an admin above a cycle with somebody in it", () => {
    expect(judge(rolesEdited(["    reviewer: auditor\n    term", "    term"])).problems).toEqual([]);
    const cycle = rolesEdited(["name: officer, term", "name: officer, admin: upgrader, term"]);
    expect(judge(cycle)).toMatchObject({
      problems: [],
      remarks: [
        ["Charter.RoleGrantsItself", "roles[1].admin"],
        ["Charter.RoleGrantsItself", "roles[3].admin"],
      ],
    });
  });

  it("count a person's grants of one role, and the roles that one is kept apart from", () => {
    const contracts = Array.from(
      { length: 16 },
      (_, i) => `"0x${(i + 4096).toString(16).padStart(40, "0")}"`,
    );
    const many = (count: number) =>
      rolesEdited(
        [
          "{ key: k0, delay: 2 days }",
          contracts
            .slice(0, count)
            .map((one) => `{ contract: ${one}, delay: 1 day }`)
            .join(", "),
        ],
        [
          "holder: Femi }",
          ["holder: Femi }", ...contracts.map((one) => `  - { contract: ${one}, holder: Ana }`)].join("\n"),
        ],
      );
    expect(judge(many(15)).problems).toEqual([]);
    expect(judge(many(16)).problems).toEqual([["Charter.TooManyGrants", "roles[1].members"]]);
    const apart = (count: number) => {
      const names = Array.from({ length: count }, (_, i) => `r${i}`);
      const roles = names.map(
        (name, i) => `  - { id: ${i + 10}, name: ${name}, term: 1 day, review: 1 day, grace: 0 }`,
      );
      return rolesEdited(
        ["\nopen:", `${roles.join("\n")}\nopen:`],
        ["  - [auditor, officer]", names.map((name) => `  - [officer, ${name}]`).join("\n")],
      );
    };
    expect(judge(apart(16)).problems).toEqual([]);
    expect(judge(apart(17)).problems).toEqual([["Charter.TooManyDuties", "roles[3]"]]);
  });

  it("ask nothing of a charter without roles", () => {
    expect(judge(EXAMPLE)).toEqual({ problems: [], remarks: [], said: undefined });
  });
});
