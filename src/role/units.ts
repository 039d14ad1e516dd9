import { getAddress } from "viem";
import { BaseError } from "../errors.ts";
import type { Control } from "./control.ts";

/** What falls at once: a person, an organisation, the maker of devices, a place. */
export const GROUPINGS = ["people", "organisations", "vendors", "places"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Leaves of a control that fall together. */
export type Unit = { readonly name: string; readonly leaves: readonly number[] };

/**
 * Every leaf in exactly one unit. People without an organisation stand for themselves. Keys whose maker or place nobody stated are one unit:
 * they may be all of one make, or in one place. A key's own place goes before its holder's. Outsiders' accounts are a unit each.
 */
export function unitsOf(control: Control, grouping: Grouping): readonly Unit[] {
  const { world, leaves } = control;
  const people = new Map(world.people.map((person) => [person.holder, person]));
  const keys = new Map(world.keys.map((key) => [key.index, key]));
  // Two people may have one name: what tells units apart is not what is shown.
  const units = new Map<string, { name: string; leaves: number[] }>();
  for (const [leaf, of] of leaves.entries()) {
    const [id, name] = of.kind === "outsider" ? outsider(of.account) : keyUnit(of.key);
    const unit = units.get(id) ?? { name, leaves: [] };
    unit.leaves.push(leaf);
    units.set(id, unit);
  }
  return [...units.values()];

  function outsider(account: string): readonly [string, string] {
    const label = world.accounts.find(({ address }) => getAddress(address) === account)?.label;
    return [`outsider ${account}`, label ?? account];
  }

  function keyUnit(index: number): readonly [string, string] {
    const key = keys.get(index);
    const person = people.get(key?.holder ?? -1);
    const self = [`holder ${key?.holder}`, person?.name ?? `holder ${key?.holder}`] as const;
    const named = (name: string | null | undefined, unknown: string) =>
      typeof name === "string" ? ([`named ${name}`, name] as const) : ([`unknown`, unknown] as const);
    if (grouping === "people") return self;
    if (grouping === "vendors") return named(key?.vendor, "(maker not stated)");
    if (grouping === "places") return named(key?.place ?? person?.place, "(place not stated)");
    return typeof person?.organisation === "string"
      ? [`named ${person.organisation}`, person.organisation]
      : self;
  }
}

/** Ways to name one unit: exactly one of them. */
export type UnitChoice = {
  readonly key?: string | undefined;
  readonly holder?: string | undefined;
  readonly organisation?: string | undefined;
  readonly device?: string | undefined;
  readonly vendor?: string | undefined;
  readonly place?: string | undefined;
  readonly account?: string | undefined;
};

/**
 * The unit that is meant: keys by label, index or account; people by name or number; the rest by name, in any case of letters.
 * @throws `Role.WhichUnit` if not exactly one is named, `Role.NoSuchUnit`
 */
export function unitNamed(control: Control, choice: UnitChoice): Unit {
  const named = Object.entries(choice).filter(([, value]) => value !== undefined);
  const [[kind, text] = ["", ""], ...more] = named;
  if (kind === "" || text === undefined || more.length > 0) {
    throw new BaseError({
      code: "Role.WhichUnit",
      message: named.length === 0 ? "whose loss is meant?" : "only one can be meant at a time",
      fix: "name one: --key, --holder, --organisation, --device, --vendor, --place or --account",
      details: { named: named.map(([name]) => name) },
    });
  }
  const { world, leaves } = control;
  const isText = (value: string | number | null | undefined) =>
    value !== null && value !== undefined && String(value).toLowerCase() === text.toLowerCase();
  const people = new Map(world.people.map((person) => [person.holder, person]));
  const keys = new Map(world.keys.map((key) => [key.index, key]));
  const matching = leaves.flatMap((leaf, index) => {
    if (leaf.kind === "outsider") {
      const label = world.accounts.find(({ address }) => getAddress(address) === leaf.account)?.label;
      return kind === "account" && (isText(leaf.account) || isText(label)) ? [index] : [];
    }
    const key = keys.get(leaf.key);
    const person = people.get(key?.holder ?? -1);
    const values = {
      key: [key?.label, key?.index, key?.account],
      holder: [person?.name, person?.holder],
      organisation: [person?.organisation],
      device: [key?.device],
      vendor: [key?.vendor],
      place: [key?.place ?? person?.place],
      account: [key?.account],
    }[kind];
    return values?.some(isText) ? [index] : [];
  });
  if (matching.length === 0) throw noSuchUnit(control, kind, text);
  return { name: nameOf(control, kind, text, matching), leaves: matching };
}

function nameOf({ world, leaves }: Control, kind: string, text: string, matching: readonly number[]): string {
  const [first] = matching.map((leaf) => leaves[leaf]);
  if (first?.kind !== "key") return text;
  const key = world.keys.find(({ index }) => index === first.key);
  if (kind === "holder") return world.people.find(({ holder }) => holder === key?.holder)?.name ?? text;
  return kind === "key" || kind === "account" ? (key?.label ?? `key ${first.key}`) : text;
}

function noSuchUnit({ world, leaves }: Control, kind: string, text: string): BaseError {
  const known = {
    key: world.keys.map(({ label, index }) => label ?? String(index)),
    holder: world.people.map(({ name }) => name),
    organisation: world.people.map(({ organisation }) => organisation),
    device: world.keys.map(({ device }) => device),
    vendor: world.keys.map(({ vendor }) => vendor),
    place: [...world.keys, ...world.people].map(({ place }) => place),
    account: leaves.map((leaf) => (leaf.kind === "outsider" ? leaf.account : null)),
  }[kind];
  const names = [...new Set(known?.filter((one) => one !== null) ?? [])].toSorted();
  return new BaseError({
    code: "Role.NoSuchUnit",
    message: `there is no ${kind} "${text}" in this world`,
    fix:
      names.length === 0 ? `none is stated: write it into the charter` : `choose one of: ${names.join(", ")}`,
    details: { kind, text, known: names },
  });
}
