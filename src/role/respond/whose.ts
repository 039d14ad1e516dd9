import { type Address, isAddressEqual } from "viem";
import { BaseError } from "../../errors.ts";
import type { World } from "../world.ts";

/** What a response is about: keys of one person, all of them or one, and the accounts that they are. */
export type Whose = {
  readonly name: string;
  readonly holder: number;
  readonly person: string;
  /** Indices in the roster. */
  readonly keys: readonly number[];
  readonly accounts: readonly Address[];
  /** Whether it is about the person, not one key of theirs. */
  readonly whole: boolean;
};

/** A key by its label, index or address. @throws `Respond.UnknownKey` */
export function ofKey(world: World, text: string): Whose {
  const wanted = text.toLowerCase();
  const key = world.keys.find(
    ({ label, index, account }) =>
      label === text || (label === null && `k${index}` === text) || account?.toLowerCase() === wanted,
  );
  if (key === undefined) {
    throw new BaseError({
      code: "Respond.UnknownKey",
      message: `the roster has no key "${text}"`,
      fix: "name it by its label in the charter, or by its address",
    });
  }
  const person = personOf(world, key.holder);
  const accounts = key.account === null ? [] : [key.account];
  return {
    name: key.label ?? `k${key.index}`,
    holder: key.holder,
    person,
    keys: [key.index],
    accounts,
    whole: false,
  };
}

/** A person, with all keys the roster has of them. @throws `Respond.UnknownPerson` */
export function ofHolder(world: World, text: string): Whose {
  const found = world.people.find(
    ({ name, holder }) => name.toLowerCase() === text.toLowerCase() || String(holder) === text,
  );
  if (found === undefined) {
    throw new BaseError({
      code: "Respond.UnknownPerson",
      message: `nobody of the roster is called "${text}"`,
      fix: "name a person as the charter does, or by the holder's number",
    });
  }
  const keys = world.keys.filter(({ holder }) => holder === found.holder);
  return {
    name: found.name,
    holder: found.holder,
    person: found.name,
    keys: keys.map(({ index }) => index),
    accounts: keys.flatMap(({ account }) => (account === null ? [] : [account])),
    whole: true,
  };
}

export function isHis({ accounts }: Pick<Whose, "accounts">, account: Address): boolean {
  return accounts.some((one) => isAddressEqual(one, account));
}

function personOf({ people }: World, number: number): string {
  return people.find(({ holder }) => holder === number)?.name ?? `holder ${number}`;
}
