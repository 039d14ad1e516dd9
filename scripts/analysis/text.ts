/** Detectors that look at one place at a time. */
import type { Finding } from "./finding.ts";
import {
  all,
  type Compilation,
  child,
  children,
  declarationOf,
  lineOf,
  list,
  type Node,
  type Source,
  text,
  typeOf,
} from "./tree.ts";

/** What a block proposer, or whoever relays a transaction, chooses. `block.timestamp` and `chainid` are what the design is built on. */
const MAGIC = /^t_magic_(block|transaction)$/;
const ALLOWED_MAGIC = new Set(["timestamp", "chainid"]);
const YUL_MAGIC = new Set([
  "origin",
  "number",
  "prevrandao",
  "difficulty",
  "coinbase",
  "gasprice",
  "blockhash",
  "blobhash",
]);
const GLOBALS = new Set(["blockhash", "blobhash"]);

const COMMENT = /^\s*(\/\/|\*|\/\*)/;
const UNUSED = new Set([
  "ErrorDefinition",
  "EventDefinition",
  "FunctionDefinition",
  "VariableDeclaration",
  "StructDefinition",
  "EnumDefinition",
]);

/** `tx.origin`, `block.number` and their like. */
export function chosenByOthers(source: Source): Finding[] {
  return within(source, (node, at) => {
    const name = text(node, "memberName") || text(node, "name");
    const object = child(node, "expression");
    const isMagic =
      node.nodeType === "MemberAccess" &&
      object !== undefined &&
      MAGIC.test(typeOf(object)) &&
      !ALLOWED_MAGIC.has(name);
    const isYul =
      node.nodeType === "YulFunctionCall" && YUL_MAGIC.has(text(child(node, "functionName") ?? node, "name"));
    const isGlobal = node.nodeType === "Identifier" && GLOBALS.has(name) && (declarationOf(node) ?? 0) < 0;
    if (!isMagic && !isYul && !isGlobal) return [];
    const what = isYul ? text(child(node, "functionName") ?? node, "name") : name;
    return [found(source, node, "chosen-by-others", `${at} reads ${what}`)];
  });
}

/** Assembly and unchecked arithmetic say in the line above why they are right. */
export function unexplained(source: Source): Finding[] {
  const lines = source.text.split("\n");
  return within(source, (node, at) => {
    const isMeant = node.nodeType === "InlineAssembly" || node.nodeType === "UncheckedBlock";
    if (!isMeant || COMMENT.test(lines[lineOf(source, node) - 2] ?? "")) return [];
    const what = node.nodeType === "InlineAssembly" ? "assembly" : "unchecked";
    return [found(source, node, "unexplained", `${at} has ${what} without a comment above`)];
  });
}

/** A cast that drops high bits silently. Taking a field out of a packed word or the low bytes of a hash is meant to. */
export function narrowingCasts(source: Source): Finding[] {
  return within(source, (node, at) => {
    const [value] = list(node, "arguments");
    if (node.kind !== "typeConversion" || value === undefined || isPicked(value)) return [];
    const [from, to] = [widthOf(value), widthOf(node)];
    if (from === undefined || to === undefined || to >= from) return [];
    return [found(source, node, "narrowing", `${at} narrows uint${from} to uint${to}`)];
  });
}

/** Bits of an unsigned integer's type; undefined for others, literals among them. */
function widthOf(node: Node): number | undefined {
  const bits = /^t_uint(\d+)$/.exec(typeOf(node))?.[1];
  return bits === undefined ? undefined : Number(bits);
}

function isPicked(value: Node): boolean {
  const [inner] = list(value, "components");
  if (value.nodeType === "TupleExpression" && inner !== undefined) return isPicked(inner);
  if (value.nodeType === "BinaryOperation") return [">>", "&"].includes(text(value, "operator"));
  const callee = child(value, "expression");
  const isUnwrapped = callee !== undefined && typeOf(callee).startsWith("t_function_unwrap");
  const [argument] = list(value, "arguments");
  return isUnwrapped || (argument !== undefined && /^t_bytes\d+$/.test(typeOf(argument)));
}

/** One compiler, the one that is tested. */
export function floatingPragmas(source: Source): Finding[] {
  return within(source, (node) => {
    const literals = Array.isArray(node.literals) ? node.literals.map(String) : [];
    if (node.nodeType !== "PragmaDirective" || literals[0] !== "solidity") return [];
    const version = literals.slice(1).join("");
    if (/^\d+\.\d+\.\d+$/.test(version)) return [];
    return [found(source, node, "floating-pragma", `${source.path} takes any solc ${version}`)];
  });
}

/** Errors, events, types, constants and internal functions that nothing refers to, in whatever was compiled. */
export function unused(compilations: Compilation[]): Finding[] {
  const own = compilations.map((compilation) => compilation.filter(({ isOwn }) => isOwn));
  const used = new Set(own.flatMap(usedIn));
  return own.flat().flatMap((source) =>
    within(source, (node, at) => {
      if (!isDeclared(node) || used.has(place(source, node))) return [];
      const name = text(node, "name");
      const key = at === name || at.endsWith(`.${name}`) ? at : `${at}.${name}`;
      return [found(source, node, "unused", `${key} is never used`)];
    }),
  );
}

/** Places of declarations that are referred to. Ids mean the same within one compilation only. */
function usedIn(compilation: Source[]): string[] {
  const places = new Map<number, string>();
  for (const source of compilation)
    for (const node of all(source.tree)) places.set(node.id, place(source, node));
  return (
    compilation
      .flatMap(({ tree }) => [...all(tree)])
      // An operator that a type defines for itself names its function in a field of its own.
      .flatMap((node) => [declarationOf(node), node.function])
      .flatMap((id) => (typeof id === "number" ? (places.get(id) ?? []) : []))
  );
}

function place({ path }: Source, { src }: Node): string {
  return `${path}:${src.split(":").slice(0, 2).join(":")}`;
}

/** A declaration that only the project itself can make use of. Whoever overrides is called under the name of what it overrides. */
function isDeclared(node: Node): boolean {
  const isVariable = node.nodeType === "VariableDeclaration";
  // solc calls types public as well.
  const isReachable =
    (isVariable || node.nodeType === "FunctionDefinition") &&
    ["external", "public"].includes(text(node, "visibility"));
  const isLocal = isVariable && node.stateVariable !== true && node.constant !== true;
  const isSpecial = ["constructor", "receive", "fallback"].includes(text(node, "kind"));
  const overrides = Array.isArray(node.baseFunctions) && node.baseFunctions.length > 0;
  return UNUSED.has(node.nodeType) && !isReachable && !isLocal && !isSpecial && !overrides;
}

/** Visits every node with the name of the contract and function it stands in. */
function within(source: Source, visit: (node: Node, at: string) => Finding[]): Finding[] {
  if (!source.isOwn) return [];
  const findings: Finding[] = [];
  const walk = (node: Node, at: string): void => {
    const isNamed = /^(Contract|Function|Modifier)Definition$/.test(node.nodeType);
    const name = text(node, "name") || text(node, "kind");
    const inside = !isNamed ? at : at === "" ? name : `${at}.${name}`;
    findings.push(...visit(node, inside || source.path));
    for (const below of children(node)) walk(below, inside);
  };
  walk(source.tree, "");
  return findings;
}

function found(source: Source, node: Node, detector: string, key: string): Finding {
  return { detector, key, where: `${source.path}:${lineOf(source, node)}` };
}
