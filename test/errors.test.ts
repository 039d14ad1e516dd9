import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { BaseError, report } from "../src/errors.ts";
import { Secret } from "../src/keys/secret.ts";

const parts = { code: "Sample.Wrong", message: "it is wrong", fix: "make it right" };

describe("report", () => {
  it("given a chain of causes, tells each in order and ends with what to do", () => {
    const cause = new BaseError({ code: "Sample.Deeper", message: "it began here", fix: "no matter" });
    const { text, json } = report(new BaseError({ ...parts, cause, details: { key: 3 } }));
    expect(text).toBe("error Sample.Wrong: it is wrong\n  because: it began here\n  to do: make it right");
    expect(json).toEqual({
      ...parts,
      details: { key: 3 },
      cause: { code: "Sample.Deeper", message: "it began here", fix: "no matter" },
    });
  });

  it("given an error of the project, JSON.stringify gives the same as report", () => {
    const error = new BaseError({ ...parts, details: { amount: 10n ** 20n, bytes: Uint8Array.of(1, 255) } });
    expect(JSON.parse(JSON.stringify(error))).toEqual(report(error).json);
    expect(report(error).json.details).toEqual({ amount: "100000000000000000000", bytes: "0x01ff" });
  });

  it("given an error of somebody else, takes its message and no other field", () => {
    const foreign = Object.assign(new Error("refused"), {
      privateKey: "0xdeadbeef",
      request: { body: "hunter2" },
    });
    const { text, json } = report(new BaseError({ ...parts, cause: foreign }));
    expect(json.cause).toEqual({ code: "Error", message: "refused" });
    expect(text + JSON.stringify(json)).not.toMatch(/deadbeef|hunter2/);
  });

  it.each([
    ["https://mainnet.example.org/v3/0123456789abcdef", "https://mainnet.example.org/…"],
    ["https://user:pass@node.example.org:8545?apikey=abc", "https://node.example.org:8545/…"],
    ["wss://node.example.org/ws/abc)", "wss://node.example.org/…)"],
    ["http://127.0.0.1:8545", "http://127.0.0.1:8545/…"],
  ])("given a node's address %s in somebody else's message, keeps the host only", (url, shown) => {
    expect(report(new Error(`request to ${url} failed`)).json.message).toBe(`request to ${shown} failed`);
  });

  it("given what is not an error, does not show it", () => {
    expect(report("0xsecret").json.message).toBe("something was thrown that is not an error");
    expect(report(undefined).json.code).toBe("Internal.Unexpected");
  });

  it("given a secret, a class instance or a function among the details, names it and shows nothing of it", () => {
    class Holder {
      readonly inside = "hunter2";
    }
    const secret = Secret.text("hunter2");
    const { json } = report(
      new BaseError({
        ...parts,
        details: { secret, holder: new Holder(), nested: [{ action: () => "hunter2" }] },
      }),
    );
    expect(json.details).toEqual({
      secret: "[Secret]",
      holder: "[Holder]",
      nested: [{ action: "[function]" }],
    });
  });

  it("given causes that form a ring, ends", () => {
    const [a, b] = [new Error("a"), new Error("b")];
    a.cause = b;
    b.cause = a;
    expect(report(a).text.split("\n").length).toBeLessThan(20);
  });

  it("given a failed connection of Node, whose own message is empty, tells what failed", () => {
    const { json } = report(new AggregateError([new Error("connect ECONNREFUSED 127.0.0.1:1")], ""));
    expect(json.message).toBe("connect ECONNREFUSED 127.0.0.1:1");
  });

  it("given control and direction characters, shows them as escapes on the terminal", () => {
    const { text } = report(new BaseError({ ...parts, message: "file \u001b[2J\u202e" }));
    expect(text.split("\n")[0]).toBe("error Sample.Wrong: file \\u001b[2J\\u202e");
  });

  it("keeps the cause for debuggers", () => {
    const cause = new Error("below");
    expect(new BaseError({ ...parts, cause }).cause).toBe(cause);
    expect(inspect(new BaseError(parts))).toContain("Sample.Wrong");
  });
});
