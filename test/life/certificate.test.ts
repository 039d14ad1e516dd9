import { describe, expect, it } from "vitest";
import { certify, refutation, verify } from "../../src/life/certificate.ts";
import { destroy } from "../../src/life/destroy.ts";
import type { Destruction } from "../../src/life/destruction.ts";
import { refusal } from "../keys/refusal.ts";
import { scene } from "./condemned.ts";

describe("a certificate", () => {
  it.each([
    ["method", { method: "looked at" }],
    ["copy", { copy: { kind: "keystore", name: "another.json" } }],
    ["reading of what is left", { last: true }],
    ["witness", { witness: `0x${"11".repeat(20)}` }],
    ["end", { ended: "2028-01-01T00:00:00Z" }],
  ] as const)("does not hold, given another %s than was signed", async (_, change) => {
    const { intent, given, witness } = await scene();
    const { record } = await destroy(intent, given);
    const signed = await certify(record, witness);
    const { flaws } = await verify({ ...signed, ...change } as Destruction);
    expect(flaws.join()).toMatch(/signature does not fit|did not sign/);
    expect(refutation(await verify(signed))).toBeUndefined();
  });

  it("does not hold with the operator's signature in the witness's place", async () => {
    const { intent, given } = await scene();
    const { record } = await destroy(intent, given);
    const { intent: before, operator } = record.signatures;
    for (const witness of [before, operator ?? before]) {
      const verdict = await verify({ ...record, signatures: { ...record.signatures, witness } });
      expect(verdict.flaws).toEqual(["the witness's signature does not fit"]);
      expect(refutation(verdict)).toMatchObject({
        code: "Certificate.Flawed",
        details: { flaws: verdict.flaws },
      });
    }
  });

  it("does not hold for a last copy about which no chain was asked", async () => {
    const { intent, given, witness } = await scene();
    const { kept, ...rest } = intent;
    const { record } = await destroy({ ...rest, last: true }, given);
    expect((await verify(await certify(record, witness))).flaws).toEqual([
      "the last copy went without anybody asking a chain",
    ]);
  });

  it("is signed once by each, and again only where what is there is no signature of theirs", async () => {
    const { intent, given, witness, operator } = await scene();
    const { record } = await destroy(intent, given);
    const signed = await certify(record, witness);
    for (const [role, signer] of Object.entries({ witness, operator }))
      expect(await refusal(() => certify(signed, signer))).toMatchObject({
        code: "Certificate.SignedAlready",
        details: { role },
      });
    const spoilt = { ...signed.signatures, witness: record.signatures.intent };
    const again = await certify({ ...signed, signatures: spoilt }, witness);
    expect((await verify(again)).ok).toBe(true);
  });

  it("does not hold with its steps taken out", async () => {
    const { intent, given, witness } = await scene();
    const { record } = await destroy(intent, given);
    const bare = await certify({ ...record, steps: [] }, witness);
    expect((await verify(bare)).flaws).toContain("steps are missing: unlink");
  });

  it("does not hold with steps of another kind of copy", async () => {
    const { intent, given, witness } = await scene();
    const { record } = await destroy(intent, given);
    const [last = expect.fail()] = record.steps.slice(-1);
    const more = await certify({ ...record, steps: [...record.steps, { ...last, step: "token" }] }, witness);
    expect((await verify(more)).flaws).toContain("steps are of another kind: token");
  });
});
