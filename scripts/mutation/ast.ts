/** solc's syntax tree, as far as mutation reads it. Its places are byte offsets, so sources are held as latin1: a character a byte. */

export type Node = { readonly nodeType: string; readonly src: string; readonly [field: string]: unknown };

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "nodeType" in value && "src" in value;
}

/** Where the node stands: [first byte, byte after the last]. */
export function span(node: Node): [start: number, end: number] {
  const [start = 0, length = 0] = node.src.split(":").map(Number);
  return [start, start + length];
}

export function child(node: Node, field: string): Node | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

/** The type solc gives an expression, in words: `uint256`, `bool`, `enum Fate`. */
export function typeOf(node: Node): string {
  const described = node.typeDescriptions;
  if (typeof described !== "object" || described === null || !("typeString" in described)) return "";
  return String(described.typeString);
}

/** The node and all below it, parents first, each with the chain of those above it (the nearest last). */
export function* walk(
  node: Node,
  above: readonly Node[] = [],
): Generator<[node: Node, above: readonly Node[]]> {
  yield [node, above];
  const chain = [...above, node];
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? value : [value]) if (isNode(item)) yield* walk(item, chain);
  }
}

export function toBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

export function toText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
