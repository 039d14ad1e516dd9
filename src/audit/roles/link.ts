import {
  type AbiParameter,
  domainSeparator,
  encodeAbiParameters,
  type Hex,
  keccak256,
  stringToBytes,
  toEventSelector,
} from "viem";
import type { Domain } from "../../proposal/proposal.ts";
import { itemOf, type RoleLink } from "./event.ts";

/** The head before any link (docs/formats.md, 11). */
export function genesis({ chainId, verifyingContract }: Domain): Hex {
  const domain = { name: "RoleManager", version: "1", chainId, verifyingContract };
  return keccak256(encodeAbiParameters([{ type: "bytes32" }], [domainSeparator({ domain })]));
}

/** The head after a link, from the head before it: its topic, its time, then its arguments as they are declared, texts by their hash. */
export function headAfter(before: Hex, { eventName, args, at }: RoleLink): Hex {
  const item = itemOf(eventName);
  const values = args as unknown as Readonly<Record<string, unknown>>;
  const fields = item.inputs.map((input) => asWords(input, values[input.name ?? ""]));
  const types = [{ type: "bytes32" }, { type: "bytes32" }, { type: "uint256" }];
  return keccak256(
    encodeAbiParameters(
      [...types, ...fields.map(({ type }) => type)],
      [toEventSelector(item), before, BigInt(at.time), ...fields.map(({ value }) => value)],
    ),
  );
}

/** The head after several. */
export function headAfterAll(before: Hex, links: readonly RoleLink[]): Hex {
  return links.reduce(headAfter, before);
}

function asWords(
  type: AbiParameter,
  value: unknown,
): { readonly type: AbiParameter; readonly value: unknown } {
  if (type.type !== "string") return { type, value };
  return { type: { type: "bytes32" }, value: keccak256(stringToBytes(String(value))) };
}
