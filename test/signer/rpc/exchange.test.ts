import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { report } from "../../../src/errors.ts";
import { ask } from "../../../src/signer/rpc/exchange.ts";
import { placeOf } from "../../../src/signer/rpc/place.ts";
import { refusal } from "../../keys/refusal.ts";
import { TYPED } from "../sample.ts";
import { CREDENTIAL, cardAt, endEachTime, listen, signer, stopAll } from "./double.ts";

endEachTime();

describe("a remote signer", () => {
  it.each<[string, object, string]>([
    ["nothing", {}, "Remote.Malformed"],
    ["no signature", { result: "0x1234" }, "Remote.NoSignature"],
    ["no text", { result: { r: 1 } }, "Remote.NoSignature"],
    ["what is no hex", { result: `0x${"zz".repeat(65)}` }, "Remote.NoSignature"],
    ["an answer to another call", { id: -1, result: `0x${"11".repeat(65)}` }, "Remote.Malformed"],
    ["an answer without number", { id: "1", result: `0x${"11".repeat(65)}` }, "Remote.Malformed"],
    ["a refusal", { error: { code: 4001, message: CREDENTIAL } }, "Remote.Refused"],
    ["that it has no such method", { error: { code: -32_601, message: CREDENTIAL } }, "Remote.Refused"],
    ["a refusal without number", { error: { message: CREDENTIAL } }, "Remote.Malformed"],
  ])("that answers %s: an error, without its words", async (_, body, code) => {
    const url = await signer(() => body);
    const error = await refusal(async () => (await cardAt(url)).signTypedData(TYPED));
    expect(error.code).toBe(code);
    expect(error.details.host).toBe(new URL(url).host);
    expect(JSON.stringify(report(error)) + String(error.stack)).not.toContain(CREDENTIAL);
  });

  it.each<[string, RequestListener, string]>([
    [
      "redirects",
      (_, response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
      "Remote.Malformed",
    ],
    ["answers with a page", (_, response) => response.end("<html>sign in</html>"), "Remote.Malformed"],
    ["answers with a status", (_, response) => response.writeHead(401).end("{}"), "Remote.Malformed"],
    ["never ends", (_, response) => void flood(response), "Remote.Malformed"],
    ["hangs up", (request) => request.socket.destroy(), "Remote.Unreachable"],
    ["says nothing", () => undefined, "Remote.TimedOut"],
  ])("that %s is given up", async (_, listener, code) => {
    const url = await listen(listener);
    const error = await refusal(async () => ask(await placeOf({ url }), "eth_signTypedData", [], 1_500));
    expect(error.code).toBe(code);
  });

  it("that is not there: says so", async () => {
    const url = await listen(() => undefined);
    await stopAll();
    const error = await refusal(async () => (await cardAt(url)).signTypedData(TYPED));
    expect(error.code).toBe("Remote.Unreachable");
    expect(error.details).toEqual({ host: new URL(url).host });
  });
});

async function flood(response: Parameters<RequestListener>[1]): Promise<void> {
  const chunk = "x".repeat(16_384);
  while (!response.destroyed) {
    response.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
