import type { Address } from "viem";
import { describe, expect, it } from "vitest";
import type { TypedData } from "../../../src/signer/signer.ts";
import { wouldRefuse } from "../../../src/usage/policy/verdict.ts";
import { refusal } from "../../keys/refusal.ts";
import { approval, NOW, OTHER, policy, VAULT } from "./sample.ts";

const SAFE: Address = "0x0000000000000000000000000000000000005afe";

function verdict(rest: string, typed: TypedData) {
  return wouldRefuse({ policy: policy(rest), path: "ana.policy.yaml", hash: "0x" }, typed, NOW);
}

/** A type of a Safe's name whose fields are texts: it is no Safe's, and no library minds. */
function foreign(field: string): TypedData {
  const message = { to: VAULT, value: "0", data: "0x", operation: "0", gasPrice: "0", [field]: "none" };
  const types = {
    SafeTx: Object.keys(message).map((name) => ({ name, type: name === "data" ? "bytes" : "string" })),
  };
  return { domain: { chainId: 1, verifyingContract: SAFE }, types, primaryType: "SafeTx", message };
}

describe("what a policy would say", () => {
  const rule = `allow: [{ acts: [Approve], calls: [{ target: "${VAULT}" }] }]`;

  it("is nothing where it allows the message, else the rule that does not", () => {
    expect(verdict(rule, approval([{ target: VAULT }]))).toBeUndefined();
    const error = verdict(rule, approval([{ target: OTHER }]));
    expect(error?.code).toBe("Policy.WouldRefuse");
    expect(error?.details).toEqual({ rule: `allow[0].calls: ${OTHER} is not listed` });
  });

  it("is asked of what could be signed alone", async () => {
    const odd = { ...approval([]), primaryType: "Other" };
    expect((await refusal(() => verdict(rule, odd))).code).toBe("Message.Refused");
  });

  it.each([
    ["value", "calls: it does not show what it calls"],
    ["operation", `calls: the code of ${VAULT} would run as the Safe`],
    ["gasPrice", "calls: the Safe would pay a refund to whoever sends it"],
  ])("of a Safe's transaction whose %s is no number is no", (field, reason) => {
    const safes = `allow: [{ acts: [SafeTx], calls: [{ target: "${VAULT}" }] }]`;
    expect(verdict(safes, foreign("none"))).toBeUndefined();
    expect(verdict(safes, foreign(field))?.details).toEqual({ rule: `allow[0].${reason}` });
  });
});
