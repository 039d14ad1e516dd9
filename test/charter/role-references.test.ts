import { describe, expect, it } from "vitest";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { parse } from "../../src/charter/parse.ts";
import type { Problem } from "../../src/charter/source.ts";
import { BaseError } from "../../src/errors.ts";
import { EXAMPLE, placeOf } from "./example.ts";
import { rolesEdited, WITH_ROLES } from "./roles-sample.ts";

/** Code, field and message of each problem, and the place of the first. */
function refusal(text: string): readonly Problem[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof BaseError) return error.details.problems as Problem[];
    throw error;
  }
  return [];
}

type Bad = readonly [what: string, code: string, path: string, at: string, edit: [from: string, to: string]];

const BAD: readonly Bad[] = [
  [
    "a role number twice",
    "Charter.DuplicateRoleNumber",
    "roles[1].id",
    "id: 1\n    name: upgrader",
    ["id: 2\n    name: upgrader", "id: 1\n    name: upgrader"],
  ],
  [
    "a role number that everybody has",
    "Charter.WrongValue",
    "roles[2].id",
    "id: 18446744073709551615",
    ["id: 3,", "id: 18446744073709551615,"],
  ],
  ["the Conclave's role number", "Charter.WrongValue", "roles[2].id", "id: 0", ["id: 3,", "id: 0,"]],
  [
    "a role twice",
    "Charter.DuplicateRoleName",
    "roles[4].name",
    "name: officer, term: 1 day",
    [
      "open: [{ target",
      "  - { id: 5, name: officer, term: 1 day, review: 1 day, grace: 0 }\nopen: [{ target",
    ],
  ],
  [
    "a guardian nobody knows",
    "Charter.RoleNotListed",
    "roles[1].guardian",
    "guardian: pausr",
    ["guardian: pauser", "guardian: pausr"],
  ],
  [
    "an admin nobody knows",
    "Charter.RoleNotListed",
    "roles[1].admin",
    "admin: official",
    ["admin: officer", "admin: official"],
  ],
  [
    "a reviewer nobody knows",
    "Charter.RoleNotListed",
    "roles[3].reviewer",
    "reviewer: audit,",
    ["reviewer: auditor, members", "reviewer: audit, members"],
  ],
  [
    "a function of an unknown contract",
    "Charter.UnknownContract",
    "roles[0].functions[0].target",
    "target: valut, function: pause()",
    ["target: vault, function: pause()", "target: valut, function: pause()"],
  ],
  [
    "a signature that is none",
    "Charter.WrongCall",
    "roles[0].functions[0].function",
    "function: pause(1)",
    ["      - { target: vault, function: pause() }", "      - { target: vault, function: pause(1) }"],
  ],
  [
    "a function of two roles, by signature and by selector",
    "Charter.FunctionOfTwoRoles",
    "roles[1].functions[1]",
    '{ target: vault, selector: "0x8456cb59"',
    [
      '"upgradeToAndCall(address,bytes)" }',
      '"upgradeToAndCall(address,bytes)" }, { target: vault, selector: "0x8456cb59" }',
    ],
  ],
  [
    "a function of a role that is open besides",
    "Charter.FunctionOfTwoRoles",
    "open[0]",
    "{ target: vault, function: pause()",
    ["function: deposit() }]\n", "function: pause() }]\n"],
  ],
  [
    "a member that is no key",
    "Charter.KeyNotListed",
    "roles[1].members[0].key",
    "key: k99",
    ["key: k0, delay", "key: k99, delay"],
  ],
  [
    "a member that is no contract",
    "Charter.UnknownContract",
    "roles[0].members[1].contract",
    "contract: tresury",
    ["{ contract: treasury }\n", "{ contract: tresury }\n"],
  ],
  [
    "a member that is both",
    "Charter.WrongValue",
    "roles[0].members[1]",
    "{ key: k1, contract",
    ["{ contract: treasury }\n", "{ key: k1, contract: treasury }\n"],
  ],
  [
    "a member twice",
    "Charter.DuplicateMember",
    "roles[2].members[1]",
    "{ key: k7",
    ["{ key: k8 }", "{ key: k7 }"],
  ],
  [
    "a member twice, once as an address",
    "Charter.DuplicateMember",
    "roles[0].members[2]",
    "{ contract: ",
    [
      "{ contract: treasury }\n",
      '{ contract: treasury }\n      - { contract: "0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9" }\n',
    ],
  ],
  [
    "a duty of an unknown role",
    "Charter.RoleNotListed",
    "duties[0][1]",
    "upgradr",
    ["[pauser, upgrader]", "[pauser, upgradr]"],
  ],
  [
    "a duty with itself",
    "Charter.DutyWithItself",
    "duties[0]",
    "[pauser, pauser]",
    ["[pauser, upgrader]", "[pauser, pauser]"],
  ],
  [
    "a duty twice, the other way round",
    "Charter.DuplicateDuty",
    "duties[1]",
    "[upgrader, pauser]",
    ["[auditor, officer]", "[upgrader, pauser]"],
  ],
  [
    "an automaton that is no contract",
    "Charter.UnknownContract",
    "automata[0].contract",
    "contract: bot",
    ["{ contract: treasury, holder", "{ contract: bot, holder"],
  ],
  [
    "an automaton of nobody known",
    "Charter.PersonNotListed",
    "automata[0].holder",
    "holder: Femy",
    ["holder: Femi", "holder: Femy"],
  ],
  [
    "an automaton twice",
    "Charter.DuplicateAutomaton",
    "automata[1].contract",
    "contract: treasury }\n",
    [
      "  - { contract: treasury, holder: Femi }",
      "  - { contract: treasury, holder: Femi }\n  - { contract: treasury }",
    ],
  ],
  [
    "power on an unknown contract",
    "Charter.UnknownContract",
    "catalogue[0].on",
    "on: vaults",
    ["on: vault, role: owner", "on: vaults, role: owner"],
  ],
  [
    "power of an unknown member",
    "Charter.UnknownMember",
    "catalogue[0].members[0]",
    "conclav]",
    ["members: [conclave]", "members: [conclav]"],
  ],
  [
    "power of a member twice",
    "Charter.DuplicateHolderOfPower",
    "catalogue[1].members[1]",
    'k4, "',
    ["[k4, vault,", "[k4, k4,"],
  ],
  [
    "a name of a key and of a contract",
    "Charter.AmbiguousMember",
    "catalogue[1].members[0]",
    "k4, vault",
    ['  vault: "0x5F', '  k4: "0xa513E6E4b8f2a923D98304ec87F64353C4D5C853"\n  vault: "0x5F'],
  ],
  [
    "a power twice",
    "Charter.DuplicatePower",
    "catalogue[1]",
    "{ on: vault, role: owner, members: [k4",
    ["on: usdc, role: MINTER_ROLE", "on: vault, role: owner"],
  ],
  [
    "a limit of nothing",
    "Charter.EmptyLimit",
    "limits[1]",
    "{ goal: pause, on",
    ["goal: pause, people: 2, on", "goal: pause, on"],
  ],
  [
    "a limit twice",
    "Charter.DuplicateLimit",
    "limits[1]",
    "{ goal: charter, people: 2",
    ["goal: pause, people: 2, on: vault", "goal: charter, people: 2"],
  ],
  [
    "a goal nobody knows",
    "Charter.WrongValue",
    "limits[0].goal",
    "goal: chart,",
    ["goal: charter, ", "goal: chart, "],
  ],
  [
    "a chain twice",
    "Charter.DuplicateChain",
    "chains[0].id",
    "id: 31337\n    conclave",
    ["- id: 10\n", "- id: 31337\n"],
  ],
  [
    "a contract that only a further chain has",
    "Charter.ContractOfOneChain",
    "chains[0].contracts.vlt",
    "vlt:",
    ['{ vault: "0xa5', '{ vlt: "0xa5'],
  ],
];

describe("the parts about roles", () => {
  it("are read, and change nothing of the documents", () => {
    const { charter } = parse(WITH_ROLES);
    expect(charter.roles.map(({ id, name }) => [id, name])).toEqual([
      [1n, "pauser"],
      [2n, "upgrader"],
      [3n, "auditor"],
      [4n, "officer"],
    ]);
    expect(charter.roles[1]).toMatchObject({
      live: true,
      critical: false,
      "grant-delay": 86_400,
      term: 7_776_000,
    });
    expect(compile(charter, GENESIS)).toEqual(compile(parse(EXAMPLE).charter, GENESIS));
  });

  it.each(BAD)("refuse %s, and say where", (_, code, path, at, edit) => {
    const text = rolesEdited(edit);
    const problems = refusal(text);
    expect(problems.map((problem) => [problem.code, problem.path])).toEqual([[code, path]]);
    const [first] = problems;
    const lines = text
      .split("\n")
      .slice((first?.line ?? 0) - 1)
      .join("\n");
    expect(lines.slice((first?.column ?? 0) - 1).slice(0, at.length)).toBe(at);
  });

  it.each([
    ["guardian: pauser", "guardian: Pausr", "pauser"],
    ["{ key: k7 }", "{ key: K7 }", "k7"],
    ["target: usdc, selector", "target: usdt, selector", "usdc"],
    ["holder: Femi", "holder: Fem", "Femi"],
    ["members: [conclave]", "members: [conclve]", "conclave"],
  ])("say what %j written as %j may mean", (from, to, meant) => {
    const text = rolesEdited([from, to]);
    const [problem] = refusal(text);
    expect(problem?.message).toContain(`did you mean ${meant}?`);
    expect(problem?.line).toBe(placeOf(text, to).line);
  });

  it("suggest nothing where nothing is near", () => {
    const [problem] = refusal(rolesEdited(["{ key: k7 }", "{ key: k99 }"]));
    expect(problem?.message).toBe('key "k99" is not listed under "keys"; did you mean k9?');
    expect(refusal(rolesEdited(["guardian: pauser", "guardian: minter"]))[0]?.message).toBe(
      'role "minter" is not listed under "roles"',
    );
  });
});
