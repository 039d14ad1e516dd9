import {
  type Abi,
  concat,
  decodeErrorResult,
  type Hex,
  isHex,
  parseAbi,
  size,
  slice,
  BaseError as ViemError,
} from "viem";
import * as Finding from "../charter/finding.ts";
import { BaseError } from "../errors.ts";
import { errorsAbi, guardErrorsAbi, roleErrorsAbi } from "../generated/abi.ts";
import { GUARD_WORDS } from "./guard-words.ts";
import { OPERATION_WORDS } from "./operation-words.ts";
import { type ErrorName, FALLBACK, type RevertWords, type Say } from "./phrases.ts";
import { REGISTER_WORDS } from "./register-words.ts";
import { ROLE_WORDS } from "./role-words.ts";

/** Every error of the contracts in plain words. The type makes a new error without words a compile error. */
const WORDS: { readonly [N in ErrorName]: Say<N> } = {
  ...OPERATION_WORDS,
  ...REGISTER_WORDS,
  ...GUARD_WORDS,
  ...ROLE_WORDS,
};

/** Errors of the contracts a Conclave is often pointed at, so that a failed call says why. */
const COMMON = parseAbi([
  "error OwnableUnauthorizedAccount(address account)",
  "error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)",
  "error AccessManagedUnauthorized(address caller)",
  "error EnforcedPause()",
  "error ExpectedPause()",
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
]);

/** A revert understood: the error's name (`null` if nobody knows it), its arguments, and what it means. */
export type Revert = {
  readonly name: string | null;
  readonly args: readonly unknown[];
  readonly message: string;
  readonly fix: string;
  readonly data: Hex;
};

/** Says what revert data means. @param interfaces Errors of the contracts called, as human-readable ABI entries or items. */
export function decode(data: Hex, interfaces: Abi = []): Revert {
  const found = decodeWith(
    [...errorsAbi, ...guardErrorsAbi, ...roleErrorsAbi, ...COMMON, ...interfaces],
    data,
  );
  if (found === null) return { name: null, args: [], data, message: unknown(data), fix: FALLBACK };
  const { name, args } = found;
  if (name === "CallFailed" && isHex(args[1])) {
    // A helper's or a target's error comes wrapped: the inner one is what people need to read.
    const inner = decode(args[1], interfaces);
    return { name, args, data, message: `call ${args[0]} failed: ${inner.message}`, fix: inner.fix };
  }
  return { name, args, data, ...words(name, args) };
}

/** The revert data inside whatever a client threw; `null` if it holds none, so that the call never got as far. */
export function dataOf(error: unknown): Hex | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 16; at = at.cause, depth++) {
    const found = hexIn((at as { data?: unknown }).data) ?? hexIn((at as { raw?: unknown }).raw);
    if (found !== null) return found;
  }
  return error instanceof ViemError && error.name !== "Error" && isBareRevert(error) ? "0x" : null;
}

/** The refusal as an error of this project. Its code is `Revert.` and the contract's name for it, `Revert.Unknown` if it has none. */
export function toError(revert: Revert, cause?: unknown): BaseError {
  return new BaseError({
    code: `Revert.${revert.name ?? "Unknown"}`,
    message: revert.message,
    fix: revert.fix,
    details: { error: revert.name, args: [...revert.args], data: revert.data },
    ...(cause === undefined ? {} : { cause }),
  });
}

function words(name: string, args: readonly unknown[]): { message: string; fix: string } {
  if (name === "Error") return { message: `the contract says: ${JSON.stringify(args[0])}`, fix: FALLBACK };
  if (name === "Panic") return { message: `the contract panicked (code ${args[0]})`, fix: FALLBACK };
  if (Object.hasOwn(WORDS, name)) {
    // The arguments were decoded by the very error whose words these are.
    const say = WORDS[name as keyof typeof WORDS] as (...values: readonly unknown[]) => RevertWords;
    return say(...args);
  }
  if (isFinding(name)) {
    const message = Finding.describe(name, args as Finding.Finding["args"], Finding.holderNumber);
    return { message, fix: "correct the charter: `conclave charter check` names the line" };
  }
  return { message: `the contract refused with ${name}(${args.map(String).join(", ")})`, fix: FALLBACK };
}

function isFinding(name: string): name is Finding.FindingName {
  return Finding.charterErrors.some((error) => error.name === name);
}

function decodeWith(abi: Abi, data: Hex): { name: string; args: readonly unknown[] } | null {
  if (size(data) < 4) return null;
  try {
    const { errorName, args } = decodeErrorResult({ abi, data });
    return { name: errorName, args: (args ?? []) as readonly unknown[] };
  } catch {
    return null;
  }
}

function unknown(data: Hex): string {
  if (size(data) === 0) return "it reverted without giving a reason";
  const selector = size(data) >= 4 ? slice(data, 0, 4) : concat([data]);
  return `it reverted with an error nobody here knows (${selector}, ${size(data)} bytes)`;
}

function hexIn(value: unknown): Hex | null {
  if (isHex(value)) return value;
  const inner = typeof value === "object" && value !== null ? (value as { data?: unknown }).data : undefined;
  return isHex(inner) ? inner : null;
}

/** A node that says "execution reverted" and gives no data. */
function isBareRevert(error: ViemError): boolean {
  return (
    error.walk((one) => one instanceof Error && /execution reverted|reverted without/i.test(one.message)) !==
    null
  );
}
