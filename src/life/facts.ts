import type { Address } from "viem";
import { keyState, rosterOf } from "../chain/standing.ts";
import type { ChainState } from "../chain/state.ts";
import { compile, GENESIS } from "../charter/compile.ts";
import { indexOf } from "../charter/roster.ts";
import type { Charter } from "../charter/schema.ts";
import type { Entry } from "../signer/inventory.ts";
import type { KeyFacts } from "./due.ts";

/** What is known of the charter's keys, by their labels there. */
export type Facts = ReadonlyMap<string, KeyFacts>;

/** Gives the charter's label of a key by its account or identity; undefined for strangers. */
export function labelsIn(charter: Charter): (identity: Address | undefined) => string | undefined {
  const { roster } = compile(charter, GENESIS);
  return (identity) => {
    const index = indexOf(roster, identity);
    return charter.keys.find((key) => key.index === index)?.label;
  };
}

/** What the files of a folder tell: when each was made, and whether it is archived. */
export function factsInFiles(charter: Charter, entries: readonly Entry[]): Facts {
  const labelOf = labelsIn(charter);
  const facts = new Map<string, KeyFacts>();
  for (const { address, metadata, archived } of entries) {
    const label = labelOf(address);
    if (label === undefined || metadata === undefined) continue;
    const made = { made: Math.floor(Date.parse(metadata.created) / 1000) };
    facts.set(label, archived === undefined ? made : { ...made, state: "Retired" });
  }
  return facts;
}

/** The same, and what the chain says of each. */
export function factsOnChain(charter: Charter, state: ChainState, known: Facts): Facts {
  const { roster } = compile(charter, GENESIS);
  const onChain = rosterOf(state);
  const facts = new Map(known);
  for (const { label, index } of charter.keys) {
    const here = roster.keys[index];
    const there = onChain.keys[index];
    // Another key at that place, or none: the charter is ahead, and this one is not there yet.
    const isThere = here && there && here.signer.toLowerCase() === there.signer.toLowerCase();
    facts.set(label, {
      ...facts.get(label),
      ...(isThere
        ? { state: keyState(state, onChain, index), expires: there.expiry * 60 }
        : { state: "Pending" }),
    });
  }
  return facts;
}
