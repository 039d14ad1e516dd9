import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SOUND } from "../backup/manifest.ts";
import type { TestChain } from "../support/chain.ts";
import { expectNoSecrets } from "./secrets.ts";
import { chainOf, cleanUp, edit, layOut, type Ran, runnerFor, type Stage, valueFrom } from "./stage.ts";

type Item = { key: string; kind: string; overdue: boolean; date: string };

/** In order: each test goes on where the one before ended. */
describe("keys as time goes on, by tasks alone", () => {
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now());
    task = runnerFor(hre, stage);
    valueFrom(await task(["conclave", "deploy"], { record: true }));
  });
  afterAll(() => cleanUp(stage));

  test("due lists expiries, and what is not in use yet, given a charter without schedule", async () => {
    expect(await task(["key", "due"])).toMatchObject({ ok: true, value: { items: [] } });
    const { items } = valueFrom<{ items: Item[] }>(await task(["key", "due"], { chain: true }));
    expect(items).toHaveLength(9);
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(["activation"]));
    const { items: later } = valueFrom<{ items: Item[] }>(await task(["key", "due"], { within: "400d" }));
    expect(later.map(({ kind, overdue }) => [kind, overdue])).toEqual(Array(9).fill(["expiry", false]));
  });

  test("due fails for what is overdue, and tells it on stdout all the same", async () => {
    await edit(
      stage.charter,
      "tiers:\n",
      `rotation:
  rules: [{ roles: [approver], every: 365 days, triggers: [device-recalled] }, { keys: [ana], every: 700 days, triggers: [compromise-suspected] }]
  events: [{ what: compromise-suspected, on: 2020-01-01, key: ana }]
tiers:
`,
    );
    const ran = await task(["key", "due"], { json: true });
    expect(ran.ok).toBe(false);
    expect(ran.error).toMatchObject({
      code: "Life.Overdue",
      details: { overdue: [{ key: "ana", kind: "event" }] },
    });
    expect(JSON.parse(ran.out)).toMatchObject({ items: [{ key: "ana", kind: "event", overdue: true }] });
    expect((await task(["key", "due"])).out).toContain("2020-01-01 overdue");
  });

  test("due has the drills of the manifest of backups, by the charter's names", async () => {
    const manifest = SOUND.replaceAll("2026", "2020")
      .replace("label: ana", "label: ana-laptop")
      .replace(
        "0x00000000000000000000000000000000000000a1",
        valueFrom<{ address: string }>(await task(["key", "show"], { label: "ana" })).address,
      );
    const backups = join(stage.folder, "backups.yaml");
    const clone = `      - { id: vault, kind: hsm, medium: rack, place: home, custodian: Ana, made: 2020-01-01, serial: "1a2b" }\n`;
    await writeFile(backups, manifest + clone);
    const { value } = await task(["key", "due"], { backups, json: true });
    expect(value).toBeUndefined();
    const ran = await task(["key", "due"], { backups });
    expect(ran.err).not.toContain("no manifest");
    const { details } = ran.error as { details: { overdue: { key: string; kind: string }[] } };
    expect(details.overdue.filter(({ kind }) => kind === "drill")).toHaveLength(6);
    const { items } = JSON.parse((await task(["key", "due"], { backups, json: true })).out) as {
      items: { kind: string; why: string; todo: string }[];
    };
    const [device] = items.filter(({ why }) => why.includes("serial number 1a2b"));
    expect(device).toMatchObject({ kind: "drill", todo: "`key drill ana-laptop <its card> --copy vault`" });
    expect(new Set(details.overdue.map(({ key }) => key))).toEqual(new Set(["ana"]));
  });

  test("no secret is in what was printed or written", async () => {
    await expectNoSecrets(stage);
  });
});
