import { describe, expect, it } from "vitest";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { parse } from "../../src/charter/parse.ts";
import { BaseError } from "../../src/errors.ts";
import type { Problem } from "../../src/yaml/source.ts";
import { BAD_ROLES } from "./bad-roles.ts";
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

  it.each(BAD_ROLES)("refuse %s, and say where", (_, code, path, at, edit) => {
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
