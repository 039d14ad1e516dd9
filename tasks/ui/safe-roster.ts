import type { Difference } from "../../src/safe/roster/diff.ts";

/** A difference as `--json` prints it. */
export function differenceJson({ entry, state, same, words, coming, leaving, wanted }: Difference) {
  return {
    name: entry.name,
    chainId: state.chainId,
    address: state.address,
    same,
    words,
    add: coming.map(({ address }) => address),
    remove: leaving,
    threshold: { from: state.threshold, to: wanted.threshold },
  };
}

export function differenceText({ entry, state, words }: Difference): string {
  return changesText(`${entry.name} (${state.address} on chain ${state.chainId})`, words);
}

/** What became of a Safe's plan: not needed, written, or found as it was, with its signatures. */
export type Outcome = "same" | "written" | "kept";

type Planned = ReturnType<typeof differenceJson> & {
  readonly path: string | null;
  readonly outcome: Outcome;
};

export function plannedText({ name, address, chainId, words, path, outcome }: Planned): string {
  const file = path === null ? "" : `\n  ${outcome === "kept" ? "as planned already" : "written"}: ${path}`;
  return `${changesText(`${name} (${address} on chain ${chainId})`, words)}${file}`;
}

function changesText(what: string, words: readonly string[]): string {
  if (words.length === 0) return `${what} is as safes.yaml has it`;
  return [`${what}:`, ...words.map((line) => `  - ${line}`)].join("\n");
}
