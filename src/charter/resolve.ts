import {
  type AbiFunction,
  type AbiParameter,
  type Address,
  concat,
  encodeFunctionData,
  getAddress,
  type Hex,
  isAddress,
  keccak256,
  parseAbiItem,
  stringToHex,
  toFunctionSelector,
  zeroAddress,
  zeroHash,
} from "viem";
import { BaseError } from "../errors.ts";
import type { WatchedItem } from "./model.ts";
import type { Argument, Charter, CharterExactRule, CharterItem, CharterKey, CharterRule } from "./schema.ts";

/** The signer bytes of a key: its address, or `verifier ‖ public key`. */
export function signerOf(key: Pick<CharterKey, "kind" | "address" | "verifier" | "public-key">): Hex {
  const { address, verifier } = key;
  const signer =
    key.kind === "ERC7913" ? concat([verifier ?? "0x", key["public-key"] ?? "0x"]) : (address ?? "0x");
  return signer.toLowerCase() as Hex;
}

/** The address a target, destination or argument stands for. @throws `Charter.UnresolvedContract` */
export function contractAddress(charter: Pick<Charter, "contracts">, place: string): Address {
  const named = Object.hasOwn(charter.contracts, place) ? charter.contracts[place] : undefined;
  if (named !== undefined) return named;
  if (isAddress(place)) return getAddress(place);
  throw new BaseError({
    code: "Charter.UnresolvedContract",
    message: `"${place}" is neither an address nor listed under "contracts"`,
    fix: "list it under contracts, or write the address",
  });
}

/** A tier's number from its number or name; `null` if there is none. Numbers without a tier pass: a rulebook may outlive a tier. */
export function tierNumber(charter: Pick<Charter, "tiers">, text: string): number | null {
  if (/^\d{1,2}$/.test(text)) return Number(text) < 16 ? Number(text) : null;
  return charter.tiers.find(({ name }) => name === text)?.number ?? null;
}

/** The four bytes a rule is about. @throws `Charter.BadSignature` */
export function selectorOf(rule: Pick<CharterRule, "function" | "selector">): Hex {
  return rule.selector ?? toFunctionSelector(functionItem(rule.function ?? ""));
}

/** The calldata an exact rule lists; `null` if only its hash is known. @throws `Charter.BadSignature`, `Charter.BadArgument` */
export function calldata(charter: Pick<Charter, "contracts">, rule: CharterExactRule): Hex | null {
  if (rule.calldata !== undefined) return rule.calldata;
  if (rule.function === undefined) return null;
  const item = functionItem(rule.function);
  const given = rule.args ?? [];
  if (given.length !== item.inputs.length) {
    throw badArgument(`${rule.function} takes ${item.inputs.length} arguments, ${given.length} are given`);
  }
  const args = item.inputs.map((input, index) => convert(charter, input, given[index] ?? ""));
  try {
    return encodeFunctionData({ abi: [item], args });
  } catch (cause) {
    throw badArgument(`the arguments do not fit ${rule.function}`, cause);
  }
}

/** keccak256 of the calldata an exact rule lists. */
export function calldataHash(charter: Pick<Charter, "contracts">, rule: CharterExactRule): Hex {
  const data = calldata(charter, rule);
  return data === null ? (rule.hash ?? zeroHash) : keccak256(data);
}

/** A watched item as the rulebook has it. @throws `Charter.BadRole` */
export function watchedItem(charter: Pick<Charter, "contracts">, item: CharterItem): WatchedItem {
  return {
    kind: item.kind,
    target: item.target === undefined ? zeroAddress : contractAddress(charter, item.target),
    parameter: item.dust ?? item.id ?? (item.role === undefined ? 0n : roleId(item.kind, item.role)),
  };
}

/** `DEFAULT_ADMIN_ROLE` is 0, other names are hashed as OpenZeppelin does; AccessManager roles are 64-bit numbers. */
function roleId(kind: CharterItem["kind"], role: string): bigint {
  if (kind === "accessManager") {
    if (/^\d{1,20}$/.test(role) && BigInt(role) < 1n << 64n) return BigInt(role);
  } else {
    if (role === "DEFAULT_ADMIN_ROLE") return 0n;
    if (/^0x[0-9a-fA-F]{64}$/.test(role)) return BigInt(role);
    if (/^[A-Z][A-Z0-9_]*$/.test(role)) return BigInt(keccak256(stringToHex(role)));
  }
  throw new BaseError({
    code: "Charter.BadRole",
    message: `"${role}" is no ${kind === "accessManager" ? "AccessManager role id" : "AccessControl role"}`,
    fix: "write a number for AccessManager; a name such as MINTER_ROLE or 32 bytes in hex for AccessControl",
  });
}

function functionItem(signature: string): AbiFunction {
  try {
    return parseAbiItem(`function ${signature}`) as AbiFunction;
  } catch (cause) {
    throw new BaseError({
      code: "Charter.BadSignature",
      message: `"${signature}" is not a function signature`,
      fix: "write it as in Solidity, such as setFee(uint256)",
      cause,
    });
  }
}

/** Turns the text of an argument into what the ABI encoder takes. */
function convert(charter: Pick<Charter, "contracts">, input: AbiParameter, value: Argument): unknown {
  const array = /^(.*)\[(\d*)\]$/.exec(input.type);
  if (array !== null) {
    if (typeof value === "string") throw badArgument(`${input.type} takes a list`);
    return value.map((item) => convert(charter, { ...input, type: array[1] ?? "" }, item));
  }
  if (input.type === "tuple") {
    const components = "components" in input ? input.components : [];
    if (typeof value === "string" || value.length !== components.length) {
      throw badArgument(`a struct takes a list of its ${components.length} fields`);
    }
    const fields = components.map((part, index) => convert(charter, part, value[index] ?? ""));
    // Unnamed fields are encoded by position, named ones by name.
    return components.every(({ name }) => name)
      ? Object.fromEntries(components.map(({ name }, index) => [name, fields[index]]))
      : fields;
  }
  if (typeof value !== "string") throw badArgument(`${input.type} takes one value, not a list`);
  if (input.type === "address") return contractAddress(charter, value);
  if (input.type === "bool" && (value === "true" || value === "false")) return value === "true";
  if (/^u?int/.test(input.type) && /^-?(\d[\d_]*|0x[0-9a-fA-F]+)$/.test(value))
    return BigInt(value.replaceAll("_", ""));
  if (input.type.startsWith("bytes") && /^0x([0-9a-fA-F]{2})*$/.test(value)) return value;
  if (input.type === "string") return value;
  throw badArgument(`"${value}" is no ${input.type}`);
}

function badArgument(message: string, cause?: unknown): BaseError {
  return new BaseError({
    code: "Charter.BadArgument",
    message,
    fix: "give the arguments in order, as the function's signature has them",
    ...(cause === undefined ? {} : { cause }),
  });
}
