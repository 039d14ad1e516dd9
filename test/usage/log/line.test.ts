import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { lineBytes, NOTHING, readLine } from "../../../src/usage/log/line.ts";
import { leafHash } from "../../../src/usage/log/merkle.ts";

describe("a line", () => {
  it("has one text, and golden bytes", () => {
    const line = { number: 3, prev: NOTHING, time: "2026-11-27T08:00:00.000Z" };
    const bytes = lineBytes({ ...line, event: "failed", of: 2, code: "Keystore.WrongPassword" });
    expect(bytes.toString()).toBe(
      `{"code":"Keystore.WrongPassword","event":"failed","number":3,"of":2,"prev":"0x${"0".repeat(64)}","time":"2026-11-27T08:00:00.000Z"}`,
    );
    expect(
      createHash("sha256")
        .update(Buffer.from([0]))
        .update(bytes)
        .digest(),
    ).toEqual(leafHash(bytes));
  });

  it.each([
    ["white space", (text: string) => text.replace(":", ": ")],
    ["another order", (text: string) => text.replace(/^\{(.*?),(.*)\}$/, "{$2,$1}")],
    ["a field of no meaning", (text: string) => text.replace("{", '{"a":1,')],
    ["an unknown event", (text: string) => text.replace("failed", "smiled")],
    ["a mark at its beginning", (text: string) => `\ufeff${text}`],
    ["an end too early", (text: string) => text.slice(0, -1)],
  ])("with %s is none", (_, change) => {
    const line = { number: 3, prev: NOTHING, time: "2026-11-27T08:00:00.000Z" };
    const text = lineBytes({ ...line, event: "failed", of: 2 }).toString();
    expect(readLine(Buffer.from(text))).toBeDefined();
    expect(readLine(Buffer.from(change(text)))).toBeUndefined();
    expect(readLine(Buffer.from([0xff, 0xfe]))).toBeUndefined();
  });
});
