import type { Address, Hex } from "viem";
import type { Roster } from "../../charter/model.ts";
import type { Words } from "../../charter/words.ts";
import * as Announcement from "../../safe/guard/announcement.ts";
import type { Place } from "../link.ts";
import { personWords as keyWords } from "../sentence.ts";
import type { GuardAudit } from "./guard.ts";
import type { GuardLink, GuardLinkOf } from "./guard-link.ts";
import type { Proposer } from "./history.ts";
import type { SafeAudit } from "./verify.ts";

/**
 * What became of an announcement: `passed` and ran; `withdrawn`; `repeated` by the same holder, which began anew; `displaced`, another
 * transaction ran with its nonce; `expired`; or it still `waits` or is `ready`.
 */
export type Fate = "passed" | "withdrawn" | "repeated" | "displaced" | "expired" | "waits" | "ready";

/** One announcement on a guard's record. Times are UNIX seconds; people as the Conclave's roster of then names them. */
export type Announced = {
  readonly guard: Address;
  readonly hash: Hex;
  /** Null: a message. */
  readonly nonce: bigint | null;
  readonly tier: string;
  readonly proposer: string;
  readonly tester: string | null;
  readonly announcedAt: number;
  readonly readyAt: number;
  readonly expiresAt: number;
  readonly fate: Fate;
  readonly transaction: Hex;
};

type Announcing = GuardLinkOf<"Announced"> | GuardLinkOf<"MessageAnnounced">;

/** The roster in force at a place of the chain; null where the Conclave was not audited. */
export type RosterAt = (at: Place) => Roster | null;

const NOBODY = 255;

/** Every announcement on the Safe's guards' records, and what became of it. */
export function announcements(audit: SafeAudit, rosterAt: RosterAt, words: Words): Announced[] {
  return audit.guards.flatMap((guard) =>
    guard.links.flatMap((link, index) => {
      if (link.eventName !== "Announced" && link.eventName !== "MessageAnnounced") return [];
      const said = Announcement.unpack(link.args.announcement);
      const { proposerKey, testerKey } = link.args;
      return [
        {
          guard: guard.guard,
          hash: hashOf(link),
          nonce: link.eventName === "Announced" ? link.args.transaction.nonce : null,
          tier: words.tier(said.tier),
          proposer: holderOf(link, proposerKey, rosterAt, words),
          tester: testerKey === NOBODY ? null : holderOf(link, testerKey, rosterAt, words),
          announcedAt: said.announcedAt,
          readyAt: Announcement.readyAt(said),
          expiresAt: Announcement.expiresAt(said),
          fate: fateOf(audit, link, guard.links.slice(index + 1)),
          transaction: link.at.transaction,
        },
      ];
    }),
  );
}

/** Who announced what ran, by its safeTxHash: the announcement that the guard says it passed by. */
export function announcedProposers(
  guards: readonly GuardAudit[],
  rosterAt: RosterAt,
  words: Words,
): Map<Hex, Proposer> {
  const proposers = new Map<Hex, Proposer>();
  for (const { links } of guards) {
    for (const [index, link] of links.entries()) {
      if (link.eventName !== "Passed") continue;
      const { safeTxHash, proposer } = link.args;
      const by = links
        .slice(0, index)
        .findLast(
          (before): before is GuardLinkOf<"Announced"> =>
            before.eventName === "Announced" &&
            before.args.safeTxHash === safeTxHash &&
            Announcement.unpack(before.args.announcement).proposer === proposer,
        );
      if (by === undefined) continue;
      const said = holderOf(by, by.args.proposerKey, rosterAt, words);
      proposers.set(safeTxHash, { address: null, words: said, by: "announced" });
    }
  }
  return proposers;
}

function fateOf(
  { state, block, executions }: SafeAudit,
  link: Announcing,
  later: readonly GuardLink[],
): Fate {
  const hash = hashOf(link);
  const said = Announcement.unpack(link.args.announcement);
  const { proposer } = said;
  for (const next of later) {
    if (next.eventName === "Passed" && next.args.safeTxHash === hash)
      return next.args.proposer === proposer ? "passed" : "displaced";
    if (next.eventName === "Withdrawn" && next.args.hash === hash && next.args.holder === proposer)
      return "withdrawn";
    if ((next.eventName === "Announced" || next.eventName === "MessageAnnounced") && hashOf(next) === hash) {
      if (Announcement.unpack(next.args.announcement).proposer === proposer) return "repeated";
    }
  }
  if (link.eventName === "Announced") {
    const { nonce } = link.args.transaction;
    // It may have run by the way out, without its announcement.
    const ran = executions.some(({ outcome }) => outcome.args.txHash === hash);
    if (ran || nonce < state.nonce) return "displaced";
  }
  if (block.time >= Announcement.expiresAt(said)) return "expired";
  return block.time >= Announcement.readyAt(said) ? "ready" : "waits";
}

function hashOf(link: Announcing): Hex {
  return link.eventName === "Announced" ? link.args.safeTxHash : link.args.messageHash;
}

function holderOf({ at }: Announcing, key: number, rosterAt: RosterAt, words: Words): string {
  const roster = rosterAt(at);
  if (roster === null) return `key ${words.key(key)}`;
  return keyWords(key, { roster, words, rulebooks: new Map() });
}
