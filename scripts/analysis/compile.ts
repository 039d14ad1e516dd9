/** Has solc read the contracts as they are now: trees with types, no code. What an earlier build left, whole or in part, does not matter. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import solc from "solc";
import { type Compilation, compilation } from "./tree.ts";

type Problem = { severity: string; formattedMessage: string };

const OWN = /^contracts\/(?!mocks\/).*\.sol$/;

/**
 * @param files The project's files.
 * @returns The compilation, or why there is none.
 */
export function compile(
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Compilation | string {
  const sources = Object.fromEntries(
    files.filter(({ path }) => OWN.test(path)).map(({ path, text }) => [path, { content: text }]),
  );
  const settings = { evmVersion: "cancun", outputSelection: { "*": { "": ["ast"] } } };
  const input = JSON.stringify({ language: "Solidity", sources, settings });
  const output = JSON.parse(solc.compile(input, { import: (path: string) => fromPackage(root, path) }));
  const errors = (output.errors ?? []).filter(({ severity }: Problem) => severity === "error");
  if (errors.length > 0) return errors.map((error: Problem) => error.formattedMessage).join("\n");
  return compilation(output.sources ?? {}, sources);
}

function fromPackage(root: string, path: string): { contents: string } | { error: string } {
  const file = join(root, "node_modules", path);
  return existsSync(file) ? { contents: readFileSync(file, "utf8") } : { error: `${path} is not there` };
}
