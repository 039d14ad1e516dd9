import { type Address, decodeFunctionData, getAddress, type Hex, hexToBigInt, size, slice } from "viem";
import { safeAbi } from "../../generated/safe-abi.ts";
import { CALL, DELEGATECALL, type SafeTransaction } from "../../safe/transaction.ts";
import type { EventOf } from "./event.ts";

/** Where the content of an execution is known from. */
export type Source = "event" | "calldata" | "trace";

/** What was handed to `execTransaction`, all but the nonce. */
export type Content = {
  readonly call: Omit<SafeTransaction, "nonce">;
  readonly signatures: Hex;
  readonly executor: Address;
  readonly source: Source;
};

/** What SafeL2 says besides: `additionalInfo` is (nonce, caller, threshold). */
export type Stated = Content & { readonly nonce: bigint; readonly threshold: number };

/** What a module had the Safe do. */
export type ModuleCall = Pick<SafeTransaction, "to" | "value" | "data" | "operation"> & {
  readonly module: Address;
  readonly source: Source;
};

type ExecutionArgs = Omit<SafeTransaction, "nonce" | "operation"> & {
  readonly operation: number;
  readonly signatures: Hex;
};

const INFO = 96;

/** Null: `additionalInfo` is not three words, or the operation is none. */
export function fromEvent({ args }: EventOf<"SafeMultiSigTransaction">): Stated | null {
  const info = args.additionalInfo;
  const call = callOf(args);
  if (size(info) !== INFO || call === null) return null;
  return {
    call,
    signatures: args.signatures,
    nonce: hexToBigInt(slice(info, 0, 32)),
    executor: getAddress(slice(info, 44, 64)),
    threshold: Number(hexToBigInt(slice(info, 64, 96))),
    source: "event",
  };
}

/** Null: this is no `execTransaction`. Bytes behind the last argument change nothing, as in the Safe. */
export function fromCalldata(data: Hex, executor: Address, source: Source): Content | null {
  try {
    const { functionName, args } = decodeFunctionData({ abi: safeAbi, data });
    if (functionName !== "execTransaction") return null;
    const [to, value, bytes, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, signatures] =
      args;
    const read = {
      to,
      value,
      data: bytes,
      operation,
      safeTxGas,
      baseGas,
      gasPrice,
      gasToken,
      refundReceiver,
    };
    const call = callOf({ ...read, signatures });
    return call === null ? null : { call, signatures, executor: getAddress(executor), source };
  } catch {
    return null;
  }
}

/** Null: this is no call by a module. */
export function fromModuleCalldata(data: Hex, module: Address): ModuleCall | null {
  try {
    const { functionName, args } = decodeFunctionData({ abi: safeAbi, data });
    if (
      functionName !== "execTransactionFromModule" &&
      functionName !== "execTransactionFromModuleReturnData"
    )
      return null;
    const [to, value, bytes, operation] = args;
    return moduleCall({ module, to, value, data: bytes, operation }, "trace");
  } catch {
    return null;
  }
}

export function fromModuleEvent({ args }: EventOf<"SafeModuleTransaction">): ModuleCall | null {
  return moduleCall(args, "event");
}

function moduleCall(
  { module, to, value, data, operation }: EventOf<"SafeModuleTransaction">["args"],
  source: Source,
): ModuleCall | null {
  if (operation !== CALL && operation !== DELEGATECALL) return null;
  return { module: getAddress(module), to: getAddress(to), value, data: lower(data), operation, source };
}

function callOf(args: ExecutionArgs): Content["call"] | null {
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = args;
  if (operation !== CALL && operation !== DELEGATECALL) return null;
  return {
    to: getAddress(to),
    value,
    data: lower(data),
    operation,
    safeTxGas,
    baseGas,
    gasPrice,
    gasToken: getAddress(gasToken),
    refundReceiver: getAddress(refundReceiver),
  };
}

function lower(data: Hex): Hex {
  return data.toLowerCase() as Hex;
}
