/** A mutant: a contract's source with one change. */
import { createHash } from "node:crypto";
import { type Node, toText, walk } from "./ast.ts";
import { type Change, changes } from "./operators.ts";

export type Mutant = Change & {
  file: string;
  line: number;
  /** The function it stands in, or "". */
  within: string;
  /** The lines that the change touches, before and after, blanks squeezed. With the file they name the mutant for people. */
  before: string;
  after: string;
};

/** All mutants of a file, in the order of the text. Interfaces and declarations without a body have none. */
export function mutantsOf(file: string, tree: Node, source: string): Mutant[] {
  const found = new Map<string, Mutant>();
  for (const [node, above] of walk(tree)) {
    if (above.some(({ contractKind }) => contractKind === "interface")) continue;
    if (above.some(({ nodeType }) => nodeType === "PragmaDirective" || nodeType === "ImportDirective"))
      continue;
    const callable = [...above, node].find(({ nodeType }) => nodeType === "FunctionDefinition");
    const within = String(callable?.name ?? "");
    for (const change of changes(node, above, source)) {
      found.set(`${change.start}:${change.end}:${change.text}`, describe(file, within, change, source));
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end || (a.text < b.text ? -1 : 1));
}

export function applied(source: string, { start, end, text }: Change): string {
  return source.slice(0, start) + text + source.slice(end);
}

/** The same for the same mutant in every run, and evenly spread: what samples, shards and unfinished runs are cut by. */
export function lot({ file, start, end, text }: Mutant, seed: string): string {
  return createHash("sha256").update(`${seed}\n${file}\n${start}\n${end}\n${text}`).digest("hex");
}

function describe(file: string, within: string, change: Change, source: string): Mutant {
  const from = source.lastIndexOf("\n", change.start - 1) + 1;
  const to = source.indexOf("\n", change.end);
  const end = to === -1 ? source.length : to;
  const squeeze = (text: string): string => toText(text).replace(/\s+/g, " ").trim();
  return {
    ...change,
    file,
    within,
    line: source.slice(0, change.start).split("\n").length,
    before: squeeze(source.slice(from, end)),
    after: squeeze(source.slice(from, change.start) + change.text + source.slice(change.end, end)),
  };
}
