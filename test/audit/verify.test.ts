import { afterAll, beforeAll, expect, test } from "vitest";
import { EVENT_NAMES } from "../../src/audit/link.ts";
import { verify } from "../../src/audit/verify.ts";
import { live, open, type Scene } from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await open();
  await live(scene);
});

afterAll(() => scene.close());

test("a history with every event is found whole, and replays to what storage holds", async () => {
  const { chain, address } = scene.founded;
  const audit = await verify(chain.client, address, { fromBlock: 0 });
  expect(audit.findings).toEqual([]);
  expect(audit.ok).toBe(true);
  expect(audit.followed).toBe(audit.links.length);
  const seen = new Set(audit.links.map(({ link }) => link.eventName));
  expect([...seen].sort()).toEqual([...EVENT_NAMES].sort());
  expect(audit.state?.config.closed).toBe(true);
});
