/** A figure that is not what the snapshot says. `rise` is the part by which it rose; negative if it fell. */
export type Change = {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly rise: number;
};

export type Comparison = {
  readonly rises: readonly Change[];
  readonly falls: readonly Change[];
  /** Measured, but not in the snapshot. */
  readonly added: readonly string[];
  /** In the snapshot, but not measured any more. */
  readonly gone: readonly string[];
};

/** By how much a figure may rise unremarked. Less is noise: zero bytes in hashes and signatures. */
export const TOLERANCE = 0.01;

/** Compares every number of two nested records, by its path. Whatever is neither is passed over. */
export function compare(before: unknown, after: unknown, tolerance = TOLERANCE): Comparison {
  const old = new Map(leaves(before));
  const current = new Map(leaves(after));
  const changes = [...current].flatMap(([name, gas]) => {
    const was = old.get(name);
    return was === undefined ? [] : [{ name, before: was, after: gas, rise: (gas - was) / was }];
  });
  return {
    rises: changes.filter(({ before: was, after: is }) => is > was * (1 + tolerance)),
    falls: changes.filter(({ before: was, after: is }) => is < was * (1 - tolerance)),
    added: [...current.keys()].filter((name) => !old.has(name)),
    gone: [...old.keys()].filter((name) => !current.has(name)),
  };
}

/** Whether the snapshot may stay as it is: nothing rose, nothing appeared or vanished unrecorded. A fall is no fault. */
export function holds({ rises, added, gone }: Comparison): boolean {
  return rises.length === 0 && added.length === 0 && gone.length === 0;
}

/** A line for each thing to know. */
export function describe({ rises, falls, added, gone }: Comparison): readonly string[] {
  return [
    ...rises.map((change) => `FAIL ${words(change)}`),
    ...added.map((name) => `FAIL ${name} is not in the snapshot`),
    ...gone.map((name) => `FAIL ${name} is in the snapshot, but was not measured`),
    ...falls.map((change) => `less ${words(change)}`),
  ];
}

function words({ name, before, after, rise }: Change): string {
  const percent = `${rise > 0 ? "+" : "−"}${Math.abs(100 * rise).toFixed(1)} %`;
  return `${name}: ${before.toLocaleString("en")} → ${after.toLocaleString("en")} (${percent})`;
}

function leaves(node: unknown, path: readonly string[] = []): [string, number][] {
  if (typeof node === "number") return Number.isFinite(node) ? [[path.join("."), node]] : [];
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, child]) => leaves(child, [...path, name]));
}
