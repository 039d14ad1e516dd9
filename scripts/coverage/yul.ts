/**
 * Marks in inline assembly. A call would need memory and, in a pure function, a permission it has not, so each way that a branch goes
 * sets a bit of a local variable, and the bits are reported behind the block. What leaves the function from within is not reported.
 */
import { below, type Node, nodeOf, nodesOf } from "./syntax.ts";

export type Edit = { at: number; drop: number; text: string };

/** A branch in the order of its bits: one bit for an arm of a switch, two (true, false) for a condition. */
export type YulBranch = { node: Node; kind: "condition" | "arm"; text: string };

const BRANCHES = new Set(["YulIf", "YulSwitch", "YulForLoop"]);
const BITS = 256;

/** @param variable Name of the local variable, which is declared before the block. */
export function markAssembly(block: Node, variable: string, textOf: (start: number, end: number) => string) {
  const edits: Edit[] = [];
  const branches: YulBranch[] = [];
  const unmeasured: Node[] = [];
  let bit = 0;

  /** The bit of one way, as a statement that sets it. */
  const set = (way: number) => ` ${variable} := or(${variable}, ${1n << BigInt(way)}) `;
  const insert = (at: number, text: string, drop = 0) => edits.push({ at, drop, text });

  function take(node: Node, kind: YulBranch["kind"], text: string): number {
    const first = bit;
    bit += kind === "condition" ? 2 : 1;
    branches.push({ node, kind, text });
    return first;
  }

  function walk(node: Node, isReached: boolean): void {
    // A function in assembly does not see the variable.
    const reaches = isReached && node.nodeType !== "YulFunctionDefinition" && bit < BITS - 2;
    const condition = nodeOf(node.condition);
    const body = nodeOf(node.body);
    if (BRANCHES.has(node.nodeType) && !reaches) unmeasured.push(node);
    else if (node.nodeType === "YulIf" && condition && body) markIf(node, condition, body);
    else if (node.nodeType === "YulForLoop" && condition && body) markLoop(condition, body);
    else if (node.nodeType === "YulSwitch") {
      markSwitch(node, reaches);
      return;
    }
    for (const child of below(node)) walk(child, reaches);
  }

  function markIf(node: Node, condition: Node, body: Node): void {
    const way = take(node, "condition", textOf(condition.start, condition.end));
    insert(node.start, "switch iszero(", "if".length);
    insert(condition.end, ") case 0");
    insert(body.start + 1, set(way));
    insert(node.end, ` default {${set(way + 1)}}`);
  }

  function markLoop(condition: Node, body: Node): void {
    if (condition.nodeType === "YulLiteral") return;
    const text = textOf(condition.start, condition.end);
    const way = take(condition, "condition", text);
    insert(condition.start, "1", condition.end - condition.start);
    insert(body.start + 1, ` if iszero(${text}) {${set(way + 1)}break }${set(way)}`);
  }

  function markSwitch(node: Node, reaches: boolean): void {
    for (const one of nodesOf(node.cases)) {
      const body = nodeOf(one.body);
      if (body === undefined) continue;
      insert(body.start + 1, set(take(one, "arm", textOf(one.start, body.start).trim())));
      walk(body, reaches);
    }
    const hasDefault = nodesOf(node.cases).some(({ value }) => value === "default");
    if (!hasDefault) insert(node.end, ` default {${set(take(node, "arm", "no case of the switch"))}}`);
  }

  walk(block, true);
  return { edits, branches, unmeasured };
}
