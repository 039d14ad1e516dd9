import { createServer, get as httpGet } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { Secret } from "../../src/keys/secret.ts";
import { openService, type ServiceOptions } from "../../src/safe/service.ts";
import { watch } from "../../src/safe/service-wire.ts";
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

describe("patience", () => {
  it.each([
    ["seconds", "7", 7_000],
    ["a date", "Fri, 01 Jan 2027 00:00:09 GMT", 9_000],
    ["a date that has passed", "Thu, 31 Dec 2026 00:00:00 GMT", 0],
  ])("waits as long as Retry-After says in %s, given status 429", async (_, header, wanted) => {
    const { service, pauses, told } = opened();
    stage.server.refuse(2, 429, header);
    expect(await service.transaction(UNKNOWN)).toBeUndefined();
    // The half second is the spread.
    expect(pauses).toEqual([wanted + 500, wanted + 500]);
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/status 429.*attempt 2 of 5/);
  });

  it.each([429, 500, 502, 503, 504])(
    "waits twice as long each time without Retry-After, given status %i",
    async (status) => {
      const { service, pauses } = opened();
      stage.server.refuse(4, status);
      expect(await service.transaction(UNKNOWN)).toBeUndefined();
      expect(pauses).toEqual([750, 1_500, 3_000, 6_000]);
    },
  );

  it("spreads its pauses between half and all of what is due", async () => {
    for (const [random, pause] of [
      [0, 500],
      [0.999, 1_000],
    ] as const) {
      const { patience, pauses } = hurried(random);
      stage.server.refuse(1, 429);
      await opened({ patience }).service.transaction(UNKNOWN);
      expect(pauses).toEqual([pause]);
    }
  });

  it.each([
    [429, "SafeService.Busy"],
    [503, "SafeService.Unavailable"],
  ])("gives up after five attempts, given status %i", async (status, code) => {
    const { service, pauses } = opened();
    stage.server.refuse(5, status);
    const { code: actual, details } = await refusalOf(() => service.transaction(UNKNOWN));
    expect([actual, details]).toEqual([code, expect.objectContaining({ status, attempts: 5 })]);
    expect(pauses).toHaveLength(4);
  });

  it("does not wait for a service that wants more than a minute", async () => {
    const { service, pauses } = opened();
    stage.server.refuse(1, 429, "3600");
    const { code, details } = await refusalOf(() => service.transaction(UNKNOWN));
    expect([code, details]).toEqual([
      "SafeService.Busy",
      expect.objectContaining({ attempts: 1, retryAfter: 3600 }),
    ]);
    expect(pauses).toEqual([]);
  });

  it("asks again after a connection that broke, and says so after the last", async () => {
    const { service, pauses } = opened();
    stage.server.hangUp(2);
    expect(await service.transaction(UNKNOWN)).toBeUndefined();
    expect(pauses).toHaveLength(2);
    const gone = opened({ url: "http://127.0.0.1:9/api" });
    expect(await codeOfAsync(() => gone.service.about())).toBe("SafeService.Unreachable");
    expect(gone.pauses).toHaveLength(4);
  });

  it("does not ask again where that is of no use", async () => {
    for (const [status, code] of [
      [400, "SafeService.Refused"],
      [401, "SafeService.KeyRefused"],
      [403, "SafeService.KeyRefused"],
      [422, "SafeService.Refused"],
    ] as const) {
      const { service, pauses } = opened();
      stage.server.refuse(1, status);
      expect(await codeOfAsync(() => service.about())).toBe(code);
      expect(pauses).toEqual([]);
    }
  });
});

describe("a server that is none, or means harm", () => {
  /** Serves one body to whoever asks. */
  async function serving<T>(
    answer: (respond: { end(text: string): void; redirect(to: string): void; drip(): void }) => void,
    use: (url: string) => Promise<T>,
  ): Promise<T> {
    const server = createServer((_, response) => {
      answer({
        end: (text) => response.end(text),
        redirect: (location) => response.writeHead(302, { location }).end(),
        drip: () => {
          const more = () => {
            while (response.write("x".repeat(65_536)));
            response.once("drain", more);
          };
          more();
        },
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it("answers with a page instead of JSON", async () => {
    const code = await serving(
      ({ end }) => end("<html>"),
      (url) => codeOfAsync(() => opened({ url }).service.about()),
    );
    expect(code).toBe("SafeService.NotJson");
  });

  it("answers JSON of another kind", async () => {
    const code = await serving(
      ({ end }) => end('{"name":7}'),
      (url) => codeOfAsync(() => opened({ url }).service.about()),
    );
    expect(code).toBe("SafeService.BadAnswer");
  });

  it("never ends its answer", async () => {
    const patience = { ...hurried().patience, attempts: 1 };
    const code = await serving(
      ({ drip }) => drip(),
      (url) => codeOfAsync(() => opened({ url, patience }).service.about()),
    );
    expect(code).toBe("SafeService.Unreachable");
  });

  it("never begins it", async () => {
    const patience = { ...hurried().patience, attempts: 1, timeout: 50 };
    const { code, details } = await refusalOf(() =>
      serving(
        () => undefined,
        (url) => opened({ url, patience }).service.about(),
      ),
    );
    expect(code).toBe("SafeService.Unreachable");
    expect(details.why).toMatch(/no answer within/);
  });

  it("sends elsewhere: the key does not go along", async () => {
    const seen: unknown[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{"name":"elsewhere","version":"1"}');
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const about = await serving(
        // Another name for the same machine: what node-fetch compares.
        ({ redirect }) => redirect(`http://localhost:${port}/api/v1/about`),
        (url) => opened({ url, key: Secret.text(KEY) }).service.about(),
      );
      expect(about.name).toBe("elsewhere");
      expect(seen).toEqual([undefined]);
    } finally {
      other.close();
    }
  });

  it("names thousands of pages", async () => {
    const body = JSON.stringify({ count: 9e9, next: "there is more", results: [1] });
    const code = await serving(
      ({ end }) => end(body),
      (url) => codeOfAsync(() => opened({ url }).service.queued(stage.safe.address, 0n)),
    );
    expect(code).toBe("SafeService.TooMany");
  });

  it("sends the key back in its refusal: it is not shown", async () => {
    const { server } = stage;
    server.lie(() => ({ detail: `unknown key ${KEY}` }));
    try {
      const { service, told } = opened({ key: Secret.text(KEY) });
      const refusal = await refusalOf(() => service.confirm(UNKNOWN, `0x${"00".repeat(65)}`));
      expect(refusal.code).toBe("SafeService.NotFound");
      const { text, json } = report(refusal);
      expect(text).toContain("[key]");
      expect(text + JSON.stringify(json) + told.join()).not.toContain(KEY);
    } finally {
      server.lie(undefined);
    }
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
    expect(await codeOfAsync(() => openService({ chainId: 31_337, key }))).toBe("SafeService.NoService");
  });

  it.each(["two words", "line\nbreak", "schlüssel", ""])(
    "a key such as %j is refused, and not named",
    async (text) => {
      const refusal = await refusalOf(() => openService({ chainId: 1, key: Secret.text(text) }));
      expect(refusal.code).toBe("SafeService.BadKey");
      if (text !== "") expect(report(refusal).text).not.toContain(text);
    },
  );
});

it("tells the headers of each request apart, given several at once", async () => {
  const get = (path: string) => () =>
    new Promise<string>((resolve, reject) => {
      httpGet(`${stage.server.url}${path}`, (response) => {
        response.resume();
        if (response.statusCode === 200) resolve(path);
        else reject(new Error(`status ${response.statusCode}`));
      });
    });
  stage.server.refuse(1, 429, "3");
  const outcomes = await Promise.all(
    ["/v1/about/", "/v1/about/", "/v1/about/"].map((path) => watch(get(path))),
  );
  expect(outcomes.filter((outcome) => "value" in outcome)).toHaveLength(2);
  expect(outcomes.filter((outcome) => "retryAfter" in outcome)).toEqual([
    { error: new Error("status 429"), retryAfter: "3" },
  ]);
});
