import type { Figure } from "./measure.ts";
import type { Report } from "./report.ts";

/** Gas by name. */
export type Gas = Readonly<Record<string, number>>;

/** A report as it is kept: gas of whole flows, and of the transactions they are made of. */
export type Snapshot = {
  readonly flows: Readonly<Record<string, Gas>>;
  readonly rotation: Gas;
  readonly batch10: Gas;
  readonly cancel: Gas;
  readonly emergency: Gas;
  readonly amendment: Gas;
  readonly payload: Readonly<Record<string, Gas>>;
  readonly signerKinds: Gas;
  /** By the Safe's version, what, and how many owners sign. */
  readonly safeGuard: Readonly<Record<string, Readonly<Record<string, Gas>>>>;
  /** By what is done, then by who keeps the roles. */
  readonly roles: Readonly<Record<string, Gas>>;
  /** By the flow's path, such as `flows.conclave.3`. */
  readonly transactions: Readonly<Record<string, Gas>>;
  /** Transactions that paid EIP-7623's floor for their calldata and nothing else. */
  readonly atFloor: readonly string[];
};

type Whole = Omit<Snapshot, "transactions" | "atFloor">;
type Tree = { readonly [name: string]: number | Tree };
type Branch = { readonly [name: string]: Figure | Branch };

export function snapshotOf(report: Report): Snapshot {
  const all = figures(report);
  const transactions = Object.fromEntries(all.map(([name, figure]) => [name, figure.transactions]));
  const atFloor = all.flatMap(([name, figure]) =>
    figure.atFloor.map((transaction) => `${name}.${transaction}`),
  );
  return { ...(totals(report) as Whole), transactions, atFloor };
}

/** The figure with the most between its repetitions. */
export function widest(report: Report): { readonly name: string; readonly spread: number } {
  const spreads = figures(report).map(([name, { spread }]) => ({ name, spread }));
  return spreads.reduce((most, one) => (one.spread > most.spread ? one : most));
}

function totals(branch: Branch): Tree {
  return Object.fromEntries(
    Object.entries(branch).map(([name, node]) => [name, isFigure(node) ? node.total : totals(node)]),
  );
}

function figures(branch: Branch, path = ""): [string, Figure][] {
  return Object.entries(branch).flatMap(([name, node]) =>
    isFigure(node) ? [[path + name, node] as [string, Figure]] : figures(node, `${path}${name}.`),
  );
}

function isFigure(node: Figure | Branch): node is Figure {
  return typeof node.total === "number";
}
