import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { keyState, rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import type { Roster } from "../../src/charter/model.ts";
import { indexOf } from "../../src/charter/roster.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { expiryWords, roleWords, wordsFrom } from "../../src/charter/words.ts";
import { BaseError } from "../../src/errors.ts";
import type { Entry } from "../../src/signer/inventory.ts";
import { readPolicy } from "../../src/usage/policy/file.ts";
import type { KnownKey } from "../ui/key.ts";
import { charterIfAny } from "./charter.ts";
import { type PlaceOptions, placeOf } from "./place.ts";

/** Says of keystores what the charter knows, and with `chain` what the chain says. Works offline without. */
export async function describeKeys(
  entries: readonly Entry[],
  options: PlaceOptions & { readonly chain: boolean },
  hre: HardhatRuntimeEnvironment,
): Promise<KnownKey[]> {
  return Promise.all((await known(entries, options, hre)).map(withPolicy));
}

/** Says whether the key has a policy, and by which error one cannot be read. */
async function withPolicy(key: KnownKey): Promise<KnownKey> {
  try {
    const found = await readPolicy(key.path, key.address);
    return {
      ...key,
      policy: found === undefined ? null : { hash: found.hash, expires: found.policy.expires ?? null },
    };
  } catch (error) {
    if (error instanceof BaseError) return { ...key, policy: { problem: error.code } };
    throw error;
  }
}

async function known(
  entries: readonly Entry[],
  options: PlaceOptions & { readonly chain: boolean },
  hre: HardhatRuntimeEnvironment,
): Promise<KnownKey[]> {
  if (!options.chain) {
    const charter = (await charterIfAny(options.charter))?.charter;
    const roster = charter === undefined ? undefined : compile(charter, GENESIS).roster;
    return entries.map((entry) => describe(entry, roster, charter));
  }
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const roster = rosterOf(state);
  return entries.map((entry) => {
    const known = describe(entry, roster, parsed?.charter);
    return known.index === undefined ? known : { ...known, state: keyState(state, roster, known.index) };
  });
}

function describe(entry: Entry, roster: Roster | undefined, charter: Charter | undefined): KnownKey {
  const index = roster === undefined ? -1 : indexOf(roster, entry.address);
  const key = roster?.keys[index];
  if (!key) return entry;
  const words = wordsFrom(charter ?? null);
  return {
    ...entry,
    index,
    charterLabel: words.key(index),
    person: words.person(key.holder),
    roles: roleWords(key.roles),
    expires: expiryWords(key),
  };
}
