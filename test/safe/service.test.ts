import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { Secret } from "../../src/keys/secret.ts";
import { openService, type ServiceOptions } from "../../src/safe/service.ts";
import { call } from "../../src/safe/transaction.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";
import { fileOf, hurried, OWNERS, type ServiceStage, serviceStage } from "./service-stage.ts";

const KEY = "key-1f9b.SECRET_abcdef";
const TO = "0x00000000000000000000000000000000000000AA";
const UNKNOWN = `0x${"12".repeat(32)}` as const;

let stage: ServiceStage;
beforeAll(async () => {
  stage = await serviceStage("1.4.1");
});
afterAll(() => stage.server.stop());

/** A service that does not wait, and what it would have waited. */
function opened(options: Partial<ServiceOptions> = {}) {
  const hurry = hurried();
  const { chainId } = stage.chain;
  const url = stage.server.url;
  return { ...hurry, service: openService({ chainId, url, patience: hurry.patience, ...options }) };
}

function lastRequest() {
  const request = stage.server.requests.at(-1);
  if (request === undefined) throw new Error("nothing was asked");
  return request;
}

describe("the wire", () => {
  it("a proposal is the service's JSON, byte for byte, with the fields in its order", async () => {
    const { safe, server } = stage;
    const [owner] = OWNERS;
    const transaction = { ...call({ to: TO, value: 1n, data: "0x1234" }, 7n), safeTxGas: 5n };
    const file = await fileOf(safe, transaction, OWNERS.slice(0, 1));
    const [made] = file.signatures;
    if (owner === undefined || made === undefined) throw new Error("no owner signed");
    const { service } = opened({ key: Secret.text(KEY) });
    await service.propose({
      safe: safe.address,
      transaction,
      safeTxHash: file.safeTxHash,
      sender: owner.address,
      signature: made.signature,
      origin: '{"name":"Conclave"}',
    });
    const { method, path, headers, body } = lastRequest();
    expect(`${method} ${path}`).toBe(`POST /api/v2/safes/${safe.address}/multisig-transactions/`);
    expect(headers).toMatchObject({
      accept: "application/json",
      "content-type": "application/json",
      authorization: `Bearer ${KEY}`,
    });
    const zero = "0x0000000000000000000000000000000000000000";
    expect(body).toBe(
      `{"to":"${TO}","value":"1","data":"0x1234","operation":0,"safeTxGas":"5","baseGas":"0","gasPrice":"0","gasToken":"${zero}","refundReceiver":"${zero}","nonce":7,"contractTransactionHash":"${file.safeTxHash}","sender":"${owner.address}","signature":"${made.signature}","origin":"{\\"name\\":\\"Conclave\\"}"}`,
    );
    expect(server.store.transactions.has(file.safeTxHash)).toBe(true);
  });

  it("a confirmation is the signature alone, and the origin is left out where there is none", async () => {
    const { safe } = stage;
    const [first, second] = OWNERS;
    const transaction = call({ to: TO }, 8n);
    const file = await fileOf(safe, transaction, OWNERS.slice(0, 2));
    const [one, two] = file.signatures;
    if (!first || !second || !one || !two) throw new Error("two owners signed");
    const { service } = opened();
    const { safeTxHash } = file;
    await service.propose({
      safe: safe.address,
      transaction,
      safeTxHash,
      sender: first.address,
      signature: one.signature,
    });
    expect(lastRequest().body.endsWith(`"signature":"${one.signature}"}`)).toBe(true);
    await service.confirm(safeTxHash, two.signature);
    const { method, path, body, headers } = lastRequest();
    expect(`${method} ${path}`).toBe(`POST /api/v1/multisig-transactions/${safeTxHash}/confirmations/`);
    expect(body).toBe(`{"signature":"${two.signature}"}`);
    expect(headers).not.toHaveProperty("authorization");
  });

  it("the queue is asked for from a nonce on, also from nonce 0, page by page", async () => {
    const { safe, server } = stage;
    for (let nonce = 100n; nonce < 203n; nonce++) {
      const file = await fileOf(safe, call({ to: TO }, nonce), OWNERS.slice(0, 1));
      const [made] = file.signatures;
      if (made === undefined) throw new Error("one signed");
      const { transaction, safeTxHash } = file;
      const { owner: sender, signature } = made;
      await opened().service.propose({ safe: safe.address, transaction, safeTxHash, sender, signature });
    }
    const { service, told } = opened();
    server.requests.length = 0;
    expect(await service.queued(safe.address, 100n)).toHaveLength(103);
    const at = `/api/v2/safes/${safe.address}/multisig-transactions/`;
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET ${at}?executed=false&nonce__gte=100&ordering=nonce&limit=100&offset=0`,
      `GET ${at}?executed=false&nonce__gte=100&ordering=nonce&limit=100&offset=100`,
    ]);
    expect(told.join("\n")).toMatch(/100 queued so far/);
    await service.queued(safe.address, 0n);
    expect(server.requests.some(({ path }) => path.includes("nonce__gte=0&"))).toBe(true);
    expect(server.requests.some(({ path }) => /\/v1\/safes\//.test(path))).toBe(false);
  });

  it("tells name and version, also where the service sends on to the address with the slash", async () => {
    expect(await opened().service.about()).toEqual({ name: "Safe Transaction Service", version: "6.10.1" });
  });

  it("has nothing under a hash it does not know", async () => {
    expect(await opened().service.transaction(UNKNOWN)).toBeUndefined();
  });
});

describe("where the service is", () => {
  it.each([
    ["ftp://host/api", "SafeService.BadUrl"],
    ["no URL", "SafeService.BadUrl"],
    ["https://user:word@host/api", "SafeService.BadUrl"],
    ["https://host/api?key=1", "SafeService.BadUrl"],
    ["https://api.safe.global/tx-service/eth/api", "SafeService.KeyMissing"],
  ])("%s is refused without a key", async (url, code) => {
    expect(await codeOfAsync(() => openService({ chainId: 1, url }))).toBe(code);
  });

  it("the key goes to no other machine unencrypted", async () => {
    const key = Secret.text(KEY);
    expect(await codeOfAsync(() => openService({ chainId: 1, url: "http://host/api", key }))).toBe(
      "SafeService.Insecure",
    );
    expect(openService({ chainId: 1, url: "https://host/api/", key }).label).toBe("host");
  });

  it("is Safe's own without a URL, which wants a key and knows only some chains", async () => {
    expect(await codeOfAsync(() => openService({ chainId: 1 }))).toBe("SafeService.KeyMissing");
    const key = Secret.text(KEY);
    expect(openService({ chainId: 1, key }).label).toBe("api.safe.global for chain 1");
    expect(await codeOfAsync(() => openService({ chainId: 31_337, key }).about())).toBe(
      "SafeService.NoService",
    );
  });

  it.each(["two words", "line\nbreak", "schlüssel-4f-zimt-9", ""])(
    "a key such as %j is refused, and not named",
    async (text) => {
      const refusal = await refusalOf(() => openService({ chainId: 1, key: Secret.text(text) }));
      expect(refusal.code).toBe("SafeService.BadKey");
      if (text !== "") expect(report(refusal).text).not.toContain(text);
    },
  );
});
