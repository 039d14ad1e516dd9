import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { Secret } from "../../src/keys/secret.ts";
import { openService, type ServiceOptions } from "../../src/safe/service.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";
import { hurried, type ServiceStage, serviceStage } from "./service-stage.ts";

const KEY = "key-1f9b.SECRET_abcdef";
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

  it("never ends its answer: it is cut off, and not asked again", async () => {
    const { patience, pauses } = hurried();
    const { code, details } = await refusalOf(() =>
      serving(
        ({ drip }) => drip(),
        (url) => opened({ url, patience }).service.about(),
      ),
    );
    expect([code, details.why, pauses]).toEqual(["SafeService.Unreachable", "SafeService.AnswerTooLong", []]);
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
    expect(details.why).toBe("SafeService.TooSlow");
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
