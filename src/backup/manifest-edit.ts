import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { BaseError } from "../errors.ts";
import type { Mark } from "./manifest.ts";

/** A copy, by its key's label and its own name. */
export type Which = { readonly label: string; readonly id: string };

/**
 * The manifest's text with a new date for copies that a drill recovered from; every other byte stays.
 * @throws `Backup.CannotEdit`
 */
export function withDrilled(text: string, label: string, copies: readonly string[], drilled: string): string {
  return copies.reduce(
    (edited, id) => withField(edited, { label, id }, "drilled", toTheSecond(drilled)),
    text,
  );
}

/** The same with the mark of a copy that was destroyed. @throws `Backup.CannotEdit` */
export function withDestroyed(text: string, which: Which, mark: Mark): string {
  return withField(text, which, "destroyed", markText(mark));
}

/** A mark as it is written. A path may have what means something to YAML; JSON's strings are YAML's, too. */
export function markText({ at, certificate }: Mark): string {
  return `{ at: ${toTheSecond(at)}, certificate: ${JSON.stringify(certificate)} }`;
}

/** The manifest's instants have no milliseconds. */
function toTheSecond(at: string): string {
  return at.replace(/\.\d+Z$/, "Z");
}

function withField(text: string, which: Which, field: "drilled" | "destroyed", value: string): string {
  const fields = copyNode(text, which);
  const made = valueNode(fields, "made")?.range;
  if (!isMap(fields) || made === undefined || made === null) throw cannotEdit(which, field, value);
  const before = valueNode(fields, field)?.range;
  if (before !== undefined && before !== null)
    return `${text.slice(0, before[0])}${value}${text.slice(before[1])}`;
  const start = fields.items.find((pair) => isScalar(pair.key) && pair.key.value === "made")?.key;
  const at = isScalar(start) ? (start.range?.[0] ?? 0) : 0;
  const column = at - (text.lastIndexOf("\n", at) + 1);
  const between = fields.flow === true ? ", " : `\n${" ".repeat(column)}`;
  return `${text.slice(0, made[1])}${between}${field}: ${value}${text.slice(made[1])}`;
}

function copyNode(text: string, { label, id }: Which): unknown {
  const keys = parseDocument(text, { schema: "failsafe" }).get("keys");
  const found = isSeq(keys)
    ? keys.items.find((item) => isMap(item) && item.get("label") === label)
    : undefined;
  const copies = isMap(found) ? found.get("copies") : undefined;
  return isSeq(copies) ? copies.items.find((item) => isMap(item) && item.get("id") === id) : undefined;
}

function valueNode(fields: unknown, field: string) {
  const value: unknown = isMap(fields) ? fields.get(field, true) : undefined;
  return isScalar(value) ? value : undefined;
}

function cannotEdit({ label, id }: Which, field: string, value: string): BaseError {
  return new BaseError({
    code: "Backup.CannotEdit",
    message: `the manifest's copy "${id}" of ${label} cannot be found to note that it was ${field}`,
    fix: `write into it by hand: \`${field}: ${value}\``,
    details: { label, id },
  });
}
