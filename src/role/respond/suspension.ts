import { keyState, rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { able } from "../../charter/check.ts";
import { Role } from "../../charter/model.ts";
import type { Charter } from "../../charter/schema.ts";
import { wordsFrom } from "../../charter/words.ts";
import { formatDate, formatDuration } from "../../time.ts";
import { type Measure, measure, slug } from "./measure.ts";
import type { Whose } from "./whose.ts";

/** Whether a person is suspended now. */
export function isSuspended(state: ChainState, holder: number): boolean {
  return (state.holders.find((one) => one.holder === holder)?.suspendedUntil ?? 0) > state.block.timestamp;
}

/**
 * The suspension of a person by a guardian, any of those who can: quicker than every tier with a delay, and it ends with S at the latest.
 * `possible`: some guardian may act now.
 */
export function suspension(
  state: ChainState,
  whose: Pick<Whose, "holder" | "person">,
  charter: Charter | null,
): { readonly measure: Measure; readonly possible: boolean } {
  const { holder, person } = whose;
  const base = {
    id: `suspend-${slug(person)}`,
    kind: "suspend" as const,
    what: `Suspend ${person}: all keys, for ${formatDuration(state.setting.suspension)} at most`,
  };
  const done = isSuspended(state, holder);
  if (!done && !hasKeyInUse(state, holder)) {
    const words = ["no key of theirs is in use: there is nothing to suspend"];
    return { measure: measure({ ...base, words, state: "done" }), possible: false };
  }
  const until = state.holders.find((one) => one.holder === holder)?.suspendedUntil ?? 0;
  if (done) {
    const words = [`suspended until ${formatDate(until)}: what lasts must be done before`];
    return { measure: measure({ ...base, words, state: "done" }), possible: false };
  }
  const guardians = guardiansBeside(state, holder, charter);
  const ready = guardians.filter(({ readyAt }) => readyAt <= state.block.timestamp);
  const words = guardians.map(({ name, label, readyAt }) =>
    readyAt <= state.block.timestamp
      ? `${name} (${label}) can do it now`
      : `${name} (${label}) can act again from ${formatDate(readyAt)} on`,
  );
  const [first] = ready;
  return {
    measure: measure({
      ...base,
      words: words.length > 0 ? words : ["nobody else is guardian: it takes a proposal of tier 0"],
      who: ready.map(({ name }) => name),
      command:
        first === undefined ? null : `hardhat key suspend ${JSON.stringify(person)} --key ${first.label}`,
      delay: 0,
    }),
    possible: first !== undefined,
  };
}

function hasKeyInUse(state: ChainState, holder: number): boolean {
  const roster = rosterOf(state);
  return roster.keys.some((key, index) => {
    const now = keyState(state, roster, index);
    return key?.holder === holder && (now === "Active" || now === "Retiring");
  });
}

/** Guardians other than the person, with a key in use. `readyAt`: UNIX seconds until which they cool down. */
export function guardiansBeside(state: ChainState, holder: number, charter: Charter | null) {
  const roster = rosterOf(state);
  const words = wordsFrom(charter);
  return roster.keys.flatMap((key, index) => {
    if (key === null || key.holder === holder || (key.roles & Role.GUARDIAN) === 0) return [];
    const inUse = keyState(state, roster, index) === "Active" && key.expiry * 60 > state.block.timestamp;
    if (!inUse || isSuspended(state, key.holder)) return [];
    const readyAt = state.holders.find((one) => one.holder === key.holder)?.readyAt ?? 0;
    return [{ name: words.person(key.holder), label: words.key(index), readyAt }];
  });
}

/**
 * What the Conclave's validator would say of tier 0 without these keys: whoever must come first, in words. Empty if the others suffice, whoever
 * is lost besides.
 */
export function lockOut(
  state: ChainState,
  keys: readonly number[],
  charter: Charter | null,
): readonly string[] {
  const roster = rosterOf(state);
  const words = wordsFrom(charter);
  const mask = (wanted: string) =>
    roster.keys.reduce(
      (bits, key, index) =>
        key !== null && !keys.includes(index) && keyState(state, roster, index) === wanted
          ? bits | (1n << BigInt(index))
          : bits,
      0n,
    );
  const active = mask("Active");
  return able(state.rosterDocument, active, mask("Pending"), true, state.block.timestamp, words.person).map(
    ({ message }) => message,
  );
}
