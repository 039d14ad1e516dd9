import type { Address } from "viem";
import { keyState, rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { compile, GENESIS } from "../../charter/compile.ts";
import type { Key, Roster } from "../../charter/model.ts";
import { ROLE_MASK } from "../../charter/model.ts";
import { identity } from "../../charter/roster.ts";
import type { Charter } from "../../charter/schema.ts";
import type { World } from "../world.ts";

export type People = Pick<World, "people" | "keys">;

/**
 * The people and their keys: as the Conclave's roster has them, with names from the charter; without a Conclave as the charter has them,
 * all of whose keys are then taken to be in use.
 * @param now UNIX seconds.
 */
export function peopleIn(charter: Charter, state: ChainState | null, now: number): People {
  const roster = state === null ? compile(charter, GENESIS).roster : rosterOf(state);
  const keys = roster.keys.flatMap((key, index) =>
    key === null ? [] : [keyIn(charter, state, roster, key, index, now)],
  );
  const holders = [...new Set([...keys.map(({ holder }) => holder), ...charter.people.map(({ id }) => id)])];
  return {
    keys,
    people: holders
      .sort((a, b) => a - b)
      .map((holder) => {
        const person = charter.people.find(({ id }) => id === holder);
        return {
          holder,
          name: person?.name ?? `holder ${holder}`,
          organisation: person?.organisation ?? null,
          place: person?.place ?? null,
          suspendedUntil: state?.holders.find((one) => one.holder === holder)?.suspendedUntil ?? 0,
        };
      }),
  };
}

/** Accounts that are somebody's key. */
export function accountsOf({ keys }: People): Address[] {
  return keys.flatMap(({ account }) => (account === null ? [] : [account]));
}

function keyIn(
  charter: Charter,
  state: ChainState | null,
  roster: Roster,
  key: Key,
  index: number,
  now: number,
): World["keys"][number] {
  // The charter may be ahead of the roster: its words are for the same key only.
  const account = key.kind === "ERC7913" ? null : identity(key);
  const named = charter.keys.find((one) => one.index === index && isSame(one.address, account));
  const isActive = state === null || keyState(state, roster, index) === "Active";
  return {
    index,
    label: named?.label ?? null,
    holder: key.holder,
    account,
    kind: key.kind,
    roles: key.roles & ROLE_MASK,
    usable: isActive && now < key.expiry * 60,
    expires: key.expiry * 60,
    vendor: named?.vendor ?? null,
    device: named?.device ?? null,
    place: named?.place ?? null,
  };
}

function isSame(address: Address | undefined, account: Address | null): boolean {
  return (address ?? null)?.toLowerCase() === account?.toLowerCase();
}
