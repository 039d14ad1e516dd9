import { describe, expect, it } from "vitest";
import { parse } from "../../src/charter/parse.ts";
import { BaseError } from "../../src/errors.ts";
import type { Problem } from "../../src/yaml/source.ts";
import { BAD_FIELDS } from "./bad-fields.ts";
import { BAD_REFERENCES } from "./bad-references.ts";
import { EXAMPLE, edited, placeOf } from "./example.ts";

function refusal(text: string): { code: string; message: string; problems: Problem[] } {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    return { code: error.code, message: error.message, problems: error.details.problems as Problem[] };
  }
  throw new Error("the charter was accepted");
}

/** The first problem of a text: its code, path, and what stands at its place in the text. */
function first(text: string): { code: string; path: string; at: string } {
  const [problem] = refusal(text).problems as [Problem];
  const at = (text.split("\n")[problem.line - 1] ?? "").slice(problem.column - 1);
  return { code: problem.code, path: problem.path, at };
}

describe("parse", () => {
  it("reads the example that ships", () => {
    const { charter } = parse(EXAMPLE);
    expect(charter.people.map(({ name }) => name)).toContain("Gita");
    expect(charter.keys[1]).toMatchObject({
      label: "k1",
      index: 1,
      roles: 33,
      several: true,
      expires: Date.UTC(2034, 4, 1) / 1000,
    });
    expect(charter.tiers[0]).toMatchObject({
      delay: 172_800,
      override: 3,
      tester: true,
      counts: 2,
      recovery: false,
    });
    expect(charter.rules[2]?.["max-value"]).toBe(10n ** 19n);
    expect(charter.chain).toMatchObject({
      id: 31337,
      "signing-window": 259_200,
      "deploy-before": Date.UTC(2035, 0, 1) / 1000,
    });
  });

  it.each([...BAD_FIELDS, ...BAD_REFERENCES])("refuses %s, and says where", (_, code, path, at, change) => {
    const said = first(edited(change));
    expect({ code: said.code, path: said.path }).toEqual({ code, path });
    expect(said.at.slice(0, at.length)).toBe(at);
  });

  it("gives file, line, column, field and what to do", () => {
    const text = edited(["counts: [approver]    #", "counts: [approvr]    #"]);
    const { code, message, problems } = refusal(text);
    const { line, column } = placeOf(text, "approvr");
    expect(code).toBe("Charter.UnknownRole");
    expect(message).toBe(
      `charter.yaml:${line}:${column} tiers[0].counts[0]: unknown role "approvr"; did you mean approver?`,
    );
    expect(problems[0]?.fix).toContain("use proposer, approver");
  });

  it("reports all problems at once, in order", () => {
    const { problems } = refusal(edited(["delay: 6h", "delay: six"], ["id: 31337", "id: local"]));
    expect(problems.map(({ path }) => path)).toEqual(["chain.id", "tiers[2].delay"]);
  });

  it("reads values as they are written: no octal, no hex number, no yes", () => {
    const { charter } = parse(
      edited(['"0x5FbDB2315678afecb367f032d93F642f64180aa3"', "0x5FbDB2315678afecb367f032d93F642f64180aa3"]),
    );
    expect(charter.contracts.vault).toBe("0x5FbDB2315678afecb367f032d93F642f64180aa3");
    expect(first(edited(["several: true", "several: yes"])).code).toBe("Charter.WrongValue");
  });

  it.each([
    ["tabs for indentation", "version: 1\nchain:\n\tid: 1\n"],
    ["a second document", `${EXAMPLE}\n---\nversion: 1\n`],
    ["an unknown tag", edited(["version: 1", "version: !!js 1"])],
  ])("refuses %s as YAML", (_, text) => {
    expect(refusal(text).code).toBe("Charter.Syntax");
  });

  it("refuses nesting, however deep", () => {
    const nested = (depth: number) => `a: ${"[".repeat(depth)}${"]".repeat(depth)}`;
    for (const depth of [100, 1000, 20_000]) {
      expect(refusal(nested(depth)).code).toMatch(/^Charter\.(MissingField|Syntax)$/);
    }
    expect(refusal(`a:\n${"- ".repeat(20_000)}`).code).toMatch(/^Charter\.(MissingField|Syntax)$/);
  });

  it.each(["", "just text", "[]", "null"])("refuses %o as a charter", (text) => {
    expect(refusal(text).code).toMatch(/^Charter\.(WrongValue|MissingField)$/);
  });
});
