import { type Address, getAddress, type Hex, keccak256, pad, stringToHex } from "viem";
import {
  type Effect,
  type Member,
  type Need,
  type Power,
  type World,
  worldSchema,
} from "../../src/role/world.ts";

/** Worlds by hand: people by name, each with a key of that name unless told otherwise, contracts by label. */

export const NOW = 1_800_000_000;
export const DAY = 86_400;

/** The address of whatever has this name. */
export function at(name: string): Address {
  return getAddress(`0x${keccak256(stringToHex(name)).slice(-40)}` as Hex);
}

export type KeyOf = {
  readonly label: string;
  readonly of: string;
  readonly kind?: "EOA" | "ERC1271" | "ERC7913";
  readonly usable?: boolean;
  readonly vendor?: string;
  readonly device?: string;
  readonly place?: string;
};

export type Person = {
  readonly name: string;
  readonly organisation?: string;
  readonly place?: string;
  readonly suspendedUntil?: number;
};

export type Scene = {
  readonly people: readonly (string | Person)[];
  /** Besides one for each person. */
  readonly keys?: readonly KeyOf[];
  /** People without a key of their name. */
  readonly keyless?: readonly string[];
  readonly powers: readonly Power[];
  readonly conclave?: string;
  /** Contracts that nobody named. */
  readonly unnamed?: readonly string[];
  readonly outsiders?: readonly string[];
};

export function world({
  people,
  keys = [],
  keyless = [],
  powers,
  conclave,
  unnamed = [],
  outsiders = [],
}: Scene): World {
  const persons = people.map((person) => (typeof person === "string" ? { name: person } : person));
  const own = persons
    .filter(({ name }) => !keyless.includes(name))
    .map(({ name }): KeyOf => ({ label: name.toLowerCase(), of: name }));
  const all = [...own, ...keys];
  const contracts = new Map(powers.map(({ id, on }) => [on, id.split("#")[0] ?? id]));
  return worldSchema.parse({
    format: "conclave-world/1",
    chainId: 1,
    block: { number: 1, hash: pad("0x01", { size: 32 }), timestamp: NOW },
    conclave: conclave === undefined ? null : at(conclave),
    people: persons.map((person, holder) => ({
      holder,
      name: person.name,
      organisation: person.organisation ?? null,
      place: person.place ?? null,
      suspendedUntil: person.suspendedUntil ?? 0,
    })),
    keys: all.map((key, index) => ({
      index,
      label: key.label,
      holder: persons.findIndex(({ name }) => name === key.of),
      account: key.kind === "ERC7913" ? null : at(key.label),
      kind: key.kind ?? "EOA",
      roles: 0,
      usable: key.usable ?? true,
      expires: NOW + 365 * DAY,
      vendor: key.vendor ?? null,
      device: key.device ?? null,
      place: key.place ?? null,
    })),
    accounts: [
      ...[...contracts].map(([address, label]) => ({ address, label, kind: "contract", is: [] })),
      ...unnamed.map((name) => ({ address: at(name), label: null, kind: "contract", is: [] })),
      ...outsiders.map((name) => ({ address: at(name), label: null, kind: "outsider", is: [] })),
    ],
    powers: [...powers],
    unread: [],
  });
}

export type PowerParts = Partial<Omit<Power, "on" | "effects" | "need">>;

/** `vault#owner`: its id too. */
export function power(id: string, effects: readonly Effect[], need: Need, parts: PowerParts = {}): Power {
  const [on = "", name = ""] = id.split("#");
  return {
    id,
    on: at(on),
    source: "ownable",
    name,
    raw: name,
    effects: [...effects],
    functions: null,
    need,
    delay: 0,
    also: [],
    given: [],
    stopped: [],
    ...parts,
  };
}

export function members(
  atLeast: number,
  of: readonly (string | (Partial<Member> & { who: string }))[],
): Need {
  return {
    kind: "members",
    atLeast,
    of: of.map((one) => {
      const { who, ...rest } = typeof one === "string" ? { who: one } : one;
      return { account: at(who), since: 0, ends: null, delay: 0, ...rest };
    }),
  };
}

/** By key index, which is the person's number where everybody has one key. */
export function quorum(parts: Partial<Extract<Need, { kind: "quorum" }>> & { approvers: number[] }): Need {
  const approvals = parts.approvals ?? 2;
  return {
    kind: "quorum",
    tier: 0,
    proposers: parts.approvers,
    testers: null,
    approvals,
    wallets: Math.max(0, approvals - 1),
    override: null,
    ...parts,
  };
}
