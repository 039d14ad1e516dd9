import { type Address, isAddressEqual } from "viem";
import { rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { type Reason, unfit } from "../../charter/quorum.ts";
import type { Signature } from "../signature.ts";
import { keyOf, pollFor } from "./owners.ts";

/** Why an owner's signature does not count for the guard, though it may for the Safe. */
export type Uncounted =
  | Reason
  | { readonly code: "notInRoster" }
  | { readonly code: "tombstoned" }
  | { readonly code: "incident"; readonly epoch: number }
  | { readonly code: "isProposer" }
  | { readonly code: "isTester" }
  | { readonly code: "otherKind" }
  /** An account approved on-chain, and code lies at its address (EIP-7702) that others may drive. */
  | { readonly code: "delegated" };

export type Voice = {
  readonly owner: Address;
  readonly key: number | null;
  readonly holder: number | null;
  /** Null: it counts. */
  readonly reason: Uncounted | null;
  /** Among the Safe's threshold of signatures it makes all of it refused: its key is out of use for cause. */
  readonly refused: boolean;
};

/** Owners' signatures as the guard counts them. */
export type Tally = {
  readonly voices: readonly Voice[];
  /** Holders who count. */
  readonly counted: readonly number[];
  readonly needed: number;
  /** One of those counted must not be a contract wallet. */
  readonly personMissing: boolean;
  readonly complete: boolean;
};

/** What the count is about: an announcement's tier, sponsors and epoch. */
export type Matter = {
  readonly tier: number;
  readonly proposer: number;
  readonly tester: number | null;
  readonly epoch: number;
  /** Holders needed: the tier's, more after a void, none if the rules say `alone`. */
  readonly needed: number;
};

/**
 * Counts signatures that the Safe takes: the twin of `Counting` in the contracts. One by a key that is out of use for cause is left
 * out by tools ({@link submittable}), so it is not counted here either.
 * @param coded Owners at whose address code lies.
 */
export function count(
  state: ChainState,
  matter: Matter,
  signatures: readonly Signature[],
  coded: readonly Address[],
): Tally {
  const taken = new Map<number, "isProposer" | "isTester">([[matter.proposer, "isProposer"]]);
  if (matter.tester !== null) taken.set(matter.tester, "isTester");
  const seen = new Map<number, number>();
  const keys = rosterOf(state).keys;
  let persons = 0;
  const voices = byOwner(signatures).map((signature): Voice => {
    const key = keyOf(state, signature.owner);
    const holder = key === null ? null : (keys[key]?.holder ?? null);
    const own = voiceOf(state, matter, signature, key, holder, coded);
    if (own !== null || key === null || holder === null)
      return { owner: signature.owner, key, holder, reason: own, refused: isRefused(own) };
    const role = taken.get(holder);
    const earlier = seen.get(holder);
    const reason: Uncounted | null =
      role !== undefined
        ? { code: role }
        : earlier !== undefined
          ? { code: "samePerson", as: earlier }
          : null;
    if (reason === null) {
      seen.set(holder, key);
      if (keys[key]?.kind === "EOA") persons += 1;
    }
    return { owner: signature.owner, key, holder, reason, refused: false };
  });
  const counted = [...seen.keys()].sort((a, b) => a - b);
  const personMissing = matter.needed > 0 && persons === 0;
  return {
    voices,
    counted,
    needed: matter.needed,
    personMissing,
    complete: counted.length >= matter.needed && !personMissing,
  };
}

/** Signatures to hand the Safe: without those that would have the guard refuse all of it, as far as the threshold allows. */
export function submittable<T extends Signature>(
  state: ChainState,
  tier: number,
  signatures: readonly T[],
): readonly T[] {
  return signatures.filter((one) => {
    const key = keyOf(state, one.owner);
    return !isRefused(standingReason(state, tier, one.owner, key));
  });
}

function voiceOf(
  state: ChainState,
  { tier, epoch }: Matter,
  { owner, kind }: Signature,
  key: number | null,
  holder: number | null,
  coded: readonly Address[],
): Uncounted | null {
  const standing = standingReason(state, tier, owner, key);
  if (standing !== null || key === null) return standing;
  const incident = state.holders.find((one) => one.holder === holder)?.incident ?? 0;
  if (incident > epoch) return { code: "incident", epoch: incident };
  const isAccount = rosterOf(state).keys[key]?.kind === "EOA";
  const isAccounts = kind === "typed" || kind === "message";
  if (kind === "approved" && isAccount && coded.some((one) => isAddressEqual(one, owner)))
    return { code: "delegated" };
  // An account may approve on-chain too; a contract's word is no account's, nor the other way round.
  return kind === "approved" || isAccount === isAccounts ? null : { code: "otherKind" };
}

function standingReason(
  state: ChainState,
  tier: number,
  owner: Address,
  key: number | null,
): Uncounted | null {
  const poll = pollFor(state, tier);
  if (key === null || poll === null)
    return state.tombstones.some((one) => isAddressEqual(one, owner))
      ? { code: "tombstoned" }
      : { code: "notInRoster" };
  return unfit(poll, { key, act: "approve" });
}

/** The guard refuses a key that is ended, suspended or expired where the Safe counts it; others it passes over. */
function isRefused(reason: Uncounted | null): boolean {
  if (reason === null) return false;
  if (reason.code === "notActive") return ["Retired", "Compromised"].includes(reason.state);
  return ["tombstoned", "suspended", "expired"].includes(reason.code);
}

/** As the Safe wants them, and the guard reads them. */
function byOwner(signatures: readonly Signature[]): readonly Signature[] {
  return signatures.toSorted((a, b) => (BigInt(a.owner) < BigInt(b.owner) ? -1 : 1));
}
