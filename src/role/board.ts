import { GOAL, type Net } from "./net.ts";
import { standsApart } from "./overlap.ts";
import { HELPS, LACKS, NEVER, OPEN, Places } from "./places.ts";

/** `reach`: those chosen open the goal, nobody else helps. `block`: those chosen shut it, everybody else helps. */
export type Mode = "reach" | "block";

type Threshold = { sure: number; open: number; readonly isPlain: boolean };

/**
 * A net in which some units are decided. `costs` says of each gate how many undecided units it takes, at least, to open it (`reach`) or to
 * shut it (`block`): a lower bound, exact at 0 and never finite where nothing helps. A unit behind several inputs of a gate is never counted
 * twice: the costs of inputs are added only where no unit stands behind two of them; else the largest is taken.
 *
 * To open is derived from nothing, so the costs start with "never" and fall. To shut is the opposite: circles which nothing else holds open
 * fall by themselves, so they start with 0 and rise. Both end, as costs are whole numbers up to `spare` + 1.
 */
export class Board {
  private readonly status: Uint8Array;
  private readonly thresholds: (Threshold | null)[];
  private readonly quorums: (Places | null)[];
  private readonly touched: { gate: number; times: number; holder: number }[][];
  private readonly apart: readonly boolean[];
  private readonly cost: Int32Array;
  /** Gates without further gates behind them: their cost changes only when one of their units is decided. */
  private readonly direct: Int32Array;
  private readonly composed: readonly number[];

  readonly net: Net;
  readonly mode: Mode;

  constructor(net: Net, mode: Mode) {
    this.net = net;
    this.mode = mode;
    this.status = new Uint8Array(net.units);
    this.apart = standsApart(net);
    this.cost = new Int32Array(net.gates.length);
    this.direct = new Int32Array(net.gates.length);
    this.touched = Array.from({ length: net.units }, () => []);
    this.thresholds = net.gates.map((gate, at) => {
      if (gate.kind !== "atLeast") return null;
      for (const { unit, times } of gate.units) this.touched[unit]?.push({ gate: at, times, holder: -1 });
      const open = gate.units.reduce((sum, { times }) => sum + times, 0);
      return { sure: 0, open, isPlain: gate.units.every(({ times }) => times === 1) };
    });
    this.quorums = net.gates.map((gate, at) => {
      if (gate.kind !== "quorum") return null;
      const places = new Places(gate, this.status);
      for (const [unit, holders] of places.holdersOf) {
        for (const holder of holders) this.touched[unit]?.push({ gate: at, times: 0, holder });
      }
      return places;
    });
    this.composed = net.gates.flatMap((gate, at) =>
      gate.kind === "atLeast" && gate.gates.length > 0 ? [at] : [],
    );
    for (let at = 0; at < net.gates.length; at++) this.direct[at] = this.directCost(at);
  }

  /** Decides a unit, or leaves it open again. `chosen` means for the goal in `reach`, against it in `block`. */
  decide(unit: number, what: "chosen" | "others" | "open"): void {
    const helps = (what === "chosen") === (this.mode === "reach");
    const before = this.status[unit];
    const after = what === "open" ? OPEN : helps ? HELPS : LACKS;
    if (before === after) return;
    this.status[unit] = after;
    for (const { gate, times, holder } of this.touched[unit] ?? []) {
      const threshold = this.thresholds[gate];
      if (threshold) {
        if (before === OPEN) threshold.open -= times;
        if (before === HELPS) threshold.sure -= times;
        if (after === OPEN) threshold.open += times;
        if (after === HELPS) threshold.sure += times;
      } else this.quorums[gate]?.recount(holder);
      this.direct[gate] = this.directCost(gate);
    }
  }

  /** The array is used again at the next call. */
  costs(spare: number): Int32Array {
    const { cost, direct, composed, mode } = this;
    const most = spare + 1;
    for (let at = 0; at < cost.length; at++) cost[at] = Math.min(most, direct[at] ?? 0);
    for (const at of composed) cost[at] = mode === "reach" ? most : 0;
    for (let changed = true; changed; ) {
      changed = false;
      // Inputs mostly have higher numbers than what they are inputs of.
      for (let i = composed.length - 1; i >= 0; i--) {
        const at = composed[i] ?? 0;
        const value = Math.min(most, this.composedCost(at, most));
        if (value !== cost[at]) {
          cost[at] = value;
          changed = true;
        }
      }
    }
    return cost;
  }

  /**
   * What the rest of a search depends on, as text: of every gate that is neither open nor beyond hope, and on which the goal depends through
   * such gates, what it still lacks. Two ways to decide the same units with the same text leave the same to be decided. Follows `costs`.
   */
  key(spare: number): string {
    const { cost, mode, net } = this;
    // Numbers as code units: millions of such texts are kept.
    const codes: number[] = [];
    const seen = new Set([GOAL]);
    for (const at of seen) {
      const gate = net.gates[at];
      codes.push(at & 0x7fff, at >> 15);
      if (gate?.kind !== "atLeast") {
        this.quorums[at]?.key(codes);
        continue;
      }
      let lacks = gate.n - (this.thresholds[at]?.sure ?? 0);
      for (const { gate: input } of gate.gates) {
        const price = cost[input] ?? 0;
        if (price > 0 && price <= spare) seen.add(input);
        // What costs too much to be shut stays open whatever is spent.
        else if ((price === 0) === (mode === "reach")) lacks--;
      }
      codes.push(lacks);
    }
    return String.fromCharCode(...codes);
  }

  private directCost(at: number): number {
    const gate = this.net.gates[at];
    const quorum = this.quorums[at];
    if (gate?.kind === "atLeast") return gate.gates.length > 0 ? 0 : this.unitsFor(at, this.needed(at, 0));
    if (!quorum) return NEVER;
    return this.mode === "reach" ? quorum.toFill() : quorum.toShut();
  }

  /** How many inputs must still be filled; or, to shut, taken away until fewer than enough remain. */
  private needed(at: number, further: number): number {
    const gate = this.net.gates[at];
    const { sure = 0, open = 0 } = this.thresholds[at] ?? {};
    const n = gate?.kind === "atLeast" ? gate.n : 0;
    return this.mode === "reach" ? n - sure : sure + open + further - n + 1;
  }

  private composedCost(at: number, most: number): number {
    const gate = this.net.gates[at];
    if (gate?.kind !== "atLeast") return most;
    const need = this.needed(at, gate.gates.length);
    if (need <= 0) return 0;
    // The most frequent kind.
    if (need === 1 && gate.units.length === 0) {
      let least = most;
      for (const { gate: input } of gate.gates) least = Math.min(least, this.cost[input] ?? most);
      return least;
    }
    const prices = gate.gates.map(({ gate: input }) => this.cost[input] ?? most).sort((a, b) => a - b);
    let best = most;
    let sum = 0;
    // The cheapest j gates, and for the rest units.
    for (let j = 0; j <= Math.min(need, prices.length); j++) {
      const dearest = j === 0 ? 0 : (prices[j - 1] ?? most);
      if (dearest >= most) break;
      sum += dearest;
      const own = this.unitsFor(at, need - j);
      best = Math.min(best, this.apart[at] === true ? sum + own : Math.max(dearest, own));
    }
    return best;
  }

  /** How many undecided units fill so many inputs of the gate. */
  private unitsFor(at: number, inputs: number): number {
    const threshold = this.thresholds[at];
    const gate = this.net.gates[at];
    if (inputs <= 0) return 0;
    if (!threshold || threshold.open < inputs || gate?.kind !== "atLeast") return NEVER;
    if (threshold.isPlain) return inputs;
    const open = gate.units.filter(({ unit }) => this.status[unit] === OPEN).map(({ times }) => times);
    let left = inputs;
    let used = 0;
    for (const times of open.sort((a, b) => b - a)) {
      if (left <= 0) break;
      left -= times;
      used++;
    }
    return used;
  }
}
