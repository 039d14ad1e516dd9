import { type Address, getAddress } from "viem";
import { BaseError } from "../errors.ts";
import { type Signer, type Slot, signersOf, slotsOf } from "./slots.ts";
import type { Member, Power, World } from "./world.ts";

/**
 * Who controls what, as gates: each is open once enough of its inputs are, and says after how many seconds. A world becomes a net of them,
 * and all analysis reads this one net: `reach.ts` its delays, `search.ts` how few people it takes.
 */

/** What somebody can have in hand: a key of the roster, or an account that no key of the roster is. */
export type Leaf =
  | { readonly kind: "key"; readonly key: number }
  | { readonly kind: "outsider"; readonly account: Address };

/** Open `delay` seconds after its source is, and not before `wait` seconds from now have passed. */
export type Input = {
  readonly from: "leaf" | "gate";
  readonly index: number;
  readonly wait: number;
  readonly delay: number;
};

export type Gate =
  | { readonly kind: "atLeast"; readonly n: number; readonly of: readonly Input[] }
  | { readonly kind: "quorum"; readonly slots: readonly Slot[] };

export type Control = {
  readonly world: World;
  /** UNIX seconds: the world's block. */
  readonly now: number;
  readonly leaves: readonly Leaf[];
  readonly gates: readonly Gate[];
  /** The gate that is open once somebody can act in an account's name. */
  readonly acts: ReadonlyMap<Address, number>;
  /** The gate that is open once a power is exercised, by its id. */
  readonly exercised: ReadonlyMap<string, number>;
  /** The gate that is open once what a power takes is there, by its id: before its delay, and unless it is given. */
  readonly taken: ReadonlyMap<string, number>;
  /** Keys that may be used, by their index. */
  readonly signers: ReadonlyMap<number, Signer>;
  readonly powers: ReadonlyMap<string, Power>;
  /** Members of powers that act by their own code alone: contracts that somebody named, over which nobody has a power that acts. */
  readonly selfMoved: readonly Address[];
};

/** New code does whatever its author likes, and what is not known is taken for the worst: both act in the contract's name. */
export const ACTING: ReadonlySet<string> = new Set(["act", "upgrade", "any"]);

/**
 * The gates of a world. With `given: false` nobody becomes a holder of anything: what remains is what today's holders can do, which is what
 * liveness is judged by. `captured` is a contract that somebody may have in hand as if it were a key's account. @throws `Role.WorldAtOdds` if the world speaks of powers, keys or people that it does not have
 */
export function controlOf(
  world: World,
  { given = true, captured }: { readonly given?: boolean; readonly captured?: Address } = {},
): Control {
  const powers = indexed(world);
  const { leaves, leavesOf, isOutsider } = leavesIn(world, captured);
  const gates: Gate[] = [];
  const add = (gate: Gate) => gates.push(gate) - 1;
  const now = world.block.timestamp;
  const signers = signersOf(world);
  const taken = new Map<string, number>();

  const accounts = [
    ...new Set([
      ...world.accounts.map(({ address }) => getAddress(address)),
      ...leavesOf.keys(),
      ...world.powers.flatMap(({ on, need }) => [
        getAddress(on),
        ...(need.kind === "members" ? need.of.map(({ account }) => getAddress(account)) : []),
      ]),
    ]),
  ];
  // Accounts and powers lean on each other in circles: first each gets its number, then its inputs.
  const acts = new Map(accounts.map((account) => [account, add({ kind: "atLeast", n: 1, of: [] })]));
  const exercised = new Map(world.powers.map(({ id }) => [id, add({ kind: "atLeast", n: 1, of: [] })]));
  const gateOf = (map: ReadonlyMap<string, number>, key: string) => map.get(key) ?? -1;
  const toGate = (index: number, delay = 0, wait = 0): Input => ({ from: "gate", index, wait, delay });

  for (const [account, gate] of acts) {
    gates[gate] = {
      kind: "atLeast",
      n: 1,
      of: [
        ...(leavesOf.get(account) ?? []).map((index): Input => ({ from: "leaf", index, wait: 0, delay: 0 })),
        ...world.powers
          .filter(({ on, effects }) => getAddress(on) === account && effects.some((one) => ACTING.has(one)))
          .map(({ id }) => toGate(gateOf(exercised, id))),
      ],
    };
  }
  for (const power of world.powers) {
    const own = add(needGate(power, now, (account) => gateOf(acts, account), signers));
    taken.set(power.id, own);
    const ways = given ? power.given.map(({ by, delay }) => toGate(gateOf(exercised, by), delay)) : [];
    const base = ways.length === 0 ? own : add({ kind: "atLeast", n: 1, of: [toGate(own), ...ways] });
    const also = power.also.map((id) => toGate(gateOf(exercised, id)));
    gates[gateOf(exercised, power.id)] = {
      kind: "atLeast",
      n: 1 + also.length,
      of: [toGate(base, power.delay), ...also],
    };
  }
  const members = new Set(
    world.powers.flatMap(({ need }) =>
      need.kind === "members" ? need.of.map(({ account }) => getAddress(account)) : [],
    ),
  );
  const selfMoved = [...members].filter((account) => {
    const gate = gates[gateOf(acts, account)];
    return gate?.kind === "atLeast" && gate.of.length === 0 && !isOutsider(account);
  });
  return { world, now, leaves, gates, acts, exercised, taken, signers, powers, selfMoved };
}

/** Members that count now or will; one that ends before it could be used counts too, for whoever reviews may keep it. */
export function counting({ of }: { readonly of: readonly Member[] }, now: number): readonly Member[] {
  return of.filter(({ ends }) => ends === null || now < ends);
}

function needGate(
  { need }: Power,
  now: number,
  actsGate: (account: Address) => number,
  signers: ReadonlyMap<number, Signer>,
): Gate {
  if (need.kind === "everybody") return { kind: "atLeast", n: 0, of: [] };
  if (need.kind === "members") {
    // An account that is listed twice still is one: what counts is the sooner.
    const inputs = Map.groupBy(counting(need, now), ({ account }) => getAddress(account));
    const of = [...inputs].map(([account, entries]): Input => {
      const soonest = entries
        .map(({ since, delay }) => ({ wait: Math.max(0, since - now), delay }))
        .toSorted((a, b) => a.wait + a.delay - b.wait - b.delay)[0] ?? { wait: 0, delay: 0 };
      return { from: "gate", index: actsGate(account), ...soonest };
    });
    return { kind: "atLeast", n: need.atLeast, of };
  }
  return { kind: "quorum", slots: slotsOf(need, signers) };
}

/**
 * Keys first, then outsiders: accounts without code that are no key's, and contracts of which nobody knows who acts for them, because nobody
 * named them and nothing was found, or because reading them failed.
 */
function leavesIn(world: World, captured: Address | undefined) {
  const leaves: Leaf[] = world.keys.map(({ index }) => ({ kind: "key", key: index }));
  const leavesOf = new Map<Address, number[]>();
  for (const [leaf, { account }] of world.keys.entries()) {
    if (account === null) continue;
    leavesOf.set(getAddress(account), [...(leavesOf.get(getAddress(account)) ?? []), leaf]);
  }
  const known = new Map(world.accounts.map((account) => [getAddress(account.address), account]));
  const powered = new Set(world.powers.map(({ on }) => getAddress(on)));
  const moved = new Set(
    world.powers
      .filter(({ effects }) => effects.some((effect) => ACTING.has(effect)))
      .map(({ on }) => getAddress(on)),
  );
  const unread = new Set(world.unread.map(({ on }) => getAddress(on)));
  const isOutsider = (account: Address) => {
    if (leavesOf.has(account)) return false;
    if (account === captured) return true;
    const entry = known.get(account);
    if (entry === undefined || entry.kind === "outsider") return !moved.has(account);
    if (entry.kind === "key" || moved.has(account)) return false;
    return unread.has(account) || (entry.label === null && !powered.has(account));
  };
  const members = world.powers.flatMap(({ need }) =>
    need.kind === "members" ? need.of.map(({ account }) => getAddress(account)) : [],
  );
  const candidates = new Set(captured === undefined ? members : [...members, captured]);
  for (const account of [...candidates].filter(isOutsider).toSorted()) {
    leavesOf.set(account, [leaves.push({ kind: "outsider", account }) - 1]);
  }
  return { leaves, leavesOf, isOutsider: (account: Address) => leavesOf.has(account) };
}

function indexed(world: World): ReadonlyMap<string, Power> {
  const powers = new Map(world.powers.map((power) => [power.id, power]));
  if (powers.size !== world.powers.length) throw atOdds("two powers have one id");
  const keys = new Map(world.keys.map((key) => [key.index, key]));
  const holders = new Set(world.people.map(({ holder }) => holder));
  if (keys.size !== world.keys.length) throw atOdds("two keys have one index");
  if (holders.size !== world.people.length) throw atOdds("two people have one number");
  for (const { index, holder } of world.keys) {
    if (!holders.has(holder)) throw atOdds(`key ${index} is of holder ${holder}, who is not there`);
  }
  for (const { id, also, given, stopped, need } of world.powers) {
    for (const other of [...also, ...given.map(({ by }) => by), ...stopped]) {
      if (!powers.has(other)) throw atOdds(`${id} names the power ${other}, which is not there`);
    }
    if (need.kind !== "quorum") continue;
    for (const key of [...need.proposers, ...(need.testers ?? []), ...need.approvers]) {
      if (!keys.has(key)) throw atOdds(`${id} names key ${key}, which is not there`);
    }
  }
  return powers;
}

function atOdds(why: string): BaseError {
  return new BaseError({
    code: "Role.WorldAtOdds",
    message: `the world is at odds with itself: ${why}`,
    fix: "discover it anew: hardhat role catalogue --out world.json",
    details: { why },
  });
}
