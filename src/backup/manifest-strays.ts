import type { Copy, Written } from "./manifest.ts";

/** What names something that the manifest does not have, or has twice. */
export function* strays({
  people,
  places,
  keys,
}: Written): Generator<readonly [path: (string | number)[], message: string]> {
  const person = (who: string) =>
    Object.hasOwn(people, who) ? undefined : `"${who}" is not among the people`;
  const place = (where: string) =>
    Object.hasOwn(places, where) ? undefined : `"${where}" is not among the places`;
  const claims: [(string | number)[], string | undefined][] = [];
  for (const [where, { access }] of Object.entries(places))
    for (const who of access) claims.push([["places", where, "access"], person(who)]);
  const twice = <T>(items: readonly T[], id: (item: T) => string) =>
    items.map(id).find((one, at, all) => all.indexOf(one) !== at);
  const label = twice(keys, (one) => one.label);
  claims.push([["keys"], label && `two keys are called "${label}"`]);
  for (const [k, { address, holder, passwords, sets, copies }] of keys.entries()) {
    const at = ["keys", k];
    claims.push([[...at, "holder"], person(holder)]);
    const same = twice([...copies, ...sets], ({ id }) => id);
    claims.push([at, same && `two copies or sets are called "${same}"`]);
    // A key may have several entries; by address and name a copy is marked as destroyed.
    const kin = keys.slice(0, k).filter((one) => one.address === address);
    const again = copies.find(({ id }) => kin.some((one) => one.copies.some((copy) => copy.id === id)));
    claims.push([at, again && `another entry of this key has a copy called "${again.id}", too`]);
    const clones = copies.filter(({ serial, destroyed }) => serial !== undefined && destroyed === undefined);
    const device = twice(clones, ({ serial }) => serial ?? "");
    claims.push([at, device && `two copies are in the device with the serial number ${device}`]);
    const secret = (named: string | undefined) =>
      named === undefined || Object.hasOwn(passwords, named)
        ? undefined
        : `"${named}" is not among the key's passwords`;
    for (const [which, { "known-by": knowing, written }] of Object.entries(passwords)) {
      for (const who of knowing) claims.push([[...at, "passwords", which], person(who)]);
      for (const note of written)
        claims.push([[...at, "passwords", which], person(note.custodian) ?? place(note.place)]);
    }
    for (const [s, { threshold, groups, password: named, opens = [] }] of sets.entries()) {
      const files = opens.find((id) => !copies.some((one) => one.id === id && one.kind === "file"));
      const many = Number(threshold) > groups.length ? "more groups are needed than there are" : undefined;
      claims.push([
        [...at, "sets", s],
        many ?? secret(named) ?? (files && `"${files}" is no copy of kind file`),
      ]);
    }
    for (const [c, one] of copies.entries()) {
      // Of what is gone nobody is asked any more.
      if (one.destroyed !== undefined) continue;
      const lost = one.kind === "share" ? astray(one, sets) : mislaid(one);
      claims.push([
        [...at, "copies", c],
        person(one.custodian) ?? place(one.place) ?? secret(one.password) ?? lost ?? misnumbered(one),
      ]);
    }
  }
  for (const [path, message] of claims) if (message !== undefined && message !== "") yield [path, message];
}

function astray(
  { set, group = "1", member }: Copy,
  sets: Written["keys"][number]["sets"],
): string | undefined {
  const own = sets.find(({ id }) => id === set);
  if (own === undefined) return `"${set ?? ""}" is not among the key's sets`;
  if (Number(group) > own.groups.length) return `set ${own.id} has no group ${group}`;
  return member === undefined
    ? "it must say which share of its group it is (`member`), as its paper does"
    : undefined;
}

function mislaid({ set, group, member }: Copy): string | undefined {
  return [set, group, member].some((field) => field !== undefined) ? "only shares are of a set" : undefined;
}

function misnumbered({ kind, serial }: Copy): string | undefined {
  return serial !== undefined && kind !== "hsm"
    ? "only devices (`kind: hsm`) have a serial number"
    : undefined;
}
