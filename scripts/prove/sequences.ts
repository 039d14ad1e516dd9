/** Every sequence of signers against the Conclave itself: what it counts is what the definition counts. */
import { Role } from "../../src/charter/model.ts";
import type * as Quorum from "../../src/charter/quorum.ts";
import { build, KEYS, proposalFor, schedule } from "../../test/charter/quorum-stage.ts";

const DEMANDED = 2;

export type Counted = {
  readonly checked: number;
  readonly accepted: number;
  readonly counterexample: string | null;
};

/** What the definition forgets: so that the comparison can be seen to find it. */
export type Rules = { readonly walletsAlone?: boolean };

/** Proposer, tester and two approvers, each any of `keys`. */
export async function everySequence(keys: readonly number[], rules: Rules = {}): Promise<Counted> {
  const poll = await build();
  const proposal = await proposalFor(DEMANDED);
  let checked = 0;
  let accepted = 0;
  for (const [p, q, ...approvers] of tuples(keys, 2 + DEMANDED)) {
    if (p === undefined || q === undefined) continue;
    const consents: Quorum.Consent[] = [
      { key: p, act: "propose" },
      { key: q, act: "test" },
      ...approvers.map((key) => ({ key, act: "approve" as const })),
    ];
    const refusal = await schedule(proposal, consents);
    checked++;
    if (refusal === null) accepted++;
    if ((refusal === null) !== counts(poll, p, q, approvers, rules)) {
      const counterexample = `keys ${[p, q, ...approvers]}: ${refusal?.name ?? "scheduled"}`;
      return { checked, accepted, counterexample };
    }
  }
  return { checked, accepted, counterexample: null };
}

/** DESIGN, invariant 1: usable keys of the right role, all of different people, wallets at most all but one. */
function counts(
  { standing, roster, now }: Quorum.Poll,
  p: number,
  q: number,
  approvers: readonly number[],
  { walletsAlone = false }: Rules,
): boolean {
  const usable = (index: number, role: number) => {
    const [holder, roles] = KEYS[index] ?? [0, 0];
    const suspended = (standing.suspendedUntil.get(holder) ?? 0) > now;
    const expired = (roster.keys[index]?.expiry ?? 0) * 60 <= now;
    return standing.states.get(index) === "Active" && !suspended && !expired && (roles & role) !== 0;
  };
  const holders = new Set([p, q, ...approvers].map((index) => KEYS[index]?.[0]));
  return (
    usable(p, Role.PROPOSER) &&
    usable(q, Role.TESTER) &&
    approvers.every((index) => usable(index, Role.APPROVER)) &&
    holders.size === 2 + approvers.length &&
    (walletsAlone || approvers.some((index) => KEYS[index]?.[2] !== "wallet"))
  );
}

function* tuples(items: readonly number[], length: number): Generator<number[]> {
  if (length === 0) return yield [];
  for (const one of items) for (const rest of tuples(items, length - 1)) yield [one, ...rest];
}
