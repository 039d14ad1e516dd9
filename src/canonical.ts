import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Hex } from "viem";
import { BaseError } from "./errors.ts";

/**
 * Canonical JSON: one text for one value, on every machine. Keys sorted by UTF-16 code units and no white space, as RFC 8785
 * has it; bigint as decimal string, bytes as `0x` hex. Properties that are undefined are left out. @throws `Canonical.NotPlain`
 */
export function stringify(value: unknown): string {
  return write(value, "value", undefined);
}

/** The same value in the same order, indented by two spaces and ended by a newline: for files that people read. */
export function pretty(value: unknown): string {
  return `${write(value, "value", "\n")}\n`;
}

/** keccak256 of the UTF-8 bytes of the canonical JSON. */
export function hash(value: unknown): Hex {
  const digest = keccak_256(Buffer.from(stringify(value), "utf8"));
  return `0x${Buffer.from(digest).toString("hex")}`;
}

/** `line` is the line break with the indentation that holds here; undefined means all on one line. */
function write(value: unknown, path: string, line: string | undefined): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "number") return number(value, path);
  if (typeof value === "string") return string(value, path);
  if (value instanceof Uint8Array) return `"0x${Buffer.from(value).toString("hex")}"`;
  const inner = line === undefined ? undefined : `${line}  `;
  if (Array.isArray(value)) {
    // Array.from visits the holes of a sparse array, which map would skip.
    const items = Array.from(value, (item: unknown, i) => write(item, `${path}[${i}]`, inner));
    return wrap("[", items, "]", line);
  }
  if (!isPlain(value))
    throw notPlain(path, typeof value === "object" ? "an instance of a class" : typeof value);
  const entries = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => {
      const separator = line === undefined ? ":" : ": ";
      return string(key, path) + separator + write(value[key], `${path}.${key}`, inner);
    });
  return wrap("{", entries, "}", line);
}

function wrap(open: string, items: string[], close: string, line: string | undefined): string {
  if (line === undefined || items.length === 0) return open + items.join(",") + close;
  return `${open}${line}  ${items.join(`,${line}  `)}${line}${close}`;
}

function number(value: number, path: string): string {
  if (!Number.isFinite(value)) throw notPlain(path, String(value));
  // Above 2^53 two different integers share one double: such values travel as bigint.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw notPlain(path, "an unsafe integer");
  return JSON.stringify(value);
}

function string(value: string, path: string): string {
  if (!value.isWellFormed()) throw notPlain(path, "a string with half a surrogate pair");
  return JSON.stringify(value);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notPlain(path: string, what: string): BaseError {
  return new BaseError({
    code: "Canonical.NotPlain",
    message: `${path} is ${what}, which has no canonical JSON`,
    fix: "pass plain objects, arrays, strings, booleans, bigints, bytes and safe numbers",
    details: { path, what },
  });
}
