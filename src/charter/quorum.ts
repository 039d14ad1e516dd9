import { type Key, type KeyState, ROLE_MASK, Role, type Roster, type Tier } from "./model.ts";

/** What the chain says about keys and holders: states by key index, ends of suspensions (UNIX seconds) by holder. */
export type Standing = {
  readonly states: ReadonlyMap<number, KeyState>;
  readonly suspendedUntil: ReadonlyMap<number, number>;
};

/** How long after its expiry a key may still sign a renewal of expiries, in seconds (invariant 6). */
export const RENEWAL_WINDOW = 7_776_000;

/**
 * Everything consents are judged by. `now` is UNIX seconds, as of which expiry and suspension are judged; `late` the seconds by
 * which a key may have expired, 0 but for renewals ({@link RENEWAL_WINDOW}).
 */
export type Poll = {
  readonly roster: Roster;
  readonly standing: Standing;
  readonly tier: Tier;
  readonly now: number;
  readonly late?: number;
};

export type Act = "propose" | "approve" | "test";

/** A valid signature (or on-chain consent) that has been collected; that it is valid is for the caller to know. */
export type Consent = { readonly key: number; readonly act: Act };

/** Why a consent does not count, with what is needed to say it to people. */
export type Reason =
  | { readonly code: "noSuchKey" }
  | { readonly code: "notActive"; readonly state: KeyState }
  | { readonly code: "suspended"; readonly until: number }
  | { readonly code: "expired"; readonly since: number }
  | { readonly code: "roleDoesNotCount" }
  | { readonly code: "samePerson"; readonly as: number }
  | { readonly code: "proposerCannotApprove" }
  | { readonly code: "proposerCannotTest" }
  | { readonly code: "testerCannotApprove" }
  | { readonly code: "alreadyProposed"; readonly by: number }
  | { readonly code: "alreadyTested"; readonly by: number }
  | { readonly code: "contractWalletLimit" }
  | { readonly code: "surplus" };

export type NotCounted = { readonly key: number; readonly act: Act; readonly reason: Reason };

/** What is still missing. `ordinary`: at least one further approval must come from a key that is no contract wallet. */
export type Missing = {
  readonly proposer: boolean;
  readonly tester: boolean;
  readonly approvals: number;
  readonly ordinary: boolean;
};

/** Key indices that count, in the order in which signatures are packed, and why the others do not. */
export type Tally = {
  readonly proposer: number | null;
  readonly tester: number | null;
  readonly counted: readonly number[];
  readonly notCounted: readonly NotCounted[];
  readonly missing: Missing;
  readonly complete: boolean;
};

/** Mask of the roles that may propose: PROPOSER; without delay also whoever's approval counts; in recovery RECOVERY alone. */
export function proposerRoles(tier: Pick<Tier, "recovery" | "delay" | "roles">): number {
  if (tier.recovery) return Role.RECOVERY;
  return tier.delay === 0 ? Role.PROPOSER | tier.roles : Role.PROPOSER;
}

/** Mask of the roles whose key may do `act` in the tier. */
export function rolesFor(act: Act, tier: Tier): number {
  if (act === "propose") return proposerRoles(tier);
  return act === "test" ? Role.TESTER : tier.roles & ROLE_MASK;
}

/** Most approvals that ERC-1271 wallets may fill: all but one of those demanded. */
export function contractWalletLimit(demanded: number): number {
  return Math.max(0, demanded - 1);
}

/**
 * Why a key may not do an act in the poll's tier, looking at this key alone; `null` if it may. The recovery tier does not know
 * suspensions.
 */
export function unfit({ roster, standing, tier, now, late = 0 }: Poll, consent: Consent): Reason | null {
  const key = roster.keys[consent.key];
  if (!key) return { code: "noSuchKey" };
  const state = standing.states.get(consent.key) ?? "Pending";
  if (state !== "Active") return { code: "notActive", state };
  const until = standing.suspendedUntil.get(key.holder) ?? 0;
  if (!tier.recovery && now < until) return { code: "suspended", until };
  if (now - late >= key.expiry * 60) return { code: "expired", since: key.expiry * 60 };
  return (key.roles & rolesFor(consent.act, tier)) === 0 ? { code: "roleDoesNotCount" } : null;
}

/**
 * Counts consents as the Conclave would at scheduling: one proposer, one tester (also where the tier could do without), then
 * one approval per holder. Where there is a choice the result needs the fewest further people: contract wallets come last.
 * @param demanded Approvals the proposal demands; at least the tier's (or none, for an exact rule marked alone).
 */
export function tally(poll: Poll, demanded: number, consents: readonly Consent[]): Tally {
  const { roster, tier } = poll;
  const notCounted: NotCounted[] = [];
  const refuse = (consent: Consent, reason: Reason) => notCounted.push({ ...consent, reason });
  const holderOf = (index: number | null) => (index === null ? undefined : roster.keys[index]?.holder);
  const fit = consents.filter((consent) => {
    const reason = unfit(poll, consent);
    if (reason !== null) refuse(consent, reason);
    return reason === null;
  });

  let proposer: number | null = null;
  for (const consent of fit.filter(({ act }) => act === "propose")) {
    if (proposer === null) proposer = consent.key;
    else refuse(consent, { code: "alreadyProposed", by: proposer });
  }

  let tester: number | null = null;
  for (const consent of fit.filter(({ act }) => act === "test")) {
    if (holderOf(consent.key) === holderOf(proposer)) refuse(consent, { code: "proposerCannotTest" });
    else if (tester !== null) refuse(consent, { code: "alreadyTested", by: tester });
    else tester = consent.key;
  }

  const isWallet = (index: number) => roster.keys[index]?.kind === "ERC1271";
  const approvals = fit.filter(({ act }) => act === "approve");
  const counted: number[] = [];
  const byHolder = new Map<number, number>();
  let wallets = 0;
  for (const consent of [
    ...approvals.filter(({ key }) => !isWallet(key)),
    ...approvals.filter(({ key }) => isWallet(key)),
  ]) {
    const holder = (roster.keys[consent.key] as Key).holder;
    const earlier = byHolder.get(holder);
    if (holder === holderOf(proposer)) refuse(consent, { code: "proposerCannotApprove" });
    else if (holder === holderOf(tester)) refuse(consent, { code: "testerCannotApprove" });
    else if (earlier !== undefined) refuse(consent, { code: "samePerson", as: earlier });
    else if (counted.length >= demanded) refuse(consent, { code: "surplus" });
    else if (isWallet(consent.key) && wallets >= contractWalletLimit(demanded)) {
      refuse(consent, { code: "contractWalletLimit" });
    } else {
      byHolder.set(holder, consent.key);
      counted.push(consent.key);
      if (isWallet(consent.key)) wallets++;
    }
  }

  const missing: Missing = {
    proposer: proposer === null,
    tester: tier.testerNeeded && tester === null,
    approvals: demanded - counted.length,
    ordinary: demanded > 0 && wallets === counted.length && counted.length < demanded,
  };
  const complete = !missing.proposer && !missing.tester && missing.approvals === 0;
  return { proposer, tester, counted, notCounted, missing, complete };
}

/**
 * Keys that could still supply what is missing, by act: fit now, and not of a holder who already takes part.
 * `status` turns them into names.
 */
export function stillAble(poll: Poll, result: Tally): Readonly<Record<Act, readonly number[]>> {
  const { roster } = poll;
  const taking = new Set(
    [result.proposer, result.tester, ...result.counted].map((index) =>
      index === null ? undefined : roster.keys[index]?.holder,
    ),
  );
  const able = (act: Act, wanted: boolean) =>
    !wanted
      ? []
      : roster.keys.flatMap((key, index) => {
          if (key === null || taking.has(key.holder)) return [];
          return unfit(poll, { key: index, act }) === null ? [index] : [];
        });
  return {
    propose: able("propose", result.missing.proposer),
    test: able("test", result.missing.tester),
    approve: able("approve", result.missing.approvals > 0).filter(
      (index) =>
        !(result.missing.ordinary && result.missing.approvals === 1 && isContractWallet(roster, index)),
    ),
  };
}

function isContractWallet(roster: Roster, index: number): boolean {
  return roster.keys[index]?.kind === "ERC1271";
}
