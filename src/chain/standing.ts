import { isAddressEqual } from "viem";
import type { KeyStates, Records } from "../charter/check.ts";
import { KEY_STATES, type KeyState, type Roster, type Rulebook } from "../charter/model.ts";
import type { Standing } from "../charter/quorum.ts";
import * as RosterCodec from "../charter/roster.ts";
import * as RulebookCodec from "../charter/rulebook.ts";
import type { ChainState } from "./state-schema.ts";

export function rosterOf(state: ChainState): Roster {
  return RosterCodec.decode(state.rosterDocument);
}

export function rulebookOf(state: ChainState): Rulebook | null {
  return state.rulebookDocument === null ? null : RulebookCodec.decode(state.rulebookDocument);
}

/** State of the key the roster has at `index`: a record of an earlier key at this place does not count. */
export function keyState(state: ChainState, roster: Roster, index: number): KeyState {
  const key = roster.keys[index];
  const record = state.keys[index];
  if (!key || record === undefined) return "Pending";
  return isAddressEqual(record.identity, RosterCodec.identity(key)) ? record.state : "Pending";
}

/** Who is in use and who is suspended, as quorum arithmetic wants it. */
export function standing(state: ChainState): Standing {
  const roster = rosterOf(state);
  return {
    states: new Map(
      roster.keys.flatMap((key, index) => (key === null ? [] : [[index, keyState(state, roster, index)]])),
    ),
    suspendedUntil: new Map(state.holders.map(({ holder, suspendedUntil }) => [holder, suspendedUntil])),
  };
}

/** Bit masks of the roster's keys, as the charter's checks want them. */
export function keyStates(state: ChainState, activating: readonly number[] = []): KeyStates {
  const roster = rosterOf(state);
  const mask = (wanted: KeyState) =>
    roster.keys.reduce(
      (bits, key, index) =>
        key !== null && keyState(state, roster, index) === wanted ? bits | (1n << BigInt(index)) : bits,
      0n,
    );
  return {
    active: mask("Active"),
    activating: activating.reduce((bits, key) => bits | (1n << BigInt(key)), 0n),
    pending: mask("Pending"),
  };
}

/** Key records and tombstones, as the charter's checks want them. */
export function records(state: ChainState): Records {
  return {
    keys: new Map(
      state.keys.map(({ key, identity, state: name, endedAt }) => [
        key,
        { identity, state: KEY_STATES.indexOf(name), endedAt },
      ]),
    ),
    tombstones: state.tombstones,
  };
}
