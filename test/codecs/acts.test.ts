import { getAddress, type Hex } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { COMPARISONS } from "../../src/proposal/conditions.ts";
import type { Domain } from "../../src/proposal/proposal.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { random, randomProposal } from "../proposal/random.ts";
import { rounds } from "./hostile.ts";
import { type Ask, readers, valueFrom } from "./readers.ts";

// What people sign, hashed by the library (viem) and by plain Solidity that was written from docs/formats.md, 4. That the contracts hash
// the same, `consent/CrossActs` shows: there the plain hashes are signed and accepted.

let ask: Ask;
beforeAll(async () => {
  ({ plain: ask } = await readers({ plain: "mocks/harness/PlainEncoders" }));
});

describe.each(["random values", "the highest values", "zeros"] as const)("%s", (kind) => {
  test("all eleven acts have the same hash", async () => {
    const r = random(3401);
    const count = kind === "random values" ? rounds(40) : 1;
    for (let round = 0; round < count; round++) {
      const uint = (bits: number) => {
        if (kind === "zeros") return 0;
        return kind === "random values" ? r.below(2 ** bits) : 2 ** bits - 1;
      };
      const word = (): Hex => {
        if (kind === "zeros") return `0x${"00".repeat(32)}`;
        return kind === "random values" ? r.bytes(32) : `0x${"ff".repeat(32)}`;
      };
      const domain: Domain = { chainId: 1 + r.below(2 ** 40), verifyingContract: getAddress(r.bytes(20)) };
      const proposal = {
        ...randomProposal(r),
        lane: uint(16),
        prev: word(),
        epoch: uint(32),
        created: uint(40),
        deadline: uint(40),
        approvals: uint(8),
        note: word(),
      };
      const draft = {
        ...proposal,
        conditions: proposal.conditions.map((condition) => ({
          ...condition,
          comparison: COMPARISONS.indexOf(condition.comparison),
        })),
      };
      const report = word();
      const key = { key: uint(8), keyHash: word(), since: uint(16), change: uint(32), deadline: uint(40) };
      const { since, change, ...named } = key;
      const person = { holder: uint(8), change: uint(32), guardian: uint(8), deadline: uint(40) };
      const lane = { lane: uint(16), word: word() };
      const { guardian, deadline } = person;
      const paper = { kind: uint(16), subject: word(), hash: word(), witness: uint(8), deadline };
      const acts: Record<string, [typed: TypedData.TypedData, args: readonly unknown[]]> = {
        propose: [TypedData.propose(domain, proposal), [draft]],
        approve: [TypedData.approve(domain, proposal), [draft]],
        test: [TypedData.test(domain, { proposal, report }), [draft, report]],
        activate: [
          TypedData.activate(domain, { ...named, since }),
          [key.key, key.keyHash, since, key.deadline],
        ],
        compromise: [
          TypedData.compromise(domain, { ...named, change }),
          [key.key, key.keyHash, change, key.deadline],
        ],
        suspend: [TypedData.suspend(domain, person), Object.values(person)],
        lift: [TypedData.lift(domain, person), Object.values(person)],
        voidAll: [TypedData.void(domain, { act: change, guardian, deadline }), [change, guardian, deadline]],
        cancel: [
          TypedData.cancel(domain, { ...lane, guardian, deadline }),
          [...Object.values(lane), guardian, deadline],
        ],
        stop: [TypedData.stop(domain, lane), Object.values(lane)],
        attest: [TypedData.attest(domain, paper), Object.values(paper)],
      };
      const hashes = new Set<Hex>();
      for (const [name, [typed, args]] of Object.entries(acts)) {
        const { message } = TypedData.hashes(typed);
        expect(await valueFrom(ask(name, args)), name).toBe(message);
        hashes.add(message);
      }
      expect(hashes.size).toBe(11);
    }
  });
});
