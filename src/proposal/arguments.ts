import { type AbiParameter, isAddress, isHex, size } from "viem";
import { BaseError } from "../errors.ts";

/**
 * Reads one ABI argument as people type it: numbers in decimal or hex, `true`/`false`, addresses with their checksum, bytes as
 * hex, strings as they are; arrays and tuples as JSON (`[1, 2]`, `{"to": "0x…"}` or by position).
 * @throws `Arguments.Unreadable` naming the argument and its type.
 */
export function parse(parameter: AbiParameter, text: string): unknown {
  const compound = parameter.type.endsWith("]") || parameter.type === "tuple";
  return read(parameter, compound ? json(parameter, text) : text);
}

function read(parameter: AbiParameter, value: unknown): unknown {
  const { type } = parameter;
  const array = /^(.*)\[(\d*)\]$/.exec(type);
  if (array) {
    const [, inner = "", length = ""] = array;
    if (!Array.isArray(value) || (length !== "" && value.length !== Number(length)))
      throw unreadable(parameter, value);
    return value.map((item) => read({ ...parameter, type: inner }, item));
  }
  if (type === "tuple") return readTuple(parameter, value);
  if (type === "string" && typeof value === "string") return value;
  if (type === "bool" && ["true", "false", true, false].includes(value as string))
    return String(value) === "true";
  if (type === "address" && typeof value === "string" && isAddress(value)) return value;
  if (type.startsWith("bytes") && typeof value === "string" && isHex(value) && value.length % 2 === 0) {
    const wanted = type.slice(5);
    if (wanted === "" || size(value) === Number(wanted)) return value;
  }
  const number = /^(u?)int(\d*)$/.exec(type);
  if (number) return readNumber(parameter, value, number[1] === "", Number(number[2] || 256));
  throw unreadable(parameter, value);
}

function readNumber(parameter: AbiParameter, value: unknown, signed: boolean, bits: number): bigint | number {
  const text = String(value);
  const exact = typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value));
  if (!exact || !/^(-?\d+|0x[0-9a-fA-F]+)$/.test(text)) throw unreadable(parameter, value);
  const result = BigInt(text);
  const [low, high] = signed ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1)] : [0n, 2n ** BigInt(bits)];
  if (result < low || result >= high) throw unreadable(parameter, value);
  // viem takes numbers up to 48 bits as `number`.
  return bits <= 48 ? Number(result) : result;
}

function readTuple(parameter: AbiParameter, value: unknown): unknown {
  const components = "components" in parameter ? parameter.components : [];
  if (typeof value !== "object" || value === null) throw unreadable(parameter, value);
  const entries = Object.entries(value);
  if (entries.length !== components.length) throw unreadable(parameter, value);
  const fields = components.map((component, index) => {
    const found = Array.isArray(value)
      ? value[index]
      : (value as Record<string, unknown>)[component.name ?? ""];
    return [component.name ?? "", read(component, found)] as const;
  });
  const isNamed = components.every((component) => component.name);
  return isNamed ? Object.fromEntries(fields) : fields.map(([, field]) => field);
}

function json(parameter: AbiParameter, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(parameter, text, cause);
  }
}

function unreadable(parameter: AbiParameter, value: unknown, cause?: unknown): BaseError {
  return new BaseError({
    code: "Arguments.Unreadable",
    message: `${JSON.stringify(value) ?? "nothing"} cannot be read as ${parameter.type}${parameter.name ? ` ${parameter.name}` : ""}`,
    fix: "numbers in decimal or 0x hex, addresses with a valid checksum, bytes as hex, arrays and tuples as JSON",
    details: { type: parameter.type, name: parameter.name ?? "" },
    ...(cause === undefined ? {} : { cause }),
  });
}
