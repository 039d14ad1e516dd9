/** Where a mutant can be chosen when the code runs: what around it has the same meaning inside a condition. */
import { child, isNode, type Node, span, typeOf, walk } from "./ast.ts";
import type { Mutant } from "./mutant.ts";

/** `start` to `end` (bytes) is what comes in two versions. A declaration's name must outlive the condition: it is `declared` before. */
export type Host = { start: number; end: number } & (
  | { kind: "value" | "statement" }
  | { kind: "declaration"; declared: string; assigned: string; value: number }
);

/** Both sides of `? :` must have one type, and literals have as many as they have values: 1 + 1 is not uint8. */
const VALUE = /^(bool|u?int\d+|bytes\d+|address( payable)?)$/;
const SIMPLE = ["ExpressionStatement", "EmitStatement", "RevertStatement", "Return", "Break", "Continue"];
const COMPOUND = ["IfStatement", "ForStatement", "WhileStatement", "InlineAssembly"];

/** The smallest place around each mutant, or undefined: a modifier, say, cannot be chosen. */
export function hostsOf(
  mutants: readonly Mutant[],
  tree: Node,
  source: string,
): Map<Mutant, Host | undefined> {
  const chains = new Map<Mutant, readonly Node[]>();
  for (const [node, above] of walk(tree)) {
    const [start, end] = span(node);
    for (const mutant of mutants) {
      const last = source[mutant.end - 1] === ";" ? mutant.end - 1 : mutant.end;
      // Nodes come parents first: the last to hold a mutant is the smallest.
      if (start <= mutant.start && last <= end) chains.set(mutant, [...above, node]);
    }
  }
  return new Map(mutants.map((mutant) => [mutant, nearest(mutant, chains.get(mutant) ?? [], source)]));
}

function nearest(mutant: Mutant, chain: readonly Node[], source: string): Host | undefined {
  for (let at = chain.length - 1; at >= 0; at--) {
    const node = chain[at];
    const parent = chain[at - 1];
    if (node === undefined) continue;
    const [start, end] = span(node);
    if (mutant.operator !== "delete" && isValue(node, parent)) return { kind: "value", start, end };
    const isHead = parent?.nodeType === "ForStatement" && child(parent, "body")?.src !== node.src;
    if (isHead) continue;
    if (SIMPLE.includes(node.nodeType) || COMPOUND.includes(node.nodeType)) {
      return { kind: "statement", start, end: endOf(node, source) };
    }
    if (node.nodeType === "VariableDeclarationStatement") return declaration(mutant, node, source);
    if (node.nodeType === "VariableDeclaration" || node.nodeType.endsWith("Definition")) return undefined;
  }
  return undefined;
}

function isValue(node: Node, parent: Node | undefined): boolean {
  // The compiler has folded a constant's literal, but takes a condition between two in its place.
  const isConstant = parent?.nodeType === "VariableDeclaration" && parent.constant === true;
  if (isConstant && child(parent, "value")?.src === node.src) return true;
  return VALUE.test(typeOf(node)) && "lValueRequested" in node && node.lValueRequested !== true;
}

function declaration(mutant: Mutant, node: Node, source: string): Host | undefined {
  const value = child(node, "initialValue");
  if (value === undefined || mutant.start < span(value)[0]) return undefined;
  const variables = Array.isArray(node.declarations) ? node.declarations : [];
  const declared = variables.filter(isNode).map((variable) => `${source.slice(...span(variable))};`);
  const names = variables.map((variable) => (isNode(variable) ? String(variable.name) : ""));
  const assigned = names.length === 1 ? names.join() : `(${names.join(", ")})`;
  const [start] = span(node);
  return {
    kind: "declaration",
    start,
    end: endOf(node, source),
    declared: declared.join(" "),
    assigned,
    value: span(value)[0],
  };
}

/** With the semicolon, which solc leaves out of most statements. */
function endOf(node: Node, source: string): number {
  const last = child(node, "falseBody") ?? child(node, "trueBody") ?? child(node, "body");
  if (last !== undefined) return endOf(last, source);
  const [, end] = span(node);
  return /Block$|Assembly$/.test(node.nodeType) ? end : source.indexOf(";", end - 1) + 1;
}
