import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { BaseError } from "../errors.ts";

/**
 * The manifest's text with a new date for copies that a drill recovered from; every other byte stays.
 * @throws `Backup.CannotEdit`
 */
export function withDrilled(text: string, label: string, copies: readonly string[], drilled: string): string {
  return copies.reduce((edited, id) => {
    const fields = copyNode(edited, label, id);
    const made = valueNode(fields, "made");
    const before = valueNode(fields, "drilled");
    const range = (before ?? made)?.range;
    if (!isMap(fields) || range === undefined || range === null) throw cannotEdit(label, id);
    if (before !== undefined) return `${edited.slice(0, range[0])}${drilled}${edited.slice(range[1])}`;
    const start = fields.items.find((pair) => isScalar(pair.key) && pair.key.value === "made")?.key;
    const at = isScalar(start) ? (start.range?.[0] ?? 0) : 0;
    const column = at - (edited.lastIndexOf("\n", at) + 1);
    const between = fields.flow === true ? ", " : `\n${" ".repeat(column)}`;
    return `${edited.slice(0, range[1])}${between}drilled: ${drilled}${edited.slice(range[1])}`;
  }, text);
}

function copyNode(text: string, label: string, id: string): unknown {
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

function cannotEdit(label: string, id: string): BaseError {
  return new BaseError({
    code: "Backup.CannotEdit",
    message: `the manifest's copy "${id}" of ${label} cannot be found to note its drill`,
    fix: "write the date into its field `drilled` by hand",
    details: { label, id },
  });
}
