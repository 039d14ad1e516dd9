import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import type { Address } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SafeReport } from "../../src/safe/check/check.ts";
import { CHECKS } from "../../src/safe/check/finding.ts";
import type { TestChain } from "../support/chain.ts";
import { deployTestSafe } from "../support/safe.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  chainOf,
  cleanUp,
  edit,
  layOut,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

type Planned = { safes: { outcome: string; path: string | null; safeTxHash: string }[]; warnings: string[] };

describe("the owners of a Safe, by tasks alone", () => {
  let chain: TestChain;
  let stage: Stage;
  let safe: Address;
  let file: string;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  const at = (name: string) => join(stage.folder, name);
  const plan = async (args: Record<string, unknown> = {}) =>
    task(["safe", "roster", "plan"], { file, folder: at("plan"), proofs: at("proofs"), ...args });
  const apply = () => task(["safe", "roster", "apply"], { file, folder: at("plan") });

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now());
    task = runnerFor(hre, stage);
    const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(await task(["key", "list"]));
    const owners = ["ben", "cleo"].map((label) => keys.find((key) => key.label === label) as never);
    safe = (
      await deployTestSafe(chain, { version: "1.4.1", owners: owners as PrivateKeyAccount[], threshold: 2 })
    ).address;
    file = at("safes.yaml");
    await writeFile(
      file,
      `version: 1
safes:
  - name: treasury
    chain: 31337
    address: "${safe}"
    rpc: default
    owners: [ben, Cleo, dan]
    threshold: 2
`,
    );
  });
  afterAll(() => cleanUp(stage));

  test("check examines the Safe, by people and as JSON, and fails from a severity on", async () => {
    const shown = await task(["safe", "check"], { safe });
    expect(shown.ok).toBe(true);
    expect(shown.out).toContain("HIGH threshold: all 2 owners are needed");
    expect(shown.out).toContain(`  because ${CHECKS.threshold}`);
    expect(shown.out).toContain("ben is Ben's");
    expect(shown.out).toContain("score:\n");
    const json = await task(["safe", "check"], { safe, json: true });
    const report = JSON.parse(json.out) as SafeReport;
    expect(report).toMatchObject({ format: "conclave-safe-check/1", version: "1.4.1" });
    expect(report.findings[0]).toMatchObject({ check: "threshold", severity: "high" });
    const failed = await task(["safe", "check"], { safe, failOn: "high" });
    expect(failed.ok).toBe(false);
    expect(failed.error).toMatchObject({ code: "SafeCheck.Failed", details: { checks: ["threshold"] } });
    expect((await task(["safe", "check"], { safe, failOn: "critical" })).ok).toBe(true);
    expect(refusalOf(await task(["safe", "check"], { safe, failOn: "ok" }))).toBe("Task.BadSeverity");
    expect(refusalOf(await task(["safe", "check"], { safe, also: "nowhere" }))).toBe("Task.NoSuchNetwork");
  });

  test("diff says what differs, and plan refuses it without a proof", async () => {
    const shown = await task(["safe", "roster", "diff"], { file });
    expect(shown.value).toMatchObject({
      same: false,
      safes: [{ name: "treasury", threshold: { from: 2, to: 2 } }],
    });
    expect(shown.out).toMatch(/treasury \(0x.*on chain 31337\):\n {2}- add dan \(Dan\) 0x/);
    expect(refusalOf(await plan())).toBe("SafesPlan.NotProven");
  });

  test("prove makes a proof with a key, or from a wallet's signature; what does not hold is not written", async () => {
    const folder = at("proofs");
    const { path } = valueFrom<{ path: string }>(await task(["safe", "prove"], { safe, key: "dan", folder }));
    expect(await readdir(folder)).toHaveLength(1);
    const { owner, deadline, signature } = JSON.parse(await readFile(path, "utf8"));
    const typed = await task(["safe", "prove"], { safe, owner });
    expect(typed.value).toMatchObject({ primaryType: "OwnSafe", message: { owner, safe } });
    const elsewhere = { safe, owner, deadline: String(deadline), folder: at("wallet") };
    valueFrom(await task(["safe", "prove"], { ...elsewhere, signature }));
    expect(await readdir(at("wallet"))).toHaveLength(1);
    const wrong = { ...elsewhere, folder: at("none"), deadline: String(deadline - 1) };
    expect(refusalOf(await task(["safe", "prove"], { ...wrong, signature }))).toBe("Possession.Refused");
    expect(refusalOf(await task(["safe", "prove"], { ...wrong, signature: "0x1" }))).toBe("Task.SafeNotHex");
    expect(refusalOf(await task(["safe", "prove"], { safe }))).toBe("Task.NoKey");
    await expect(readdir(at("none"))).rejects.toThrow();
  });

  test("plan writes a proposal and keeps its signatures; apply waits for them, executes, and then nothing differs", async () => {
    const planned = await plan();
    const { safes, warnings } = valueFrom<Planned>(planned);
    expect(safes).toMatchObject([
      { outcome: "written", path: at("plan/treasury.json"), proven: [{ by: "proof" }] },
    ]);
    expect(warnings).toEqual([]);
    const path = at("plan/treasury.json");
    valueFrom(await task(["safe", "sign"], { file: path, key: "ben", yes: true }));
    expect(valueFrom<Planned>(await plan()).safes).toMatchObject([{ outcome: "kept" }]);
    expect(JSON.parse(await readFile(path, "utf8")).signatures).toHaveLength(1);
    const waiting = await apply();
    expect(waiting.value).toMatchObject({ complete: false, safes: [{ outcome: "waiting" }] });
    expect(waiting.err).toContain("treasury: waiting");
    valueFrom(await task(["safe", "sign"], { file: path, key: "cleo", yes: true }));
    expect(valueFrom(await apply())).toMatchObject({ complete: true, safes: [{ outcome: "executed" }] });
    expect(valueFrom(await task(["safe", "roster", "diff"], { file }))).toMatchObject({ same: true });
    expect(valueFrom(await apply())).toMatchObject({ complete: true, safes: [{ outcome: "done" }] });
  });

  test("another plan replaces one only if asked, and apply stops where a plan is of no use", async () => {
    await edit(file, "[ben, Cleo, dan]", "[ben, dan]");
    expect(refusalOf(await plan())).toBe("Task.OtherPlan");
    const stopped = await apply();
    expect(stopped.ok).toBe(false);
    expect(stopped.error).toMatchObject({ code: "SafesApply.Surprise" });
    const replaced = await plan({ replace: true });
    expect(valueFrom<Planned>(replaced).warnings).toHaveLength(1);
    expect(replaced.err).toContain("warning: treasury: on chains where");
  });

  test("safes.yaml is refused with its line, and no output has a secret", async () => {
    await edit(file, "threshold: 2", "threshold: 5");
    const refused = await task(["safe", "roster", "diff"], { file });
    expect(refusalOf(refused)).toBe("SafesFile.Invalid");
    expect(refused.err).toContain("safes.yaml:8:5 safes[0].threshold");
    await expectNoSecrets(stage);
  });
});
