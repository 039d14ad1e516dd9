import {
  bytesToHex,
  concat,
  getAddress,
  type Hex,
  hexToBytes,
  keccak256,
  numberToHex,
  pad,
  size,
} from "viem";
import { BaseError } from "../errors.ts";
import { MAX_DOCUMENT, VERSION } from "./layout.ts";
import { type ExactRule, type Rule, type Rulebook, WATCHED_KINDS, type WatchedItem } from "./model.ts";

/** Sizes of docs/formats.md, 2, in bytes. */
export const HEADER = 9;
export const RULE = 38;
export const EXACT = 55;
export const ITEM = 53;
const ALONE = 1;

/**
 * The rulebook as the document the Conclave stores (docs/formats.md, 2). The lists may come in any order.
 * @throws `Rulebook.OutOfRange`, `Rulebook.Duplicate` for two entries with one key, `Rulebook.TooLong`.
 */
export function encode(book: Rulebook): Hex {
  const rules = sorted("rule", book.rules.map(encodeRule), 24);
  const exactRules = sorted("exact rule", book.exactRules.map(encodeExact), 52);
  const items = sorted("watched item", book.items.map(encodeItem), ITEM);
  const document = concat([
    field("version", VERSION, 1),
    field("serial", book.serial, 2),
    field("number of rules", rules.length, 2),
    field("number of exact rules", exactRules.length, 2),
    field("number of watched items", items.length, 2),
    ...rules,
    ...exactRules,
    ...items,
  ]);
  if (size(document) > MAX_DOCUMENT) {
    throw new BaseError({
      code: "Rulebook.TooLong",
      message: `the rulebook takes ${size(document)} bytes, contract code holds ${MAX_DOCUMENT}`,
      fix: "list fewer rules and watched items",
      details: { size: size(document), limit: MAX_DOCUMENT },
    });
  }
  return document.toLowerCase() as Hex;
}

/** What the check wants to know when a rulebook cannot be read. */
export type Fault =
  | { readonly name: "DocumentMalformed"; readonly at: number }
  | { readonly name: "SerialWrong"; readonly serial: number; readonly expected: number }
  | { readonly name: "RulesUnsorted" | "TierMaskEmpty" | "UnknownItem"; readonly index: number };

/**
 * Reads a rulebook document, refusing every byte that {@link encode} would not write.
 * @throws `Rulebook.Malformed` with the fault in `details`.
 */
export function decode(document: Hex): Rulebook {
  const read = readRulebook(document);
  if (!("name" in read)) return read;
  throw new BaseError({
    code: "Rulebook.Malformed",
    message: `not a rulebook document: ${JSON.stringify(read)}`,
    fix: "fetch the document again; if it comes from a chain, check the address and generation",
    details: { ...read },
  });
}

/** `keccak256` of the item's 53 bytes: what a waiver names. */
export function itemId(item: WatchedItem): Hex {
  return keccak256(encodeItem(item));
}

/**
 * Takes the document apart in the order in which the validator does, and returns the first fault if there is one.
 * @param expected The serial it must have, if that is known.
 */
export function readRulebook(document: Hex, expected?: number): Rulebook | Fault {
  const bytes = hexToBytes(document);
  if (bytes.length < HEADER) return { name: "DocumentMalformed", at: bytes.length };
  if (bytes[0] !== VERSION) return { name: "DocumentMalformed", at: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts = [view.getUint16(3), view.getUint16(5), view.getUint16(7)] as const;
  const exactAt = HEADER + RULE * counts[0];
  const itemsAt = exactAt + EXACT * counts[1];
  const end = itemsAt + ITEM * counts[2];
  if (bytes.length !== end) return { name: "DocumentMalformed", at: Math.min(bytes.length, end) };
  const serial = view.getUint16(1);
  if (expected !== undefined && serial !== expected) return { name: "SerialWrong", serial, expected };

  const part = (at: number, length: number) => bytesToHex(bytes.subarray(at, at + length));
  const unsorted = (at: number, index: number, step: number, keyLength: number) =>
    index > 0 && part(at - step, keyLength) >= part(at, keyLength);

  const rules: Rule[] = [];
  for (let index = 0; index < counts[0]; index++) {
    const at = HEADER + RULE * index;
    if (unsorted(at, index, RULE, 24)) return { name: "RulesUnsorted", index };
    const tiers = view.getUint16(at + 24);
    if (tiers === 0) return { name: "TierMaskEmpty", index };
    rules.push({
      target: getAddress(part(at, 20)),
      selector: part(at + 20, 4),
      tiers,
      maxValue: BigInt(part(at + 26, 12)),
    });
  }
  const exactRules: ExactRule[] = [];
  for (let index = 0; index < counts[1]; index++) {
    const at = exactAt + EXACT * index;
    if (unsorted(at, index, EXACT, 52)) return { name: "RulesUnsorted", index };
    const tiers = view.getUint16(at + 52);
    if (tiers === 0) return { name: "TierMaskEmpty", index };
    const flags = view.getUint8(at + 54);
    if (flags > ALONE) return { name: "DocumentMalformed", at: at + 54 };
    exactRules.push({
      target: getAddress(part(at, 20)),
      hash: part(at + 20, 32),
      tiers,
      alone: flags === ALONE,
    });
  }
  const items: WatchedItem[] = [];
  for (let index = 0; index < counts[2]; index++) {
    const at = itemsAt + ITEM * index;
    if (unsorted(at, index, ITEM, ITEM)) return { name: "RulesUnsorted", index };
    const item = readItem(view.getUint8(at), part(at + 1, 20), BigInt(part(at + 21, 32)));
    if (item === null) return { name: "UnknownItem", index };
    items.push(item);
  }
  return { serial, rules, exactRules, items };
}

/** No parameter for an ERC-721 balance and for owners, 64 bits for an AccessManager role; elsewhere any word. */
const LARGEST_PARAMETER: Partial<Record<WatchedItem["kind"], bigint>> = {
  erc721: 0n,
  ownable: 0n,
  ownable2Step: 0n,
  accessManager: 2n ** 64n - 1n,
};

function readItem(kindByte: number, target: Hex, parameter: bigint): WatchedItem | null {
  const kind = WATCHED_KINDS[kindByte - 1];
  if (kind === undefined) return null;
  // The native balance has no target, everything else has one.
  if ((kind === "native") !== (BigInt(target) === 0n)) return null;
  if (parameter > (LARGEST_PARAMETER[kind] ?? parameter)) return null;
  return { kind, target: getAddress(target), parameter };
}

function encodeRule(rule: Rule): Hex {
  if (size(rule.target) !== 20) throw outOfRange("length of a rule's target", size(rule.target));
  if (size(rule.selector) !== 4) throw outOfRange("length of a selector", size(rule.selector));
  return concat([
    rule.target,
    rule.selector,
    tierMask(rule.tiers),
    field(`most value of ${rule.selector}`, rule.maxValue, 12),
  ]);
}

function encodeExact(rule: ExactRule): Hex {
  if (size(rule.target) !== 20) throw outOfRange("length of an exact rule's target", size(rule.target));
  if (size(rule.hash) !== 32) throw outOfRange("length of a calldata hash", size(rule.hash));
  return concat([rule.target, rule.hash, tierMask(rule.tiers), field("flags", rule.alone ? ALONE : 0, 1)]);
}

function encodeItem(item: WatchedItem): Hex {
  const kind = WATCHED_KINDS.indexOf(item.kind) + 1;
  if (size(item.target) !== 20) throw outOfRange("length of a watched target", size(item.target));
  if (readItem(kind, item.target, item.parameter) === null) {
    throw outOfRange(`${item.kind} item at ${item.target}: parameter`, item.parameter);
  }
  return concat([field("kind", kind, 1), item.target, field("parameter", item.parameter, 32)]);
}

function tierMask(tiers: number): Hex {
  if (tiers === 0) throw outOfRange("tier mask", tiers);
  return field("tier mask", tiers, 2);
}

/** Sorts encoded entries by their first `keyLength` bytes; equal ones would be one entry with two meanings. */
function sorted(what: string, entries: readonly Hex[], keyLength: number): Hex[] {
  const key = (entry: Hex) => entry.slice(0, 2 + 2 * keyLength).toLowerCase();
  const result = [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  result.forEach((entry, index) => {
    const before = result[index - 1];
    if (before === undefined || key(before) !== key(entry)) return;
    throw new BaseError({
      code: "Rulebook.Duplicate",
      message: `two entries for one ${what}: ${key(entry)}`,
      fix: "merge them into one",
      details: { what, key: key(entry) },
    });
  });
  return result;
}

function field(name: string, value: number | bigint, bytes: number): Hex {
  const fits = typeof value === "bigint" || Number.isInteger(value);
  if (!fits || BigInt(value) < 0n || BigInt(value) >= 1n << BigInt(8 * bytes)) throw outOfRange(name, value);
  return pad(numberToHex(value), { size: bytes });
}

function outOfRange(name: string, value: number | bigint): BaseError {
  return new BaseError({
    code: "Rulebook.OutOfRange",
    message: `${name} is ${value}, which the rulebook has no room for`,
    fix: "use a value within the limits of docs/formats.md, section 2",
    details: { field: name, value: value.toString() },
  });
}
