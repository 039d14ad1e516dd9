import type { BackedKey, Copy, Manifest } from "./manifest.ts";

/** Something that helps to get at a key: a copy or share, or a password, in somebody's head or written down somewhere. */
export type Unit = {
  /** Who keeps or knows it. */
  readonly person: string;
  /** Where it lies; what somebody knows lies nowhere. */
  readonly place?: string;
};

/** Whether the key can be recovered with the units that are at hand: the one formula behind losses, thefts and coalitions. */
export function recovers(key: BackedKey, has: (unit: Unit) => boolean): boolean {
  const hasCopy = ({ custodian, place }: Copy) => has({ person: custodian, place });
  const whole = key.copies.some(
    (copy) =>
      (copy.kind === "keystore" || copy.kind === "hsm") &&
      hasCopy(copy) &&
      opens(key, copy.password ?? "", has),
  );
  return whole || key.sets.some(({ id }) => recoversBySet(key, id, has));
}

/** Whether one set of shares is enough by itself, with the passphrase and file it may need. */
export function recoversBySet(key: BackedKey, id: string, has: (unit: Unit) => boolean): boolean {
  const set = key.sets.find((one) => one.id === id);
  if (set === undefined) return false;
  const held = ({ custodian, place }: Copy) => has({ person: custodian, place });
  const complete = set.groups.filter((needed, at) => {
    const shares = key.copies.filter(
      (copy) => copy.kind === "share" && copy.set === id && Number(copy.group ?? "1") === at + 1,
    );
    // Two copies of one share are one share.
    return new Set(shares.filter(held).map(({ member }) => member)).size >= Number(needed);
  });
  const files = set.opens;
  const opened = files === undefined || key.copies.some((copy) => files.includes(copy.id) && held(copy));
  return (
    complete.length >= Number(set.threshold) &&
    opened &&
    (set.password === undefined || opens(key, set.password, has))
  );
}

function opens(key: BackedKey, name: string, has: (unit: Unit) => boolean): boolean {
  const password = key.passwords[name];
  if (password === undefined) return has({ person: key.holder });
  return (
    password["known-by"].some((person) => has({ person })) ||
    password.written.some(({ custodian, place }) => has({ person: custodian, place }))
  );
}

/** Whether one of these people keeps or knows the unit, or can get at the place where it lies: people count, not shares. */
export function within(manifest: Manifest, people: readonly string[]): (unit: Unit) => boolean {
  return ({ person, place }) =>
    people.includes(person) ||
    (place !== undefined && (manifest.places[place]?.access ?? []).some((who) => people.includes(who)));
}

/** Beyond this coalitions are not looked for. */
const LARGEST = 3;

/** The smallest sets of people who can recover the key together, of at most three, none containing another. */
export function coalitions(manifest: Manifest, key: BackedKey): string[][] {
  const people = Object.keys(manifest.people);
  const found: string[][] = [];
  const grow = (start: number, chosen: readonly string[], size: number): void => {
    if (chosen.length === size) {
      const smaller = found.some((one) => one.every((who) => chosen.includes(who)));
      if (!smaller && recovers(key, within(manifest, chosen))) found.push([...chosen]);
      return;
    }
    for (const [at, who] of people.entries()) if (at >= start) grow(at + 1, [...chosen, who], size);
  };
  for (let size = 1; size <= LARGEST; size++) grow(0, [], size);
  return found;
}
