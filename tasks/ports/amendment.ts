import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Difference } from "../../src/charter/diff.ts";
import type { ParsedCharter } from "../../src/charter/parse.ts";
import { BaseError } from "../../src/errors.ts";
import * as Amending from "../../src/execution/amendment.ts";
import type { Change } from "../../src/proposal/source.ts";
import { refuse } from "../../src/yaml/source.ts";
import { type Place, type PlaceOptions, parsedOn, placeOf } from "./place.ts";

/** What a charter is judged against, and where; `parsed`: the charter as it holds there. */
export type Ground = Place & Amending.Ground & { readonly parsed: ParsedCharter };

/**
 * Reads the chain for an amendment by this charter.
 * @param whole The charter as it was written.
 * @param activating Keys whose activation comes with it.
 */
export async function groundFor(
  whole: ParsedCharter,
  options: PlaceOptions,
  hre: HardhatRuntimeEnvironment,
  activating: readonly number[] = [],
): Promise<Ground> {
  const place = await placeOf(options, hre);
  const parsed = parsedOn(whole, place.connection.chainId);
  return {
    ...place,
    parsed,
    ...(await Amending.readGround(place.connection, place.conclave, parsed, activating)),
  };
}

/** A charter's amendment as calls, with the documents, and what it changes in words. */
export type Amendment = { readonly change: Change; readonly differences: readonly Difference[] };

/**
 * Turns the ground's charter into the calls that make it what is on-chain.
 * @throws `Task.NothingToAmend`, `Charter.<what the contract would refuse>`
 */
export function amendmentOf(ground: Ground): Amendment {
  const { parsed } = ground;
  const judged = Amending.judged(parsed, ground);
  if (judged.differences.length === 0) {
    throw new BaseError({
      code: "Task.NothingToAmend",
      message: `${parsed.source.file} says what is on-chain already`,
      fix: "change the charter first; `hardhat charter diff` shows what it would change",
    });
  }
  if (judged.problems.length > 0) throw refuse(parsed.source.file, judged.problems);
  return { change: Amending.changeOf(ground.conclave, judged), differences: judged.differences };
}
