import { describe, expect, test } from "vitest";
import { wordsFor } from "../../src/approval/amendment.ts";
import { callWords, missingWords, reasonWords } from "../../src/approval/words.ts";

const TARGET = "0x00000000000000000000000000000000000000AA";
const words = wordsFor(undefined);
const decoded = (value: string) => ({
  name: "say",
  signature: "say(string)",
  args: [{ name: "", type: "string", value }],
});

describe("words", () => {
  test("calls: decoded, raw, plain value, nothing", () => {
    const call = { target: TARGET, value: 0n, data: "0x12345678", decoded: null } as const;
    expect(callWords({ ...call, decoded: decoded("hi") }, words)).toBe(`say(hi) of ${TARGET}`);
    expect(callWords({ ...call, value: 5n }, words)).toBe(
      `calldata 0x12345678 to ${TARGET} with 5 wei (not decoded)`,
    );
    expect(callWords({ ...call, data: "0x", value: 5n }, words)).toBe(`sends 5 wei to ${TARGET}`);
    expect(callWords({ ...call, data: "0x" }, words)).toBe(`an empty call to ${TARGET}`);
  });

  test("a string argument cannot drive the terminal, nor fill it", () => {
    const call = { target: TARGET, value: 0n, data: "0x12345678" } as const;
    expect(callWords({ ...call, decoded: decoded("a\u001b[2J\u202eb") }, words)).toBe(
      `say(a\\u001b[2J\\u202eb) of ${TARGET}`,
    );
    expect(callWords({ ...call, decoded: decoded("x".repeat(1000)) }, words)).toContain(
      "… (1000 characters)",
    );
  });

  test("what is missing; contract wallets are mentioned where there are some", () => {
    const missing = { proposer: true, tester: true, approvals: 2, ordinary: true };
    expect(missingWords(missing, false)).toEqual(["a proposer", "a tester", "2 approvals"]);
    expect(missingWords({ ...missing, proposer: false, tester: false, approvals: 1 }, true)).toEqual([
      "1 approval, one of them not by a contract wallet",
    ]);
    expect(missingWords({ proposer: false, tester: false, approvals: 0, ordinary: false }, true)).toEqual([]);
  });

  test("every reason has a sentence of its own", () => {
    const sentences = [
      reasonWords({ code: "noSuchKey" }, words),
      reasonWords({ code: "notActive", state: "Retiring" }, words),
      reasonWords({ code: "suspended", until: 1_900_000_000 }, words),
      reasonWords({ code: "expired", since: 1_900_000_000 }, words),
      reasonWords({ code: "roleDoesNotCount" }, words),
      reasonWords({ code: "samePerson", as: 3 }, words),
      reasonWords({ code: "proposerCannotApprove" }, words),
      reasonWords({ code: "proposerCannotTest" }, words),
      reasonWords({ code: "testerCannotApprove" }, words),
      reasonWords({ code: "alreadyProposed", by: 1 }, words),
      reasonWords({ code: "alreadyTested", by: 1 }, words),
      reasonWords({ code: "contractWalletLimit" }, words),
      reasonWords({ code: "surplus" }, words),
    ];
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(sentences[2]).toBe("suspended until 2030-03-17T17:46:40Z");
  });
});
