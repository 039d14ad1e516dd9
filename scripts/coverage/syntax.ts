/** Solidity's syntax tree as solc gives it after parsing alone: no imports are resolved and no types are known. */
import { createRequire } from "node:module";
import { z } from "zod";

export type Node = { nodeType: string; start: number; end: number; [field: string]: unknown };

type Compiler = { compile(input: string): string };

const compiler: Compiler = createRequire(import.meta.url)("solc");

const answer = z.object({
  errors: z.array(z.object({ severity: z.string(), formattedMessage: z.string() })).optional(),
  sources: z.record(z.string(), z.object({ ast: z.unknown() })).optional(),
});

/** The tree of each file, by its path. Offsets are in bytes of UTF-8. */
export function parse(files: Map<string, string>): Map<string, Node> {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries([...files].map(([path, content]) => [path, { content }])),
    settings: { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } },
  };
  const { errors = [], sources = {} } = answer.parse(JSON.parse(compiler.compile(JSON.stringify(input))));
  const failure = errors.find(({ severity }) => severity === "error");
  if (failure !== undefined) throw new Error(failure.formattedMessage);
  return new Map(
    Object.entries(sources).flatMap(([path, { ast }]) => {
      const tree = nodeOf(ast);
      return tree === undefined ? [] : [[path, tree]];
    }),
  );
}

/** A value of a node's field as a node itself, or undefined. `src` is "start:length:file". */
export function nodeOf(value: unknown): Node | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("nodeType" in value) || !("src" in value)) return undefined;
  const { nodeType, src } = value;
  if (typeof nodeType !== "string" || typeof src !== "string") return undefined;
  const [start = 0, length = 0] = src.split(":").map(Number);
  return { ...value, nodeType, start, end: start + length };
}

/** The nodes directly in a field: one, several, or none. */
export function nodesOf(value: unknown): Node[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => nodeOf(item) ?? []);
}

/** All nodes directly below, in the order of the source. */
export function below(node: Node): Node[] {
  return Object.values(node)
    .flatMap(nodesOf)
    .sort((a, b) => a.start - b.start);
}
