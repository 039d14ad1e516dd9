import { type Address, getAddress, type Hex, pad, toHex } from "viem";
import {
  EFFECTS,
  type Member,
  type Need,
  type Power,
  type World,
  worldSchema,
} from "../../src/role/world.ts";

/** Small worlds with everything a world can have: nested thresholds, quorums, gifts, circles, delays, ends, suspensions. */

export const NOW = 1_800_000_000;

/** Mulberry32: the same worlds on every run. */
export function randomness(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const some = <T>(of: readonly T[], chance: number) => of.filter(() => next() < chance);
  const chance = (share: number) => next() < share;
  return { below, one, some, chance };
}

export function addressOf(n: number): Address {
  return getAddress(pad(toHex(n), { size: 20 }));
}

const CONTRACTS = 0xc000;
const KEYS = 0xa000;
const OUTSIDERS = 0xe000;

/** `second`: the share of people with a second key; `vendors`: whose devices there are. */
export function randomWorld(
  seed: number,
  {
    second = 0.3,
    vendors = [null, "Acme", "Bolt"],
  }: { second?: number; vendors?: readonly (string | null)[] } = {},
): World {
  const { below, one, some, chance } = randomness(seed);
  const people = Array.from({ length: 3 + below(4) }, (_, holder) => ({
    holder,
    name: `P${holder}`,
    organisation: one([null, "North", "South"]),
    place: one([null, "Here", "There"]),
    suspendedUntil: chance(0.1) ? NOW + 500 : 0,
  }));
  const keys = people
    .flatMap(({ holder }) => Array.from({ length: chance(second) ? 2 : 1 }, () => holder))
    .map((holder, index) => {
      const kind = one(["EOA", "EOA", "ERC1271", "ERC7913"] as const);
      return {
        index,
        label: `k${index}`,
        holder,
        account: kind === "ERC7913" ? null : addressOf(KEYS + index),
        kind,
        roles: 0,
        usable: chance(0.9),
        expires: NOW + 1_000_000,
        vendor: one(vendors),
        device: null,
        place: one([null, null, "Here", "Away"]),
      };
    });
  const outsiders = Array.from({ length: below(3) }, (_, i) => addressOf(OUTSIDERS + i));
  const contracts = Array.from({ length: 2 + below(5) }, (_, i) => addressOf(CONTRACTS + i));
  const everybody = [
    ...keys.flatMap(({ account }) => (account === null ? [] : [account])),
    ...outsiders,
    ...contracts,
  ];
  const indices = keys.map(({ index }) => index);
  const members = (): Member[] =>
    some(everybody, 0.4).map((account) => ({
      account,
      since: chance(0.15) ? NOW + below(300) : 0,
      ends: chance(0.1) ? NOW - 5 : chance(0.1) ? NOW + 50 : null,
      delay: one([0, 0, 0, 10, 100]),
    }));
  const need = (): Need => {
    const kind = one([
      "members",
      "members",
      "members",
      "quorum",
      "quorum",
      chance(0.1) ? "everybody" : "members",
    ]);
    if (kind === "everybody") return { kind };
    if (kind === "members") return { kind, atLeast: 1 + below(3), of: members() };
    const approvals = below(4);
    return {
      kind: "quorum",
      tier: below(3),
      proposers: some(indices, 0.5),
      testers: chance(0.5) ? null : some(indices, 0.4),
      approvers: some(indices, 0.7),
      approvals,
      wallets: chance(0.7) ? Math.max(0, approvals - 1) : below(3),
      override: null,
    };
  };
  const ids = Array.from({ length: 3 + below(8) }, (_, i) => `p${i}`);
  const powers = ids.map((id): Power => {
    const acting = chance(0.4);
    return {
      id,
      on: one(contracts),
      source: "ownable",
      name: id,
      raw: id,
      effects: acting ? ["act"] : some(EFFECTS, 0.2),
      functions: null,
      need: need(),
      delay: one([0, 0, 7, 1000]),
      also: chance(0.2) ? [one(ids)] : [],
      given: chance(0.3) ? [{ by: one(ids), delay: one([0, 20]) }] : [],
      stopped: chance(0.3) ? [one(ids)] : [],
    };
  });
  return worldSchema.parse({
    format: "conclave-world/1",
    chainId: 1,
    block: { number: 1, hash: pad("0x01", { size: 32 }) as Hex, timestamp: NOW },
    conclave: chance(0.7) ? (contracts[0] ?? null) : null,
    people,
    keys,
    accounts: [
      ...keys.flatMap(({ account }) =>
        account === null ? [] : [{ address: account, label: null, kind: "key", is: [] }],
      ),
      ...some(outsiders, 0.7).map((address) => ({ address, label: null, kind: "outsider", is: [] })),
      ...contracts.map((address, i) => ({
        address,
        label: chance(0.6) ? `c${i}` : null,
        kind: "contract",
        is: [],
      })),
    ],
    powers,
    unread: chance(0.1) ? [{ on: one(contracts), what: "owner", why: "no answer" }] : [],
  });
}
