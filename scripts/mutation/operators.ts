/** What is done to the contracts: one small change at a time, each of a kind that a programmer might have made by mistake. */
import { child, type Node, span, typeOf } from "./ast.ts";
import { yulChanges } from "./yul.ts";

/** `start` to `end` (bytes) become `text`. */
export type Change = { operator: string; start: number; end: number; text: string };

const SWAPS: Record<string, [operator: string, other: string]> = {
  "<": ["boundary", "<="],
  "<=": ["boundary", "<"],
  ">": ["boundary", ">="],
  ">=": ["boundary", ">"],
  "==": ["equality", "!="],
  "!=": ["equality", "=="],
  "&&": ["logical", "||"],
  "||": ["logical", "&&"],
  "+": ["arithmetic", "-"],
  "-": ["arithmetic", "+"],
  "*": ["arithmetic", "/"],
  "/": ["arithmetic", "*"],
  "%": ["arithmetic", "*"],
  "&": ["bitwise", "|"],
  "|": ["bitwise", "&"],
  "^": ["bitwise", "&"],
  "<<": ["bitwise", ">>"],
  ">>": ["bitwise", "<<"],
};
const COUNTERS: Record<string, string> = { "++": "--", "--": "++" };
const STATEMENTS = ["ExpressionStatement", "EmitStatement", "RevertStatement", "Break", "Continue"];

/** All changes to this node itself; those to what is below it are found when that is visited. `source` is in bytes. */
export function changes(node: Node, above: readonly Node[], source: string): Change[] {
  const text = ([start, end]: [number, number]): string => source.slice(start, end);
  const replace = (operator: string, at: [number, number], by: string): Change[] =>
    text(at) === by ? [] : [{ operator, start: at[0], end: at[1], text: by }];
  const parent = above.at(-1);

  switch (node.nodeType) {
    case "BinaryOperation":
      return [...swapBetween(node, "leftExpression", "rightExpression", source), ...terms(node)];
    case "Assignment":
      return swapBetween(node, "leftHandSide", "rightHandSide", source);
    case "UnaryOperation":
      return unary(node);
    case "Conditional":
    case "IfStatement":
      return always(node, ["true", "false"]);
    case "ForStatement":
    case "WhileStatement":
      return always(node, ["false"]);
    case "Literal":
      return replace("constant", span(node), otherLiteral(text(span(node)), String(node.kind)));
    case "ModifierInvocation":
      return node.kind === "baseConstructorSpecifier" ? [] : replace("modifier", span(node), "");
    case "Return":
      return defaults(node).flatMap((by) => replace("return", expressionSpan(node), by));
  }
  if (STATEMENTS.includes(node.nodeType) && !isInALoopsHead(node, parent) && !isAllOfAnIf(node, parent)) {
    const [start, end] = span(node);
    return [{ operator: "delete", start, end: Math.max(end, source.indexOf(";", end - 1) + 1), text: "{}" }];
  }
  return yulChanges(node, text);

  /** Terms of && and || one by one: is each of them needed? Those of a chain are reached through its inner operations. */
  function terms(operation: Node): Change[] {
    if (operation.operator !== "&&" && operation.operator !== "||") return [];
    return [child(operation, "leftExpression"), child(operation, "rightExpression")].flatMap((term) =>
      term === undefined || term.operator === operation.operator
        ? []
        : replace("term", span(term), operation.operator === "&&" ? "true" : "false"),
    );
  }

  function always(statement: Node, values: string[]): Change[] {
    const condition = child(statement, "condition");
    return condition === undefined
      ? []
      : values.flatMap((value) => replace("condition", span(condition), value));
  }

  function unary(operation: Node): Change[] {
    const operator = String(operation.operator);
    const [start, end] = span(operation);
    const at: [number, number] =
      operation.prefix === true ? [start, start + operator.length] : [end - operator.length, end];
    const counter = COUNTERS[operator];
    if (counter !== undefined) return replace("arithmetic", at, counter);
    return operator === "!" || operator === "~" ? replace("negation", at, "") : [];
  }
}

/** The operator stands alone between its two sides; a compound assignment is swapped with its opposite. */
function swapBetween(node: Node, left: string, right: string, source: string): Change[] {
  const [before, after] = [child(node, left), child(node, right)];
  const token = String(node.operator);
  const swap = SWAPS[token.length > 1 && node.nodeType === "Assignment" ? token.slice(0, -1) : token];
  if (before === undefined || after === undefined || swap === undefined) return [];
  const start = source.indexOf(token, span(before)[1]);
  if (start === -1 || start >= span(after)[0]) return [];
  const text = node.nodeType === "Assignment" ? `${swap[1]}=` : swap[1];
  return [{ operator: swap[0], start, end: start + token.length, text }];
}

function otherLiteral(text: string, kind: string): string {
  if (kind === "bool") return text === "true" ? "false" : "true";
  if (kind !== "number") return text;
  const [, number = "", unit = ""] = /^(0x[0-9a-fA-F]+|[\d_]+)(\s.*)?$/s.exec(text) ?? [];
  if (number === "") return text;
  const value = BigInt(number.replaceAll("_", ""));
  const other = value === 1n ? 0n : value + 1n;
  if (!number.startsWith("0x")) return `${other}${unit}`;
  return `0x${other.toString(16).padStart(number.length - 2, "0")}${unit}`;
}

/** What a function might return had it forgotten to compute. Only where solc takes it without a cast, and literals are changed as such. */
function defaults(node: Node): string[] {
  const expression = child(node, "expression");
  if (expression === undefined || expression.nodeType === "Literal") return [];
  const type = typeOf(expression);
  if (type === "bool") return ["true", "false"];
  if (/^u?int\d*$/.test(type)) return ["0"];
  if (/^bytes\d+$/.test(type)) return [`${type}(0)`];
  return type === "address" ? ["address(0)"] : [];
}

function expressionSpan(node: Node): [number, number] {
  return span(child(node, "expression") ?? node);
}

/** `if (...) revert X();` with nothing else: that condition turned false is the same change. */
function isAllOfAnIf(node: Node, parent: Node | undefined): boolean {
  if (parent?.nodeType !== "IfStatement") return false;
  return child(parent, "falseBody") === undefined && child(parent, "trueBody")?.src === node.src;
}

function isInALoopsHead(node: Node, parent: Node | undefined): boolean {
  return parent?.nodeType === "ForStatement" && child(parent, "body")?.src !== node.src;
}
