import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import * as SafeAddress from "../../src/safe/address.ts";
import { nameOf, review, wordsOf } from "../../src/safe/review.ts";
import { readSafe } from "../../src/safe/state.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { charterIfAny } from "../ports/charter.ts";
import { connectTo } from "../ports/network.ts";
import { readOwn, type SafeFileOptions } from "../ports/safe.ts";
import { simulated } from "../ports/safe-simulation.ts";
import { safeReviewText, safeText } from "../ui/safe.ts";
import { sections } from "../ui/table.ts";

type Options = Spoken & Omit<SafeFileOptions, "file"> & { what: string; simulate: boolean };

const ADDRESS = /^([^\s:/\\.]+:)?0x[0-9a-fA-F]{40}$/;

/** A Safe as the chain has it, or a file by itself: for the latter no node is asked, unless it is to be simulated. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  if (ADDRESS.test(options.what)) return shownSafe(options, hre);
  const { file, charter } = await readOwn({ ...options, file: options.what });
  const shown = await review(file, wordsOf(charter));
  if (!options.simulate)
    return { json: { file, review: shown, simulation: null }, text: safeReviewText(shown) };
  const { simulation, text } = await simulated(options, hre, file, charter);
  return { json: { file, review: shown, simulation }, text: sections(safeReviewText(shown), text) };
});

async function shownSafe(options: Options, hre: HardhatRuntimeEnvironment) {
  const charter = (await charterIfAny(options.charter))?.charter;
  const connection = await connectTo(options, hre);
  const state = await readSafe(connection, await SafeAddress.parse(options.what, connection.chainId));
  const name = await SafeAddress.format(state.address, state.chainId);
  return { json: { name, ...state }, text: safeText(name, state, (address) => nameOf(charter, address)) };
}
