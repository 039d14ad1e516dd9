/** The compiler as it is needed here: fast rather than good. The optimised build of the project takes minutes, one of these a second. */
import solc from "solc";
import { z } from "zod";
import { isNode, type Node } from "./ast.ts";
import { closure, source } from "./sources.ts";

/** Cheapest first. The old code generator runs out of stack on some contracts; the new one takes ten times as long. */
export const CODEGENS = ["legacy", "ir", "optimised"] as const;
export type Codegen = (typeof CODEGENS)[number];

export type Code = { creation: string; runtime: string };
/** Code by `file:contract`, for the files asked for; or what the compiler had against them. */
export type Compiled = { codes: Record<string, Code>; errors: string[] };

const SETTINGS: Record<Codegen, object> = {
  legacy: { viaIR: false, optimizer: { enabled: false } },
  ir: { viaIR: true, optimizer: { enabled: false } },
  optimised: { viaIR: true, optimizer: { enabled: true, runs: 350 } },
};

const bytecode = z.object({ object: z.string() });
const evm = z.object({ bytecode, deployedBytecode: bytecode });
const error = z.object({
  severity: z.string(),
  formattedMessage: z.string(),
  sourceLocation: z.object({ start: z.number() }).optional(),
});
const outputSchema = z.object({
  errors: z.array(error).default([]),
  contracts: z.record(z.string(), z.record(z.string(), z.object({ evm: evm.optional() }))).default({}),
  sources: z.record(z.string(), z.object({ ast: z.unknown().optional() })).default({}),
});

/** Code of the contracts in `files`, with the sources in `instead` in place of those on disk. */
export function compile(
  files: readonly string[],
  codegen: Codegen,
  instead: ReadonlyMap<string, string>,
): Compiled {
  if (files.length === 0) return { codes: {}, errors: [] };
  const wanted = Object.fromEntries(
    files.map((file) => [file, { "*": ["evm.bytecode.object", "evm.deployedBytecode.object"] }]),
  );
  const output = run(files, { ...SETTINGS[codegen], outputSelection: wanted }, instead);
  const errors = output.errors
    .filter(({ severity }) => severity === "error")
    .map(({ formattedMessage }) => formattedMessage);
  const codes: Record<string, Code> = {};
  for (const file of files) {
    for (const [name, contract] of Object.entries(output.contracts[file] ?? {})) {
      const creation = contract.evm?.bytecode.object ?? "";
      if (creation === "") continue;
      codes[`${file}:${name}`] = { creation, runtime: contract.evm?.deployedBytecode.object ?? "" };
    }
  }
  return { codes, errors };
}

/** The syntax tree of each file, types included. */
export function trees(files: readonly string[]): Map<string, Node> {
  const wanted = Object.fromEntries(files.map((file) => [file, { "": ["ast"] }]));
  const output = run(files, { outputSelection: wanted }, new Map());
  const found = new Map<string, Node>();
  for (const file of files) {
    const ast = output.sources[file]?.ast;
    if (!isNode(ast)) throw new Error(`no syntax tree of ${file}: ${output.errors[0]?.formattedMessage}`);
    found.set(file, ast);
  }
  return found;
}

/** Where (in bytes) the type checker has something against `text` as `file`. It takes a tenth of the time of what comes after it. */
export function typeErrors(file: string, text: string): number[] {
  const outputSelection = { [file]: { "": ["ast"] } };
  return run([file], { outputSelection }, new Map([[file, text]]))
    .errors.filter(({ severity }) => severity === "error")
    .map(({ sourceLocation }) => sourceLocation?.start ?? 0);
}

export function isStackTooDeep(errors: readonly string[]): boolean {
  return errors.length > 0 && errors.every((error) => /stack too deep/i.test(error));
}

function run(files: readonly string[], settings: object, instead: ReadonlyMap<string, string>) {
  const sources = Object.fromEntries(
    [...closure(files)].map((name) => [name, { content: instead.get(name) ?? source(name) }]),
  );
  // Without metadata: its hash of the sources would tell mutants apart that have the same code.
  const input = {
    language: "Solidity",
    sources,
    settings: { evmVersion: "cancun", metadata: { bytecodeHash: "none", appendCBOR: false }, ...settings },
  };
  return outputSchema.parse(JSON.parse(solc.compile(JSON.stringify(input))));
}
