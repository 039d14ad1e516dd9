import { type Hex, hashTypedData, isAddress, isHex } from "viem";
import { BaseError } from "../errors.ts";
import type { TypedData } from "./signer.ts";

const DOMAIN_TYPES = {
  name: "string",
  version: "string",
  chainId: "uint256",
  verifyingContract: "address",
  salt: "bytes32",
} as const;

const ARRAY = /^(.+)\[(\d*)\]$/;
const INTEGER = /^(u?)int([1-9]\d{0,2})$/;
const BYTES = /^bytes([1-9]|[12]\d|3[0-2])?$/;

/** Typed data that was checked, and its digest. */
export type Prepared = { readonly typed: TypedData; readonly digest: Hex };

/**
 * Refuses typed data whose values are not exactly what its types name, and hashes it. Libraries hash what the types name and
 * pass over the rest, so a message could show fields that nobody signs. The result spells the domain's type out, so that
 * whoever signs does not derive it once more.
 * @throws `Message.Refused`
 */
export function prepare({ domain, types, primaryType, message }: TypedData): Prepared {
  const { EIP712Domain: claimed, ...own } = types;
  const fields = Object.entries(DOMAIN_TYPES).flatMap(([name, type]) =>
    Object.hasOwn(domain, name) ? [{ name, type }] : [],
  );
  if (fields.length === 0) throw refused("domain", "is empty: the signature would hold everywhere");
  if (claimed !== undefined && spell(claimed) !== spell(fields))
    throw refused("types.EIP712Domain", "does not describe the domain");
  checkStruct("domain", domain, fields, {}, new Set());
  if (!Object.hasOwn(own, primaryType)) throw refused("primaryType", "is not among the types");
  const used = new Set<string>();
  check("message", message, primaryType, own, used);
  const idle = Object.keys(own).find((name) => !used.has(name));
  if (idle !== undefined) throw refused(`types.${idle}`, "is not reached by what is signed");
  const typed = { domain, types: { EIP712Domain: fields, ...own }, primaryType, message };
  try {
    return { typed, digest: hashTypedData(typed as Parameters<typeof hashTypedData>[0]) };
  } catch (cause) {
    throw refused("message", "cannot be encoded by its types", cause);
  }
}

function spell(fields: TypedData["types"][string]): string {
  return fields.map(({ name, type }) => `${type} ${name}`).join();
}

function check(
  path: string,
  value: unknown,
  type: string,
  types: TypedData["types"],
  used: Set<string>,
): void {
  const array = ARRAY.exec(type);
  if (array !== null) {
    const [, item = "", length = ""] = array;
    if (!Array.isArray(value)) throw refused(path, "is not a list");
    if (length !== "" && value.length !== Number(length))
      throw refused(path, `does not have ${length} items`);
    // An empty list still signs its item type.
    if (value.length === 0) visit(item, types, used);
    value.forEach((each, i) => void check(`${path}[${i}]`, each, item, types, used));
    return;
  }
  if (Object.hasOwn(types, type)) {
    used.add(type);
    checkStruct(path, value, types[type] ?? [], types, used);
    return;
  }
  const fault = atomFault(value, type);
  if (fault !== undefined) throw refused(path, fault);
}

function checkStruct(
  path: string,
  value: unknown,
  fields: TypedData["types"][string],
  types: TypedData["types"],
  used: Set<string>,
): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refused(path, "is not an object");
  const names = fields.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw refused(path, "has a type that names a field twice");
  const unknown = Object.keys(value).find((key) => !names.includes(key));
  if (unknown !== undefined) throw refused(`${path}.${unknown}`, "is not part of what is signed");
  const record = value as Record<string, unknown>;
  for (const { name, type } of fields) {
    if (!Object.hasOwn(record, name)) throw refused(`${path}.${name}`, "is missing");
    check(`${path}.${name}`, record[name], type, types, used);
  }
}

/** Marks a type and all it refers to as used. */
function visit(type: string, types: TypedData["types"], used: Set<string>): void {
  const name = type.replace(/(\[\d*\])+$/, "");
  if (!Object.hasOwn(types, name) || used.has(name)) return;
  used.add(name);
  for (const field of types[name] ?? []) visit(field.type, types, used);
}

/** What is wrong with a value of an elementary type; undefined if nothing is. */
function atomFault(value: unknown, type: string): string | undefined {
  if (type === "bool") return typeof value === "boolean" ? undefined : "is neither true nor false";
  if (type === "string")
    return typeof value === "string" && value.isWellFormed() ? undefined : "is not well-formed text";
  if (type === "address")
    return typeof value === "string" && isAddress(value)
      ? undefined
      : "is no address, or its checksum is wrong";
  const [, sign, bits] = INTEGER.exec(type) ?? [];
  if (bits !== undefined && Number(bits) % 8 === 0 && Number(bits) <= 256)
    return integerFault(value, type, sign === "", Number(bits));
  const bytes = BYTES.exec(type);
  if (bytes === null) return `has the type ${type}, which is not among the types`;
  if (!isHex(value) || value.length % 2 !== 0) return "is not hex of whole bytes";
  return bytes[1] === undefined || value.length === 2 + 2 * Number(bytes[1])
    ? undefined
    : `does not have ${bytes[1]} bytes`;
}

function integerFault(value: unknown, type: string, signed: boolean, bits: number): string | undefined {
  if (typeof value === "number" && !Number.isSafeInteger(value)) return "is not an exact integer";
  const isText = typeof value === "string" && /^-?(0|[1-9]\d{0,77})$/.test(value);
  if (typeof value !== "bigint" && typeof value !== "number" && !isText) return "is not an integer";
  const number = BigInt(value as bigint | number | string);
  const fits = signed ? BigInt.asIntN(bits, number) : BigInt.asUintN(bits, number);
  return fits === number ? undefined : `does not fit ${type}`;
}

function refused(path: string, why: string, cause?: unknown): BaseError {
  return new BaseError({
    code: "Message.Refused",
    message: `will not sign: ${path} ${why}`,
    fix: "make the message again with the command that writes it; do not sign one that shows more than it commits to",
    details: { path, why },
    cause,
  });
}
