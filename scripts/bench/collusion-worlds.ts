import { type Address, getAddress, type Hex, pad, toHex } from "viem";
import { type Need, type Power, type World, worldSchema } from "../../src/role/world.ts";

/** Worlds that are as hard as a roster allows: 64 keys, no two people alike, powers that overlap. The same on every run. */
export type HardWorld = {
  readonly title: string;
  readonly world: World;
  /** Powers to be exercised; the first is what is blocked. */
  readonly goals: readonly string[];
};

const NOW = 1_800_000_000;

/** Mulberry32. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function addressOf(n: number): Address {
  return getAddress(pad(toHex(n), { size: 20 }));
}

const keyAccount = (key: number) => addressOf(0xa000 + key);
const contract = (n: number) => addressOf(0xc000 + n);

type Draft = {
  readonly on: number;
  readonly effects: Power["effects"];
  readonly need: Need;
  also?: string[];
};

const GOAL: ReadonlySet<string> = new Set(["funds", "charter"]);

function worldOf(title: string, people: number, drafts: readonly Draft[]): HardWorld {
  const world = worldSchema.parse({
    format: "conclave-world/1",
    chainId: 1,
    block: { number: 1, hash: pad("0x01", { size: 32 }) as Hex, timestamp: NOW },
    conclave: contract(0),
    people: Array.from({ length: people }, (_, holder) => ({
      holder,
      name: `P${holder}`,
      organisation: null,
      place: null,
      suspendedUntil: 0,
    })),
    keys: Array.from({ length: people }, (_, index) => ({
      index,
      label: `k${index}`,
      holder: index,
      account: keyAccount(index),
      kind: "EOA",
      roles: 0,
      usable: true,
      expires: NOW + 1_000_000,
      vendor: null,
      device: null,
      place: null,
    })),
    accounts: [],
    powers: drafts.map(({ on, effects, need, also = [] }, i) => ({
      id: `p${i}`,
      on: contract(on),
      source: "safe",
      name: `p${i}`,
      raw: `p${i}`,
      effects,
      functions: null,
      need,
      delay: 0,
      also,
      given: [],
      stopped: [],
    })),
    unread: [],
  });
  const goals = world.powers
    .filter((power) => power.effects.some((effect) => GOAL.has(effect)))
    .map(({ id }) => id);
  return { title, world, goals };
}

function members(atLeast: number, accounts: readonly Address[]): Need {
  return {
    kind: "members",
    atLeast,
    of: accounts.map((account) => ({ account, since: 0, ends: null, delay: 0 })),
  };
}

function quorum(approvals: number, of: readonly number[], next: () => number): Need {
  return {
    kind: "quorum",
    tier: 1,
    proposers: of.filter(() => next() < 0.4),
    testers: of.filter(() => next() < 0.3),
    approvers: of.filter(() => next() < 0.8),
    approvals,
    wallets: approvals - 1,
    override: null,
  };
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** One Safe, and for everybody a Safe of his own beside it, so that no two are alike. */
function oneSafe(threshold: number, owners: number): HardWorld {
  const drafts: Draft[] = [
    { on: 0, effects: ["funds"], need: members(threshold, range(owners).map(keyAccount)) },
    ...range(owners).flatMap((i): Draft[] => [
      {
        on: 100 + i,
        effects: ["act"],
        need: members(
          threshold,
          range(owners)
            .filter((j) => j !== i)
            .map(keyAccount),
        ),
      },
      { on: 0, effects: ["funds"], need: members(1, [contract(100 + i)]), also: ["p0"] },
    ]),
  ];
  return worldOf(`${threshold} of ${owners}, and nobody like another`, owners, drafts);
}

/** Tiers and roles over random halves of the roster, each of which reaches the goal. */
function manyTiers(tiers: number, people: number, approvals: number, seed: number): HardWorld {
  const next = random(seed);
  const drafts = range(tiers).map((i): Draft => {
    const of = range(people).filter(() => next() < 0.5);
    const need = i % 2 === 0 ? quorum(approvals, of, next) : members(approvals + 2, of.map(keyAccount));
    return { on: i, effects: ["funds"], need };
  });
  return worldOf(`${tiers} tiers and roles over random halves of ${people}`, people, drafts);
}

/** The same, but a goal needs two of them at once: a Safe and the tier that guards it. */
function guarded(pairs: number, people: number, seed: number): HardWorld {
  const next = random(seed);
  const drafts = range(pairs).flatMap((i): Draft[] => {
    const owners = range(people).filter(() => next() < 0.4);
    const voters = range(people).filter(() => next() < 0.4);
    return [
      { on: 2 * i + 1, effects: ["none"], need: quorum(4, voters, next) },
      { on: 2 * i + 2, effects: ["funds"], need: members(5, owners.map(keyAccount)), also: [`p${2 * i}`] },
    ];
  });
  return worldOf(`${pairs} Safes of ${people}, each guarded by a tier of others`, people, drafts);
}

/** A Safe of Safes: each owner is a Safe of random people. */
function nested(
  top: number,
  safes: number,
  low: number,
  size: number,
  people: number,
  seed: number,
): HardWorld {
  const next = random(seed);
  const drafts = range(safes).map((i): Draft => {
    const owners = range(people)
      .map((person) => ({ person, by: next() }))
      .toSorted((a, b) => a.by - b.by)
      .slice(0, size)
      .map(({ person }) => keyAccount(person));
    return { on: 100 + i, effects: ["act"], need: members(low, owners) };
  });
  const topNeed = members(
    top,
    range(safes).map((i) => contract(100 + i)),
  );
  return worldOf(`${top} of ${safes} Safes, each ${low} of ${size} of ${people} people`, people, [
    { on: 0, effects: ["charter"], need: topNeed },
    ...drafts,
  ]);
}

/** Departments that share nobody, each acting by any of three Safes of its people: what they cost adds up (`overlap.ts`). */
function departments(top: number, many: number, size: number, low: number, seed: number): HardWorld {
  const next = random(seed);
  const drafts = range(many).flatMap((department) =>
    range(3).map((): Draft => {
      const owners = range(size).filter(() => next() < 0.75);
      const need = members(
        low,
        owners.map((i) => keyAccount(department * size + i)),
      );
      return { on: 100 + department, effects: ["act"], need };
    }),
  );
  const topNeed = members(
    top,
    range(many).map((department) => contract(100 + department)),
  );
  return worldOf(
    `${top} of ${many} departments, each ${low} of ${size} people in ways of its own`,
    many * size,
    [{ on: 0, effects: ["charter"], need: topNeed }, ...drafts],
  );
}

export const HARD_WORLDS: readonly HardWorld[] = [
  oneSafe(7, 20),
  oneSafe(32, 64),
  manyTiers(20, 64, 5, 1),
  guarded(10, 64, 2),
  nested(4, 8, 4, 8, 64, 3),
  nested(5, 9, 5, 9, 40, 4),
  departments(4, 8, 8, 3, 1),
];
