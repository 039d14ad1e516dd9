import { formatDuration } from "../time.ts";
import {
  KIND_ERC1271,
  NO_PREDECESSOR,
  type RawEntry,
  type RawRoster,
  type RawTier,
  RECOVERY_TIER,
  TESTER_NEEDED,
} from "./layout.ts";
import { ROLE_MASK, Role } from "./model.ts";
import { proposerRoles } from "./quorum.ts";

/** What one key (or a key and its pending successor, taken as one) can contribute. `expiry` is UNIX seconds. */
export type Candidate = {
  readonly holder: number;
  readonly roles: number;
  readonly expiry: number;
  readonly wallet: boolean;
};

/** Holders that can fill each place of a tier, as bit masks. `ordinary`: approvers who need no contract wallet for it. */
export type Places = {
  readonly proposers: bigint;
  readonly testers: bigint;
  readonly approvers: bigint;
  readonly ordinary: bigint;
};

/** How close a tier comes to acting: with the best choice of proposer and tester, the approvers that are left. */
export type Outcome = {
  readonly able: boolean;
  readonly reason:
    | "able"
    | "noProposer"
    | "noTester"
    | "oneForBoth"
    | "tooFewApprovers"
    | "onlyContractWallets";
  readonly approvers: number;
};

/**
 * What the keys in `counted` (a bit mask of indices) contribute. A key with a successor among `waiting` counts as the weaker of
 * both (common roles, the earlier expiry, a wallet if either is one), since that successor's activation, by anybody, is all it
 * takes to make it so.
 */
export function candidates(roster: RawRoster, counted: bigint, waiting: bigint): Candidate[] {
  const has = (mask: bigint, index: number) => ((mask >> BigInt(index)) & 1n) === 1n;
  const successors = new Map<number, RawEntry>();
  for (const [index, entry] of roster.entries.entries()) {
    if (entry !== null && entry.predecessor !== NO_PREDECESSOR && has(waiting, index)) {
      successors.set(entry.predecessor, entry);
    }
  }
  return roster.entries.flatMap((entry, index) => {
    if (entry === null || !has(counted, index)) return [];
    const next = successors.get(index) ?? entry;
    const { holder } = entry;
    const roles = entry.roles & next.roles & ROLE_MASK;
    const expiry = 60 * Math.min(entry.expiry, next.expiry);
    return [{ holder, roles, expiry, wallet: entry.kind === KIND_ERC1271 || next.kind === KIND_ERC1271 }];
  });
}

/** Who could act in `tier` with keys that outlive its delay and grace, counted from `now` (UNIX seconds). */
export function places(tier: RawTier, keys: readonly Candidate[], now: number): Places {
  const proposing = proposerRoles({ ...tier, recovery: (tier.flags & RECOVERY_TIER) !== 0 });
  const lasting = keys.filter(({ expiry }) => expiry > now + tier.delay + tier.grace);
  const holders = (fits: (key: Candidate) => boolean) =>
    lasting.filter(fits).reduce((mask, { holder }) => mask | (1n << BigInt(holder)), 0n);
  return {
    proposers: holders(({ roles }) => (roles & proposing) !== 0),
    testers: holders(({ roles }) => (roles & Role.TESTER) !== 0),
    approvers: holders(({ roles }) => (roles & tier.roles) !== 0),
    ordinary: holders(({ roles, wallet }) => (roles & tier.roles) !== 0 && !wallet),
  };
}

/** Whether the tier can act without the holder `removed` (`null` = with everybody there). */
export function outcome(tier: RawTier, all: Places, removed: number | null): Outcome {
  const keep = removed === null ? ~0n : ~(1n << BigInt(removed));
  const proposers = bits(all.proposers & keep);
  const testers = bits(all.testers & keep);
  const testerNeeded = (tier.flags & TESTER_NEEDED) !== 0;
  if (proposers.length === 0) return { able: false, reason: "noProposer", approvers: 0 };
  if (testerNeeded && testers.length === 0) return { able: false, reason: "noTester", approvers: 0 };

  let best: Outcome = { able: false, reason: "oneForBoth", approvers: 0 };
  for (const proposer of proposers) {
    for (const tester of testerNeeded ? testers : [0n]) {
      if (tester === proposer) continue;
      const left = keep & ~proposer & ~tester;
      const approvers = bits(all.approvers & left).length;
      const enough = approvers >= tier.approvals;
      if (enough && (all.ordinary & left) !== 0n) return { able: true, reason: "able", approvers };
      const reason = enough ? "onlyContractWallets" : "tooFewApprovers";
      if (best.reason === "oneForBoth" || approvers > best.approvers)
        best = { able: false, reason, approvers };
    }
  }
  return best;
}

/** The arithmetic in people's words: "losing Ben leaves 1 approver besides proposer and tester; tier 0 needs 2". */
export function explain(
  index: number,
  tier: RawTier,
  removed: number | null,
  result: Outcome,
  nameOf: (holder: number) => string,
): string {
  const who = removed === null ? "with everybody there" : `losing ${nameOf(removed)}`;
  const leaves = removed === null ? "all people together give" : `${who} leaves`;
  const others = (tier.flags & TESTER_NEEDED) !== 0 ? "proposer and tester" : "the proposer";
  const lasting = `keys must outlive delay and grace, ${formatDuration(tier.delay + tier.grace)}`;
  switch (result.reason) {
    case "able":
      return `${who}, tier ${index} can act: ${plural(result.approvers, "approver")} besides ${others}; it needs ${tier.approvals}`;
    case "noProposer":
      return `${leaves} nobody who may propose in tier ${index} (${lasting})`;
    case "noTester":
      return `${leaves} no tester, and tier ${index} needs one (${lasting})`;
    case "oneForBoth":
      return `${leaves} one person as the only proposer and the only tester of tier ${index}; they must be two`;
    case "tooFewApprovers":
      return `${leaves} ${plural(result.approvers, "approver")} besides ${others}; tier ${index} needs ${tier.approvals} (${lasting})`;
    case "onlyContractWallets":
      return `${leaves} only contract wallets to approve besides ${others}; one approval of tier ${index} must come from another kind of key`;
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function bits(mask: bigint): bigint[] {
  const result: bigint[] = [];
  for (let rest = mask; rest !== 0n; rest &= rest - 1n) result.push(rest & -rest);
  return result;
}
