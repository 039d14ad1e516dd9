import { get as httpGet } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openService, type ServiceOptions } from "../../src/safe/service.ts";
import { watch } from "../../src/safe/service-wire.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";
import { hurried, type ServiceStage, serviceStage } from "./service-stage.ts";

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
