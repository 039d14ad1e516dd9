import { chmod, readFile, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Address, type Hex, hashTypedData, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { hexOf } from "../../src/keys/keystore.ts";
import { writeCard } from "../../src/signer/card.ts";
import { ask } from "../../src/signer/rpc/exchange.ts";
import { placeOf } from "../../src/signer/rpc/place.ts";
import { cardFromRemote } from "../../src/signer/rpc/remote.ts";
import { signerOf } from "../../src/signer/signer-of.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { anvil } from "../simulation/anvil.ts";
import { particulars, privateKey, TYPED } from "./sample.ts";

const account = privateKeyToAccount(hexOf(privateKey(7)));
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const CREDENTIAL = "saffron-83-kettle-drum";
const never = async () => {
  throw new Error("asked for a password");
};

type Call = { id: number; method: string; params: [string, unknown] };
type Typed = Parameters<typeof hashTypedData>[0];
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A signer that answers calls as it likes; the headers it saw are kept. */
async function signer(answer: (call: Call) => unknown, seen: string[] = []): Promise<string> {
  return listen((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", async () => {
      seen.push(String(request.headers.authorization), text);
      const call = JSON.parse(text) as Call;
      response.end(JSON.stringify({ jsonrpc: "2.0", id: call.id, ...((await answer(call)) as object) }));
    });
  });
}

const typedOf = ({ params: [, data] }: Call) => (typeof data === "string" ? JSON.parse(data) : data) as Typed;
const honest = async (call: Call) => ({ result: await account.signTypedData(typedOf(call) as never) });

/** A card of account 7 at this address, and its signer. */
async function cardAt(url: string) {
  const custody = { kind: "rpc", url, method: "eth_signTypedData", params: "object" } as const;
  const path = await writeCard(await temporaryFolder(), { ...particulars(), custody });
  return signerOf(path, never);
}

const remote = { method: "eth_signTypedData_v4", params: "object" } as const;
const target = async (address: Address = account.address) => ({
  folder: await temporaryFolder(),
  label: "rita",
  address,
});

describe("a remote signer", () => {
  it("anvil's, wallet style, by object and by string: its card is made, and it signs", async () => {
    const { url, provider, stop } = await anvil();
    try {
      const [first] = (await provider.request({ method: "eth_accounts" })) as Address[];
      for (const params of ["object", "string"] as const) {
        const saved = await cardFromRemote(await target(first), { url, ...remote, params });
        expect(saved.card.address.toLowerCase()).toBe(first?.toLowerCase());
        const signer = await signerOf(saved.path, never);
        expect(signer.describe()).toMatchObject({ kind: "EOA", custody: "rpc", address: saved.card.address });
        const signature = await signer.signTypedData(TYPED);
        expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(saved.card.address);
      }
      const other = { url, ...remote, method: "eth_signTypedData" };
      const error = await refusal(async () => cardFromRemote(await target(first), other));
      expect(error.code).toBe("Remote.Refused");
      const unknown = await refusal(async () => cardFromRemote(await target(), { url, ...remote }));
      expect(unknown.code).toBe("Remote.Refused");
    } finally {
      await stop();
    }
  });

  it("web3signer's style: eth_signTypedData with the account first; integers arrive exact", async () => {
    const seen: string[] = [];
    const url = await signer(honest, seen);
    const big = {
      ...TYPED,
      types: { Stop: [{ name: "lane", type: "uint256" }] },
      message: { lane: 2n ** 255n + 1n },
    } as const;
    const signature = await (await cardAt(url)).signTypedData(big);
    expect(await recoverTypedDataAddress({ ...big, signature })).toBe(account.address);
    const call = JSON.parse(seen[1] ?? "") as Call;
    expect(call.method).toBe("eth_signTypedData");
    expect(call.params[0]).toBe(account.address);
    expect(call.params[1]).toMatchObject({
      domain: { chainId: 31_337 },
      message: { lane: String(2n ** 255n + 1n) },
    });
  });

  it.each<[string, (signature: Hex) => string]>([
    ["v of 0 and 1", (text) => `${text.slice(0, 130)}${text.endsWith("1b") ? "00" : "01"}`],
    [
      "the other s",
      (text) =>
        `${text.slice(0, 66)}${(ORDER - BigInt(`0x${text.slice(66, 130)}`)).toString(16).padStart(64, "0")}1b`,
    ],
    ["no v", (text) => text.slice(0, 130)],
    ["the wrong v", (text) => `${text.slice(0, 130)}${text.endsWith("1b") ? "1c" : "1b"}`],
  ])("that gives %s is understood: what comes out is what contracts take", async (_, bend) => {
    const url = await signer(async (call) => ({ result: bend((await honest(call)).result) }));
    const expected = await account.signTypedData(TYPED);
    expect(await (await cardAt(url)).signTypedData(TYPED)).toBe(expected);
    const { card } = await cardFromRemote(await target(), { url, ...remote });
    expect(card.point).toBe(particulars().point);
  });

  it("that signs with another key, or something else, is not believed", async () => {
    const other = privateKeyToAccount(hexOf(privateKey(8)));
    const answers = [
      (call: Call) => other.signTypedData(typedOf(call) as never),
      (call: Call) =>
        account.sign({
          hash: hashTypedData({
            ...typedOf(call),
            domain: { ...typedOf(call).domain, version: "2" },
          } as never),
        }),
      (call: Call) => account.signMessage({ message: { raw: hashTypedData(typedOf(call)) } }),
    ];
    for (const answer of answers) {
      const url = await signer(async (call) => ({
        result: await answer(call),
      }));
      const error = await refusal(async () => (await cardAt(url)).signTypedData(TYPED));
      expect(error.code).toBe("Signer.OtherKey");
      const card = await refusal(async () => cardFromRemote(await target(), { url, ...remote }));
      expect(card.code).toBe("Signer.OtherKey");
    }
  });

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
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    const error = await refusal(async () => (await cardAt(url)).signTypedData(TYPED));
    expect(error.code).toBe("Remote.Unreachable");
    expect(error.details).toEqual({ host: new URL(url).host });
  });

  it("is not asked for a message that shows more than it commits to, nor by a method that signs hashes", async () => {
    const seen: string[] = [];
    const url = await signer(honest, seen);
    const padded = { ...TYPED, message: { ...TYPED.message, amount: 0 } };
    expect((await refusal(async () => (await cardAt(url)).signTypedData(padded))).code).toBe(
      "Message.Refused",
    );
    for (const method of ["eth_sign", "personal_sign", "eth_sendTransaction", "no method"]) {
      const error = await refusal(async () => cardFromRemote(await target(), { url, ...remote, method }));
      expect(error.code).toBe("Card.Invalid");
      expect(error.details.issues).toMatchObject([{ field: "method" }]);
    }
    expect(seen).toEqual([]);
  });
});

describe("credentials for a remote signer", () => {
  const withCredentials = (url: string) => url.replace("http://", `http://op:${CREDENTIAL}@`);

  it("lie in a file of their own, go along as a header, and are in no card and no error", async () => {
    const seen: string[] = [];
    const url = await signer(honest, seen);
    const into = await target();
    const urlFile = join(into.folder, "address");
    await writeFile(urlFile, `${withCredentials(url)}/?key=${CREDENTIAL}\n`, { mode: 0o600 });
    const { path } = await cardFromRemote(into, { urlFile, ...remote });
    expect(seen[0]).toBe(`Basic ${Buffer.from(`op:${CREDENTIAL}`).toString("base64")}`);
    expect(await readFile(path, "utf8")).not.toContain(CREDENTIAL);
    const signature = await (await signerOf(path, never)).signTypedData(TYPED);
    expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(account.address);
    await chmod(urlFile, 0o644);
    expect((await refusal(async () => (await signerOf(path, never)).signTypedData(TYPED))).code).toBe(
      "Files.OpenToOthers",
    );
  });

  it.each([
    ["a user and password", withCredentials("http://127.0.0.1:1"), "Card.Invalid"],
    ["a query", `https://signer.example/?key=${CREDENTIAL}`, "Card.Invalid"],
    ["another protocol", `file:///etc/${CREDENTIAL}`, "Remote.BadUrl"],
    ["what is no address", `signer ${CREDENTIAL}`, "Card.Invalid"],
  ])("in the card's own address (%s) are refused, and not quoted", async (_, url, code) => {
    const error = await refusal(async () => cardFromRemote(await target(), { url, ...remote }));
    expect(error.code).toBe(code);
    expect(JSON.stringify(report(error)) + String(error.stack)).not.toContain(CREDENTIAL);
  });

  it.each([
    ["a user and password", withCredentials("http://signer.example")],
    ["a query", `http://signer.example/?key=${CREDENTIAL}`],
  ])("do not travel in clear to another machine: %s", async (_, url) => {
    const into = await target();
    const urlFile = join(into.folder, "address");
    await writeFile(urlFile, url, { mode: 0o600 });
    const error = await refusal(() => cardFromRemote(into, { urlFile, ...remote }));
    expect(error.code).toBe("Remote.InClear");
    expect(error.details).toEqual({ host: "signer.example" });
    expect(JSON.stringify(report(error)) + String(error.stack)).not.toContain(CREDENTIAL);
    expect((await placeOf({ urlFile: await asHttps(urlFile) })).url.origin).toBe("https://signer.example");
  });
});

async function asHttps(path: string): Promise<string> {
  await writeFile(path, (await readFile(path, "utf8")).replace("http:", "https:"), { mode: 0o600 });
  return path;
}

async function flood(response: Parameters<RequestListener>[1]): Promise<void> {
  const chunk = "x".repeat(16_384);
  while (!response.destroyed) {
    response.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
