import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import type { Address } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Line } from "../../src/usage/log/line.ts";
import type { TestChain } from "../support/chain.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  chainOf,
  cleanUp,
  contents,
  LABELS,
  layOut,
  PLACES,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

type Key = { label: string; address: Address; policy: unknown };

/** Whatever command uses a key does so under its policy and log. */
describe("keys under policy and log", { timeout: 240_000 }, () => {
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  let keys: Record<string, Address>;
  let conclave: string;
  let file: string;

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now(), PLACES);
    task = runnerFor(hre, stage);
    const listed = valueFrom<{ keys: Key[] }>(await task(["key", "list"])).keys;
    keys = Object.fromEntries(listed.map(({ label, address }) => [label, address]));
  });
  afterAll(() => cleanUp(stage));

  async function setPolicy(label: string, rest: string): Promise<void> {
    const text = `version: 1\nkey: "${keys[label]}"\npurpose: The part of ${label}\n${rest}\n`;
    await writeFile(join(stage.keys, `${label}.policy.yaml`), text, { mode: 0o600 });
  }

  async function lines(label: string): Promise<Line[]> {
    const { lines } = valueFrom<{ lines: { line: Line }[] }>(await task(["key", "log", "show"], { label }));
    return lines.map(({ line }) => line);
  }

  test("are told as under neither, and work as ever", async () => {
    const listed = await task(["key", "list"]);
    expect(valueFrom<{ keys: Key[]; log: boolean }>(listed)).toMatchObject({ log: false });
    expect(listed.out.match(/no policy/g)).toHaveLength(LABELS.length);
    expect(listed.out).toContain("no log tells what these keys are used for");
    const deployed = valueFrom<{ conclave: string }>(await task(["conclave", "deploy"], { record: true }));
    conclave = deployed.conclave;
    valueFrom(await task(["key", "activate"], { label: "ana" }));
  });

  test("leave a line before and after each use, in every command", async () => {
    valueFrom(await task(["key", "log", "init"], { origin: "example.org/stage", light: true }));
    for (const label of LABELS.slice(1)) valueFrom(await task(["key", "activate"], { label }));
    const [first, second] = await lines("ben");
    expect(first).toMatchObject({
      event: "asked",
      act: { type: "Activate", name: "Conclave", chainId: "31337" },
    });
    expect(second).toMatchObject({ event: "signed", of: first?.number });
    expect((await task(["key", "list"])).out).not.toContain("no log tells");
  });

  test("sign what their policy allows of a proposal, by its calls", async () => {
    file = valueFrom<{ path: string }>(await task(["proposal", "create"], { key: "ana" })).path;
    valueFrom(await task(["proposal", "test"], { file, key: "eve" }));
    await setPolicy("ben", `allow: [{ acts: [Approve], chains: [31337], contracts: ["${PLACES.vault}"] }]`);
    const before = await contents({ ...stage, folder: stage.proposals }, chain);
    const refused = await task(["proposal", "approve"], {
      file,
      key: "ben",
      yes: true,
      passwordFile: "/nonexistent",
    });
    expect(refusalOf(refused)).toBe("Policy.Refused");
    expect(refused.err).toContain("allow[0].contracts");
    expect(await contents({ ...stage, folder: stage.proposals }, chain)).toBe(before);
    await setPolicy(
      "ben",
      `allow: [{ acts: [Approve], chains: [31337], contracts: ["${conclave}"], calls: [{ target: "${conclave}" }] }]`,
    );
    const signed = await task(["proposal", "approve"], { file, key: "ben", yes: true });
    valueFrom(signed);
    expect(signed.err).toContain("the policy of ben was changed since its last use");
    expect((await lines("ben")).slice(-3).map(({ event }) => event)).toEqual(["refused", "asked", "signed"]);
  });

  test("are shown and tried beforehand", async () => {
    const shown = await task(["key", "policy", "show"], { label: "ben" });
    expect(shown.out).toContain("rule 0 allows Approve");
    expect(refusalOf(await task(["key", "policy", "show"], { label: "cleo" }))).toBe("Task.NoPolicy");
    const typed = join(stage.folder, "typed.json");
    const { out } = await task(["proposal", "typed"], { file, as: "cleo", act: "approve", json: true });
    await writeFile(typed, out);
    valueFrom(await task(["key", "policy", "check"], { label: "ben" }));
    valueFrom(await task(["key", "policy", "check"], { label: "ben", typed }));
    await setPolicy("ben", "allow: [{ acts: [Test] }]");
    const tried = await task(["key", "policy", "check"], { label: "ben", typed });
    expect(tried.error).toMatchObject({ code: "Policy.WouldRefuse" });
    expect(tried.out).toContain("names no chains: any");
    await setPolicy("ben", "allow: [");
    expect(refusalOf(await task(["key", "policy", "check"], { label: "ben" }))).toBe("Policy.Syntax");
    const listed = await task(["key", "list"]);
    expect(listed.out).toContain("cannot be read (Policy.Syntax)");
  });

  test("send transactions that their policy allows, and no others", async () => {
    await chain.setBalance(keys.cleo as Address, 10n ** 19n);
    const submitter = { submitter: "cleo", submitterPasswordFile: stage.passwordFile };
    await setPolicy(
      "cleo",
      `allow: [{ acts: [Transaction], chains: [31337], calls: [{ target: "${PLACES.vault}" }] }]`,
    );
    valueFrom(await task(["proposal", "approve"], { file, key: "dan", yes: true }));
    const refused = await task(["proposal", "submit"], { file, ...submitter });
    expect(refusalOf(refused)).toBe("Policy.Refused");
    await setPolicy(
      "cleo",
      `allow: [{ acts: [Transaction], chains: [31337], calls: [{ target: "${conclave}" }] }]`,
    );
    valueFrom(await task(["proposal", "submit"], { file, ...submitter }));
    const last = await lines("cleo");
    expect(last.slice(-4).map(({ event }) => event)).toEqual(["asked", "opened", "asked", "signed"]);
    expect(last.at(-2)?.act).toMatchObject({
      kind: "transaction",
      calls: [{ target: conclave.toLowerCase() }],
    });
  });

  test("are in the log from when they are made, whatever is done with them", async () => {
    valueFrom(await task(["key", "generate"], { label: "new", light: true }));
    const out = join(stage.folder, "shares");
    valueFrom(await task(["key", "split"], { label: "new", threshold: "2", of: "3", out }));
    await rm(out, { recursive: true });
    expect((await lines("new")).map(({ event }) => event)).toEqual(["made", "asked", "split"]);
  });

  test("leave a log that holds, and what needs a look", async () => {
    expect(valueFrom(await task(["key", "log", "verify"]))).toMatchObject({ flaws: [], remarks: [] });
    const alerted = await task(["key", "log", "alerts"]);
    expect(alerted.ok).toBe(false);
    expect(alerted.out).toContain("refused: allow[0].contracts");
    expect(alerted.out).toContain("the key's policy was changed since its last use");
    const log = await readFile(join(stage.keys, "log", "log.jsonl"), "utf8");
    expect(log.split("\n").length).toBeGreaterThan(25);
  });

  test("show no secret", () => expectNoSecrets(stage));
});
