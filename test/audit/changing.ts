import { zeroHash } from "viem";
import { type Link, type LinkOf, REGISTER } from "../../src/audit/link.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as Stamp from "../../src/proposal/stamp.ts";

/** Changes of a Conclave's history. */

export type Name = Link["eventName"];

export function is<N extends Name>(link: Link, name: N): link is LinkOf<N> {
  return link.eventName === name;
}

/** The history with the n-th event of a name changed. */
export function changing<N extends Name>(name: N, nth: number, change: (link: LinkOf<N>) => object) {
  return (links: Link[]): Link[] => {
    const index = indexOf(links, name, nth);
    const link = links[index] as LinkOf<N>;
    return links.with(index, { ...link, ...change(link) } as Link);
  };
}

export function indexOf(links: readonly Link[], name: Name, nth: number): number {
  const found = links.flatMap((link, index) => (is(link, name) ? [index] : []));
  const index = found.at(nth);
  if (index === undefined) throw new Error(`no ${name} ${nth}`);
  return index;
}

/** A change to the stamp of the n-th scheduling, and to its proposal. */
export function rescheduled(
  nth: number,
  change: (stamp: Stamp.Stamp) => Partial<Stamp.Stamp>,
  terms: Partial<Proposal.Proposal> = {},
) {
  return changing("Scheduled", nth, ({ args }) => {
    const stamp = Stamp.decode(args.stamp);
    const proposal = { ...Proposal.unpack(args.proposal), ...terms };
    return {
      args: {
        ...args,
        stamp: Stamp.encode({ ...stamp, ...change(stamp) }),
        proposal: Proposal.pack(proposal, Proposal.reportOf(args.proposal)),
      },
    };
  });
}

/** A link of the register behind the n-th event of a name, a second later. */
export function after(name: Name, nth: number, eventName: Name, args: object) {
  return (links: Link[]): Link[] => {
    const index = indexOf(links, name, nth);
    const { at } = links[index] as Link;
    const made = { eventName, args, lane: REGISTER, word: zeroHash, at: { ...at, time: at.time + 1 } };
    return links.toSpliced(index + 1, 0, made as unknown as Link);
  };
}
