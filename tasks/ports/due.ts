import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { keyState, rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { parse } from "../../src/charter/parse.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { readText } from "../../src/files.ts";
import type { Due, KeyFacts } from "../../src/life/due.ts";
import { list } from "../../src/signer/inventory.ts";
import { DEFAULT_CHARTER } from "./charter.ts";
import { drillsIn } from "./drills.ts";
import { type PlaceOptions, placeOf } from "./place.ts";
import { indexOf } from "./signer.ts";

export type DueOptions = PlaceOptions & {
  readonly keys: string;
  readonly chain: boolean;
  readonly backups: string | undefined;
};

export type Scene = {
  readonly charter: Charter;
  readonly facts: ReadonlyMap<string, KeyFacts>;
  /** UNIX seconds: the chain's clock if it is asked, else this machine's. */
  readonly now: number;
  /** What other parts say is due. */
  readonly further: readonly Due[];
  readonly notes: readonly string[];
};

/** What is known of the charter's keys: by their files, and with `chain` by the Conclave. */
export async function sceneOf(options: DueOptions, hre: HardhatRuntimeEnvironment): Promise<Scene> {
  const path = options.charter ?? DEFAULT_CHARTER;
  const { charter } = parse(await readText(path), path);
  const facts = new Map<string, KeyFacts>();
  const { roster } = compile(charter, GENESIS);
  for (const { address, metadata, archived } of await list(options.keys)) {
    const index = indexOf(roster, address);
    const label = charter.keys.find((key) => key.index === index)?.label;
    if (label === undefined || metadata === undefined) continue;
    const made = { made: Math.floor(Date.parse(metadata.created) / 1000) };
    facts.set(label, archived === undefined ? made : { ...made, state: "Retired" });
  }
  if (!options.chain) {
    const now = Math.floor(Date.now() / 1000);
    return { charter, facts, now, ...(await drillsIn(options.backups, charter, now)) };
  }
  const { connection, conclave } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const onChain = rosterOf(state);
  for (const { label, index } of charter.keys) {
    const here = roster.keys[index];
    const there = onChain.keys[index];
    // Another key at that place, or none: the charter is ahead, and this one is not there yet.
    if (!here || !there || here.signer !== there.signer.toLowerCase()) {
      facts.set(label, { ...facts.get(label), state: "Pending" });
      continue;
    }
    const told = { state: keyState(state, onChain, index), expires: there.expiry * 60 };
    facts.set(label, { ...facts.get(label), ...told });
  }
  const now = state.block.timestamp;
  return { charter, facts, now, ...(await drillsIn(options.backups, charter, now)) };
}
