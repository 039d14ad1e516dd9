import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import * as ChainState from "../../src/chain/state.ts";
import { parse } from "../../src/charter/parse.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { readText } from "../../src/files.ts";
import { drillsOf } from "../../src/life/drills.ts";
import type { Due } from "../../src/life/due.ts";
import { type Facts, factsInFiles, factsOnChain } from "../../src/life/facts.ts";
import { list } from "../../src/signer/inventory.ts";
import { DEFAULT_CHARTER } from "./charter.ts";
import { manifestIfAny } from "./copies.ts";
import { type PlaceOptions, placeOf } from "./place.ts";

export type DueOptions = PlaceOptions & {
  readonly keys: string;
  readonly chain: boolean;
  readonly backups: string | undefined;
};

export type Scene = {
  readonly charter: Charter;
  readonly facts: Facts;
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
  const inFiles = factsInFiles(charter, await list(options.keys));
  const { facts, now } = options.chain
    ? await onChain(options, hre, charter, inFiles)
    : { facts: inFiles, now: Math.floor(Date.now() / 1000) };
  const manifest = await manifestIfAny(options.backups);
  return {
    charter,
    facts,
    now,
    ...(manifest === undefined
      ? { further: [], notes: ["no manifest of backups: drills are not looked at"] }
      : { further: drillsOf(manifest, charter, now), notes: [] }),
  };
}

async function onChain(
  options: DueOptions,
  hre: HardhatRuntimeEnvironment,
  charter: Charter,
  inFiles: Facts,
): Promise<Pick<Scene, "facts" | "now">> {
  const { connection, conclave } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  return { facts: factsOnChain(charter, state, inFiles), now: state.block.timestamp };
}
