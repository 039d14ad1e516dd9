import {
  concat,
  decodeAbiParameters,
  getAddress,
  type Hex,
  hashStruct,
  numberToHex,
  size,
  slice,
} from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { BaseError } from "../../src/errors.ts";
import { COMPARISONS } from "../../src/proposal/conditions.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { Random } from "../charter/random.ts";
import { randomProposal, random as randomValues } from "../proposal/random.ts";
import { hostile, rounds } from "./hostile.ts";
import { type Ask, readers, valueFrom } from "./readers.ts";

// Proposals (docs/formats.md, 3 and 4): what people signed is what the contract reads, or nobody reads anything.

let ask: Record<"plain" | "proposals", Ask>;
beforeAll(async () => {
  ask = await readers({ plain: "mocks/harness/PlainEncoders", proposals: "mocks/harness/ProposalReader" });
});

/** Neither enters the struct hash. */
const DOMAIN: Proposal.Domain = { chainId: 1, verifyingContract: getAddress(`0x${"c0".repeat(20)}`) };
const NO_REPORT: Hex = `0x${"00".repeat(32)}`;
/** The contract's error for each of the library's, with where the bytes break off. */
const ERRORS: Record<string, string> = {
  "Calls.Malformed": "CallsMalformed",
  "Conditions.Malformed": "ConditionsMalformed",
};

/** As the Solidity tests' `Draft`, which is also how the reader answers. */
function parts({ calls, conditions }: Proposal.Proposal) {
  return {
    calls: calls.map((call) => ({ ...call, minGas: BigInt(call.minGas) })),
    conditions: conditions.map((condition) => ({
      ...condition,
      comparison: COMPARISONS.indexOf(condition.comparison),
    })),
  };
}

function structHash(proposal: Proposal.Proposal): Hex {
  const { types, primaryType, message } = TypedData.proposal(DOMAIN, proposal);
  return hashStruct({ types, primaryType, data: message } as Parameters<typeof hashStruct>[0]);
}

/** What the contract must read. */
function fields(proposal: Proposal.Proposal, report: Hex) {
  const { lane, approvals, epoch, created, deadline, prev, note } = proposal;
  const [tier, number] = [Proposal.tierOf(lane), Proposal.numberOf(lane)];
  return {
    terms: { lane, tier, number, approvals, epoch, created, deadline },
    prev,
    note,
    report,
    ...parts(proposal),
    hash: structHash(proposal),
  };
}

describe("proposals", () => {
  test("the library and the plain Solidity encoder write the same, hash the same, and read each other", async () => {
    const values = randomValues(3301);
    for (let round = 0; round < rounds(60); round++) {
      const proposal = randomProposal(values);
      const draft = { ...proposal, ...parts(proposal) };
      const encoded = (await valueFrom(ask.plain("proposal", [draft]))) as Hex;
      const [packed] = decodeAbiParameters([{ type: "bytes" }], encoded);
      expect(Proposal.pack(proposal)).toBe(packed);
      expect(Proposal.unpack(packed)).toEqual(proposal);
      expect(await valueFrom(ask.plain("hashOf", [draft]))).toBe(structHash(proposal));
    }
  });

  test("the contract reads and hashes what the library wrote, with and without a report", async () => {
    const values = randomValues(3302);
    for (let round = 0; round < rounds(60); round++) {
      const proposal = randomProposal(values);
      const report = values.bool() ? values.bytes(32) : NO_REPORT;
      const args = Proposal.pack(proposal, report);
      expect(await valueFrom(ask.proposals("read", [args]))).toEqual(fields(proposal, report));
      expect(Proposal.reportOf(args)).toBe(report);
    }
  });

  test("any bytes are refused by both at the same place, or are the one encoding of what both read and hash", async () => {
    const random = new Random(3303);
    const values = randomValues(3304);
    const met = new Set<string>();
    for (let round = 0; round < rounds(400); round++) {
      const report = values.bool() ? values.bytes(32) : NO_REPORT;
      const args = damaged(random, Proposal.pack(randomProposal(values), report));
      const answer = await ask.proposals("read", [args]);
      try {
        const proposal = Proposal.unpack(args);
        const read = Proposal.reportOf(args);
        expect(answer, args).toEqual({ value: fields(proposal, read), error: null });
        expect(Proposal.pack(proposal, read)).toBe(args);
        met.add("read");
      } catch (error) {
        if (!(error instanceof BaseError)) throw error;
        met.add(error.code);
        if (error.code === "Proposal.Malformed") expect(answer.error, args).not.toBeNull();
        else {
          const at = BigInt(Number(error.details.at));
          expect(answer, args).toEqual({ error: ERRORS[error.code], args: [at] });
        }
      }
    }
    expect([...met].sort()).toEqual([...Object.keys(ERRORS), "Proposal.Malformed", "read"].sort());
  });
});

/** As nobody wrote it: anywhere, or in the first byte, which says how many calls there are and whether a report. */
function damaged(random: Random, args: Hex): Hex {
  if (random.chance(0.15)) return `${random.bytes(1)}${slice(args, 1).slice(2)}`;
  if (random.chance(0.15)) return compared(random, args);
  const body = random.chance(0.5) ? 82 : 0;
  if (size(args) <= body) return args;
  return body === 0
    ? hostile(random, args)
    : `${slice(args, 0, body)}${hostile(random, slice(args, body)).slice(2)}`;
}

/** With another comparison in the first condition, which its byte 20 says. */
function compared(random: Random, args: Hex): Hex {
  const { calls, conditions } = Proposal.unpack(args);
  if (conditions.length === 0) return args;
  const start = calls.reduce(
    (sum, { data }) => sum + 40 + size(data),
    Proposal.reportOf(args) === NO_REPORT ? 82 : 114,
  );
  const at = start + 20;
  return concat([slice(args, 0, at), numberToHex(random.below(6), { size: 1 }), slice(args, at + 1)]);
}
