import type { Verify } from "../../approval/verify.ts";
import { keyState, rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import type { Roster } from "../../charter/model.ts";
import { identity } from "../../charter/roster.ts";
import type { Charter } from "../../charter/schema.ts";
import { wordsFrom } from "../../charter/words.ts";
import type { Activation } from "../../proposal/documents.ts";
import * as Activations from "../activation.ts";
import type { PlannedKey } from "./file.ts";

/** A key of the charter that is not in use yet. `listed`: the roster on-chain has it already, and it waits for its activation. */
export type Entering = PlannedKey & { readonly listed: boolean };

/** The charter's keys that the Conclave has not in use and that were never in use: those that are to be activated. */
export function entering(state: ChainState, charter: Charter, next: Roster): readonly Entering[] {
  const roster = rosterOf(state);
  const words = wordsFrom(charter);
  return next.keys.flatMap((key, index) => {
    if (key === null) return [];
    const before = roster.keys[index];
    const listed = before != null && identity(before) === identity(key);
    if (listed && keyState(state, roster, index) !== "Pending") return [];
    const person = words.person(key.holder);
    return [{ index, label: words.key(index), person, identity: identity(key), listed }];
  });
}

/** Proofs that the amendment to `next` can bring along, one for each key, and why others were left out. */
export async function brought(
  state: ChainState,
  next: Roster,
  keys: readonly Entering[],
  files: readonly Activations.ActivationFile[],
  verify: Verify,
): Promise<{ readonly activations: readonly Activation[]; readonly notes: readonly string[] }> {
  const found = new Map<number, Activation>();
  const notes: string[] = [];
  const ground = { domain: state.domain, roster: next, now: state.block.timestamp };
  for (const file of files) {
    const key = keys.find(({ index }) => index === file.key);
    // Of a key that is in use the proof did its work.
    if (key === undefined) continue;
    const flaw = await Activations.flaw(file, ground, verify);
    if (flaw !== null) notes.push(`the proof of ${key.label} (${key.person}) is not used: ${flaw}`);
    else if ((found.get(file.key)?.deadline ?? 0) < file.deadline)
      found.set(file.key, Activations.carried(file));
  }
  return { activations: [...found.values()].sort((a, b) => a.key - b.key), notes };
}
