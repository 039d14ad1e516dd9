import { isAddressEqual } from "viem";
import { formatDuration } from "../time.ts";
import { found, nameOf, type QueueFinding } from "./queue-finding.ts";
import type { Item } from "./queue-item.ts";
import type { Record } from "./queue-record.ts";
import type { SafeState } from "./state.ts";

/** Items by nonce, of those whose nonce is not used. */
export type Slots = ReadonlyMap<bigint, readonly Item[]>;

export function slotsOf(state: SafeState, items: readonly Item[]): Slots {
  return Map.groupBy(
    items.filter(({ transaction }) => transaction.nonce >= state.nonce),
    ({ transaction }) => transaction.nonce,
  );
}

/** Nonces from the Safe's to the last that is queued at which nothing is. */
export function holes(state: SafeState, slots: Slots): readonly bigint[] {
  const last = [...slots.keys()].reduce((most, nonce) => (nonce > most ? nonce : most), state.nonce - 1n);
  const missing: bigint[] = [];
  for (let nonce = state.nonce; nonce <= last && missing.length < MOST_HOLES; nonce++)
    if (!slots.has(nonce)) missing.push(nonce);
  return missing;
}

/** Somebody's nonce of 2^200 must not keep anybody busy. */
const MOST_HOLES = 1_000;

export function holeFindings(state: SafeState, slots: Slots): readonly QueueFinding[] {
  const nonces = holes(state, slots);
  const runs: (readonly [first: bigint, last: bigint])[] = [];
  for (const nonce of nonces) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === nonce - 1n) runs[runs.length - 1] = [run[0], nonce];
    else runs.push([nonce, nonce]);
  }
  return runs.map(([first, last]) => {
    const which = first === last ? `nonce ${first}` : `nonces ${first} to ${last}`;
    const reason = `nothing is queued at ${which}: what comes after cannot be executed`;
    const fix = "propose what comes after anew from there on, or fill it with `safe void`";
    return found("hole", "warning", reason, fix, { nonce: first });
  });
}

/** Of several at one nonce: those with the most signatures that count, and whether a rejection is among them. */
export function clashFindings(slots: Slots): readonly QueueFinding[] {
  return [...slots].flatMap(([nonce, items]) => {
    if (items.length < 2) return [];
    const fewest = Math.min(...items.map(({ standing }) => standing.missing));
    const leaders = items.filter(({ standing }) => standing.missing === fewest);
    const [leader] = leaders;
    const names = items.map(nameOf).join(", ");
    const ready = leader?.standing.missing === 0;
    if (ready && leaders.length > 1) {
      const reason = `${leaders.map(nameOf).join(" and ")} both have the signatures they need: whoever executes first decides`;
      return [found("race", "danger", reason, "execute the one that is meant at once", { nonce })];
    }
    const rejected = items.some(({ isRejection }) => isRejection) ? " (one of them rejects the others)" : "";
    const leads =
      leader !== undefined && leaders.length === 1
        ? `${nameOf(leader)} leads with ${countOf(leader)} of ${leader.standing.threshold} signatures`
        : "none leads";
    const reason = `${items.length} transactions have nonce ${nonce}${rejected}, and only one can be executed: ${names}; ${leads}`;
    return [
      found(
        "clash",
        "warning",
        reason,
        "sign only the one that is meant; signatures for the others live until it is executed",
        { nonce },
      ),
    ];
  });
}

/** Signatures the Safe counts now. */
export function countOf({ standing }: Item): number {
  return standing.consents.filter(({ counts }) => counts).length;
}

/** Items that are done with, old, or signed by those who cannot sign any more. */
export function staleFindings(
  state: SafeState,
  items: readonly Item[],
  record: Record,
  age: { readonly now: number; readonly staleAfter: number },
): readonly QueueFinding[] {
  return items.flatMap((item) => {
    const { transaction, safeTxHash, created, file, sources, standing } = item;
    const about = { nonce: transaction.nonce, safeTxHash };
    const where = sources.map(({ label }) => label).join(", ");
    if (transaction.nonce < state.nonce) {
      const ran = record.executed.has(safeTxHash);
      const reason = ran
        ? `it was executed (${where})`
        : `its nonce is used, by another transaction as far as the logs tell (${where})`;
      const fix = "put the file away; nothing can come of it";
      return [found(ran ? "executed" : "replaced", ran ? "note" : "warning", reason, fix, about)];
    }
    const findings: QueueFinding[] = [];
    if (file.version !== state.version)
      findings.push(
        found(
          "otherVersion",
          "warning",
          `it is for a Safe of ${file.version}, which is of ${state.version} now`,
          "propose it anew: contracts that are owners sign otherwise in each version",
          about,
        ),
      );
    if (created !== null && age.now - created > age.staleAfter)
      findings.push(
        found(
          "old",
          "warning",
          `it has waited for ${formatDuration(Math.floor((age.now - created) / 86_400) * 86_400)}, and its signatures are as good as on the first day`,
          "execute it, or void it with `safe void`",
          about,
        ),
      );
    for (const { owner, counts, why, partial } of standing.consents) {
      if (counts) continue;
      const isOwner = state.owners.some((one) => isAddressEqual(one, owner));
      findings.push(
        isOwner
          ? found(
              "notCounted",
              partial ? "note" : "warning",
              `the signature of ${owner} does not count: ${why}`,
              partial ? "have that Safe's own owners sign" : "have that owner sign again",
              about,
            )
          : found(
              "departed",
              "warning",
              `it is signed by ${owner}, who is no owner of the Safe`,
              "do not count on it; it counts again if that owner comes back",
              about,
            ),
      );
    }
    return findings;
  });
}
