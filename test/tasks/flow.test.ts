import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { type Address, parseEther } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { artifact } from "../support/artifact.ts";
import type { TestChain } from "../support/chain.ts";
import { setSlot } from "../support/safe-check.ts";
import { broken } from "../usage/log/scene.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  carryOut,
  chainOf,
  cleanUp,
  LABELS,
  layOut,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

const DAY = 86_400;
/** Takes ether. */
const TREASURY = "0x00000000000000000000000000000000000000ee";

/** The whole life of a Conclave by its tasks, in order: each test goes on where the one before ended. */
describe("a Conclave run by tasks alone", () => {
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  let vault: Address;
  let token: Address;
  let conclave: Address;

  beforeAll(async () => {
    chain = await chainOf(hre);
    vault = await chain.deploy("mocks/Vault", ["0x00000000000000000000000000000000000000ff"]);
    token = await chain.deploy("mocks/Token");
    stage = await layOut(await chain.now(), { vault, token, treasury: TREASURY });
    task = runnerFor(hre, stage);
  });
  afterAll(() => cleanUp(stage));

  const states = async () => valueFrom<{ states: string[] }>(await task(["conclave", "show"])).states;
  const setFee = (fee: string, more: Record<string, unknown>) =>
    task(["proposal", "create"], { to: "vault", function: "setFee(uint256 fee)", args: fee, ...more });
  const status = async (file: string) => (await task(["proposal", "status"], { file })).value;

  test("check takes the charter", async () => {
    expect(valueFrom(await task(["charter", "check"], { file: stage.charter }))).toMatchObject({ ok: true });
  });

  test("deploy puts it on-chain and records its address in the charter", async () => {
    const deployed = await task(["conclave", "deploy"], { record: true });
    ({ conclave } = valueFrom<{ conclave: Address }>(deployed));
    expect(deployed.value).toMatchObject({ isNew: true });
    expect(await readFile(stage.charter, "utf8")).toContain(`  conclave: "${conclave}"\nguardian`);
    expect(valueFrom(await task(["conclave", "deploy"], {}))).toMatchObject({ conclave, isNew: false });
  });

  test("each key activates itself, and scheduling opens", async () => {
    for (const label of LABELS) valueFrom(await task(["key", "activate"], { label }));
    const shown = valueFrom<{ states: string[]; config: { opened: boolean } }>(
      await task(["conclave", "show"]),
    );
    expect(shown.config.opened).toBe(true);
    expect(shown.states).toEqual(LABELS.map(() => "Active"));
  });

  test("the charter's rulebook becomes a proposal of tier 0, which travels the whole way", async () => {
    const diff = valueFrom<{ same: boolean; differences: { document: string }[] }>(
      await task(["charter", "diff"], { file: stage.charter }),
    );
    expect(diff.same).toBe(false);
    expect(new Set(diff.differences.map(({ document }) => document))).toEqual(new Set(["rulebook"]));

    const created = await task(["proposal", "create"], { key: "ana" });
    const { path, file } = valueFrom<{ path: string; file: { signatures: unknown[] } }>(created);
    expect(file.signatures).toHaveLength(1);
    const before = await task(["proposal", "status"], { file: path });
    expect(before.value).toMatchObject({ phase: "collecting", needed: ["a tester", "2 approvals"] });
    expect(before.out).toContain("Eve (eve) to test");
    expect(before.out).toContain("Ben (ben) to approve");
    expect(before.out).not.toContain("Ana (ana)");

    const tested = await task(["proposal", "test"], { file: path, key: "eve" });
    expect(tested.value).toMatchObject({ signed: true, report: { outcome: "success" } });
    const approved = await task(["proposal", "approve"], { file: path, key: "ben", yes: true });
    expect(approved.out).toMatch(/digest +0x[0-9a-f]{64}/);
    expect(approved.out).toContain("still needed: 1 approval");
    valueFrom(await task(["proposal", "approve"], { file: path, key: "cleo", yes: true }));
    expect(await status(path)).toMatchObject({ phase: "submittable" });

    valueFrom(await task(["proposal", "submit"], { file: path }));
    expect(await status(path)).toMatchObject({ phase: "waiting" });
    expect(refusalOf(await task(["proposal", "execute"], { file: path }))).toBe("Revert.OperationNotReady");
    await chain.advance(2 * DAY);
    expect(await status(path)).toMatchObject({ phase: "executable" });
    valueFrom(await task(["proposal", "execute"], { file: path }));
    expect(await status(path)).toMatchObject({ phase: "ended", outcome: "executed" });
    expect((await task(["charter", "diff"], { file: stage.charter })).value).toMatchObject({ same: true });
    expect(refusalOf(await task(["proposal", "create"]))).toBe("Task.NothingToAmend");
  });

  test("the Conclave takes the vault over by a call to a contract the charter names", async () => {
    // Its first owner is an address that nobody has; the owner's slot is the vault's first.
    await setSlot(chain, vault, "0x0", conclave);
    const created = await setFee("25", { key: "ana", title: "Fee" });
    const { path } = valueFrom<{ path: string }>(created);
    expect(created.out).toContain("0 of tier 1");
    await carryOut(task, chain, path, ["ben"], DAY);
    const { abi } = artifact("mocks/Vault");
    expect(await chain.client.readContract({ address: vault, abi, functionName: "fee" })).toBe(25n);
  });

  test("a proposal that would revert is not tested, and its file stays as it is", async () => {
    const created = await setFee("5000", { abi: "artifacts/contracts/mocks/Vault.sol/Vault.json" });
    const { path } = valueFrom<{ path: string }>(created);
    const before = await readFile(path, "utf8");
    const tested = await task(["proposal", "test"], { file: path, key: "eve" });
    expect(refusalOf(tested)).toBe("Task.SimulationFailed");
    expect(tested.err).toContain("FeeTooHigh");
    expect(await readFile(path, "utf8")).toBe(before);
  });

  test("a guardian cancels what waits; the list tells of all", async () => {
    const { path } = valueFrom<{ path: string }>(await setFee("30", { key: "pia" }));
    valueFrom(await task(["proposal", "approve"], { file: path, key: "dan", yes: true }));
    valueFrom(await task(["proposal", "submit"], { file: path }));
    valueFrom(await task(["proposal", "cancel"], { file: path, key: "gus", yes: true }));
    const listed = valueFrom<{ proposals: { phase: string; sentence: string }[] }>(
      await task(["proposal", "list"]),
    );
    expect(listed.proposals.map(({ sentence }) => sentence).sort()).toEqual([
      "it was cancelled",
      "it was executed",
      "it was executed",
      "the lane has moved on since this proposal was written",
    ]);
  });

  test("an emergency call marked alone runs at once; another one waits for a second person", async () => {
    const paused = await task(["emergency"], { to: "vault", function: "pause()", key: "hana", yes: true });
    expect(paused.value).toMatchObject({ executed: true });
    const one = await task(["emergency"], { to: "vault", function: "unpause()", key: "ben", yes: true });
    const { path } = valueFrom<{ path: string; executed: boolean }>(one);
    expect(one.value).toMatchObject({ executed: false, missing: { approvals: 1 } });
    const two = await task(["emergency"], { file: path, key: "cleo", yes: true });
    expect(two.value).toMatchObject({ executed: true });
  });

  test("a guardian suspends a person and lifts it again", async () => {
    await chain.advance(22 * DAY);
    valueFrom(await task(["key", "suspend"], { person: "Dan", key: "gus", yes: true }));
    const suspended = await task(["conclave", "show"]);
    expect(suspended.out).toMatch(/^Dan +20.* +gus$/m);
    valueFrom(await task(["key", "lift"], { person: "dan", key: "gus", yes: true }));
    expect((await task(["conclave", "show"])).out).not.toMatch(/^suspended/m);
    expect(refusalOf(await task(["conclave", "void"], { key: "gus", yes: true }))).toBe(
      "Revert.GuardianCooling",
    );
    valueFrom(await task(["conclave", "void"], { key: "hana", yes: true }));
  });

  test("a key is rotated: keystore, charter and amendment in one", async () => {
    const rotated = await task(["key", "rotate"], { key: "dan", light: true });
    const { proposal, keystore } = valueFrom<{ proposal: string; keystore: { address: Address } }>(rotated);
    expect(rotated.out).toContain("adds key dan-2 of Dan as approver");
    valueFrom(await task(["proposal", "approve"], { file: proposal, key: "ana", yes: true }));
    await carryOut(task, chain, proposal, ["ben", "cleo"], 2 * DAY);
    expect(await states()).toMatchObject({ 4: "Retiring", 9: "Active" });
    const listed = await task(["key", "list"], { chain: true });
    expect(listed.out).toMatch(new RegExp(`^dan-2 +keystore +${keystore.address} .* Active `, "m"));
  });

  test("what a key is left with stands in the way of its retirement, and is swept", async () => {
    const { address } = valueFrom<{ address: Address }>(await task(["key", "show"], { label: "dan" }));
    await chain.setBalance(address, parseEther("1.5"));
    await chain.write(token, artifact("mocks/Token").abi, "mint", [address, 500n]);
    const early = await task(["key", "retire"], { key: "dan" });
    expect(refusalOf(early)).toBe("Task.NotClear");
    expect(early.error).toMatchObject({
      details: { items: [{ amount: parseEther("1.5") }, { amount: 500n }] },
    });
    expect(early.err).toContain("ether above 0.01 ether; ERC-20 token");
    expect(
      valueFrom<{ tokens: unknown[] }>(await task(["sweep", "plan"], { key: "dan" })).tokens,
    ).toHaveLength(1);
    expect(valueFrom(await task(["sweep", "run"], { key: "dan", yes: true }))).toMatchObject({ left: [] });
    expect(await chain.client.getBalance({ address: TREASURY })).toBeGreaterThan(parseEther("1.49"));
  });

  test("a succession and a retirement are done though the log of the keys takes no line of them", async () => {
    await broken(stage.keys);
    const other = join(stage.folder, "elsewhere", "dan-2.json");
    await mkdir(join(stage.folder, "elsewhere"), { mode: 0o700 });
    await copyFile(join(stage.keys, "dan-2.json"), other);
    const confirmed = await task(["key", "confirm"], { label: other, json: true });
    expect(confirmed).toMatchObject({ ok: false, error: { code: "Log.NotTold" } });
    expect(JSON.parse(confirmed.out)).toMatchObject({
      record: { key: "dan-2", predecessor: "dan" },
      untold: { code: "Log.NotTold", details: { event: "rotated" } },
    });
    const retired = await task(["key", "retire"], { key: "dan" });
    expect(retired).toMatchObject({
      ok: false,
      error: { code: "Log.NotTold", details: { event: "retired" } },
    });
    expect(retired.out).toContain("key dan is retired");
    expect(retired.err).toContain("that is done");
    await rm(join(stage.keys, "log"), { recursive: true });
    expect((await states())[4]).toBe("Retired");
    expect(refusalOf(await task(["key", "retire"], { key: "dan" }))).toBe("Task.NotRetiring");
  });

  test("a key declares itself compromised", async () => {
    valueFrom(await task(["key", "compromise"], { label: "tom", yes: true }));
    expect((await states())[6]).toBe("Compromised");
  });

  test("the audit holds", async () => {
    expect(valueFrom(await task(["audit", "verify"]))).toMatchObject({ ok: true, findings: [] });
  });

  test("the history tells who did what", async () => {
    const told = await task(["audit", "history"]);
    expect(told.out).toContain("setFee(25) of vault");
    expect(told.out).toMatch(
      /setFee\(25\).*\n.*proposed by +Ana \(ana\)\n.*Eve \(eve\)\n.*approved by +Ben \(ben\)/,
    );
    expect(told.out).toContain("cancelled by Gus (gus)");
    expect(told.out).toContain("the key of Dan (dan) is retired for good");
  });

  test("an audit report is written where asked, and fails over another block's state", async () => {
    const out = `${stage.folder}/audit.md`;
    valueFrom(await task(["audit", "verify"], { out }));
    expect(await readFile(out, "utf8")).toContain("The history is whole and in order");
    const late = await task(["audit", "verify"], { fromBlock: "30" });
    expect(late).toMatchObject({ ok: false, error: { code: "Task.AuditFailed" } });
    expect(late.out).toContain("the record does not hold");
  });

  test("nothing that was printed or written holds a password or private key", () => expectNoSecrets(stage));
});
