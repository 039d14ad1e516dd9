/** The compiler's typed syntax tree, and what the detectors ask of it. */

export type Node = { id: number; nodeType: string; src: string; [field: string]: unknown };

/** One file that was compiled. */
export type Source = {
  path: string;
  /** The project's own, and not for tests: what findings are about. */
  isOwn: boolean;
  text: string;
  tree: Node;
};

/** Files compiled together, so that ids mean the same in all of them. */
export type Compilation = Source[];

const NAMED_BY_HARDHAT = /^(?:project|npm)\//;

export function compilation(
  trees: Record<string, { ast: unknown }>,
  texts: Record<string, { content: string }>,
): Compilation {
  return Object.entries(trees).flatMap(([name, { ast }]) => {
    const path = name.replace(NAMED_BY_HARDHAT, "");
    const isOwn = /^contracts\/(?!mocks\/)/.test(path) && !name.startsWith("npm/");
    return isNode(ast) ? [{ path, isOwn, text: texts[name]?.content ?? "", tree: ast }] : [];
  });
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "nodeType" in value && "src" in value;
}

/** The node in a field, if there is one. */
export function child(node: Node, field: string): Node | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

/** The nodes in a field that is a list; a hole, as in `(a, , b)`, is left out. */
export function list(node: Node, field: string): Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** All nodes directly below, in the order of the source. */
export function children(node: Node): Node[] {
  return Object.values(node)
    .flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
    .sort((a, b) => startOf(a) - startOf(b));
}

/** The node and everything below it. */
export function* all(node: Node): Generator<Node> {
  yield node;
  for (const below of children(node)) yield* all(below);
}

export function startOf(node: Node): number {
  return Number(node.src.split(":")[0]);
}

export function lineOf(source: Source, node: Node): number {
  return Buffer.from(source.text).subarray(0, startOf(node)).toString().split("\n").length;
}

export function text(node: Node, field: string): string {
  const value = node[field];
  return typeof value === "string" ? value : "";
}

/** The id of what a name stands for. */
export function declarationOf(node: Node): number | undefined {
  const value = node.referencedDeclaration;
  return typeof value === "number" ? value : undefined;
}

/** solc's own name of an expression's type: `t_function_external_view$...`, `t_struct$_Config_$12_storage`. */
export function typeOf(node: Node): string {
  const types = node.typeDescriptions;
  if (typeof types !== "object" || types === null || !("typeIdentifier" in types)) return "";
  return typeof types.typeIdentifier === "string" ? types.typeIdentifier : "";
}
