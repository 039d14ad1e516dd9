import { bytesToHex, decodeFunctionData, type Hex, hexToBytes, parseAbi } from "viem";
import type { Call } from "./request.ts";

const abi = parseAbi(["function multiSend(bytes transactions)"]);
const SELECTOR = "0x8d80ff0a";
const HEAD = 85;
const MAX_DEPTH = 4;

/**
 * The calls in code that runs as a Safe: of a batch (MultiSend) operation, target, value, length and data of each, one after the
 * other, and of batches within it. None for other code. Undefined for a batch that does not come out even: its contract would make
 * calls of it all the same.
 */
export function readMultiSend({ data, delegate }: Call, depth = 0): Call[] | undefined {
  if (!delegate || !data.startsWith(SELECTOR)) return [];
  const calls = depth < MAX_DEPTH ? callsIn(data) : undefined;
  if (calls === undefined) return undefined;
  const inner = calls.map((call) => readMultiSend(call, depth + 1));
  const known = inner.filter((found) => found !== undefined);
  return known.length === inner.length ? [...calls, ...known.flat()] : undefined;
}

function callsIn(data: Hex): Call[] | undefined {
  const bytes = transactionsIn(data);
  if (bytes === undefined) return undefined;
  const calls: Call[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + HEAD > bytes.length) return undefined;
    const length = Number(BigInt(bytesToHex(bytes.subarray(at + 53, at + HEAD))));
    const end = at + HEAD + length;
    if (end > bytes.length) return undefined;
    calls.push({
      delegate: bytes[at] !== 0,
      target: bytesToHex(bytes.subarray(at + 1, at + 21)),
      value: BigInt(bytesToHex(bytes.subarray(at + 21, at + 53))),
      data: bytesToHex(bytes.subarray(at + HEAD, end)),
    });
    at = end;
  }
  return calls;
}

function transactionsIn(data: Hex): Uint8Array | undefined {
  try {
    return hexToBytes(decodeFunctionData({ abi, data }).args[0]);
  } catch {
    return undefined;
  }
}
