import { format, inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { refusal } from "./refusal.ts";

describe("Secret", () => {
  it("shows nothing of itself in logs, JSON, templates and nested values", () => {
    const secret = Secret.text("hunter2");
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ a: [secret] }, { depth: 9, showHidden: true }),
      format("%s %o %O %j", secret, secret, secret, secret),
      JSON.stringify(Object.entries(secret)),
      JSON.stringify(structuredClone({ ...secret })),
    ].join();
    expect(shown).not.toContain("hunter2");
    expect(shown).not.toContain(Buffer.from("hunter2").toString("hex"));
    expect(shown).not.toContain("104");
    expect(inspect(secret)).toBe("[secret]");
  });

  it("takes bytes over: the source is overwritten, and the copy is outside of Node's shared pool", () => {
    const source = Buffer.from("hunter2");
    const secret = Secret.take(source);
    expect(source.every((byte) => byte === 0)).toBe(true);
    expect(secret.use((bytes) => bytes.buffer.byteLength)).toBe(7);
    expect(Secret.text("hunter2").use((bytes) => bytes.buffer.byteLength)).toBe(7);
    expect(secret.revealText()).toBe("hunter2");
  });

  it("given a wiped secret, its bytes are zero and it refuses to be used", async () => {
    const secret = Secret.text("hunter2");
    const bytes = secret.use((lent) => lent);
    secret.wipe();
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    expect((await refusal(() => secret.use(() => 1))).code).toBe("Secret.Wiped");
    expect((await refusal(() => secret.revealText())).code).toBe("Secret.Wiped");
  });

  it("keeps text as it is, without Unicode normalisation", () => {
    const [angstrom, ring] = ["\u212b", "\u00c5"];
    expect(Secret.text(angstrom).use((bytes) => bytes.toString("hex"))).toBe("e284ab");
    expect(Secret.text(angstrom).equals(Secret.text(ring))).toBe(false);
  });

  it("compares by content", () => {
    expect(Secret.text("a").equals(Secret.text("a"))).toBe(true);
    expect(Secret.text("a").equals(Secret.text("b"))).toBe(false);
    expect(Secret.text("a").equals(Secret.text("ab"))).toBe(false);
  });
});
