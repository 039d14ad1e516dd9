/** Changes to inline assembly: one instruction for another, a number for the next. */
import { child, isNode, type Node, span } from "./ast.ts";
import type { Change } from "./operators.ts";

const SWAPS: Record<string, string> = {
  add: "sub",
  sub: "add",
  mul: "add",
  div: "mul",
  lt: "gt",
  gt: "lt",
  eq: "sub",
  and: "or",
  or: "and",
  xor: "and",
  shl: "shr",
  shr: "shl",
};

export function yulChanges(node: Node, text: (at: [number, number]) => string): Change[] {
  if (node.nodeType === "YulLiteral" && node.kind === "number") {
    const [start, end] = span(node);
    return [{ operator: "assembly", start, end, text: String(BigInt(text([start, end])) + 1n) }];
  }
  if (node.nodeType !== "YulFunctionCall") return [];
  const name = child(node, "functionName");
  if (name === undefined) return [];
  const [start, end] = span(name);
  const instruction = text([start, end]);
  if (instruction === "iszero" || instruction === "not") {
    const [argument] = Array.isArray(node.arguments) ? node.arguments.filter(isNode) : [];
    if (argument === undefined) return [];
    const [from, to] = span(node);
    return [{ operator: "assembly", start: from, end: to, text: text(span(argument)) }];
  }
  const swap = SWAPS[instruction];
  return swap === undefined ? [] : [{ operator: "assembly", start, end, text: swap }];
}
