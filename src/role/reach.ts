import type { Control, Input } from "./control.ts";
import { count, demandedBy, shortfall } from "./hall.ts";
import { fillers, type Slot } from "./slots.ts";

/**
 * What some keys and accounts can do, and how soon: the least fixpoint of the gates.
 *
 * Each gate's time is the n-th smallest of its inputs' times, an input's being `max(source, wait) + delay`: monotone in every input, and never
 * below the inputs that make it. Hence two things. More in hand never makes anything later or impossible (the fixpoint is monotone). And gates
 * can be settled in the order of their times, each once, as Knuth generalised Dijkstra's algorithm. A list in order serves: gates are some
 * hundreds, and a heap was no faster (`npm run bench:collusion`'s worlds). Circles that nothing enters are never settled, so nobody lifts himself by a role whose admin is that role.
 */
export type Reach = {
  /** Seconds until each gate can be open; Infinity if never. */
  readonly at: readonly number[];
  /** The inputs by which each open gate is, in the order in which they came; of a quorum the keys' leaves. */
  readonly by: readonly (readonly Input[])[];
};

export function reach(control: Control, inHand: ReadonlySet<number>): Reach {
  const { gates } = control;
  const at: number[] = gates.map(() => Number.POSITIVE_INFINITY);
  const by: Input[][] = gates.map(() => []);
  const arrived: { input: Input; time: number }[][] = gates.map(() => []);
  const settled = gates.map(() => false);
  const queue: Due[] = [];
  const users = usersOf(control);

  const arrive = (gate: number, input: Input, source: number) => {
    const of = gates[gate];
    if (of?.kind !== "atLeast" || settled[gate] === true) return;
    const list = arrived[gate] ?? [];
    list.push({ input, time: Math.max(source, input.wait) + input.delay });
    if (list.length < of.n) return;
    list.sort((a, b) => a.time - b.time);
    const time = list[of.n - 1]?.time ?? 0;
    if (time < (at[gate] ?? 0)) {
      at[gate] = time;
      by[gate] = list.slice(0, of.n).map(({ input: one }) => one);
      enqueue(queue, { time, gate });
    }
  };

  for (const [index, gate] of gates.entries()) {
    if (gate.kind === "quorum") {
      const time = quorumTime(gate.slots, inHand);
      if (time === null) continue;
      at[index] = time;
      by[index] = leavesUsed(gate.slots, inHand, time);
      enqueue(queue, { time, gate: index });
    } else if (gate.n === 0) {
      at[index] = 0;
      enqueue(queue, { time: 0, gate: index });
    } else {
      for (const input of gate.of)
        if (input.from === "leaf" && inHand.has(input.index)) arrive(index, input, 0);
    }
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (settled[next.gate] === true || next.time !== at[next.gate]) continue;
    settled[next.gate] = true;
    for (const { gate, input } of users[next.gate] ?? []) arrive(gate, input, next.time);
  }
  return { at, by };
}

type User = { readonly gate: number; readonly input: Input };
const known = new WeakMap<Control, readonly (readonly User[])[]>();

/** By gate, who takes it as an input. The same for every question about a world, so it is kept. */
function usersOf(control: Control): readonly (readonly User[])[] {
  const kept = known.get(control);
  if (kept !== undefined) return kept;
  const users: User[][] = control.gates.map(() => []);
  for (const [gate, one] of control.gates.entries()) {
    if (one.kind !== "atLeast") continue;
    for (const input of one.of) if (input.from === "gate") users[input.index]?.push({ gate, input });
  }
  known.set(control, users);
  return users;
}

/** Seconds until the places can be filled, waiting for suspensions to lapse; null if never. */
function quorumTime(slots: readonly Slot[], inHand: ReadonlySet<number>): number | null {
  const waits = slots.flatMap(({ keys }) =>
    keys.filter(({ leaf }) => inHand.has(leaf)).map(({ wait }) => wait),
  );
  for (const wait of [...new Set([0, ...waits])].toSorted((a, b) => a - b)) {
    if (isFilled(slots, inHand, wait)) return wait;
  }
  return null;
}

function isFilled(slots: readonly Slot[], inHand: ReadonlySet<number>, within: number): boolean {
  const demanded = demandedBy(slots.map(({ demand }) => demand));
  const able = new Int32Array(demanded.length);
  for (const mask of fillers(slots, inHand, within).values()) count(able, mask, 1);
  return shortfall(demanded, able) === 0;
}

/** The keys that fill the places, as few as there are places: one after another is left out where it can be. */
function leavesUsed(slots: readonly Slot[], inHand: ReadonlySet<number>, within: number): Input[] {
  const used = new Set(
    slots.flatMap(({ keys }) => keys.filter(({ leaf }) => inHand.has(leaf)).map(({ leaf }) => leaf)),
  );
  for (const leaf of [...used].toReversed()) {
    used.delete(leaf);
    if (!isFilled(slots, used, within)) used.add(leaf);
  }
  return [...used].map((index) => ({ from: "leaf", index, wait: 0, delay: 0 }));
}

type Due = { readonly time: number; readonly gate: number };

/** Keeps the soonest last; of those at one time the lowest number, so that the same world is told in the same words. */
function enqueue(queue: Due[], due: Due): void {
  const isBefore = ({ time, gate }: Due) => due.time < time || (due.time === time && due.gate < gate);
  queue.splice(queue.findLastIndex(isBefore) + 1, 0, due);
}

/** Whether a gate can be open at all with what is in hand. */
export function isOpen({ at }: Reach, gate: number | undefined): boolean {
  return gate !== undefined && (at[gate] ?? Number.POSITIVE_INFINITY) < Number.POSITIVE_INFINITY;
}
