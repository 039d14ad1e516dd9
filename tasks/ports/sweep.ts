import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { type Words, wordsFrom } from "../../src/charter/words.ts";
import { BaseError } from "../../src/errors.ts";
import { destinationOf, type Plan, plan } from "../../src/sweep/plan.ts";
import { type Place, type PlaceOptions, placeOf } from "./place.ts";
import { keyIndexOf } from "./who.ts";

export type SweepOptions = PlaceOptions & { readonly key: string };
export type Planned = Place & { readonly planned: Plan; readonly words: Words };

/** Plans a sweep to the charter's destination. @throws `Task.NoCharter`, `Sweep.*` */
export async function sweepPlan(options: SweepOptions, hre: HardhatRuntimeEnvironment): Promise<Planned> {
  const place = await placeOf(options, hre);
  const charter = place.parsed?.charter;
  if (charter === undefined) {
    throw new BaseError({
      code: "Task.NoCharter",
      message: "only the charter says where swept value goes, and there is none",
      fix: "name it with --charter",
    });
  }
  const state = await ChainState.read(place.connection, place.conclave);
  const index = keyIndexOf(options.key, rosterOf(state), charter);
  const planned = await plan(place.connection, state, index, destinationOf(charter));
  return { ...place, planned, words: wordsFrom(charter) };
}
