import { readYaml, type Source } from "../yaml/source.ts";

const CODES = {
  syntax: "Charter.Syntax",
  twice: "Charter.DuplicateField",
  alias: "Charter.Alias",
} as const;

/**
 * Reads the YAML of a charter.
 * @throws {BaseError} `Charter.Syntax`, `Charter.DuplicateField` or `Charter.Alias` with line and column.
 */
export function readSource(text: string, file: string): Source {
  return readYaml(text, file, CODES);
}
