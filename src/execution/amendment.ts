import type { Address } from "viem";
import type { Connection } from "../chain/client.ts";
import { keyStates, records, rosterOf, rulebookOf } from "../chain/standing.ts";
import * as ChainState from "../chain/state.ts";
import { rulebook } from "../charter/check.ts";
import { compile, GENESIS, type Previous } from "../charter/compile.ts";
import { type Difference, diff } from "../charter/diff.ts";
import type { ParsedCharter } from "../charter/parse.ts";
import { type Context, type Review, review } from "../charter/review.ts";
import { identity } from "../charter/roster.ts";
import type { Activation } from "../proposal/documents.ts";
import { type Change, fromAmendment } from "../proposal/source.ts";

/** What a charter is judged against when it follows the one on-chain. */
export type Ground = {
  readonly conclave: Address;
  readonly state: ChainState.ChainState;
  readonly previous: Previous;
  readonly context: Context;
};

/**
 * Reads the chain for an amendment by this charter, tombstones of the keys it enters included.
 * @param activating Keys whose activation comes with it.
 * @throws `Chain.*`
 */
export async function readGround(
  connection: Connection,
  conclave: Address,
  parsed: ParsedCharter,
  activating: readonly number[] = [],
): Promise<Ground> {
  const entering = compile(parsed.charter, GENESIS).roster.keys;
  const identities = entering.flatMap((key) => (key === null ? [] : [identity(key)]));
  const state = await ChainState.read(connection, conclave, { identities });
  return groundOf(state, activating);
}

/** The same from a state that was read. */
export function groundOf(state: ChainState.ChainState, activating: readonly number[] = []): Ground {
  const conclave = state.domain.verifyingContract;
  const previous = { roster: rosterOf(state), rulebook: rulebookOf(state) };
  const context: Context = {
    now: state.block.timestamp,
    conclave,
    chain: { ...previous, states: keyStates(state, activating), records: records(state) },
  };
  return { conclave, state, previous, context };
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

/** The calls that make a charter what is on-chain, with the documents that change and the activations that come along. */
export function changeOf(
  conclave: Address,
  { compiled, differences }: Judged,
  activations: readonly Activation[] = [],
): Change {
  return fromAmendment(conclave, {
    ...(touches(differences, "roster") ? { roster: { document: compiled.rosterDocument, activations } } : {}),
    ...(touches(differences, "rulebook") ? { rulebook: compiled.rulebookDocument } : {}),
  });
}

/** Whether a document is among those that change. */
export function touches(differences: readonly Difference[], document: Difference["document"]): boolean {
  return differences.some((one) => one.document === document);
}
