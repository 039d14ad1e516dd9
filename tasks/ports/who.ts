import type { Key, Roster } from "../../src/charter/model.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";

/** The holder number of a person, by the name the charter gives or by the number itself. @throws `Task.UnknownPerson` */
export function holderOf(text: string, roster: Roster, charter: Charter | undefined): number {
  const named = charter?.people.find(({ name }) => name.toLowerCase() === text.toLowerCase())?.id;
  const holder = named ?? (/^\d{1,2}$/.test(text) ? Number(text) : undefined);
  if (holder !== undefined && roster.keys.some((key) => key?.holder === holder)) return holder;
  throw new BaseError({
    code: "Task.UnknownPerson",
    message: `nobody of the roster is called "${text}"`,
    fix: "name a person as the charter does, or by the holder's number",
  });
}

/** A key of the roster, and its index. */
export type Found = { readonly index: number; readonly key: Key };

/** A key, by its label in the charter or by its index. @throws `Task.UnknownKey` */
export function findKey(text: string, roster: Roster, charter: Charter | undefined): Found {
  const named = charter?.keys.find(({ label }) => label === text)?.index;
  const index = named ?? (/^k?\d{1,2}$/.test(text) ? Number(text.replace("k", "")) : undefined);
  const key = index === undefined ? undefined : roster.keys[index];
  if (index !== undefined && key) return { index, key };
  throw new BaseError({
    code: "Task.UnknownKey",
    message: `the roster has no key "${text}"`,
    fix: "name a key by its label in the charter, or by its index",
  });
}

/** The index of a key, found likewise. @throws `Task.UnknownKey` */
export function keyIndexOf(text: string, roster: Roster, charter: Charter | undefined): number {
  return findKey(text, roster, charter).index;
}
