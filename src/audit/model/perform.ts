import {
  type Abi,
  type Address,
  concat,
  decodeAbiParameters,
  decodeFunctionData,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  size,
  slice,
  toFunctionSelector,
} from "viem";
import { conclaveAbi } from "../../generated/abi.ts";
import type { Call } from "../../proposal/calls.ts";
import * as SelfCall from "../../proposal/self-call.ts";
import type { Supplied } from "./act.ts";
import { amendRoster, amendRulebook, renew } from "./amendments.ts";
import { lift } from "./guardians.ts";
import { beginRetirement, compromise, waive } from "./keys.ts";
import { refusalOf, refuse } from "./refusal.ts";
import { append, requireOpen, setConfig, type Work } from "./state.ts";
import { requireCall } from "./world.ts";

/** Length of a self-call that names a document: a selector and a hash. */
const NAMING = 36;
const TIER_ZERO = 255;

/** Calls of the Conclave to itself that succeed and change nothing: its views, and what it answers to tokens sent to it. */
const HARMLESS = new Set(
  (conclaveAbi as Abi).flatMap((item) => {
    if (item.type !== "function") return [];
    const isQuiet = item.stateMutability === "view" || /^onERC\d+(Batch)?Received$/.test(item.name);
    return isQuiet ? [toFunctionSelector(item)] : [];
  }),
);

/**
 * Runs the calls of an operation as far as they concern the Conclave itself; what others do is the world's to say. The n-th
 * self-call that names a document takes the n-th of `documents`.
 * @throws refusals `DocumentMissing`, `CallFailed` with the call's own refusal
 */
export function perform(work: Work, calls: readonly Call[], documents: readonly Supplied[]): void {
  const queue = [...documents];
  for (const [index, call] of calls.entries()) {
    const own = isAddressEqual(call.target, work.setting.domain.verifyingContract);
    const supplied =
      own && takesDocument(call.data) ? (queue.shift() ?? refuse("DocumentMissing", index)) : undefined;
    requireCall(work, call, index);
    if (!own) continue;
    try {
      performSelf(work, call, supplied);
    } catch (error) {
      refuse("CallFailed", index, refusalOf(error));
    }
  }
}

/** Whether the Conclave appends a document to this call to itself. */
export function takesDocument(data: Hex): boolean {
  return (
    size(data) === NAMING && SelfCall.DOCUMENT_CALLS.some((name) => data.startsWith(SelfCall.selector(name)))
  );
}

function performSelf(work: Work, call: Call, supplied: Supplied | undefined): void {
  if (call.data === "0x") return;
  const found = decode(call);
  if (found === null) {
    if (call.value !== 0n || !HARMLESS.has(call.data.slice(0, 10) as Hex))
      refuse("ReentrancyGuardReentrantCall");
    return;
  }
  const { functionName: name, args } = found;
  if (name === "amendRoster") amendRoster(work, args[0], supplied ?? inline(call.data));
  else if (name === "renew") renew(work, args[0], supplied ?? inline(call.data));
  else if (name === "amendRulebook") amendRulebook(work, args[0], supplied ?? inline(call.data));
  else if (name === "compromise") compromise(work, args[0], false);
  else if (name === "lift") liftByTierZero(work, args[0]);
  else if (name === "beginRetirement") beginRetirement(work, args[0]);
  else if (name === "waiveItem") waive(work, args[0], args[1]);
  else if (name === "approveMessage") approveMessage(work, args[0], args[1]);
  else close(work, args[0]);
}

function liftByTierZero(work: Work, holder: number): void {
  requireOpen(work);
  lift(work, holder, TIER_ZERO);
}

function approveMessage(work: Work, hash: Hex, expiry: number): void {
  requireOpen(work);
  const { epoch } = work.config;
  work.messages = new Map(work.messages).set(hash, { expiry, epoch });
  append(work, "MessageApproved", { hash, expiry, epoch });
}

function close(work: Work, successor: Address): void {
  requireOpen(work);
  setConfig(work, { closed: true });
  append(work, "Closed", { successor });
}

/** The self-call behind a call's bytes; null if it is none, carries value, or its words are not what the type allows. */
function decode({ data, value }: Call) {
  if (value !== 0n) return null;
  try {
    const found = decodeFunctionData({ abi: SelfCall.selfCallAbi, data });
    // Solidity refuses words with bits above their type; bytes behind the arguments it ignores.
    const again = encodeFunctionData({ abi: SelfCall.selfCallAbi, ...found } as never) as Hex;
    return data.toLowerCase().startsWith(again.toLowerCase()) ? found : null;
  } catch {
    return null;
  }
}

/** A document that the proposal carries in its own calldata, behind the hash. */
function inline(data: Hex): Supplied {
  try {
    const [document, packed] = decodeAbiParameters(
      [{ type: "bytes" }, { type: "bytes" }],
      concat(["0x", slice(data, NAMING)]),
    );
    return { document, activations: activationsOf(packed) };
  } catch {
    return refuse("DocumentMismatch");
  }
}

/** Key indices and deadlines of packed activations (docs/formats.md, 8). */
function activationsOf(packed: Hex): Supplied["activations"] {
  const found: { key: number; deadline: number }[] = [];
  for (let at = 0; at < size(packed); ) {
    const end = at + 8 + Number(slice(packed, at + 6, at + 8));
    found.push({
      key: Number(slice(packed, at, at + 1)),
      deadline: Number(slice(packed, at + 1, at + 6)),
    });
    at = end;
  }
  return found;
}
