import { concat, type Hex, slice } from "viem";
import { describe, expect, test } from "vitest";
import * as Proposal from "../../src/proposal/proposal.ts";
import { codeOf, random, randomProposal } from "./random.ts";
import { HASH, PROPOSAL } from "./sample.ts";

const NO_REPORT = `0x${"00".repeat(32)}` as const;

describe("contract arguments", () => {
  test("unpack inverts pack", () => {
    const r = random(5);
    for (let round = 0; round < 300; round++) {
      const proposal = randomProposal(r);
      const report = r.bool() ? r.bytes(32) : undefined;
      const args = Proposal.pack(proposal, report);
      expect(Proposal.unpack(args)).toEqual(proposal);
      expect(Proposal.reportOf(args)).toBe(report ?? NO_REPORT);
      expect([Proposal.approvalsIn(args), Proposal.prevIn(args)]).toEqual([
        proposal.approvals,
        proposal.prev,
      ]);
    }
  });

  test("bytes that are cut off, or promise a report and have none, are no proposal", () => {
    const args = Proposal.pack(PROPOSAL, HASH);
    const read = (bytes: Hex) => codeOf(() => Proposal.unpack(bytes));
    expect(read("0x")).toBe("Proposal.Malformed");
    expect(read(slice(args, 0, 81))).toBe("Proposal.Malformed");
    expect(read(slice(args, 0, 113))).toBe("Proposal.Malformed");
    expect(read(concat([slice(args, 0, 82), NO_REPORT, slice(args, 114)]))).toBe("Proposal.Malformed");
    expect(read(slice(args, 0, 114))).toBe("Calls.Malformed");
    // One call more than there is: what follows is read as a call.
    expect(read(concat(["0x82", slice(args, 1)]))).toBe("Calls.Malformed");
    expect(read(concat([args, "0x00"]))).toBe("Conditions.Malformed");
    expect([Proposal.approvalsIn(slice(args, 0, 15)), Proposal.approvalsIn(slice(args, 0, 16))]).toEqual([
      0, 2,
    ]);
    expect([Proposal.prevIn(slice(args, 0, 49)), Proposal.prevIn(slice(args, 0, 50))]).toEqual([
      null,
      PROPOSAL.prev,
    ]);
  });

  test("refuses what does not fit", () => {
    const calls = Array.from({ length: 128 }, () => PROPOSAL.calls[0] as Proposal.Call);
    expect(codeOf(() => Proposal.pack({ ...PROPOSAL, calls }))).toBe("Proposal.OutOfRange");
    const most = { ...PROPOSAL, calls: calls.slice(1) };
    expect(Proposal.unpack(Proposal.pack(most, HASH))).toEqual(most);
    expect(codeOf(() => Proposal.pack({ ...PROPOSAL, calls: [] }))).toBe("Calls.Empty");
    expect(codeOf(() => Proposal.pack({ ...PROPOSAL, lane: 65_536 }))).toBe("Proposal.OutOfRange");
    expect(codeOf(() => Proposal.pack({ ...PROPOSAL, deadline: 2 ** 40 }))).toBe("Proposal.OutOfRange");
    expect(codeOf(() => Proposal.pack({ ...PROPOSAL, approvals: 1.5 }))).toBe("Proposal.OutOfRange");
  });

  test("lanes are tier and number", () => {
    expect(Proposal.laneOf(2, 3)).toBe(0x0203);
    expect([Proposal.tierOf(0x0203), Proposal.numberOf(0x0203)]).toEqual([2, 3]);
  });
});
