import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { keyStates, records, rosterOf, rulebookOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { rulebook } from "../../src/charter/check.ts";
import { compile, GENESIS, type Previous } from "../../src/charter/compile.ts";
import { type Difference, diff } from "../../src/charter/diff.ts";
import type { ParsedCharter } from "../../src/charter/parse.ts";
import { type Context, type Review, review } from "../../src/charter/review.ts";
import { identity } from "../../src/charter/roster.ts";
import { refuse } from "../../src/charter/source.ts";
import { BaseError } from "../../src/errors.ts";
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

/** What a charter changes of what is on-chain, and what the Conclave would refuse of that. */
export type Judged = Pick<Review, "compiled" | "problems"> & { readonly differences: readonly Difference[] };

/** Compares and judges. A document that stays as it is is not judged: it is not sent. */
export function judged(
  parsed: ParsedCharter,
  { previous, context }: Pick<Ground, "previous" | "context">,
): Judged {
  const { compiled, problems } = review(parsed, context);
  const differences = diff(parsed.charter, compiled, previous);
  // A review tells of the roster first.
  const ofRulebook = rulebook(compiled.rulebookDocument, compiled.rulebook.serial).length;
  const border = problems.length - ofRulebook;
  return {
    compiled,
    differences,
    problems: [
      ...(touches(differences, "roster") ? problems.slice(0, border) : []),
      ...(touches(differences, "rulebook") ? problems.slice(border) : []),
    ],
  };
}

/** A charter's amendment as calls, with the documents, and what it changes in words. */
export type Amendment = { readonly change: Change; readonly differences: readonly Difference[] };

/**
 * Turns a charter into the calls that make it what is on-chain.
 * @throws `Task.NothingToAmend`, `Charter.<what the contract would refuse>`
 */
export function amendmentOf(parsed: ParsedCharter, ground: Ground): Amendment {
  const { compiled, problems, differences } = judged(parsed, ground);
  if (differences.length === 0) {
    throw new BaseError({
      code: "Task.NothingToAmend",
      message: `${parsed.source.file} says what is on-chain already`,
      fix: "change the charter first; `hardhat charter diff` shows what it would change",
    });
  }
  if (problems.length > 0) throw refuse(parsed.source.file, problems);
  const change = fromAmendment(ground.conclave, {
    ...(touches(differences, "roster")
      ? { roster: { document: compiled.rosterDocument, activations: [] } }
      : {}),
    ...(touches(differences, "rulebook") ? { rulebook: compiled.rulebookDocument } : {}),
  });
  return { change, differences };
}

/** Whether a document is among those that change. */
export function touches(differences: readonly Difference[], document: Difference["document"]): boolean {
  return differences.some((one) => one.document === document);
}
