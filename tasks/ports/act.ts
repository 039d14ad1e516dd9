import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import type { Roster } from "../../src/charter/model.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { type Act, perform, prepare } from "../../src/execution/acts.ts";
import type { AskPassword } from "../../src/signer/keystore.ts";
import { confirm } from "../ui/confirm.ts";
import { transactionOf, transactionText } from "../ui/operation.ts";
import type { Answer } from "./answer.ts";
import { type PlaceOptions, placeOf } from "./place.ts";
import { type SenderOptions, withSender } from "./sender.ts";
import { type KeyOptions, rosterSigner } from "./signer.ts";

export type ActOptions = PlaceOptions & KeyOptions & SenderOptions & { readonly yes: boolean };

/** An act of one key: which, in what words, and whether somebody must say yes to it first. */
export type Plan = { readonly act: Act; readonly words: string; readonly grave: boolean };

/** What a plan is made from. */
export type Scene = { readonly index: number; readonly roster: Roster; readonly charter?: Charter };

/**
 * Reads the chain, has the key sign the act, and sends it.
 * @param ask for the password, if it is not by the options
 * @throws `Acts.*`, `Revert.*`, `Chain.*`, `Task.*`
 */
export async function act(
  options: ActOptions,
  hre: HardhatRuntimeEnvironment,
  planFor: (scene: Scene) => Plan | Promise<Plan>,
  ask?: AskPassword,
): Promise<Answer> {
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const roster = rosterOf(state);
  const { index, signer } = await rosterSigner(options, roster, ask);
  const charter = parsed === undefined ? {} : { charter: parsed.charter };
  const { act, words, grave } = await planFor({ index, roster, ...charter });
  if (grave) await confirm(`${words}\nConclave ${conclave}`, words, options.yes);
  const prepared = prepare(state, act);
  const signature = await signer.signTypedData(prepared.typed);
  const receipt = await withSender(options, connection, (sender) => perform(sender, prepared, signature));
  return {
    json: { act, conclave, transaction: transactionOf(receipt) },
    text: transactionText(`done: ${words}`, receipt),
  };
}
