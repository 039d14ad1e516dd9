import type { z } from "zod";
import { type Path, type Problem, refuse, type Source } from "../yaml/source.ts";
import { checkReferences } from "./references.ts";
import { type Charter, charterSchema } from "./schema.ts";
import { readSource } from "./source.ts";

/** A charter that has been read, and where its fields stand in the file. */
export type ParsedCharter = { readonly charter: Charter; readonly source: Source };

/**
 * Reads `charter.yaml`.
 * @param file The name to use in errors.
 * @throws {BaseError} with every problem in `details.problems`, each with line, column and field: `Charter.Syntax`,
 * `Charter.DuplicateField`, `Charter.UnknownField`, `Charter.MissingField`, `Charter.UnknownRole`, `Charter.DuplicateKey`, …
 */
export function parse(text: string, file = "charter.yaml"): ParsedCharter {
  const source = readSource(text, file);
  const result = charterSchema.safeParse(source.value);
  if (!result.success) {
    throw refuse(
      file,
      result.error.issues.flatMap((issue) => problemsOf(issue, source)),
    );
  }
  const problems = [...checkReferences(result.data)].map(({ path, ...text }) => source.problem(path, text));
  if (problems.length > 0) throw refuse(file, problems);
  return { charter: result.data, source };
}

function problemsOf(issue: z.core.$ZodIssue, source: Source): Problem[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      source.problem([...path, key], {
        code: "Charter.UnknownField",
        message: `there is no field "${key}" here`,
        fix: "remove the field, or correct its name; docs/charter.md lists them all",
      }),
    );
  }
  if (valueAt(source.value, path) === undefined) {
    const field = path.at(-1) ?? "the charter";
    return [
      source.problem(path, {
        code: "Charter.MissingField",
        message: `"${field}" is missing`,
        fix: "add the field; docs/charter.md says what it means",
      }),
    ];
  }
  const unknownRole = issue.code === "custom" && issue.params?.what === "role";
  return [
    unknownRole
      ? source.problem(path, {
          code: "Charter.UnknownRole",
          message: issue.message,
          fix: "use proposer, approver, tester, guardian, recovery or executor",
        })
      : source.problem(path, {
          code: "Charter.WrongValue",
          message: issue.message,
          fix: "correct the value; docs/charter.md says what each field takes",
        }),
  ];
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    root,
  );
}
