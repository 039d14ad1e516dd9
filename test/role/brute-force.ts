import type { Need, World } from "../../src/role/world.ts";

/**
 * What a set of keys and accounts can do, in the simplest way there is, straight from the meaning of a world: nothing of src/role but the
 * type. Slow, and meant to be so plain that it can be read as the definition.
 */
export type InHand = { readonly keys: ReadonlySet<number>; readonly accounts: ReadonlySet<string> };

/** Accounts of which nobody in the world can be asked: as `docs/role-analysis.md` defines outsiders. */
export function outsidersOf(world: World): string[] {
  const keyAccounts = new Set(world.keys.map(({ account }) => account));
  const acting = (account: string) =>
    world.powers.some(
      ({ on, effects }) => on === account && effects.some((one) => ["act", "upgrade", "any"].includes(one)),
    );
  const members = world.powers.flatMap(({ need }) => (need.kind === "members" ? need.of : []));
  const isOutsider = (account: string) => {
    if (keyAccounts.has(account as `0x${string}`) || acting(account)) return false;
    const entry = world.accounts.find(({ address }) => address === account);
    if (entry === undefined || entry.kind === "outsider") return true;
    if (world.unread.some(({ on }) => on === account)) return true;
    return entry.label === null && !world.powers.some(({ on }) => on === account);
  };
  return [...new Set(members.map(({ account }) => account as string))].filter(isOutsider).sort();
}

/** Seconds until each power is exercised, by its id; those that never are missing. */
export function exercisedBy(world: World, inHand: InHand, given = true): Map<string, number> {
  let times = new Map<string, number>();
  // From nothing, round by round, until a round changes nothing.
  for (;;) {
    const next = new Map<string, number>();
    for (const power of world.powers) {
      const own = needTime(world, power.need, inHand, times);
      const gifts = given
        ? power.given.map(({ by, delay }) => (times.get(by) ?? Number.POSITIVE_INFINITY) + delay)
        : [];
      const also = power.also.map((id) => times.get(id) ?? Number.POSITIVE_INFINITY);
      const time = Math.max(Math.min(own, ...gifts) + power.delay, ...also);
      if (time !== Number.POSITIVE_INFINITY) next.set(power.id, time);
    }
    const isSame = next.size === times.size && [...next].every(([id, time]) => times.get(id) === time);
    if (isSame) return times;
    times = next;
  }
}

function actTime(
  world: World,
  account: string,
  { keys, accounts }: InHand,
  times: Map<string, number>,
): number {
  if (accounts.has(account)) return 0;
  if (world.keys.some((key) => key.account === account && keys.has(key.index))) return 0;
  const ways = world.powers
    .filter(
      ({ on, effects }) => on === account && effects.some((one) => ["act", "upgrade", "any"].includes(one)),
    )
    .map(({ id }) => times.get(id) ?? Number.POSITIVE_INFINITY);
  return Math.min(Number.POSITIVE_INFINITY, ...ways);
}

function needTime(world: World, need: Need, inHand: InHand, times: Map<string, number>): number {
  const now = world.block.timestamp;
  if (need.kind === "everybody") return 0;
  if (need.kind === "members") {
    const able = need.of
      .filter(({ ends }) => ends === null || ends > now)
      .map(
        ({ account, since, delay }) => Math.max(actTime(world, account, inHand, times), since - now) + delay,
      )
      .sort((a, b) => a - b);
    return able[need.atLeast - 1] ?? Number.POSITIVE_INFINITY;
  }
  // Every way to choose who proposes, who tests, who approves.
  const usable = world.keys.filter(({ index, usable: is }) => is && inHand.keys.has(index));
  const waitOf = (index: number) => {
    const holder = holderOf(world, index);
    return Math.max(0, (world.people.find((one) => one.holder === holder)?.suspendedUntil ?? 0) - now);
  };
  const among = (list: readonly number[]) => usable.filter(({ index }) => list.includes(index));
  let best = Number.POSITIVE_INFINITY;
  const testers = need.testers === null ? [null] : among(need.testers);
  for (const proposer of among(need.proposers)) {
    for (const tester of testers) {
      if (tester?.holder === proposer.holder) continue;
      const approve = (from: number, left: number, wallets: number, taken: number[], wait: number): void => {
        if (left === 0) {
          best = Math.min(best, wait);
          return;
        }
        const approvers = among(need.approvers);
        for (let i = from; i < approvers.length; i++) {
          const key = approvers[i];
          if (key === undefined || taken.includes(key.holder)) continue;
          const wallet = key.kind === "ERC1271" ? 1 : 0;
          if (wallets < wallet) continue;
          const later = Math.max(wait, waitOf(key.index));
          approve(i + 1, left - 1, wallets - wallet, [...taken, key.holder], later);
        }
      };
      const first = [proposer.holder, ...(tester === null ? [] : [tester.holder])];
      const wait = Math.max(waitOf(proposer.index), tester === null ? 0 : waitOf(tester.index));
      approve(0, need.approvals, need.wallets, first, wait);
    }
  }
  return best;
}

function holderOf(world: World, index: number): number | undefined {
  return world.keys.find((key) => key.index === index)?.holder;
}
