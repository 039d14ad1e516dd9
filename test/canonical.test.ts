import { keccak256, toHex } from "viem";
import { describe, expect, it } from "vitest";
import { hash, pretty, stringify } from "../src/canonical.ts";
import { refusal } from "./keys/refusal.ts";

describe("stringify", () => {
  it("sorts keys by UTF-16 code units, at every depth, whatever order they were set in", () => {
    // The example of RFC 8785, 3.2.3.
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
    expect(stringify(value)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
    );
    expect(stringify({ b: { d: 1, c: 2 }, a: [] })).toBe('{"a":[],"b":{"c":2,"d":1}}');
  });

  it("given keys that look like numbers, does not fall into JavaScript's numeric order", () => {
    expect(stringify({ 10: "a", 9: "b" })).toBe('{"10":"a","9":"b"}');
  });

  it("gives bigints as decimal strings, bytes as hex, and leaves undefined properties out", () => {
    expect(stringify({ a: 2n ** 256n - 1n, b: Uint8Array.of(0, 171), c: undefined, d: null })).toBe(
      `{"a":"${2n ** 256n - 1n}","b":"0x00ab","d":null}`,
    );
  });

  it.each([
    [{ a: [1, undefined] }, "value.a[1]"],
    // biome-ignore lint/suspicious/noSparseArray: the hole is the point
    [{ a: [1, , 2] }, "value.a[1]"],
    [{ a: Number.NaN }, "value.a"],
    [{ a: 2 ** 53 }, "value.a"],
    [{ a: new Date(0) }, "value.a"],
    [{ a: new Map() }, "value.a"],
    [{ a: () => 1 }, "value.a"],
    [{ a: "\ud800" }, "value.a"],
    [undefined, "value"],
  ])("given %o, refuses and names the place", async (value, path) => {
    const error = await refusal(() => stringify(value));
    expect(error.code).toBe("Canonical.NotPlain");
    expect(error.details.path).toBe(path);
  });
});

describe("pretty", () => {
  it("gives the same value as stringify, in JSON.stringify's layout, ended by a newline", () => {
    const value = { b: [1, { z: "x", y: [] }], a: {}, c: -0.5 };
    expect(pretty(value)).toBe(`${JSON.stringify(JSON.parse(stringify(value)), null, 2)}\n`);
  });
});

describe("hash", () => {
  it("is keccak256 of the UTF-8 bytes and does not depend on the order of properties", () => {
    expect(hash({ b: 1, a: "é" })).toBe(keccak256(toHex('{"a":"é","b":1}')));
    expect(hash({ a: "é", b: 1 })).toBe(hash({ b: 1, a: "é" }));
  });
});
