/**
 * Writes marks into Solidity sources, so that a run tells which statements ran and which way each condition went.
 * Nothing is put on a line of its own, so line numbers stay.
 */
import { below, type Node, nodeOf, nodesOf } from "./syntax.ts";
import { type Edit, markAssembly } from "./yul.ts";

/** What is measured. A `condition` has two marks: `id` when true, `id + 1` when false. */
export type Point =
  | { id: number; kind: "statement" | "function" | "arm"; line: number; text: string }
  | { id: number; kind: "condition"; line: number; text: string };

export type Instrumented = {
  text: string;
  points: Point[];
  /** Lines of branches in functions within assembly, which cannot be marked. */
  unmeasured: number[];
};

/** The name under which the marking library is imported: nothing of the project's begins with underscores. */
const MARK = "__Coverage";
const SHORT_CIRCUIT = ["&&", "||"];
const NOT_MARKED = new Set(["Block", "UncheckedBlock", "PlaceholderStatement"]);

/**
 * @param library Import path of the marking library from this file.
 * @param firstId The first number free; one for each point, two for a condition.
 */
export function instrument(source: string, tree: Node, library: string, firstId: number): Instrumented {
  const bytes = Buffer.from(source);
  const points: Point[] = [];
  const unmeasured: number[] = [];
  const edits: Edit[] = [];
  let nextId = firstId;

  const textOf = (start: number, end: number) => bytes.subarray(start, end).toString();
  const lineOf = (at: number) => textOf(0, at).split("\n").length;
  const insert = (at: number, text: string) => edits.push({ at, drop: 0, text });

  function point(kind: Point["kind"], node: Node, text = textOf(node.start, node.end)): number {
    const id = nextId;
    nextId += kind === "condition" ? 2 : 1;
    points.push({ id, kind, line: lineOf(node.start), text: text.replaceAll(/\s+/g, " ") });
    return id;
  }

  function definition(node: Node): void {
    const body = nodeOf(node.body);
    if (body === undefined) return;
    const name = typeof node.name === "string" && node.name !== "" ? node.name : String(node.kind);
    insert(body.start + 1, ` ${MARK}.hit(${point("function", node, name)});`);
    statements(body);
  }

  function statements(block: Node): void {
    for (const statement of nodesOf(block.statements)) visitStatement(statement);
  }

  function visitStatement(node: Node): void {
    if (NOT_MARKED.has(node.nodeType)) {
      statements(node);
      return;
    }
    insert(node.start, `${MARK}.hit(${point("statement", node, headline(node))}); `);
    if (node.nodeType === "InlineAssembly") assembly(node);
    else if (node.nodeType === "TryStatement") tryStatement(node);
    else parts(node);
  }

  function parts(node: Node): void {
    const bodies = [node.trueBody, node.falseBody, node.body].flatMap(nodesOf);
    const loopHeader = [node.initializationExpression, node.loopExpression].flatMap(nodesOf);
    const condition = nodeOf(node.condition);
    for (const part of loopHeader) for (const child of below(part)) expression(child);
    if (condition !== undefined) decision(condition);
    const done = [...bodies, ...loopHeader, condition].map((part) => part?.start);
    for (const child of below(node)) if (!done.includes(child.start)) expression(child);
    for (const body of bodies) arm(body);
  }

  /** A body without braces gets them, since it becomes two statements. */
  function arm(body: Node): void {
    if (NOT_MARKED.has(body.nodeType)) {
      statements(body);
      return;
    }
    insert(body.start, "{ ");
    visitStatement(body);
    insert(endOf(body), " }");
  }

  function tryStatement(node: Node): void {
    for (const child of nodesOf(node.externalCall)) expression(child);
    for (const [i, clause] of nodesOf(node.clauses).entries()) {
      const block = nodeOf(clause.block);
      if (block === undefined) continue;
      const name = i === 0 ? "try" : "catch";
      insert(block.start + 1, ` ${MARK}.hit(${point("arm", clause, name)});`);
      statements(block);
    }
  }

  function expression(node: Node): void {
    if (node.nodeType === "Conditional") {
      for (const condition of nodesOf(node.condition)) decision(condition);
      for (const value of [node.trueExpression, node.falseExpression].flatMap(nodesOf)) expression(value);
    } else if (isShortCircuit(node)) {
      decision(node);
    } else {
      for (const child of below(node)) expression(child);
    }
  }

  /** What a branch depends on: each operand of `&&` and `||` by itself, since both ways of all of them imply both ways of the whole. */
  function decision(node: Node): void {
    const components = nodesOf(node.components);
    if (isShortCircuit(node)) {
      for (const side of [node.leftExpression, node.rightExpression].flatMap(nodesOf)) decision(side);
    } else if (node.nodeType === "TupleExpression" && components[0] !== undefined) {
      decision(components[0]);
    } else if (node.nodeType === "UnaryOperation" && node.operator === "!") {
      for (const operand of nodesOf(node.subExpression)) decision(operand);
    } else if (node.nodeType !== "Literal") {
      const id = point("condition", node);
      insert(node.start, `${MARK}.either(`);
      for (const child of below(node)) expression(child);
      insert(node.end, `, ${id})`);
    }
  }

  function assembly(node: Node): void {
    const variable = `${MARK}_${nextId}`;
    const marks = markAssembly(node, variable, textOf);
    unmeasured.push(...marks.unmeasured.map(({ start }) => lineOf(start)));
    const first = nextId;
    for (const branch of marks.branches) point(branch.kind, branch.node, branch.text);
    if (nextId === first) return;
    insert(node.start, `uint256 ${variable}; `);
    edits.push(...marks.edits);
    insert(node.end, ` ${MARK}.bits(${variable}, ${first});`);
  }

  /** solc leaves the semicolon out of most statements. */
  function endOf(statement: Node): number {
    const last = nodesOf(statement.falseBody ?? statement.trueBody ?? statement.body)[0];
    if (last !== undefined) return endOf(last);
    if (/Block$|^TryStatement$|Assembly$/.test(statement.nodeType)) return statement.end;
    return bytes.indexOf(";", statement.end - 1) + 1;
  }

  /** What the report shows of a statement: of one with bodies, no more than its first line. */
  function headline(node: Node): string {
    const text = textOf(node.start, node.end);
    return /^(If|For|While|DoWhile|Try)Statement$|Assembly$/.test(node.nodeType)
      ? (text.split("\n")[0] ?? text)
      : text;
  }

  const definitions = (node: Node): void => {
    if (/^(Function|Modifier)Definition$/.test(node.nodeType)) definition(node);
    else for (const child of below(node)) definitions(child);
  };
  definitions(tree);

  const pragma = nodesOf(tree.nodes).find(({ nodeType }) => nodeType === "PragmaDirective");
  if (points.length > 0) insert(pragma?.end ?? 0, ` import {Coverage as ${MARK}} from "${library}";`);
  return { text: apply(bytes, edits), points, unmeasured };
}

function isShortCircuit(node: Node): boolean {
  return node.nodeType === "BinaryOperation" && SHORT_CIRCUIT.includes(String(node.operator));
}

/** The order of those at one place is the order in which they were made. */
function apply(bytes: Buffer, edits: Edit[]): string {
  const parts: Buffer[] = [];
  let from = 0;
  for (const { at, drop, text } of edits.toSorted((a, b) => a.at - b.at)) {
    parts.push(bytes.subarray(from, at), Buffer.from(text));
    from = at + drop;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]).toString();
}
