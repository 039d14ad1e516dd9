import { type Address, isAddressEqual } from "viem";
import type { Effect, Member, Power, World } from "./world.ts";

type WorldKey = World["keys"][number];
type WorldAccount = World["accounts"][number];

/** A world's parts by their ids, and how people call them. */
export type Atlas = {
  readonly world: World;
  readonly power: (id: string) => Power | undefined;
  readonly account: (address: Address) => WorldAccount | undefined;
  readonly key: (address: Address) => WorldKey | undefined;
  readonly keyAt: (index: number) => WorldKey | undefined;
  readonly person: (holder: number) => string;
  /** A person's name and key, a contract's label, else the address. */
  readonly name: (address: Address) => string;
  /** `owner of vault`. */
  readonly powerName: (power: Power) => string;
};

export function atlasOf(world: World): Atlas {
  const powers = new Map(world.powers.map((power) => [power.id, power]));
  const accounts = new Map(world.accounts.map((account) => [account.address, account]));
  const keys = new Map(
    world.keys.flatMap((key) => (key.account === null ? [] : [[key.account, key] as const])),
  );
  const person = (holder: number) =>
    world.people.find((one) => one.holder === holder)?.name ?? `holder ${holder}`;
  const name = (address: Address) => {
    const key = keys.get(address);
    if (key !== undefined) return `${person(key.holder)} (${key.label ?? `key ${key.index}`})`;
    return accounts.get(address)?.label ?? address;
  };
  return {
    world,
    person,
    name,
    power: (id) => powers.get(id),
    account: (address) => accounts.get(address),
    key: (address) => keys.get(address),
    keyAt: (index) => world.keys.find((key) => key.index === index),
    powerName: (power) => `${power.name} of ${name(power.on)}`,
  };
}

/** Members that count now or will by waiting. */
export function living({ block }: Pick<World, "block">, members: readonly Member[]): Member[] {
  return members.filter(({ ends }) => ends === null || ends > block.timestamp);
}

/** Members of a power that count or will; of quorums and what is open to everybody there are none. */
export function livingMembers(world: World, { need }: Power): Member[] {
  return need.kind === "members" ? living(world, need.of) : [];
}

/** Effects after which nothing is as it was. */
const GRAVE: readonly Effect[] = ["act", "funds", "upgrade", "charter", "admin", "any"];

export function isGrave({ effects }: Pick<Power, "effects">): boolean {
  return effects.some((effect) => GRAVE.includes(effect));
}

export function isIdle({ effects }: Pick<Power, "effects">): boolean {
  return effects.every((effect) => effect === "none");
}

/** The power that makes a contract act, if it is a timelock's. */
export function timelockOf(world: World, address: Address): Power | undefined {
  return world.powers.find(
    ({ on, source, effects }) =>
      source === "timelock" && effects.includes("act") && isAddressEqual(on, address),
  );
}
