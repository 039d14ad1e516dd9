import type { Address } from "viem";
import { BaseError } from "../errors.ts";
import * as SafeFile from "./file.ts";
import { nameOf } from "./queue-finding.ts";
import type { Item } from "./queue-item.ts";
import { rejection } from "./settings.ts";
import type { SafeState } from "./state.ts";
import { safeTxHash } from "./transaction.ts";

/** How one nonce is put out of use. */
export type Voiding = {
  readonly nonce: bigint;
  /** A rejection: the one that was queued already, with its signatures, or a new one. */
  readonly file: SafeFile.SafeFile;
  /** What can be executed no more once the rejection is. */
  readonly ends: readonly Item[];
  readonly signed: readonly Address[];
  /** Owners of whom as many more must sign as `missing` says. */
  readonly able: readonly Address[];
  readonly missing: number;
  /** Of those it ends, what has all signatures: whoever sends it first wins. */
  readonly armed: readonly Item[];
};

/** More rejections than this at once are somebody's trick with a far nonce. */
const MOST = 200n;

/**
 * Rejections for nonces, each of which uses one up. Left out, they are all from the Safe's own to the last that is queued, those in
 * between included: a rejection can only be executed when its turn comes.
 * @throws `SafeVoid.Nothing`, `SafeVoid.Used`, `SafeVoid.TooMany`
 */
export function voidings(
  state: SafeState,
  items: readonly Item[],
  nonces?: readonly bigint[],
): readonly Voiding[] {
  const chosen = nonces === undefined ? allOf(state, items) : [...new Set(nonces)].sort(ascending);
  for (const nonce of chosen) {
    if (nonce >= state.nonce) continue;
    throw new BaseError({
      code: "SafeVoid.Used",
      message: `nonce ${nonce} is used already; the Safe is at ${state.nonce}`,
      fix: "name nonces from the Safe's own on",
      details: { nonce, next: state.nonce },
    });
  }
  return chosen.map((nonce) => voiding(state, items, nonce));
}

function allOf(state: SafeState, items: readonly Item[]): readonly bigint[] {
  const open = items.map(({ transaction }) => transaction.nonce).filter((nonce) => nonce >= state.nonce);
  const last = open.toSorted(ascending).at(-1);
  if (last === undefined) {
    throw new BaseError({
      code: "SafeVoid.Nothing",
      message: "nothing is queued that could be voided",
      fix: "name the nonces, or where the queue is: --folder, --service",
    });
  }
  const count = last - state.nonce + 1n;
  if (count > MOST) {
    throw new BaseError({
      code: "SafeVoid.TooMany",
      message: `the last queued nonce is ${last}, ${count} away from the Safe's`,
      fix: "name the nonces that matter with --nonces: what is far away cannot be executed for long",
      details: { last, next: state.nonce },
    });
  }
  return Array.from({ length: Number(count) }, (_, index) => state.nonce + BigInt(index));
}

function voiding(state: SafeState, items: readonly Item[], nonce: bigint): Voiding {
  const domain = { chainId: state.chainId, verifyingContract: state.address };
  const transaction = rejection(state.address, nonce);
  const known = items.find((item) => item.safeTxHash === safeTxHash(domain, transaction));
  const ends = items.filter((item) => item.transaction.nonce === nonce && item !== known);
  const note =
    ends.length === 0
      ? "Nothing is queued at this nonce; it is used up so that later ones come to their turn."
      : `Executed, this puts out of use: ${ends.map(nameOf).join(", ")}.`;
  const { version, owners, threshold } = state;
  const file =
    known?.file ?? SafeFile.create({ domain, version, transaction, title: `Void nonce ${nonce}`, note });
  const signed = known?.standing.consents.filter(({ counts }) => counts).map(({ owner }) => owner) ?? [];
  return {
    nonce,
    file,
    ends,
    signed,
    able: known?.standing.able ?? owners,
    missing: known?.standing.missing ?? threshold,
    armed: ends.filter(({ standing }) => standing.missing === 0),
  };
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
