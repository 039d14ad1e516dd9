import type { Hex } from "viem";
import type { Positioned } from "../../src/audit/finding.ts";
import { type Ground, type Link, wordAfter } from "../../src/audit/link.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import { domainSeparator } from "../../src/proposal/typed-data.ts";
import * as Word from "../../src/proposal/word.ts";

/**
 * A history as a Conclave without this rule would have logged it: all ids and words follow from the links again, so that the chain is
 * sound and only the model can object.
 */
export function rechained(links: readonly Link[], { domain, rosters }: Ground): Positioned[] {
  const heads = new Map<number, Hex>();
  const counts = new Map<number, number>();
  const ids = new Map<Hex, Hex>();
  return links.map((original) => {
    const { lane } = original;
    const prev = heads.get(lane) ?? Word.genesisWord(domainSeparator(domain), lane);
    let args: Record<string, unknown> = { ...original.args };
    if (original.eventName === "Scheduled") {
      const report = Proposal.reportOf(original.args.proposal);
      const proposal = { ...Proposal.unpack(original.args.proposal), prev };
      args = { ...args, proposal: Proposal.pack(proposal, report), id: Proposal.id(domain, proposal) };
      ids.set(original.args.id, args.id as Hex);
    } else if ("id" in original.args) args.id = ids.get(original.args.id) ?? original.args.id;
    const unfinished = { ...original, args } as Link;
    const word = wordAfter(unfinished, prev, { domain, rosters });
    const position = (counts.get(lane) ?? 0) + 1;
    heads.set(lane, word);
    counts.set(lane, position);
    return { link: { ...unfinished, word, args: { ...args, word } } as Link, position };
  });
}
