import type { Hex } from "viem";
import { z } from "zod";
import * as Edit from "../../charter/edit.ts";
import { parse } from "../../charter/parse.ts";
import { signerOf } from "../../charter/resolve.ts";
import { readSource } from "../../charter/source.ts";
import { BaseError } from "../../errors.ts";
import { formatDate } from "../../time.ts";
import { address, choice, date, hex, label, name } from "../../yaml/fields.ts";

const joiningSchema = z.strictObject({
  version: z.literal("1"),
  person: z.strictObject({ name, organisation: label.optional(), place: name.optional() }),
  keys: z
    .array(
      z.strictObject({
        label,
        kind: choice("kind of key", ["EOA", "ERC1271", "ERC7913"]),
        address: address.optional(),
        verifier: address.optional(),
        "public-key": hex("a public key in hex", 1, 4096).optional(),
        roles: z.array(label).min(1, "must name a role"),
        expires: date,
        vendor: name.optional(),
        device: name.optional(),
        place: name.optional(),
      }),
    )
    .min(1, "must list a key"),
  roles: z.array(z.strictObject({ role: label, key: label, until: date.optional() })).default([]),
  training: z.array(z.strictObject({ what: name, by: name.optional(), done: date.optional() })).default([]),
});

/** Who comes, with which keys, roles and training: as written by whoever answers for it. */
export type Joining = z.output<typeof joiningSchema>;

/** @throws `Holder.BadFile`, and of the YAML `Charter.Syntax`, … */
export function read(content: string, file: string): Joining {
  const { value } = readSource(content, file);
  const result = joiningSchema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    ({ path, message }) => `${path.join(".") || "the file"}: ${message}`,
  );
  throw new BaseError({
    code: "Holder.BadFile",
    message: `${file}: ${issues.join("; ")}`,
    fix: "correct the fields; docs/holders.md lists them all",
    details: { file, issues },
  });
}

const PLACES = 64;

/** What the rosters of all chains have already: places and numbers that are taken, and keys by their signer bytes. */
export type Taken = {
  readonly indices: ReadonlySet<number>;
  readonly holders: ReadonlySet<number>;
  readonly keys: ReadonlyMap<Hex, { readonly index: number; readonly holder: number }>;
};

/**
 * The charter with the person, their keys and memberships entered, each after the last of its kind; what is there already stays. Every other
 * byte stays as it is.
 * @throws `Holder.Full`, `Charter.*` for what the charter then refuses
 */
export function withPerson(content: string, file: string, joining: Joining, taken: Taken): string {
  let now = content;
  const charter = () => parse(now, file).charter;
  const { person } = joining;
  if (!charter().people.some((one) => one.name === person.name)) {
    const used = new Set([...taken.holders, ...charter().people.map(({ id }) => id)]);
    const known = joining.keys.map((key) => taken.keys.get(signerOf(key))).find((one) => one !== undefined);
    const entry = flow({
      id: String(known?.holder ?? free(used, "holder numbers")),
      name: quoted(person.name),
      organisation: person.organisation,
      place: optionalQuoted(person.place),
    });
    now = Edit.append(now, file, ["people"], entry);
  }
  // A person without a key is refused by no rule; so each step can be read again.
  for (const key of joining.keys) {
    if (charter().keys.some((one) => one.label === key.label)) continue;
    const used = new Set([...taken.indices, ...charter().keys.map(({ index }) => index)]);
    const several = key.roles.length > 1 ? "true" : undefined;
    const entry = flow({
      label: key.label,
      index: String(taken.keys.get(signerOf(key))?.index ?? free(used, "places of the roster")),
      owner: quoted(person.name),
      kind: key.kind,
      address: optionalQuoted(key.address),
      verifier: optionalQuoted(key.verifier),
      "public-key": optionalQuoted(key["public-key"]),
      roles: `[${key.roles.join(", ")}]`,
      several,
      expires: formatDate(key.expires),
      vendor: optionalQuoted(key.vendor),
      device: optionalQuoted(key.device),
      place: optionalQuoted(key.place),
    });
    now = Edit.append(now, file, ["keys"], entry);
  }
  for (const { role, key, until } of joining.roles) {
    const index = charter().roles.findIndex((one) => one.name === role);
    if (index === -1) throw unknownRole(role, file);
    if (charter().roles[index]?.members.some((one) => one.key === key)) continue;
    const entry = flow({ key, until: until === undefined ? undefined : formatDate(until) });
    now = Edit.append(now, file, ["roles", index, "members"], entry);
  }
  charter();
  return now;
}

function free(used: ReadonlySet<number>, what: string): number {
  const found = Array.from({ length: PLACES }, (_, index) => index).find((index) => !used.has(index));
  if (found !== undefined) return found;
  throw new BaseError({
    code: "Holder.Full",
    message: `all ${PLACES} ${what} are taken`,
    fix: "take out of the charter what ended long ago",
  });
}

function flow(fields: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return `{ ${given.map(([field, value]) => `${field}: ${value}`).join(", ")} }`;
}

/** YAML reads a JSON string as it is. */
function quoted(value: string): string {
  return /^[\p{L}\p{N} ]+$/u.test(value) ? value : JSON.stringify(value);
}

function optionalQuoted(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return value.startsWith("0x") ? JSON.stringify(value) : quoted(value);
}

function unknownRole(role: string, file: string): BaseError {
  return new BaseError({
    code: "Holder.UnknownRole",
    message: `${file} has no role "${role}"`,
    fix: "name a role under `roles:` of the charter, or add it there first",
    details: { role },
  });
}
