import { type Address, getAddress } from "viem";
import type { Effect, Member, Power, World } from "../../src/role/world.ts";

/** A world by hand: two people, a contract and whatever powers there are over it. */
export const NOW = 1_800_000_000;
export const PLACES = {
  vault: at(1),
  timelock: at(2),
  safe: at(3),
  manager: at(4),
  stranger: at(9),
} as const;
export const KEYS = [at(100), at(101)] as const;

export function at(number: number): Address {
  return getAddress(`0x${number.toString(16).padStart(40, "0")}`);
}

export function member(account: Address, changes: Partial<Member> = {}): Member {
  return { account, since: 0, ends: null, delay: 0, ...changes };
}

type Parts = Partial<Omit<Power, "need" | "effects">> & {
  readonly effects?: readonly Effect[];
  readonly of?: readonly Member[];
  readonly need?: Power["need"];
};

/** `name` on a contract, one of whose members exercises it. */
export function power(
  on: Address,
  name: string,
  { of = [], effects = ["funds"], need, ...rest }: Parts = {},
): Power {
  const source = rest.source ?? "ownable";
  const raw = rest.raw ?? name;
  return {
    id: `${on}#${source}/${raw}`,
    on,
    source,
    name,
    raw,
    effects: [...effects],
    functions: null,
    need: need ?? { kind: "members", atLeast: 1, of: [...of] },
    delay: 0,
    also: [],
    given: [],
    stopped: [],
    ...rest,
  };
}

export function worldOf(powers: readonly Power[], changes: Partial<World> = {}): World {
  const contracts = Object.entries(PLACES).filter(([label]) => label !== "stranger");
  return {
    format: "conclave-world/1",
    chainId: 31337,
    block: { number: 7, hash: `0x${"11".repeat(32)}`, timestamp: NOW },
    conclave: null,
    people: ["Ana", "Ben"].map((name, holder) => ({
      holder,
      name,
      organisation: null,
      place: null,
      suspendedUntil: 0,
    })),
    keys: KEYS.map((account, index) => ({
      index,
      label: ["ana", "ben"][index] ?? null,
      holder: index,
      account,
      kind: "EOA",
      roles: 1,
      usable: true,
      expires: NOW + 86_400_000,
      vendor: null,
      device: null,
      place: null,
    })),
    accounts: [
      ...contracts.map(([label, address]) => ({
        address,
        label,
        kind: "contract" as const,
        is: label === "manager" ? ["RoleManager"] : [],
      })),
      ...KEYS.map((address) => ({ address, label: null, kind: "key" as const, is: [] })),
      { address: PLACES.stranger, label: null, kind: "outsider", is: [] },
    ],
    powers: [...powers],
    unread: [],
    ...changes,
  };
}
