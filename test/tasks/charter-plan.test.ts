import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Address } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deployTestSafe } from "../support/safe.ts";
import { expectNoSecrets } from "./secrets.ts";
import { edit, PLACES, type Stage, valueFrom } from "./stage.ts";
import { HERE, OTHER, type Told, twoChains } from "./two-chains.ts";

const DAY = 86_400;
const DOWN = "http://127.0.0.1:1";

type Two = Awaited<ReturnType<typeof twoChains>>;

/** Two Conclaves under one charter: one on the in-process network, one on a node of its own. */
describe("a charter's plan for two chains, by tasks alone", { timeout: 300_000 }, () => {
  let two: Two;
  let stage: Stage;
  let folder: string;
  let task: Two["task"];
  let planned: Two["planned"];
  let told: Two["told"];
  let texts: Two["texts"];
  let pathOf: Two["pathOf"];
  const outcomes = ({ steps }: Told) => steps.map(({ chainId, step, outcome }) => [chainId, step, outcome]);
  const heights = () => Promise.all([two.here, two.there].map(({ client }) => client.getBlockNumber()));

  beforeAll(async () => {
    two = await twoChains();
    ({ stage, folder, task, planned, told, texts, pathOf } = two);
  });
  afterAll(() => two.end());

  test("a chain that is down is named, and the other one planned all the same", async () => {
    const ran = await two.plan({ rpc: `${OTHER}=${DOWN}` });
    expect(ran.ok).toBe(false);
    expect((ran.error as { code: string }).code).toBe("Plan.ChainsLeftOut");
    expect(ran.out).toContain(`chain ${OTHER} was not planned`);
    expect(await readdir(folder)).toEqual(["31337"]);
  });

  test("planned again with nothing changed, every file is the same byte for byte", async () => {
    const first = await planned();
    expect(first.map(({ chainId, steps }) => [chainId, steps.map(({ id }) => id)])).toEqual([
      [HERE, ["charter", "activate-7", "activate-8"]],
      [OTHER, ["charter", "activate-7", "activate-8"]],
    ]);
    const before = await texts();
    await two.here.advance(60);
    await two.there.advance(60);
    const again = await planned();
    expect(await texts()).toEqual(before);
    expect(again.flatMap(({ written }) => written)).toEqual([]);
  });

  test("applied before anybody signed, it sends nothing and says by person who is missing", async () => {
    const before = await heights();
    const { ok, steps } = await told();
    expect(ok).toBe(false);
    expect(steps.map(({ outcome }) => outcome)).toEqual(Array(6).fill("needs"));
    expect(steps[0]?.sentence).toMatch(/Ana can propose/);
    expect(steps[1]?.sentence).toBe("Gus: `hardhat key activate gus`");
    expect(await heights()).toEqual(before);
  });

  test("a draft that the charter no longer asks for goes, unless somebody signed it", async () => {
    const before = await texts();
    const own = { file: await pathOf(OTHER), key: "ana", yes: true, ...two.rpcOf(OTHER) };
    valueFrom(await task(["proposal", "approve"], own));
    await edit(stage.charter, "function: setFee(uint256)", "function: setRate(uint256)");
    const changed = await planned();
    const names = (chainId: number) => readdir(join(folder, String(chainId)));
    expect(await names(HERE)).toHaveLength(2);
    expect(await names(OTHER)).toHaveLength(3);
    expect(changed.map(({ beside }) => beside.map(({ precious }) => precious))).toEqual([[false], [true]]);
    await edit(stage.charter, "function: setRate(uint256)", "function: setFee(uint256)");
    const back = await planned();
    expect(back.map(({ files }) => files.map(({ outcome }) => outcome))).toEqual([["fresh"], ["kept"]]);
    expect(await texts()).toHaveLength(before.length);
  });

  test("a file that is another proposal than the plan has is not carried out", async () => {
    const path = await pathOf(HERE);
    const own = await readFile(path, "utf8");
    await writeFile(path, await readFile(await pathOf(OTHER), "utf8"));
    const { steps } = await told();
    expect(steps[0]).toMatchObject({ outcome: "stuck" });
    expect(steps[0]?.sentence).toContain("ProposalFile.WrongChain");
    await writeFile(path, own.replace("The charter as", "Another title:"));
    // A title is not signed: the proposal is still the same one.
    expect((await told()).steps[0]).toMatchObject({ outcome: "needs" });
    await writeFile(path, own);
  });

  test("a signed file that cannot be read by now, as after a merge, is not written over", async () => {
    const path = await pathOf(HERE);
    const own = await readFile(path, "utf8");
    const damaged = `<<<<<<< ours\n${own}`;
    await writeFile(path, damaged);
    const [first] = await planned();
    expect(await readFile(path, "utf8")).toBe(damaged);
    expect(first?.unreadable).toEqual([expect.stringContaining(path)]);
    expect(first?.files).toMatchObject([{ outcome: "fresh" }]);
    expect(await pathOf(HERE)).not.toBe(path);
    const beside = await pathOf(HERE);
    await writeFile(path, own);
    // Of two that do the same, the one that was there first goes on, and the other goes.
    expect((await planned())[0]?.files).toMatchObject([{ outcome: "kept" }]);
    expect(await pathOf(HERE)).toBe(path);
    expect(await readdir(join(folder, "31337"))).not.toContain(beside.split("/").at(-1));
  });

  test("signed on one chain and interrupted, it goes on where each chain stands", async () => {
    await two.sign(HERE);
    const dry = await told({ dry: true });
    expect(dry.steps[0]).toMatchObject({
      outcome: "needs",
      sentence: "has its signatures: can be submitted now",
    });
    expect(outcomes(await told()).filter(([, step]) => step === "charter")).toEqual([
      [HERE, "charter", "submitted"],
      [OTHER, "charter", "needs"],
    ]);
    const kept = await texts();
    const [first] = await planned();
    expect(first?.files.map(({ outcome }) => outcome)).toEqual(["kept"]);
    expect(await texts()).toEqual(kept);
    await two.sign(OTHER);
    await two.here.advance(2 * DAY);
    const down = await told({ rpc: `${OTHER}=${DOWN}` });
    expect(down).toMatchObject({ ok: false, complete: false, notLookedAt: [{ chainId: OTHER }] });
    expect(down.steps[0]).toMatchObject({ chainId: HERE, outcome: "executed" });
    const after = await told();
    expect(outcomes(after).filter(([, step]) => step === "charter")).toEqual([
      [HERE, "charter", "done"],
      [OTHER, "charter", "submitted"],
    ]);
  });

  test("once all is executed and every key in use, it says so, and a new plan has nothing to do", async () => {
    await two.there.advance(2 * DAY);
    for (const label of ["gus", "hana"]) await two.activate(label);
    const done = await told();
    expect(done).toMatchObject({ ok: true, complete: true });
    expect(outcomes(done).map(([, , outcome]) => outcome)).toEqual([
      "done",
      "done",
      "done",
      "executed",
      "done",
      "done",
    ]);
    const now = await planned();
    expect(now.map(({ same }) => same)).toEqual([true, true]);
    expect(await told()).toMatchObject({ ok: true, complete: true, steps: [] });
  });

  test("what lies elsewhere on a further chain counts there, in what differs and in what is proposed", async () => {
    const before = await readFile(stage.charter, "utf8");
    const elsewhere = "0x0000000000000000000000000000000000000b11";
    await edit(stage.charter, `{ id: ${OTHER},`, `{ id: ${OTHER}, contracts: { vault: "${elsewhere}" },`);
    const diff = async (chainId: number) =>
      valueFrom<{ same: boolean; differences: { document: string }[] }>(
        await task(["charter", "diff"], { file: stage.charter, ...two.rpcOf(chainId) }),
      );
    expect(await diff(HERE)).toMatchObject({ same: true, differences: [] });
    const { same, differences } = await diff(OTHER);
    expect(same).toBe(false);
    expect(differences.every(({ document }) => document === "rulebook")).toBe(true);
    const { path } = valueFrom<{ path: string }>(await task(["proposal", "create"], two.rpcOf(OTHER)));
    const text = (await readFile(path, "utf8")).toLowerCase();
    expect(text).toContain(elsewhere.slice(2));
    expect(text).not.toContain(PLACES.vault.slice(2));
    await writeFile(stage.charter, before);
  });

  test("owners of Safes that differ are a step that `safe roster` takes", async () => {
    const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(await task(["key", "list"]));
    const owners = ["ben", "cleo"].map((label) => keys.find((key) => key.label === label) as never);
    const { address } = await deployTestSafe(two.here, {
      version: "1.4.1",
      owners,
      threshold: 2,
    });
    const safes = join(stage.folder, "safes.yaml");
    const entry = (list: string) =>
      writeFile(
        safes,
        `version: 1\nsafes:\n  - { name: treasury, chain: 31337, address: "${address}", rpc: default, owners: [${list}], threshold: 2 }\n`,
      );
    await entry("ben, cleo, dan");
    const [first] = await planned({ safes });
    expect(first?.steps).toMatchObject([{ id: "safes", command: `hardhat safe roster plan ${safes}` }]);
    expect((await told({ safes })).steps).toMatchObject([{ outcome: "needs" }]);
    expect((await told({ safes: join(stage.folder, "none.yaml") })).steps).toMatchObject([
      { outcome: "unasked" },
    ]);
    await entry("ben, cleo");
    expect(await told({ safes })).toMatchObject({ ok: true, steps: [{ outcome: "done" }] });
  });

  test("nothing that was printed or written holds a password or private key", () => expectNoSecrets(stage));
});
