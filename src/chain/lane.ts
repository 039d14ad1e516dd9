import type { Hex } from "viem";
import { laneOf } from "../proposal/proposal.ts";
import { firstWord, isFree } from "../proposal/word.ts";
import type { ChainState } from "./state.ts";

/** A lane and the word a proposal must name as `prev`. */
export type Lane = { readonly lane: number; readonly prev: Hex };

/** Lanes of a tier are numbered in one byte. */
const LAST_NUMBER = 0xff;

/** The lane with this number, if a proposal may go into it: it is idle or expired, or the next to be opened. `null` if not. */
export function laneAt(state: ChainState, tier: number, number: number): Lane | null {
  if (number > (state.laneCounts[tier] ?? 0) || number > LAST_NUMBER) return null;
  const lane = laneOf(tier, number);
  const word = state.lanes.find((item) => item.lane === lane)?.word ?? firstWord(state.domain, lane);
  return isFree(word, state.block.timestamp) ? { lane, prev: word } : null;
}

/** The first lane of a tier that a proposal may go into; `null` if all that there can be are busy. */
export function freeLane(state: ChainState, tier: number): Lane | null {
  for (let number = 0; number <= (state.laneCounts[tier] ?? 0); number++) {
    const free = laneAt(state, tier, number);
    if (free !== null) return free;
  }
  return null;
}
