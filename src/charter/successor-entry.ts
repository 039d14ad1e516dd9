import type { Address, Hex } from "viem";
import { isSeq, parseDocument } from "yaml";
import { BaseError } from "../errors.ts";
import { formatDate } from "../time.ts";
import { ROLE_NAMES, Role } from "./model.ts";
import type { CharterKey } from "./schema.ts";
import { readSource } from "./source.ts";

/** A successor as it enters the charter: like its predecessor but for label, place, key and expiry. `expires`: UNIX seconds. */
export type Successor = { readonly label: string; readonly index: number; readonly expires: number };

/** What others know of a key. */
export type PublicPart = { readonly address: Address; readonly point: Hex };

/**
 * The charter's text with the successor's entry after the last key; every other byte stays as it is.
 * @throws `Rotation.CannotEdit` if the keys are not written as a block list
 */
export function withSuccessor(
  text: string,
  file: string,
  before: CharterKey,
  successor: Successor,
  key: PublicPart,
): string {
  readSource(text, file);
  const keys = parseDocument(text, { schema: "failsafe" }).get("keys");
  const entry = entryOf(before, successor, key);
  const range =
    isSeq(keys) && keys.flow !== true
      ? (keys.items.at(-1) as { range?: [number, number, number] }).range
      : undefined;
  if (range === undefined) throw cannotEdit(file, entry);
  const start = text.lastIndexOf("\n", range[0]) + 1;
  const indent = /^[ \t]*(?=- )/.exec(text.slice(start))?.[0];
  const newline = text.indexOf("\n", range[1] - 1);
  const end = newline === -1 ? text.length : newline;
  if (indent === undefined) throw cannotEdit(file, entry);
  return `${text.slice(0, end)}\n${indent}- ${entry}${text.slice(end)}`;
}

function entryOf(
  before: CharterKey,
  { label, index, expires }: Successor,
  { address, point }: PublicPart,
): string {
  const roles = ROLE_NAMES.filter((role) => (before.roles & Role[role]) !== 0).map((role) =>
    role.toLowerCase(),
  );
  const signer =
    before.kind === "ERC7913"
      ? `verifier: "${before.verifier}", public-key: "${point}"`
      : `address: "${address}"`;
  const several = before.several === true ? ", several: true" : "";
  return `{ label: ${label}, index: ${index}, owner: ${JSON.stringify(before.owner)}, kind: ${before.kind}, ${signer}, roles: [${roles.join(", ")}]${several}, expires: ${formatDate(expires)}, successor-of: ${before.label} }`;
}

function cannotEdit(file: string, entry: string): BaseError {
  return new BaseError({
    code: "Rotation.CannotEdit",
    message: `the successor cannot be written into ${file}: its keys are not a plain list`,
    fix: `write each key on lines of its own that begin with a dash, such as: - ${entry}`,
  });
}
