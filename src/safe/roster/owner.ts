import { type Address, getAddress, isAddress, isAddressEqual } from "viem";
import type { Charter } from "../../charter/schema.ts";
import { BaseError } from "../../errors.ts";
import { isUsable, keyAt, mayOwn, type People, type PersonsKey } from "../people.ts";
import type { SafeEntry } from "./file.ts";

/** An owner as it is meant: an address, and whose key it is if it is somebody's. */
export type Owner = { readonly address: Address; readonly name: string; readonly key: PersonsKey | null };

/**
 * The owners a Safe is to have, in the file's order.
 * @throws `SafesFile.UnknownOwner`, `SafesFile.NotAnAccount`, `SafesFile.NoUsableKey`, `SafesFile.SeveralKeys`, `SafesFile.OwnerTwice`
 */
export function ownersOf(entry: SafeEntry, people: People, charter: Charter): Owner[] {
  const owners = entry.owners.map((written) => resolve(entry, written, people, charter));
  const again = owners.find(({ address }, index) =>
    owners.slice(0, index).some((earlier) => isAddressEqual(earlier.address, address)),
  );
  if (again === undefined) return owners;
  throw new BaseError({
    code: "SafesFile.OwnerTwice",
    message: `${entry.name}: ${again.name} (${again.address}) stands among the owners twice`,
    fix: "name each key once",
    details: { safe: entry.name, owner: again.address },
  });
}

/** What an address is called where somebody knows it. */
export function nameOf(address: Address, people: People): string {
  const key = keyAt(people, address);
  if (key === undefined) return address;
  const standing = isUsable(key) ? "" : `, ${key.standing}`;
  return `${key.label} (${key.person}${standing}) ${address}`;
}

function resolve({ name }: SafeEntry, written: string, people: People, charter: Charter): Owner {
  if (isAddress(written)) return ofAddress(getAddress(written), people);
  const key = people.keys.find(({ label }) => label === written);
  if (key !== undefined) return ofKey(name, key);
  const person = charter.people.find((one) => one.name === written);
  if (person !== undefined) return ofKey(name, keyOfPerson(name, person.name, people));
  const contract = charter.contracts[written];
  if (contract !== undefined) return ofAddress(contract, people, written);
  throw new BaseError({
    code: "SafesFile.UnknownOwner",
    message: `${name}: "${written}" is no key, person or contract of the charter`,
    fix: "name a key by its label, a person as the charter does, or an address",
    details: { safe: name, owner: written },
  });
}

function ofAddress(address: Address, people: People, name?: string): Owner {
  const key = keyAt(people, address) ?? null;
  return { address, name: name ?? (key === null ? address : `${key.label} (${key.person})`), key };
}

function ofKey(safe: string, key: PersonsKey): Owner {
  const { address, label, person } = key;
  if (address !== null) return { address, name: `${label} (${person})`, key };
  throw new BaseError({
    code: "SafesFile.NotAnAccount",
    message: `${safe}: the key ${label} is no account, which a Safe could know it by`,
    fix: "name a key of kind EOA or ERC1271",
    details: { safe, key: label },
  });
}

/** The one key with which the person may approve now. */
function keyOfPerson(safe: string, person: string, people: People): PersonsKey {
  const keys = people.keys.filter((key) => key.person === person && mayOwn(key) && isUsable(key));
  const [key, ...more] = keys;
  if (key !== undefined && more.length === 0) return key;
  const labels = keys.map(({ label }) => label);
  const details = { safe, person, keys: labels };
  if (key === undefined) {
    throw new BaseError({
      code: "SafesFile.NoUsableKey",
      message: `${safe}: ${person} has no key that approves and may act now`,
      fix: "name a key by its label, or give the person one",
      details,
    });
  }
  throw new BaseError({
    code: "SafesFile.SeveralKeys",
    message: `${safe}: ${person} has several keys: ${labels.join(", ")}`,
    fix: "name the one that is meant by its label",
    details,
  });
}
