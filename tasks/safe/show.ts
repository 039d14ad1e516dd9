import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import * as SafeAddress from "../../src/safe/address.ts";
import { nameOf, review, wordsOf } from "../../src/safe/review.ts";
import { readSafe } from "../../src/safe/state.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readOwn, type SafeFileOptions } from "../ports/safe.ts";
import { simulated } from "../ports/safe-simulation.ts";
import { isSafeAddress, safeSpot } from "../ports/safe-spot.ts";
import { safeReviewText, safeText } from "../ui/safe.ts";
import { sections } from "../ui/table.ts";

type Options = Spoken & Omit<SafeFileOptions, "file"> & { what: string; simulate: boolean };

/** A Safe as the chain has it, or a file by itself: for the latter no node is asked, unless it is to be simulated. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  if (isSafeAddress(options.what)) return shownSafe(options, hre);
  const { file, charter } = await readOwn({ ...options, file: options.what });
  const shown = await review(file, wordsOf(charter));
  if (!options.simulate)
    return { json: { file, review: shown, simulation: null }, text: safeReviewText(shown) };
  const { simulation, text } = await simulated(options, hre, file, charter);
  return { json: { file, review: shown, simulation }, text: sections(safeReviewText(shown), text) };
});

async function shownSafe(options: Options, hre: HardhatRuntimeEnvironment) {
  const { connection, safe, charter } = await safeSpot({ ...options, safe: options.what }, hre);
  const state = await readSafe(connection, safe);
  const name = await SafeAddress.format(state.address, state.chainId);
  return { json: { name, ...state }, text: safeText(name, state, (address) => nameOf(charter, address)) };
}
