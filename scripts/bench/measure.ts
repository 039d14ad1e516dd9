import type { Charged, Network } from "./network.ts";

/** The transactions of one flow, by what they do, in order. */
export type Flow = Readonly<Record<string, Charged>>;

/** Gas of a flow in the steady state: medians of the whole and of each transaction. */
export type Figure = {
  readonly total: number;
  readonly transactions: Readonly<Record<string, number>>;
  /** Most minus least among the repetitions: zero bytes in hashes and signatures. */
  readonly spread: number;
  /** Transactions that paid EIP-7623's floor for calldata and nothing else. */
  readonly atFloor: readonly string[];
};

const REPETITIONS = 5;

/** Runs a flow once to come into the steady state, then five times. `run` gets the number of the repetition. */
export async function measure(run: (repetition: number) => Promise<Flow>): Promise<Figure> {
  await run(0);
  const flows: Flow[] = [];
  for (let i = 1; i <= REPETITIONS; i++) flows.push(await run(i));
  return figure(flows);
}

/** Where a flow cannot follow itself: each repetition is taken back. What it needs must have run before. */
export async function measureUndone(
  network: Network,
  run: (repetition: number) => Promise<Flow>,
): Promise<Figure> {
  const flows: Flow[] = [];
  for (let i = 1; i <= REPETITIONS; i++) flows.push(await network.undoing(() => run(i)));
  return figure(flows);
}

export function figure(flows: readonly Flow[]): Figure {
  const names = Object.keys(flows[0] ?? {});
  const of = (name: string) => flows.map((flow) => gasOf(flow, name));
  const totals = flows.map((flow) => Object.values(flow).reduce((sum, { gas }) => sum + gas, 0));
  return {
    total: median(totals),
    transactions: Object.fromEntries(names.map((name) => [name, median(of(name))])),
    spread: Math.max(...totals) - Math.min(...totals),
    atFloor: names.filter((name) => flows.every((flow) => flow[name]?.atFloor)),
  };
}

function gasOf(flow: Flow, name: string): number {
  const charged = flow[name];
  if (charged === undefined) throw new Error(`a repetition went without ${name}`);
  return charged.gas;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
