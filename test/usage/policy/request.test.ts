import { keccak256 } from "viem";
import { describe, expect, it } from "vitest";
import { loggedAct, messageRequest, OPEN, transactionRequest } from "../../../src/usage/policy/request.ts";
import { approval, CONCLAVE, FEE, OTHER, requestOf, SET_FEE, VAULT, why } from "./sample.ts";

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
