import { type Address, isAddressEqual } from "viem";
import { rosterOf, standing } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import type { Tier } from "../../charter/model.ts";
import { type Poll, type Reason, tally, unfit } from "../../charter/quorum.ts";
import * as RosterCodec from "../../charter/roster.ts";

/** What an owner of a Safe is to a tier. `reason` says why their signature would not count; null: it counts. */
export type OwnerStanding = {
  readonly owner: Address;
  /** Index in the roster; null: the roster does not know the owner. */
  readonly key: number | null;
  readonly holder: number | null;
  readonly reason: Reason | { readonly code: "notInRoster" } | null;
};

/** The key whose signature a Safe's owner gives: an account's or a contract wallet's, never one that needs a verifier. */
export function keyOf(state: ChainState, owner: Address): number | null {
  const index = rosterOf(state).keys.findIndex(
    (key) => key !== null && key.kind !== "ERC7913" && isAddressEqual(RosterCodec.identity(key), owner),
  );
  return index < 0 ? null : index;
}

/** Who of the owners counts in a tier now, and why the others do not. */
export function ownersIn(
  state: ChainState,
  tier: number,
  owners: readonly Address[],
): readonly OwnerStanding[] {
  const poll = pollFor(state, tier);
  return owners.map((owner) => {
    const key = keyOf(state, owner);
    if (key === null || poll === null)
      return { owner, key, holder: null, reason: { code: "notInRoster" } as const };
    const holder = poll.roster.keys[key]?.holder ?? null;
    return { owner, key, holder, reason: unfit(poll, { key, act: "approve" }) };
  });
}

/** Whether a tier's quorum can be met by owners' signatures, whoever proposes and tests. */
export type Reach = {
  /** Holders who count, each by a key that owns the Safe. */
  readonly holders: readonly number[];
  readonly needed: number;
  /** Somebody can propose, somebody else can test if need be, and enough others own the Safe. */
  readonly possible: boolean;
  /** Holders without whom it would be possible no more. */
  readonly critical: readonly number[];
};

export function reach(state: ChainState, tier: number, owners: readonly Address[]): Reach {
  const poll = pollFor(state, tier);
  const keys = ownersIn(state, tier, owners).flatMap(({ key, reason }) =>
    key === null || reason !== null ? [] : [key],
  );
  const holderOf = (key: number) => poll?.roster.keys[key]?.holder ?? -1;
  const holders = [...new Set(keys.map(holderOf))].sort((a, b) => a - b);
  const can = (without: number | null) => poll !== null && isPossible(poll, keys, without);
  const possible = can(null);
  const taking = poll === null ? [] : everybody(poll);
  return {
    holders,
    needed: poll?.tier.approvals ?? 0,
    possible,
    critical: possible ? taking.filter((holder) => !can(holder)) : [],
  };
}

/** Tries every pair of proposer and tester: rosters are small, and a greedy choice would be wrong. */
function isPossible(poll: Poll, owners: readonly number[], without: number | null): boolean {
  const { roster, tier } = poll;
  const able = (act: "propose" | "test") =>
    roster.keys.flatMap((key, index) =>
      key !== null && key.holder !== without && unfit(poll, { key: index, act }) === null ? [index] : [],
    );
  const approvals = owners
    .filter((key) => roster.keys[key]?.holder !== without)
    .map((key) => ({ key, act: "approve" as const }));
  const testers = tier.testerNeeded ? able("test") : [null];
  return able("propose").some((proposer) =>
    testers.some((tester) => {
      const sponsors = [
        { key: proposer, act: "propose" as const },
        ...(tester === null ? [] : [{ key: tester, act: "test" as const }]),
      ];
      return tally(poll, tier.approvals, [...sponsors, ...approvals]).complete;
    }),
  );
}

function everybody({ roster }: Poll): readonly number[] {
  return [...new Set(roster.keys.flatMap((key) => (key === null ? [] : [key.holder])))];
}

/** Null: the roster has no such tier. */
export function pollFor(state: ChainState, tier: number): (Poll & { readonly tier: Tier }) | null {
  const roster = rosterOf(state);
  const terms = roster.tiers[tier];
  if (terms === undefined) return null;
  return { roster, standing: standing(state), tier: terms, now: state.block.timestamp };
}
