import { getAddress } from "viem";
import { formatDuration } from "../../time.ts";
import { ACTING, type Control, counting } from "../control.ts";
import { isOpen, type Reach, reach } from "../reach.ts";
import { accountName, needWords, shortened } from "../words.ts";
import type { Power } from "../world.ts";
import type { Edge, Graph, GraphNode, Row } from "./model.ts";

export type Subject = {
  readonly title: string;
  /** Ids of the powers that the picture leads to. */
  readonly goals: readonly string[];
  /** Leaves in somebody's hand: what these do is marked. */
  readonly inHand: ReadonlySet<number>;
  /** Only what these leaves do, not all that leads to the goals. */
  readonly only: boolean;
};

/** The picture of what leads to some powers, with what some keys do of it. */
export function graphOf(control: Control, { title, goals, inHand, only }: Subject): Graph {
  const found = reach(control, inHand);
  const isDone = (id: string) => isOpen(found, control.exercised.get(id));
  const ids = only ? goals.filter(isDone) : goals;
  const powers = coneOf(control, ids, only ? isDone : () => true);
  const drawing = new Drawing(control, found, inHand, only);
  for (const power of powers) drawing.add(power, powers);
  const { unread } = control.world;
  const note = [
    `block ${control.world.block.number} of chain ${control.world.chainId}`,
    ...(unread.length > 0 ? [`${unread.length} answers could not be read`] : []),
  ].join(", ");
  return { title, note, nodes: drawing.nodes(), edges: drawing.edges };
}

/** The powers on which some depend, through members, gifts and what is needed besides. */
function coneOf(
  control: Control,
  goals: readonly string[],
  isIn: (id: string) => boolean,
): ReadonlySet<Power> {
  const ids = new Set(goals);
  for (const id of ids) {
    const power = control.powers.get(id);
    if (power === undefined) continue;
    for (const other of [...power.also, ...power.given.map(({ by }) => by)]) if (isIn(other)) ids.add(other);
    if (power.need.kind !== "members") continue;
    const accounts = new Set(counting(power.need, control.now).map(({ account }) => getAddress(account)));
    for (const { id: other, on, effects } of control.world.powers) {
      const acts = effects.some((effect) => ACTING.has(effect));
      if (acts && accounts.has(getAddress(on)) && isIn(other)) ids.add(other);
    }
  }
  return new Set(control.world.powers.filter(({ id }) => ids.has(id)));
}

class Drawing {
  readonly edges: Edge[] = [];
  private readonly made = new Map<string, GraphNode & { rows: Row[] }>();
  private readonly control: Control;
  private readonly found: Reach;
  private readonly inHand: ReadonlySet<number>;
  private readonly only: boolean;

  constructor(control: Control, found: Reach, inHand: ReadonlySet<number>, only: boolean) {
    this.control = control;
    this.found = found;
    this.inHand = inHand;
    this.only = only;
  }

  /** People first, then the rest as it was met. */
  nodes(): readonly GraphNode[] {
    return [...this.made.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  add(power: Power, all: ReadonlySet<Power>): void {
    const to = this.contract(power.on);
    const marked = this.isDone(power.id);
    const sources = this.sourcesOf(power);
    const several = sources
      .filter(({ times }) => times > 1)
      .map(({ name, times }) => `${name} with ${times} keys`);
    const circles = power.given.filter(({ by }) =>
      [...all].some(({ id, on }) => id === by && on === power.on),
    );
    const note = [
      needWords(power),
      power.delay > 0 ? `waits ${formatDuration(power.delay)}` : "",
      ...several,
      ...circles.map(
        ({ by }) => `given by ${shortened(this.control.world, this.control.powers.get(by)?.name ?? by)}`,
      ),
    ].filter((one) => one !== "");
    to.rows.push({
      id: power.id,
      title: shortened(this.control.world, power.name),
      note: note.join(", "),
      effects: power.effects,
      marked,
    });
    const group = this.groupOf(power, all);
    if (group === null) this.join(sources, to.id, power.id, marked);
    else {
      if (!this.made.has(group)) {
        this.node({ id: group, kind: "group", title: groupTitle(power), note: needWords(power), marked });
        this.join(sources, group, null, marked);
      }
      this.edge({ from: group, fromRow: null, to: to.id, toRow: power.id, kind: "exercises", marked });
    }
    for (const other of all) {
      const link = { from: this.contract(other.on).id, fromRow: other.id, to: to.id, toRow: power.id };
      if (other.on === power.on) continue;
      const both = marked && this.isDone(other.id);
      if (power.also.includes(other.id)) this.edge({ ...link, kind: "also", marked: both });
      if (power.given.some(({ by }) => by === other.id)) this.edge({ ...link, kind: "gives", marked: both });
    }
  }

  private join(sources: readonly Source[], to: string, toRow: string | null, done: boolean): void {
    for (const { id, acts } of sources) {
      if (id !== to)
        this.edge({ from: id, fromRow: null, to, toRow, kind: "exercises", marked: done && acts });
    }
  }

  private edge(edge: Edge): void {
    this.edges.push(edge);
  }

  private isDone(id: string): boolean {
    return isOpen(this.found, this.control.exercised.get(id));
  }

  private node(about: Omit<GraphNode, "rows">): GraphNode & { rows: Row[] } {
    const known = this.made.get(about.id);
    if (known !== undefined) return known;
    const node = { ...about, rows: [] };
    this.made.set(about.id, node);
    return node;
  }

  private contract(account: string): GraphNode & { rows: Row[] } {
    const { world, acts } = this.control;
    const address = getAddress(account);
    const entry = world.accounts.find((one) => getAddress(one.address) === address);
    const isNamed = accountName(world, address) === entry?.label;
    const short = isNamed ? ` ${address.slice(0, 6)}…${address.slice(-4)}` : "";
    const note = `${entry?.is[0] ?? "contract"}${short}`;
    const marked = isOpen(this.found, acts.get(address));
    return this.node({
      id: `3 ${address}`,
      kind: "contract",
      title: accountName(world, address),
      note,
      marked,
    });
  }

  /** Powers that many have in common, so that each of the many is drawn once. */
  private groupOf(power: Power, all: ReadonlySet<Power>): string | null {
    const { need } = power;
    if (need.kind === "everybody" || this.sourcesOf(power).length < 2) return null;
    const text = JSON.stringify(need);
    const alike = [...all].filter((other) => JSON.stringify(other.need) === text);
    return need.kind === "quorum" || alike.length > 1 ? `2 ${alike[0]?.id ?? power.id}` : null;
  }

  private sourcesOf({ need }: Power): readonly Source[] {
    const { control, inHand } = this;
    const leaves = new Map(
      control.leaves.map((leaf, i) => [leaf.kind === "key" ? leaf.key : leaf.account, i]),
    );
    const sources: { id: string; name: string; acts: boolean }[] = [];
    const addKey = (index: number) => {
      const key = control.world.keys.find((one) => one.index === index);
      const person = control.world.people.find(({ holder }) => holder === key?.holder);
      const acts = inHand.has(leaves.get(index) ?? -1);
      if (person === undefined || (this.only && !acts)) return;
      const marked = [...control.world.keys].some(
        (one) => one.holder === person.holder && inHand.has(leaves.get(one.index) ?? -1),
      );
      const id = `0 ${String(person.holder).padStart(2, "0")}`;
      this.node({ id, kind: "who", title: person.name, note: person.organisation ?? "", marked });
      sources.push({ id, name: person.name, acts });
    };
    if (need.kind === "everybody") {
      this.node({ id: "1 anybody", kind: "outsider", title: "anybody", note: "no key needed", marked: true });
      return [{ id: "1 anybody", name: "anybody", acts: true, times: 1 }];
    }
    if (need.kind === "quorum") {
      const able = new Set([...need.proposers, ...(need.testers ?? []), ...need.approvers]);
      const usable = new Set(control.world.keys.flatMap(({ index, usable: is }) => (is ? [index] : [])));
      for (const key of [...able].toSorted((a, b) => a - b)) if (usable.has(key)) addKey(key);
      return timed(sources).map((source) => ({ ...source, times: 1 }));
    }
    for (const { account } of counting(need, control.now)) {
      const address = getAddress(account);
      const keys = control.world.keys.filter(
        (key) => key.account !== null && getAddress(key.account) === address,
      );
      const leaf = leaves.get(address);
      if (keys.length > 0) for (const { index } of keys) addKey(index);
      else if (leaf !== undefined) {
        const acts = inHand.has(leaf);
        if (this.only && !acts) continue;
        const title = accountName(control.world, address);
        this.node({ id: `1 ${address}`, kind: "outsider", title, note: "outsider", marked: acts });
        sources.push({ id: `1 ${address}`, name: title, acts });
      } else {
        const acts = isOpen(this.found, control.acts.get(address));
        if (this.only && !acts) continue;
        sources.push({ id: this.contract(address).id, name: accountName(control.world, address), acts });
      }
    }
    return timed(sources);
  }
}

function groupTitle({ need }: Power): string {
  if (need.kind !== "quorum") return "the same members";
  return need.approvals === 0 && need.testers === null ? "each of these" : `tier ${need.tier}`;
}

type Source = { readonly id: string; readonly name: string; readonly acts: boolean; readonly times: number };

function timed(sources: readonly Omit<Source, "times">[]): readonly Source[] {
  return [...Map.groupBy(sources, ({ id }) => id).values()].flatMap((of) => {
    const [first] = of;
    return first === undefined ? [] : [{ ...first, acts: of.some(({ acts }) => acts), times: of.length }];
  });
}
