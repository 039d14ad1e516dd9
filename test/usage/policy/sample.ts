import type { Address, Hex } from "viem";
import * as TypedData from "../../../src/proposal/typed-data.ts";
import { prepare } from "../../../src/signer/message.ts";
import type { TypedData as Typed } from "../../../src/signer/signer.ts";
import { parsePolicy } from "../../../src/usage/policy/file.ts";
import { judge, type Uses } from "../../../src/usage/policy/judge.ts";
import { type Request, typedRequest } from "../../../src/usage/policy/request.ts";

export const CONCLAVE: Address = "0x00000000000000000000000000000000000c0c1a";
export const VAULT: Address = "0x0000000000000000000000000000000000000a11";
export const OTHER: Address = "0x0000000000000000000000000000000000000a12";
export const KEY: Address = "0x00000000000000000000000000000000000000e1";
/** setFee(uint256) */
export const SET_FEE: Hex = "0x69fe0e2d";
/** A call of it with one word. */
export const FEE: Hex = `${SET_FEE}${"00".repeat(32)}`;
export const ZERO: Hex = `0x${"00".repeat(32)}`;

export const DOMAIN = { chainId: 1, verifyingContract: CONCLAVE };

export function proposal(calls: { target: Address; value?: bigint; data?: Hex }[]) {
  return {
    lane: 1,
    prev: ZERO,
    epoch: 1,
    created: 1,
    deadline: 2,
    approvals: 1,
    calls: calls.map(({ target, value = 0n, data = "0x" }) => ({ target, value, data, minGas: 0 })),
    conditions: [],
    note: ZERO,
  };
}

export function approval(calls: Parameters<typeof proposal>[0] = []): Typed {
  return TypedData.approve(DOMAIN, proposal(calls) as never) as Typed;
}

export function requestOf(typed: Typed): Request {
  return typedRequest(typed, prepare(typed).digest);
}

/** A policy for KEY; `allow` and further fields in YAML. */
export function policyText(rest: string, key: Address = KEY): string {
  return `version: 1\nkey: "${key}"\npurpose: To approve the vault's fee\n${rest}\n`;
}

export function policy(rest: string) {
  return parsePolicy(policyText(rest), "ana.policy.yaml");
}

/** A Friday. */
export const NOW = Date.parse("2026-11-27T12:30:00Z");

/** Why a policy does not allow a request at half past twelve. */
export function why(rest: string, request: Request, uses: Uses = [], now = NOW): string | undefined {
  return judge(policy(rest), request, uses, now);
}
