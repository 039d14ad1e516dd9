import { isMap, isNode, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { BaseError } from "../errors.ts";
import { formatPath, type Path } from "../yaml/source.ts";
import { readSource } from "./source.ts";

/**
 * Changes of a charter's text that leave every other byte as it is: comments, order and spacing are the reviewers'. Each gives the new text.
 * @throws `Charter.CannotEdit` where the file is written in a way that this does not see through
 */

/** Adds an entry, written in flow style, at the end of a list. The list is made where the field is missing. */
export function append(text: string, file: string, path: Path, entry: string): string {
  const list = nodeAt(text, file, path);
  if (list === undefined || (!isSeq(list) && textOf(text, list).trim() === ""))
    return addField(text, file, path.slice(0, -1), String(path.at(-1)), `[${entry}]`);
  if (!isSeq(list)) throw cannotEdit(file, path);
  const last = list.items.at(-1);
  if (list.flow === true) {
    const [start, end] = rangeOf(file, path, list);
    const close = text.lastIndexOf("]", end - 1);
    const isBare = text.slice(start + 1, close).trim() === "";
    const at = isBare ? start + 1 : rangeOf(file, path, last)[1];
    return `${text.slice(0, at)}${isBare ? "" : ", "}${entry}${text.slice(isBare ? close : at)}`;
  }
  const { indent } = lineOf(text, file, path, last);
  const end = endOfLine(text, rangeOf(file, path, last)[1]);
  return `${text.slice(0, end)}\n${indent}- ${entry}${text.slice(end)}`;
}

/** Takes an entry out of a list, with its lines. */
export function remove(text: string, file: string, path: Path, index: number): string {
  const list = nodeAt(text, file, path);
  if (!isSeq(list)) throw cannotEdit(file, path);
  const item = list.items[index];
  const [from, to] = rangeOf(file, path, item);
  if (list.flow === true) {
    const next = list.items[index + 1];
    const before = list.items[index - 1];
    if (next !== undefined) return text.slice(0, from) + text.slice(rangeOf(file, path, next)[0]);
    return text.slice(0, before === undefined ? from : rangeOf(file, path, before)[1]) + text.slice(to);
  }
  if (list.items.length === 1) {
    // An empty list can only be written in flow style.
    const key = text.lastIndexOf(":", lineOf(text, file, path, item).start);
    return `${text.slice(0, key + 1)} []${text.slice(endOfLine(text, to))}`;
  }
  const { start } = lineOf(text, file, path, item);
  return text.slice(0, start) + text.slice(endOfLine(text, to) + 1);
}

/** Puts another value in the place of one that is written on one line. */
export function replace(text: string, file: string, path: Path, value: string): string {
  const node = nodeAt(text, file, path);
  const [from, to] = rangeOf(file, path, node);
  if (isMap(node) || isSeq(node)) throw cannotEdit(file, path);
  return text.slice(0, from) + value + text.slice(to);
}

function addField(text: string, file: string, path: Path, name: string, value: string): string {
  const map = path.length === 0 ? rootOf(text, file) : nodeAt(text, file, path);
  if (!isMap(map)) throw cannotEdit(file, path);
  if (map.flow === true) {
    const close = text.lastIndexOf("}", rangeOf(file, path, map)[1] - 1);
    const kept = text.slice(0, close).trimEnd();
    return `${kept}, ${name}: ${value} ${text.slice(close)}`;
  }
  const last = map.items.at(-1);
  const key = isNode(last?.key) ? last.key : undefined;
  const [at] = rangeOf(file, path, key);
  const indent = " ".repeat(at - (text.lastIndexOf("\n", at - 1) + 1));
  const end = endOfLine(text, rangeOf(file, path, isNode(last?.value) ? last.value : key)[1]);
  return `${text.slice(0, end)}\n${indent}${name}: ${value}${text.slice(end)}`;
}

function rootOf(text: string, file: string): unknown {
  readSource(text, file);
  return parseDocument(text, { schema: "failsafe" }).contents;
}

function nodeAt(text: string, file: string, path: Path): unknown {
  const root = rootOf(text, file) as YAMLMap | YAMLSeq | null;
  return root?.getIn(path, true);
}

function textOf(text: string, node: unknown): string {
  const range = isNode(node) ? (node as Node).range : undefined;
  return range ? text.slice(range[0], range[1]) : "";
}

function rangeOf(file: string, path: Path, node: unknown): readonly [start: number, end: number] {
  const range = isNode(node) ? (node as Node).range : undefined;
  if (range === undefined || range === null) throw cannotEdit(file, path);
  return [range[0], range[1]];
}

/** Where the line of a list's entry starts, and what stands before its dash. */
function lineOf(text: string, file: string, path: Path, item: unknown): { start: number; indent: string } {
  const start = text.lastIndexOf("\n", rangeOf(file, path, item)[0]) + 1;
  const indent = /^[ \t]*(?=- )/.exec(text.slice(start))?.[0];
  if (indent === undefined) throw cannotEdit(file, path);
  return { start, indent };
}

/** The end of the line on which what ends at `at` ends; blocks end with their line break. */
function endOfLine(text: string, at: number): number {
  const newline = text.indexOf("\n", Math.max(0, at - 1));
  return newline === -1 ? text.length : newline;
}

function cannotEdit(file: string, path: Path): BaseError {
  return new BaseError({
    code: "Charter.CannotEdit",
    message: `${formatPath(path)} of ${file} cannot be changed here: it is not written as a plain list or value`,
    fix: "write each entry on lines of its own that begin with a dash, or make the change by hand",
    details: { file, path: formatPath(path) },
  });
}
