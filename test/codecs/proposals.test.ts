import { concat, getAddress, type Hex, hashStruct, numberToHex, size, slice } from "viem";
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

let ask: Record<"plain" | "proposals" | "words", Ask>;
beforeAll(async () => {
  ask = await readers({
    plain: "mocks/harness/PlainEncoders",
    proposals: "mocks/harness/ProposalReader",
    words: "mocks/harness/WordReader",
  });
});

/** Neither enters the struct hash. */
const DOMAIN: Proposal.Domain = { chainId: 1, verifyingContract: getAddress(`0x${"c0".repeat(20)}`) };
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

async function read(args: Proposal.ProposalArgs) {
  return ask.proposals("read", [args]);
}

describe("proposals", () => {
  test("the library and the plain Solidity encoder write the same, hash the same, and read each other", async () => {
    const values = randomValues(3301);
    for (let round = 0; round < rounds(60); round++) {
      const proposal = randomProposal(values);
      const draft = { ...proposal, ...parts(proposal) };
      const packed = (await valueFrom(ask.plain("proposal", [draft]))) as Proposal.ProposalArgs;
      expect(Proposal.toArgs(proposal)).toEqual(packed);
      expect(Proposal.fromArgs(packed)).toEqual(proposal);
      expect(await valueFrom(ask.plain("hashOf", [draft]))).toBe(structHash(proposal));
    }
  });

  test("the contract reads and hashes what the library wrote", async () => {
    const values = randomValues(3302);
    for (let round = 0; round < rounds(60); round++) {
      const proposal = randomProposal(values);
      const { calls, conditions } = parts(proposal);
      expect(await valueFrom(read(Proposal.toArgs(proposal)))).toEqual([
        calls,
        conditions,
        structHash(proposal),
      ]);
    }
  });

  test("any bytes are refused by both at the same place, or are the one encoding of what both read and hash", async () => {
    const random = new Random(3303);
    const values = randomValues(3304);
    const met = new Set<string>();
    for (let round = 0; round < rounds(400); round++) {
      const args = damaged(random, Proposal.toArgs(randomProposal(values)));
      const isWhole = await valueFrom(ask.words("wellFormed", [args.terms]));
      const answer = await read(args);
      try {
        const proposal = Proposal.fromArgs(args);
        const { calls, conditions } = parts(proposal);
        expect(isWhole).toBe(true);
        expect(answer).toEqual({ value: [calls, conditions, structHash(proposal)], error: null });
        expect(Proposal.toArgs(proposal)).toEqual(args);
        met.add("read");
      } catch (error) {
        if (!(error instanceof BaseError)) throw error;
        met.add(error.code);
        if (error.code === "Proposal.OutOfRange") expect(isWhole).toBe(false);
        else {
          const at = BigInt(Number(error.details.at));
          expect(answer, JSON.stringify(args, String)).toEqual({ error: ERRORS[error.code], args: [at] });
        }
      }
    }
    expect([...met].sort()).toEqual([...Object.keys(ERRORS), "Proposal.OutOfRange", "read"].sort());
  });
});

/** With one of its packed parts, or a bit of its terms, as nobody wrote it. */
function damaged(random: Random, args: Proposal.ProposalArgs): Proposal.ProposalArgs {
  if (random.chance(0.1)) return { ...args, terms: args.terms ^ (1n << BigInt(random.below(256))) };
  if (random.chance(0.1)) return { ...args, conditions: compared(random, args.conditions) };
  const part = random.pick(["calls", "conditions"] as const);
  return { ...args, [part]: hostile(random, args[part]) };
}

/** With another comparison in the first condition, which its byte 20 says. */
function compared(random: Random, conditions: Hex): Hex {
  if (size(conditions) < 21) return conditions;
  return concat([slice(conditions, 0, 20), numberToHex(random.below(6), { size: 1 }), slice(conditions, 21)]);
}
