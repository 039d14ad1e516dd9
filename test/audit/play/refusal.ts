import { type Abi, decodeErrorResult, encodeErrorResult, type Hex, isHex } from "viem";
import type { Refusal } from "../../../src/audit/model.ts";
import { FATES } from "../../../src/chain/fate.ts";
import { KEY_STATES } from "../../../src/charter/model.ts";
import { errorsAbi } from "../../../src/generated/abi.ts";
import { saboteurAbi, vaultAbi } from "./world.ts";

const NAMES: readonly (readonly string[])[] = [KEY_STATES, FATES];
const known: Abi = [...errorsAbi, ...vaultAbi, ...saboteurAbi];

/** The revert data of a refusal; null if the model does not know its arguments. */
export function encode({ name, args }: Refusal): Hex | null {
  const item = errorsAbi.find((each) => each.name === name);
  if (item === undefined || item.inputs.length !== args.length) return null;
  const values: unknown[] = [];
  for (const arg of args) {
    const value = typeof arg === "object" && arg !== null ? encode(arg as Refusal) : numbered(arg);
    if (value === null) return null;
    values.push(value);
  }
  const wide = item.inputs.map(({ type }, index) =>
    /^u?int(4[89]|[5-9]\d|\d{3})$/.test(type) ? BigInt(values[index] as never) : values[index],
  );
  return encodeErrorResult({ abi: errorsAbi, errorName: name, args: wide } as never);
}

/** The error behind revert data, with its arguments, for people; wrapped errors inside. */
export function describe(data: Hex): string {
  const found = read(data);
  if (found === null) return data.length > 74 ? `${data.slice(0, 74)}… (${data.length / 2 - 1} bytes)` : data;
  const args = found.args.map((arg, index) =>
    found.name === "CallFailed" && index === 1 && isHex(arg) ? describe(arg) : String(arg),
  );
  return `${found.name}(${args.join(", ")})`;
}

/** `CallFailed: NotSuspended`, to count by. */
export function nameOf(data: Hex): string {
  const found = read(data);
  if (found === null) return data === "0x" ? "(nothing)" : "(unknown)";
  const inner = found.args[1];
  return found.name === "CallFailed" && isHex(inner) ? `CallFailed: ${nameOf(inner)}` : found.name;
}

function read(data: Hex): { name: string; args: readonly unknown[] } | null {
  try {
    const { errorName, args } = decodeErrorResult({ abi: known, data });
    return { name: errorName, args: args ?? [] };
  } catch {
    return null;
  }
}

/** The model calls states by name, the contract by number. */
function numbered(arg: unknown): unknown {
  const list = NAMES.find((names) => typeof arg === "string" && names.includes(arg));
  return list ? list.indexOf(String(arg)) : arg;
}

/** Which call of an operation it was that failed; null if none did. */
export function failedCall(data: Hex): number | null {
  const found = read(data);
  return found?.name === "CallFailed" ? Number(found.args[0]) : null;
}
