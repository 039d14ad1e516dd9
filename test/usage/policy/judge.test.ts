import { type Address, encodeFunctionData, encodePacked, type Hex, keccak256, parseAbi, size } from "viem";
import { describe, expect, it } from "vitest";
import * as TypedData from "../../../src/proposal/typed-data.ts";
import * as Safe from "../../../src/safe/transaction.ts";
import type { TypedData as Typed } from "../../../src/signer/signer.ts";
import { judge, type Uses } from "../../../src/usage/policy/judge.ts";
import {
  loggedAct,
  messageRequest,
  OPEN,
  type Request,
  transactionRequest,
} from "../../../src/usage/policy/request.ts";
import {
  approval,
  CONCLAVE,
  DOMAIN,
  OTHER,
  policy,
  proposal,
  requestOf,
  SET_FEE,
  VAULT,
  ZERO,
} from "./sample.ts";

/** A Friday. */
const NOW = Date.parse("2026-11-27T12:30:00Z");
const SAFE: Address = "0x0000000000000000000000000000000000005afe";
const MULTI_SEND: Address = "0x00000000000000000000000000000000000000b5";
const FEE: Hex = `${SET_FEE}${"00".repeat(32)}`;

function why(rest: string, request: Request, uses: Uses = [], now = NOW): string | undefined {
  return judge(policy(rest), request, uses, now);
}

function safeTx(fields: Partial<Safe.SafeTransaction>): Request {
  const typed = Safe.typedData(
    { chainId: 1, verifyingContract: SAFE },
    { ...Safe.call({ to: VAULT }, 3n), ...fields },
  );
  return requestOf(typed);
}

function batch(calls: { to: Address; value?: bigint; data?: Hex; operation?: number }[]): Hex {
  const packed = calls
    .map(({ to, value = 0n, data = "0x", operation = 0 }) =>
      encodePacked(
        ["uint8", "address", "uint256", "uint256", "bytes"],
        [operation, to, value, BigInt(size(data)), data],
      ).slice(2),
    )
    .join("");
  const abi = parseAbi(["function multiSend(bytes transactions)"]);
  return encodeFunctionData({ abi, args: [`0x${packed}`] });
}

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

describe("a Safe's transaction", () => {
  const rule = (calls: string) =>
    `allow: [{ acts: [SafeTx], contracts: ["${SAFE}"], value: 1 ether, calls: [${calls}] }]`;
  const fee = `{ target: "${VAULT}", functions: ["setFee(uint256)"], value: 1 ether }`;
  const batches = `{ target: "${MULTI_SEND}", functions: ["multiSend(bytes)"], delegate: true }`;

  it("is judged by its call", () => {
    expect(why(rule(fee), safeTx({ data: FEE }))).toBeUndefined();
    expect(why(rule(fee), safeTx({ to: OTHER, data: FEE }))).toContain("is not listed");
    expect(why(rule(fee), safeTx({ data: FEE, value: 2n * 10n ** 18n }))).toContain("value: 2 ether in all");
  });

  it("does not run foreign code as the Safe, nor pay a refund", () => {
    expect(why(rule(fee), safeTx({ data: FEE, operation: 1 }))).toContain("would run as the Safe");
    const delegating = `{ target: "${VAULT}", delegate: true }`;
    expect(why(rule(delegating), safeTx({ data: FEE }))).toContain("for DELEGATECALL alone");
    expect(why(rule(fee), safeTx({ data: FEE, gasPrice: 1n }))).toBe(
      "allow[0].calls: the Safe would pay a refund to whoever sends it",
    );
    expect(why("allow: [{ acts: [SafeTx] }]", safeTx({ data: FEE, gasPrice: 1n }))).toBeUndefined();
  });

  it("that is a batch is judged by the batch and all its parts", () => {
    const to = (data: Hex) => safeTx({ to: MULTI_SEND, operation: 1, data });
    const good = { to: VAULT, data: FEE };
    const both = rule(`${fee}, ${batches}`);
    expect(why(both, to(batch([good, good])))).toBeUndefined();
    expect(why(rule(fee), to(batch([good])))).toContain(`${MULTI_SEND} is not listed`);
    expect(why(both, to(batch([good, { ...good, to: OTHER }])))).toContain(`${OTHER} is not listed`);
    expect(why(both, to(batch([{ ...good, operation: 1 }])))).toContain("would run as the Safe");
    expect(why(both, to(batch([{ ...good, value: 2n * 10n ** 18n }])))).toContain("2 ether in all");
    const nested = { to: MULTI_SEND, operation: 1, data: batch([{ ...good, to: OTHER }]) };
    expect(why(both, to(batch([good, nested])))).toContain(`${OTHER} is not listed`);
  });

  it("that is a batch cut short, or without end, shows nothing", () => {
    const both = rule(`${fee}, ${batches}`);
    const whole = batch([{ to: VAULT, data: FEE }]);
    const shorter = whole.replace(/0{62}79/, `${"0".repeat(62)}70`) as Hex;
    expect(shorter).not.toBe(whole);
    const reason = "allow[0].calls: it does not show what it calls";
    expect(why(both, safeTx({ to: MULTI_SEND, operation: 1, data: shorter }))).toBe(reason);
    let deep = whole;
    for (let i = 0; i < 6; i++) deep = batch([{ to: MULTI_SEND, operation: 1, data: deep }]);
    expect(why(both, safeTx({ to: MULTI_SEND, operation: 1, data: deep }))).toBe(reason);
    expect(why(both, safeTx({ to: MULTI_SEND, operation: 1, data: "0x8d80ff0a" }))).toBe(reason);
  });
});

describe("a transaction", () => {
  const digest = keccak256("0x01");
  const send = (fields: Parameters<typeof transactionRequest>[0]) => transactionRequest(fields, digest);
  const rule = `allow: [{ acts: [Transaction], chains: [1], fee: 0.01 ether, calls: [{ target: "${VAULT}", functions: ["setFee(uint256)"] }] }]`;
  const good = { to: VAULT, data: FEE, chainId: 1, gas: 100_000n, maxFeePerGas: 10n ** 10n } as const;

  it("is judged by chain, target, function, value and fee", () => {
    expect(why(rule, send(good))).toBeUndefined();
    expect(why(rule, send({ ...good, chainId: 5 }))).toContain("chains: it is for chain 5");
    expect(why(rule, send({ ...good, chainId: undefined }))).toContain("chains: it is for no chain");
    expect(why(rule, send({ ...good, to: OTHER }))).toContain(`${OTHER} is not listed`);
    expect(why(rule, send({ ...good, data: undefined }))).toContain("receive()");
    expect(why(rule, send({ ...good, value: 1n }))).toContain("1 wei");
    expect(why(rule, send({ ...good, maxFeePerGas: 10n ** 12n }))).toContain("it may cost 0.1 ether");
    expect(why(rule, send({ ...good, gas: undefined }))).toContain("fee: it is not known");
    expect(why(rule, send({ ...good, gasPrice: 10n ** 12n }))).toContain("it may cost 0.1 ether");
    expect(why(rule, send({ ...good, maxFeePerBlobGas: 1n }))).toContain("fee: it is not known");
  });

  it("makes a contract only where that is listed", () => {
    const making = send({ ...good, to: null, data: "0x6000" });
    expect(why(rule, making)).toContain("a new contract is not listed");
    expect(why("allow: [{ acts: [Transaction], calls: [{ target: new }] }]", making)).toBeUndefined();
  });

  it("never hands the account to code", () => {
    expect(why("allow: [{ acts: [Transaction] }]", send({ ...good, authorizationList: [{}] }))).toContain(
      "EIP-7702",
    );
  });

  it("can be refused before its account is opened", () => {
    expect(why(rule, OPEN)).toBeUndefined();
    expect(why("allow: [{ acts: [Approve] }]", OPEN)).toBe("allow: no rule allows the act Transaction");
    expect(why(`expires: 2026-01-01\n${rule}`, OPEN)).toContain("expires");
  });

  it("is no message, which needs a rule of its own", () => {
    expect(why(rule, messageRequest(digest))).toBe("allow: no rule allows the act Message");
    expect(why("allow: [{ acts: [Message] }]", messageRequest(digest))).toBeUndefined();
  });
});

describe("the log", () => {
  it("tells of a request what is judged", () => {
    const request = requestOf(approval([{ target: VAULT, data: FEE, value: 5n }]));
    expect(loggedAct(request)).toEqual({
      kind: "typed",
      type: "Approve",
      name: "Conclave",
      chainId: "1",
      contract: CONCLAVE,
      digest: request.digest,
      calls: [{ target: VAULT, value: "5", selector: SET_FEE }],
    });
    expect(loggedAct(OPEN)).toEqual({ kind: "open" });
  });

  it("lists no more calls than fit a line, and says how many there are", () => {
    const many = requestOf(approval(Array.from({ length: 40 }, () => ({ target: VAULT }))));
    const act = loggedAct(many);
    expect(act.kind === "typed" && act.calls).toHaveLength(32);
    expect(act).toMatchObject({ more: 40 });
  });
});
