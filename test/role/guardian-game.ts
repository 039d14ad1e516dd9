/**
 * Guardians against whoever has a quorum in hand, played out in every way: each operation that could be scheduled is, and then each choice of
 * suspensions is tried, with and without a void. What an operation comes to is `ConclaveLens.fate` (`ConclaveGuard`'s judging for a Safe's
 * announcement), line by line. Shares no code with src/role.
 */
export type Holder = {
  readonly proposes: boolean;
  readonly tests: boolean;
  readonly approves: boolean;
  readonly isWallet: boolean;
};

export type Terms = {
  readonly approvals: number;
  /** Null: never protected. */
  readonly override: number | null;
  readonly testerNeeded: boolean;
  readonly isSafe: boolean;
};

/** How many guardians it takes to leave nothing that can be executed. */
export function guardiansItTakes(holders: readonly Holder[], terms: Terms): number {
  const all = holders.map((_, i) => i);
  const operations = operationsOf(holders, terms);
  for (let acts = 1; ; acts++) {
    for (const hasVoid of [false, true]) {
      for (const suspended of choices(all, acts - (hasVoid ? 1 : 0))) {
        const out = new Set(suspended);
        if (operations.every((one) => !lives(holders, terms, one, out, hasVoid))) return acts;
      }
    }
  }
}

type Operation = {
  readonly proposer: number;
  readonly tester: number | null;
  readonly approvers: readonly number[];
};

export function operationsOf(
  holders: readonly Holder[],
  { approvals, testerNeeded }: Terms,
): readonly Operation[] {
  const all = holders.map((_, i) => i);
  const found: Operation[] = [];
  for (const proposer of all.filter((i) => holders[i]?.proposes)) {
    const testers = testerNeeded ? all.filter((i) => holders[i]?.tests && i !== proposer) : [null];
    for (const tester of testers) {
      const able = all.filter((i) => holders[i]?.approves && i !== proposer && i !== tester);
      for (let demanded = approvals; demanded <= able.length; demanded++) {
        for (const approvers of choices(able, demanded)) {
          // Contract wallets fill at most all but one.
          if (approvers.some((i) => !holders[i]?.isWallet)) found.push({ proposer, tester, approvers });
        }
      }
    }
  }
  return found;
}

function lives(
  holders: readonly Holder[],
  { approvals, override, isSafe }: Terms,
  { proposer, tester, approvers }: Operation,
  suspended: ReadonlySet<number>,
  isVoided: boolean,
): boolean {
  const left = approvers.filter((i) => !suspended.has(i));
  const persons = left.filter((i) => !holders[i]?.isWallet);
  if (left.length < approvals || persons.length === 0) return false;
  const protectedFrom = override ?? Number.POSITIVE_INFINITY;
  const isDropped = suspended.has(proposer) || (tester !== null && suspended.has(tester));
  if (isSafe) return !isDropped && (!isVoided || left.length >= protectedFrom);
  if (left.length >= protectedFrom) return true;
  return !isVoided && !isDropped;
}

function choices(of: readonly number[], n: number): readonly (readonly number[])[] {
  if (n === 0) return [[]];
  return of.flatMap((first, i) => choices(of.slice(i + 1), n - 1).map((rest) => [first, ...rest]));
}
