import { type Box, boxOf, GAP, type Size } from "./boxes.ts";
import type { Edge, Graph } from "./model.ts";

/** An edge with the points between its ends through which it goes, column by column; `leaves` is where its first column ends. */
export type Route = {
  readonly edge: Edge;
  readonly leaves: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
};
export type Layout = {
  readonly boxes: readonly Box[];
  readonly routes: readonly Route[];
  /** How far down the lines go that lead back to the left. */
  readonly below: ReadonlyMap<Edge, number>;
  readonly size: Size;
};

const COLUMN_GAP = 120;
const TOP = 150;
const MARGIN = 30;
/** Place that a passing edge takes between boxes. */
const LANE = 12;

/** Something that takes place in a column: a box, or an edge that passes. */
type Item = { id: string; height: number; y: number; column: number; order: number };

/**
 * Columns from left to right, so that all lines but those of circles lead to the right; in each column what is joined lies near each other
 * (the barycentre method), and lines that pass a column get a lane of their own, so that none runs behind a box.
 */
export function laidOut({ nodes, edges }: Graph): Layout {
  // People stand alone at the left, also where nobody has power over a contract.
  const first = new Map(nodes.map(({ id, kind }) => [id, kind === "who" || kind === "outsider" ? 0 : 1]));
  const columns = columnsOf(first, edges);
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
  const items: Item[] = nodes.map(({ id }, order) => ({
    id,
    height: boxes.get(id)?.height ?? 0,
    y: 0,
    column: columns.get(id) ?? 0,
    order,
  }));
  const links: [string, string][] = [];
  const passing = new Map<Edge, string[]>();
  for (const [i, edge] of edges.entries()) {
    const [from, to] = [columns.get(edge.from) ?? 0, columns.get(edge.to) ?? 0];
    const lanes: string[] = [];
    let before = edge.from;
    for (let column = from + 1; column < to; column++) {
      const id = `lane ${i} ${column}`;
      items.push({ id, height: LANE, y: 0, column, order: items.length });
      lanes.push(id);
      links.push([before, id]);
      before = id;
    }
    if (to > from) links.push([before, edge.to]);
    passing.set(edge, lanes);
  }
  arrange(items, links);
  const below = new Map<Edge, number>();
  const byId = new Map(items.map((item) => [item.id, item]));
  const last = Math.max(0, ...items.map(({ column }) => column));
  const xs = Array.from({ length: last + 1 }, () => MARGIN);
  for (let column = 1; column <= last; column++)
    xs[column] = (xs[column - 1] ?? 0) + widthOf(column - 1) + COLUMN_GAP;
  const placed = [...boxes].map(([id, box]): Box => {
    const item = byId.get(id);
    return { ...box, x: xs[item?.column ?? 0] ?? 0, y: TOP + (item?.y ?? 0) };
  });
  const routes = edges.map(
    (edge): Route => ({
      edge,
      leaves: (xs[columns.get(edge.from) ?? 0] ?? 0) + widthOf(columns.get(edge.from) ?? 0),
      points: (passing.get(edge) ?? []).flatMap((id) => {
        const lane = byId.get(id);
        const x = xs[lane?.column ?? 0] ?? 0;
        const y = TOP + (lane?.y ?? 0) + LANE / 2;
        return [
          { x, y },
          { x: x + widthOf(lane?.column ?? 0), y },
        ];
      }),
    }),
  );
  // Lines that close a circle lead back below everything.
  const back = edges.filter(({ from, to }) => (columns.get(to) ?? 0) <= (columns.get(from) ?? 0));
  const bottom = Math.max(0, ...items.map((item) => TOP + item.y + item.height));
  for (const [i, edge] of back.entries()) below.set(edge, bottom + 20 + i * 10);
  const width = Math.max(0, ...placed.map((box) => box.x + box.width)) + MARGIN + (back.length > 0 ? 30 : 0);
  const height = bottom + MARGIN + back.length * 10;
  return { boxes: placed, routes, below, size: { width, height } };

  function widthOf(column: number): number {
    return Math.max(
      0,
      ...items.filter((item) => item.column === column).map(({ id }) => boxes.get(id)?.width ?? 0),
    );
  }
}

/** The longest way to each node from the first column it may stand in, circles cut where they close. */
function columnsOf(first: ReadonlyMap<string, number>, edges: readonly Edge[]): ReadonlyMap<string, number> {
  const into = Map.groupBy(edges, ({ to }) => to);
  const columns = new Map<string, number>();
  const open = new Set<string>();
  const visit = (id: string): number => {
    const known = columns.get(id);
    if (known !== undefined) return known;
    if (open.has(id)) return -1;
    open.add(id);
    const sources = (into.get(id) ?? []).filter(({ from }) => from !== id);
    const column = Math.max(first.get(id) ?? 0, ...sources.map(({ from }) => 1 + visit(from)));
    open.delete(id);
    columns.set(id, column);
    return column;
  };
  for (const id of first.keys()) visit(id);
  return columns;
}

/** Orders each column, then sets it beside what it is joined to. */
function arrange(items: readonly Item[], links: readonly (readonly [string, string])[]): void {
  const byId = new Map(items.map((item) => [item.id, item]));
  const near = new Map(items.map((item) => [item.id, [] as Item[]]));
  for (const [one, other] of links) {
    const [a, b] = [byId.get(one), byId.get(other)];
    if (a === undefined || b === undefined) continue;
    near.get(one)?.push(b);
    near.get(other)?.push(a);
  }
  const columns = [...Map.groupBy(items, ({ column }) => column)]
    .toSorted(([a], [b]) => a - b)
    .map(([, column]) => column);
  const stack = (column: readonly Item[]) => {
    let y = 0;
    for (const item of column) {
      item.y = y;
      y += item.height + (item.height === LANE ? 2 : GAP);
    }
  };
  for (const column of columns) stack(column);
  const middle = ({ y, height }: Item) => y + height / 2;
  const wish = (item: Item) => {
    const others = near.get(item.id) ?? [];
    if (others.length === 0) return middle(item);
    return others.reduce((sum, other) => sum + middle(other), 0) / others.length;
  };
  for (let round = 0; round < 12; round++) {
    for (const column of round % 2 === 0 ? columns : columns.toReversed()) {
      const wishes = new Map(column.map((item) => [item, wish(item)]));
      column.sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0) || a.order - b.order);
      settle(column, wishes);
    }
  }
  const top = Math.min(...items.map(({ y }) => y));
  for (const item of items) item.y = Math.round(item.y - top);
}

/** As near to what each wishes as the others let it: runs of items that touch move together to their mean. */
function settle(column: readonly Item[], wishes: ReadonlyMap<Item, number>): void {
  type Run = { items: Item[]; height: number; sum: number };
  const runs: Run[] = [];
  const topOf = ({ sum, items }: Run) => sum / items.length;
  for (const item of column) {
    const gap = item.height === LANE ? 2 : GAP;
    let run: Run = {
      items: [item],
      height: item.height + gap,
      sum: (wishes.get(item) ?? 0) - item.height / 2,
    };
    for (
      let above = runs.at(-1);
      above !== undefined && topOf(above) + above.height > topOf(run);
      above = runs.at(-1)
    ) {
      runs.pop();
      run = {
        items: [...above.items, ...run.items],
        sum: above.sum + run.sum - above.height * run.items.length,
        height: above.height + run.height,
      };
    }
    runs.push(run);
  }
  for (const run of runs) {
    let y = topOf(run);
    for (const item of run.items) {
      item.y = y;
      y += item.height + (item.height === LANE ? 2 : GAP);
    }
  }
}
