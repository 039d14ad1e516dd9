import type { Hex } from "viem";
import { describe, expect, it } from "vitest";
import * as TypedData from "../../../src/proposal/typed-data.ts";
import type { TypedData as Typed } from "../../../src/signer/signer.ts";
import type { Request } from "../../../src/usage/policy/request.ts";
import { approval, CONCLAVE, DOMAIN, FEE, OTHER, proposal, requestOf, VAULT, why, ZERO } from "./sample.ts";

describe("a policy", () => {
  const approve = requestOf(approval([{ target: VAULT, data: FEE }]));

  it("allows what one of its rules allows, and nothing without a rule", () => {
    expect(why("allow: [{ acts: [Approve] }]", approve)).toBeUndefined();
    expect(why("allow: [{ acts: [Test] }, { acts: [Approve, Propose] }]", approve)).toBeUndefined();
    expect(why("allow: []", approve)).toBe("allow: no rule allows the act Approve");
    expect(why("allow: [{ acts: [approve] }]", approve)).toBe("allow: no rule allows the act Approve");
  });

  it("needs one rule that allows all of it, and says of each why not", () => {
    const rules = `allow:
  - { acts: [Approve], chains: [5], contracts: ["${CONCLAVE}"] }
  - { acts: [Approve], chains: [1], contracts: ["${OTHER}"] }`;
    expect(why(rules, approve)).toBe(
      `allow[0].chains: it is for chain 1; allow[1].contracts: it is for ${CONCLAVE}`,
    );
  });

  it.each([
    ["expires: 2026-11-27", "expires: the policy ended on 2026-11-27"],
    ["hours: { days: [mon, tue] }", "hours: not at 12:30 UTC on a fri"],
    ['hours: { from: "13:00" }', "hours: not at 12:30 UTC on a fri"],
    ['hours: { to: "12:30" }', "hours: not at 12:30 UTC on a fri"],
    ['hours: { from: "22:00", to: "06:00" }', "hours: not at 12:30 UTC on a fri"],
    ["per-day: 2", "per-day: 2 uses in 24 hours, 2 are allowed"],
  ])("refuses by %s", (rest, reason) => {
    const uses = [{ act: "Approve" }, { act: "Test" }];
    expect(why(`${rest}\nallow: [{ acts: [Approve] }]`, approve, uses)).toBe(reason);
  });

  it.each([
    "expires: 2026-11-28",
    "hours: { days: [fri] }",
    'hours: { from: "12:30", to: "12:31" }',
    'hours: { from: "22:00", to: "12:31" }',
    'hours: { to: "24:00" }',
    "per-day: 3",
  ])("allows by %s", (rest) => {
    const uses = [{ act: "Approve" }, { act: "Test" }];
    expect(why(`${rest}\nallow: [{ acts: [Approve] }]`, approve, uses)).toBeUndefined();
  });

  it("counts the uses of a rule's own acts", () => {
    const rules = "allow: [{ acts: [Approve], per-day: 1 }, { acts: [Test] }]";
    expect(why(rules, approve, [{ act: "Test" }])).toBeUndefined();
    expect(why(rules, approve, [{ act: "Approve" }])).toBe(
      "allow[0].per-day: 1 uses in 24 hours, 1 are allowed",
    );
  });

  it("takes an act for its own only in a domain of the toolkit, unless another is named", () => {
    const foreign = (domain: Record<string, unknown>): Request => {
      const types = { Approve: [{ name: "amount", type: "uint256" }] };
      return requestOf({ domain, types, primaryType: "Approve", message: { amount: 1n } } as Typed);
    };
    const rule = "allow: [{ acts: [Approve] }]";
    expect(why(rule, foreign({ name: "Token" }))).toBe("allow[0].domain: it is Token");
    expect(why(rule, foreign({ chainId: 1 }))).toBe("allow[0].domain: it has no name");
    expect(why("allow: [{ acts: [Approve], domain: Token }]", foreign({ name: "Token" }))).toBeUndefined();
    expect(why("allow: [{ acts: [Approve], domain: Token }]", approve)).toBe(
      "allow[0].domain: it is Conclave",
    );
    const bare = foreign({ name: "Conclave" });
    expect(why("allow: [{ acts: [Approve], chains: [1] }]", bare)).toBe(
      "allow[0].chains: it is for no chain",
    );
    expect(why(`allow: [{ acts: [Approve], contracts: ["${CONCLAVE}"] }]`, bare)).toBe(
      "allow[0].contracts: it is for no contract",
    );
  });

  it("takes no typed data for a transaction", () => {
    for (const primaryType of ["Transaction", "Message"]) {
      const types = { [primaryType]: [{ name: "to", type: "address" }] };
      const typed = { domain: { chainId: 1 }, types, primaryType, message: { to: VAULT } };
      expect(why(`allow: [{ acts: [Transaction, Message] }]`, requestOf(typed))).toContain("would pass for");
    }
  });
});

describe("the calls of a proposal", () => {
  const rule = (calls: string) => `allow: [{ acts: [Propose, Approve, Test], calls: [${calls}] }]`;
  const fee = `{ target: "${VAULT}", functions: ["setFee(uint256)"] }`;

  it("are allowed by target, function and value", () => {
    expect(why(rule(fee), requestOf(approval([{ target: VAULT, data: FEE }])))).toBeUndefined();
    const tested = TypedData.test(DOMAIN, {
      proposal: proposal([{ target: OTHER, data: FEE }]),
      report: ZERO,
    } as never) as Typed;
    expect(requestOf(tested).calls).toHaveLength(1);
    expect(why(rule(fee), requestOf(tested))).toBe(`allow[0].calls: ${OTHER} is not listed`);
  });

  it.each([
    ["another target", [{ target: OTHER, data: FEE }], `${OTHER} is not listed`],
    [
      "another function",
      [{ target: VAULT, data: "0x12345678" as Hex }],
      `the function 0x12345678 of ${VAULT}`,
    ],
    ["no data", [{ target: VAULT }], `the function receive() of ${VAULT} is not listed`],
    ["half a selector", [{ target: VAULT, data: "0x69fe" as Hex }], `the function 0x69fe of ${VAULT}`],
    ["value", [{ target: VAULT, data: FEE, value: 1n }], `1 wei to ${VAULT}`],
    [
      "a second call",
      [
        { target: VAULT, data: FEE },
        { target: OTHER, data: FEE },
      ],
      `${OTHER} is not listed`,
    ],
  ])("are refused for %s", (_, calls, reason) => {
    expect(why(rule(fee), requestOf(approval(calls)))).toContain(`allow[0].calls: ${reason}`);
  });

  it("are limited in value, each and together", () => {
    const pay = `{ target: "${VAULT}", functions: [receive()], value: 2 ether }`;
    const one = { target: VAULT, value: 2n * 10n ** 18n };
    expect(why(rule(pay), requestOf(approval([one, one])))).toBeUndefined();
    const capped = `allow: [{ acts: [Approve], value: 3 ether, calls: [${pay}] }]`;
    expect(why(capped, requestOf(approval([one, one])))).toBe("allow[0].value: 4 ether in all");
    expect(why("allow: [{ acts: [Approve], value: 3 ether }]", requestOf(approval([one])))).toBeUndefined();
  });

  it("must be shown by what is signed", () => {
    const stop = TypedData.stop(DOMAIN, { lane: 1, word: ZERO }) as Typed;
    expect(why(`allow: [{ acts: [Stop], calls: [${fee}] }]`, requestOf(stop))).toBe(
      "allow[0].calls: it does not show what it calls",
    );
    expect(why("allow: [{ acts: [Stop] }]", requestOf(stop))).toBeUndefined();
  });
});
