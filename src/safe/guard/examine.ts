import { encodeFunctionData, type Hex, numberToHex } from "viem";
import * as Canonical from "../../canonical.ts";
import { rosterOf } from "../../chain/standing.ts";
import { BaseError } from "../../errors.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { type Provider, pin, within } from "../../test/fork.ts";
import { slotsRead } from "../../test/slot.ts";
import type { SafeFile } from "../file.ts";
import { type Simulation, simulate } from "../simulate.ts";
import { sponsorReason } from "./announce.ts";
import { encode } from "./announcement.ts";
import { submittable } from "./counting.ts";
import { NO_KEY } from "./named-tester.ts";
import type { Guarded } from "./state.ts";

/** What a tester vouches for: what the transaction does under the guard, at the first moment it may. */
export type Report = Omit<Simulation, "block"> & {
  readonly format: "conclave-safe-report/1";
  readonly safeTxHash: Hex;
  readonly chainId: number;
  readonly safe: Hex;
  readonly guard: Hex;
  readonly tier: number;
  /** The block whose state was used. */
  readonly block: Simulation["block"];
};

/** What the tester signs: keccak256 of the report as canonical JSON. */
export function hash(report: Report): Hex {
  return Canonical.hash(report);
}

/**
 * Executes the transaction on a node made for tests as if it had been announced in the newest block and its delay were over: through
 * the Safe's own `execTransaction`, with the guard in force, which counts every owner as having approved. Only storage differs: the
 * announcement, and the owners' approvals. On a fork of one block every machine gets the same report.
 * @throws `SafeExamine.NotBegun`, `SafeExamine.SlotNotFound`, what `simulate` throws
 */
export async function examine(provider: Provider, file: SafeFile, guarded: Guarded): Promise<Report> {
  const { guard, conclave, safe } = guarded;
  const announcement = file.announcement;
  const terms = announcement && rosterOf(conclave).tiers[announcement.tier];
  if (announcement === undefined || terms === undefined) {
    throw new BaseError({
      code: "SafeExamine.NotBegun",
      message: "the file does not say in which tier it is to be announced",
      fix: "have the proposer sign it first (`safe announce`)",
    });
  }
  const pinned = await pin(provider);
  const at = pinned.timestamp + 1 + terms.delay;
  const { proposer, tester } = sponsors(file, guarded, announcement.tier);
  const word = encode({
    tier: announcement.tier,
    epoch: conclave.config.epoch,
    announcedAt: pinned.timestamp + 1,
    deadline: announcement.deadline,
    delay: terms.delay,
    grace: terms.grace,
    proposer,
    tester,
  });
  const address = guard.domain.verifyingContract;
  const slot = await within(provider, { at: pinned.timestamp + 1, slots: [] }, () =>
    slotOf(provider, guarded, file.safeTxHash),
  );
  const approved = safe.owners.map((owner) => ({ owner, kind: "approved", signature: "0x" }) as const);
  const signatures = submittable(conclave, announcement.tier, approved).toSorted((a, b) =>
    BigInt(a.owner) < BigInt(b.owner) ? -1 : 1,
  );
  const setting = { at, slots: [{ address, slot, value: numberToHex(word, { size: 32 }) }] };
  const simulation = await within(provider, setting, () => simulate(provider, { ...file, signatures }));
  return {
    ...simulation,
    format: "conclave-safe-report/1",
    safeTxHash: file.safeTxHash,
    chainId: file.domain.chainId,
    safe: safe.address,
    guard: address,
    tier: announcement.tier,
    block: { number: pinned.number, hash: pinned.hash, timestamp: pinned.timestamp },
  };
}

/** Those in the file; else holders who could, so that the others are counted as they will be. */
function sponsors(file: SafeFile, guarded: Guarded, tier: number) {
  const { keys } = rosterOf(guarded.conclave);
  const { proposer, tester } = file.announcement ?? {};
  const able = (act: "propose" | "test", without: number | null) =>
    keys.flatMap((key, index) =>
      key !== null && key.holder !== without && sponsorReason(guarded, tier, act, index) === null
        ? [key.holder]
        : [],
    )[0];
  const holderOf = (key: number | undefined) => (key === undefined ? undefined : keys[key]?.holder);
  const first = holderOf(proposer?.key) ?? able("propose", null) ?? NO_KEY;
  return { proposer: first, tester: holderOf(tester?.key) ?? able("test", first) ?? null };
}

/** The one slot of the guard that holds the announcement, asked of the node. */
async function slotOf(provider: Provider, { guard, safe }: Guarded, safeTxHash: Hex): Promise<Hex> {
  const to = guard.domain.verifyingContract;
  const data = encodeFunctionData({
    abi: conclaveGuardAbi,
    functionName: "announcement",
    args: [safe.address, safeTxHash],
  });
  const [slot, ...more] = await slotsRead(provider, to, data);
  if (slot !== undefined && more.length === 0) return slot;
  throw new BaseError({
    code: "SafeExamine.SlotNotFound",
    message: `the node's trace shows ${more.length + (slot === undefined ? 0 : 1)} slots for the announcement, one was expected`,
    fix: "simulate on an in-process fork or on anvil",
    details: { guard: to },
  });
}
