import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { keyStates, records, rosterOf, rulebookOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { compile, GENESIS, type Previous } from "../../src/charter/compile.ts";
import { type Difference, diff } from "../../src/charter/diff.ts";
import type { ParsedCharter } from "../../src/charter/parse.ts";
import { accept, type Context } from "../../src/charter/review.ts";
import { identity } from "../../src/charter/roster.ts";
import { BaseError } from "../../src/errors.ts";
import type { Activation } from "../../src/proposal/documents.ts";
import { type Change, fromAmendment } from "../../src/proposal/source.ts";
import { type Place, type PlaceOptions, placeOf } from "./place.ts";

/** What a charter is judged against when it follows the one on-chain. */
export type Ground = Place & {
  readonly state: ChainState.ChainState;
  readonly previous: Previous;
  readonly context: Context;
};

/** Reads the chain for an amendment by this charter. @param activating Keys whose activation comes with it. */
export async function groundFor(
  parsed: ParsedCharter,
  options: PlaceOptions,
  hre: HardhatRuntimeEnvironment,
  activating: readonly number[] = [],
): Promise<Ground> {
  const place = await placeOf(options, hre);
  const entering = compile(parsed.charter, GENESIS).roster.keys;
  const identities = entering.flatMap((key) => (key === null ? [] : [identity(key)]));
  const state = await ChainState.read(place.connection, place.conclave, { identities });
  const previous = { roster: rosterOf(state), rulebook: rulebookOf(state) };
  const context: Context = {
    now: state.block.timestamp,
    conclave: place.conclave,
    chain: { ...previous, states: keyStates(state, activating), records: records(state) },
  };
  return { ...place, state, previous, context };
}

/** A charter's amendment as calls, with the documents, and what it changes in words. */
export type Amendment = { readonly change: Change; readonly differences: readonly Difference[] };

/**
 * Turns a charter into the calls that make it what is on-chain.
 * @throws `Task.NothingToAmend`, `Charter.<what the contract would refuse>`
 */
export function amendmentOf(
  parsed: ParsedCharter,
  { conclave, previous, context }: Ground,
  activations: readonly Activation[] = [],
): Amendment {
  const { compiled } = accept(parsed, context);
  const differences = diff(parsed.charter, compiled, previous);
  const touches = (document: Difference["document"]) => differences.some((one) => one.document === document);
  if (differences.length === 0) {
    throw new BaseError({
      code: "Task.NothingToAmend",
      message: `${parsed.source.file} says what is on-chain already`,
      fix: "change the charter first; `hardhat charter diff` shows what it would change",
    });
  }
  const { rosterDocument: document, rulebookDocument: rulebook } = compiled;
  const change = fromAmendment(conclave, {
    ...(touches("roster") ? { roster: { document, activations } } : {}),
    ...(touches("rulebook") ? { rulebook } : {}),
  });
  return { change, differences };
}
