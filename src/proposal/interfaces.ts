import {
  type Abi,
  type AbiParameter,
  type Address,
  concat,
  decodeAbiParameters,
  decodeEventLog,
  encodeAbiParameters,
  type Hex,
  isAddressEqual,
  parseAbiItem,
  size,
  slice,
  toEventSelector,
  toFunctionSelector,
} from "viem";
import { formatAbiItem } from "viem/utils";
import { BaseError } from "../errors.ts";
import { conclaveAbi, errorsAbi, roleManagerAbi } from "../generated/abi.ts";
import { knownAbi, nftTransferAbi } from "./known-interfaces.ts";
import type { Decoded, DecodedValue } from "./report.ts";

type Item<T extends Abi[number]["type"]> = Extract<Abi[number], { type: T }>;

/** Where names come from, first match wins: the Conclave's own ABI, {@link knownAbi}, the RoleManager's, what the file brings. */
export type Interfaces = { readonly conclave: Address; readonly brought: Abi };

/**
 * Interfaces for decoding. `signatures` are items as in Solidity: `function set(uint256 value)`, `event Set(…)`, `error Bad()`.
 * @throws `Interfaces.BadSignature`.
 */
export function from(conclave: Address, signatures: readonly string[]): Interfaces {
  const brought = signatures.map((signature) => {
    try {
      return parseAbiItem(signature) as Abi[number];
    } catch (cause) {
      throw new BaseError({
        code: "Interfaces.BadSignature",
        message: `"${signature}" is not a function, event or error signature`,
        fix: "write it as in Solidity, for instance: event Set(uint256 value)",
        cause,
      });
    }
  });
  return { conclave, brought };
}

/** A call in words; `null` if no interface explains its bytes to the last one. */
export function decodeCall(interfaces: Interfaces, target: Address, data: Hex): Decoded {
  return decodeCallWith(sources(interfaces, target, conclaveAbi), data);
}

/** A call in words of `abi` alone; `null` if it does not explain the bytes to the last one. */
export function decodeCallWith(abi: Abi, data: Hex): Decoded {
  if (size(data) < 4) return null;
  const selector = slice(data, 0, 4);
  const matches = abi
    .filter((item): item is Item<"function"> => item.type === "function")
    .filter((item) => toFunctionSelector(item) === selector);
  return firstDecoded(matches, data);
}

/** Revert data in words. */
export function decodeError(interfaces: Interfaces, data: Hex): Decoded {
  if (size(data) < 4) return null;
  const selector = slice(data, 0, 4);
  const matches = [...errorsAbi, ...knownAbi, ...roleManagerAbi, ...interfaces.brought]
    .filter((item): item is Item<"error"> => item.type === "error")
    .filter((item) => toFunctionSelector(formatAbiItem(item)) === selector);
  return firstDecoded(matches, data);
}

/** A log in words; indexed values of dynamic types stay hashes. */
export function decodeEvent(
  interfaces: Interfaces,
  address: Address,
  topics: readonly Hex[],
  data: Hex,
): Decoded {
  return decodeEventWith([...sources(interfaces, address, conclaveAbi), ...nftTransferAbi], topics, data);
}

/** A log in words of `abi` alone. */
export function decodeEventWith(abi: Abi, topics: readonly Hex[], data: Hex): Decoded {
  const [selector, ...indexed] = topics;
  if (selector === undefined) return null;
  const items = abi
    .filter((item): item is Item<"event"> => item.type === "event")
    .filter((item) => toEventSelector(item) === selector)
    .filter((item) => item.inputs.filter((input) => input.indexed).length === indexed.length);
  for (const item of items) {
    try {
      const log = decodeEventLog({ abi: [item], topics: [selector, ...indexed], data, strict: true }) as {
        args?: Readonly<Record<string, unknown>> | readonly unknown[];
      };
      const values = item.inputs.map((input, index) =>
        Array.isArray(log.args) ? log.args[index] : (log.args as Record<string, unknown>)?.[input.name ?? ""],
      );
      return decoded(item, values);
    } catch {
      // Another interface may fit.
    }
  }
  return null;
}

function sources(interfaces: Interfaces, at: Address, own: Abi): Abi {
  return isAddressEqual(at, interfaces.conclave)
    ? own
    : [...knownAbi, ...roleManagerAbi, ...interfaces.brought];
}

function firstDecoded(items: readonly (Item<"function"> | Item<"error">)[], data: Hex): Decoded {
  const rest = size(data) === 4 ? "0x" : slice(data, 4);
  for (const item of items) {
    try {
      if (item.inputs.length === 0 ? rest !== "0x" : false) continue;
      const values = item.inputs.length === 0 ? [] : decodeAbiParameters(item.inputs, rest);
      // Bytes that the words do not account for could hide something: then the bytes are shown instead.
      const again = item.inputs.length === 0 ? "0x" : encodeAbiParameters(item.inputs, values);
      if (concat([again]) === rest) return decoded(item, values);
    } catch {
      // Another interface may fit.
    }
  }
  return null;
}

function decoded(item: Item<"function" | "error" | "event">, values: readonly unknown[]): Decoded {
  return {
    name: item.name,
    signature: `${item.name}(${item.inputs.map(formatType).join(",")})`,
    args: item.inputs.map((input, index) => ({
      name: input.name ?? "",
      type: formatType(input),
      value: plain(input, values[index]),
    })),
  };
}

function formatType(parameter: AbiParameter): string {
  if (!("components" in parameter)) return parameter.type;
  return `(${parameter.components.map(formatType).join(",")})${parameter.type.slice("tuple".length)}`;
}

function plain(parameter: AbiParameter, value: unknown): DecodedValue {
  if (typeof value === "boolean") return value;
  if (Array.isArray(value) && parameter.type.endsWith("]")) {
    const element = { ...parameter, type: parameter.type.slice(0, parameter.type.lastIndexOf("[")) };
    return value.map((item) => plain(element, item));
  }
  if (typeof value === "object" && value !== null && "components" in parameter) {
    const fields = parameter.components.map((component, index) => {
      const name = component.name ?? String(index);
      return [
        name,
        plain(component, (value as Record<string, unknown>)[Array.isArray(value) ? index : name]),
      ] as const;
    });
    return Object.fromEntries(fields);
  }
  return String(value);
}
