import type { Proposal } from "../../src/proposal/proposal.ts";

export const HASH = `0x${"ab".repeat(32)}` as const;

/** One of every part. */
export const PROPOSAL: Proposal = {
  lane: 256,
  prev: `0x${"11".repeat(27)}0000000000`,
  epoch: 3,
  created: 1_900_000_000,
  deadline: 1_900_604_800,
  approvals: 2,
  calls: [
    {
      target: "0x00000000000000000000000000000000000000AA",
      value: 5n,
      data: "0x60fe47b1000000000000000000000000000000000000000000000000000000000000002a",
      minGas: 50_000,
    },
  ],
  conditions: [
    {
      target: "0x00000000000000000000000000000000000000AA",
      data: "0x3fa4f245",
      comparison: "EQ",
      expected: HASH,
    },
  ],
  note: HASH,
};
