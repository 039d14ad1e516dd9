import { type Address, getAddress, type Hex } from "viem";
import type { Proposal } from "../../src/proposal/proposal.ts";

/** Repeatable random values (mulberry32). */
export function random(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const bytes = (length: number): Hex =>
    `0x${Array.from({ length }, () => below(256).toString(16).padStart(2, "0")).join("")}`;
  const address = (): Address => getAddress(bytes(20));
  const list = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);
  return { below, bytes, address, list, bool: () => next() < 0.5 };
}

export type Random = ReturnType<typeof random>;

export function randomProposal(r: Random): Proposal {
  return {
    lane: r.below(2 ** 16),
    prev: r.bytes(32),
    epoch: r.below(2 ** 32),
    created: r.below(2 ** 40),
    deadline: r.below(2 ** 40),
    approvals: r.below(256),
    calls: r.list(1 + r.below(4), () => ({
      target: r.address(),
      value: BigInt(r.bytes(r.below(12) + 1)),
      data: r.bytes(r.below(90)),
      minGas: r.below(2 ** 32),
    })),
    conditions: r.list(r.below(3), () => ({
      target: r.address(),
      data: r.bytes(r.below(70)),
      comparison: (["EQ", "GE", "LE"] as const)[r.below(3)] ?? "EQ",
      expected: r.bytes(32),
    })),
    note: r.bytes(32),
  };
}

/** The code of the error that `run` throws; fails the test if it throws none. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  throw new Error("nothing was thrown");
}

export async function codeOfAsync(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  throw new Error("nothing was thrown");
}
