import {
  type Address,
  decodeFunctionData,
  encodeErrorResult,
  type Hex,
  isAddressEqual,
  numberToHex,
  parseAbi,
} from "viem";
import type { Refusal, State, World } from "../../../src/audit/model.ts";
import { conclaveAbi } from "../../../src/generated/abi.ts";
import type { Call } from "../../../src/proposal/calls.ts";

export const vaultAbi = parseAbi([
  "function setFee(uint256 fee)",
  "function FEE_LIMIT() view returns (uint256)",
  "error FeeTooHigh(uint256 fee, uint256 limit)",
]);

export const saboteurAbi = parseAbi([
  "function act(uint8 trick, address target, bytes data) payable",
  "function read(uint8 trick, uint256 value) returns (uint256)",
  "function balanceOf(address account) view returns (uint256)",
  "error Refused(uint256 value)",
]);

/** What the Conclave is pointed at. */
export type Places = { readonly conclave: Address; readonly vault: Address; readonly saboteur: Address };

/** Nobody lives there. */
export const NOWHERE: Address = "0x00000000000000000000000000000000000dead0";
export const FEE_LIMIT = 1000n;
/** The Conclave's ether, in wei. Calls send so little of it that it never runs out. */
export const TREASURY = 10n ** 18n;
/** Gas no transaction can have. */
export const TOO_MUCH_GAS = 2 ** 31;
const BOMB = 50_000;

/** How these places answer. */
export function worldOf(places: Places): World {
  return {
    call: (call, index) => refusalOf(places, call, index),
    read: (condition, state) => answerOf(places, condition, state),
  };
}

function refusalOf(places: Places, call: Call, index: number): Refusal | null {
  const failed = (reason: Hex): Refusal => ({ name: "CallFailed", args: [index, reason] });
  const { target, data, value } = call;
  if (data !== "0x" && isAddressEqual(target, NOWHERE))
    return { name: "TargetHasNoCode", args: [index, target] };
  if (call.minGas >= TOO_MUCH_GAS) return { name: "InsufficientGas", args: [index, call.minGas] };
  if (value > TREASURY) return failed("0x");
  if (isAddressEqual(target, places.vault)) {
    const { args } = decodeFunctionData({ abi: vaultAbi, data });
    const fee = args?.[0] ?? 0n;
    if (value > 0n) return failed("0x");
    return fee > FEE_LIMIT
      ? failed(encodeErrorResult({ abi: vaultAbi, errorName: "FeeTooHigh", args: [fee, FEE_LIMIT] }))
      : null;
  }
  if (!isAddressEqual(target, places.saboteur)) return null;
  const { args } = decodeFunctionData({ abi: saboteurAbi, data });
  const [trick, , inner] = args as readonly [number, Address, Hex];
  if (trick === 1) return failed(encodeErrorResult({ abi: saboteurAbi, errorName: "Refused", args: [1n] }));
  if (trick === 2 || trick === 3) return failed("0x");
  if (trick === 4) return failed(`0x${"00".repeat(BOMB)}`);
  return trick === 6 ? reentered(places, inner, failed) : null;
}

/** Calls back into the Conclave while it executes: all that changes something is locked. */
function reentered({ saboteur }: Places, data: Hex, failed: (reason: Hex) => Refusal): Refusal | null {
  const { functionName } = decodeFunctionData({ abi: conclaveAbi, data });
  if (functionName === "config") return null;
  return functionName === "close"
    ? failed(encodeErrorResult({ abi: conclaveAbi, errorName: "OnlySelf", args: [saboteur] }))
    : failed(encodeErrorResult({ abi: conclaveAbi, errorName: "ReentrancyGuardReentrantCall" }));
}

function answerOf(
  places: Places,
  { target, data }: { target: Address; data: Hex },
  state: State,
): Hex | null {
  if (isAddressEqual(target, places.vault)) return numberToHex(FEE_LIMIT, { size: 32 });
  if (isAddressEqual(target, places.conclave)) return numberToHex(state.config.unusable, { size: 32 });
  if (!isAddressEqual(target, places.saboteur)) return null;
  const [trick, value] = decodeFunctionData({ abi: saboteurAbi, data }).args as readonly [number, bigint];
  if (trick === 5) return numberToHex(0, { size: 32 });
  return trick === 0 || trick === 7 ? numberToHex(value, { size: 32 }) : null;
}
