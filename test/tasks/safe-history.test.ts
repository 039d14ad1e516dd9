import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { type Address, encodeFunctionData, type Hex, pad } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { call, encodeExecution, safeTxHash } from "../../src/safe/transaction.ts";
import { artifact } from "../support/artifact.ts";
import type { TestChain } from "../support/chain.ts";
import { deployTestSafe, execute, type TestSafe } from "../support/safe.ts";
import { chainOf, cleanUp, layOut, type Ran, refusalOf, runnerFor, type Stage, valueFrom } from "./stage.ts";

const OWNER = privateKeyToAccount(pad("0xc1", { size: 32 }));
const RECEIVER = "0x00000000000000000000000000000000000000ee";

let chain: TestChain;
let stage: Stage;
let safe: TestSafe;
let ana: Address;
let history: (args?: Record<string, unknown>) => Promise<Ran>;

type Value = {
  ok: boolean;
  proved: boolean;
  transactions: {
    nonce: bigint;
    kind: string;
    calls: string[];
    proposer: { words: string; by: string } | null;
  }[];
  displaced: { nonce: bigint; safeTxHash: Hex }[];
};

beforeAll(async () => {
  chain = await chainOf(hre);
  stage = await layOut(await chain.now());
  const task = runnerFor(hre, stage);
  const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(await task(["key", "list"]));
  ana = keys.find(({ label }) => label === "ana")?.address as Address;
  const owners = [OWNER, { address: ana } as PrivateKeyAccount];
  safe = { ...(await deployTestSafe(chain, { version: "1.4.1", owners, threshold: 1 })), owners: [OWNER] };
  await execute(safe, { to: RECEIVER, data: "0x12345678" });
  await execute(safe, { to: safe.address });
  const change = encodeFunctionData({ abi: safeAbi, functionName: "changeThreshold", args: [1n] });
  await execute(safe, { to: safe.address, data: change });
  history = (args = {}) => task(["safe", "history"], { safe: safe.address, ...args });
});
afterAll(() => cleanUp(stage));

test("tells what a Safe did and who was behind it, by the charter's names, with a verdict first", async () => {
  const told = await history();
  expect(told.ok).toBe(true);
  expect(told.out).toMatch(/^the record holds: every nonce is accounted for/);
  expect(told.out).toContain(`approved by  ${OWNER.address}: ecdsa`);
  expect(told.out).toContain("Ana (ana, by the charter of today)");
  expect(told.out).toContain(`changeThreshold(_threshold: 1) of ${safe.address}`);
  expect(told.out).toContain("rejects whatever else had this nonce");
  expect(told.out).toContain("not known: signatures do not say");
  expect(told.value).toMatchObject({ ok: true, proved: true, format: "conclave-safe-history/1" });
});

test("says who proposed only as a service claims it, and what cannot run any more", async () => {
  const domain = { chainId: chain.chainId, verifyingContract: safe.address };
  const ran = safeTxHash(domain, call({ to: RECEIVER, data: "0x12345678" }, 0n));
  const other = safeTxHash(domain, call({ to: RECEIVER, value: 5n }, 1n));
  const claims = join(stage.folder, "claims.json");
  const results = [
    { safeTxHash: ran, nonce: 0, proposer: ana, origin: "{}" },
    { safeTxHash: other, nonce: "1", proposer: null },
  ];
  await writeFile(claims, JSON.stringify({ count: 2, results }));
  const told = await history({ claims });
  const { transactions, displaced } = valueFrom<Value>(told);
  expect(transactions[0]?.proposer).toMatchObject({
    words: "Ana (ana, by the charter of today)",
    by: "claimed",
  });
  expect(transactions[1]).toMatchObject({ kind: "rejection", proposer: null });
  expect(displaced).toMatchObject([{ safeTxHash: other, nonce: 1n }]);
  expect(told.out).toContain("claimed by a service, not proved");
});

test("writes a report of the same bytes each time, as JSON or as Markdown", async () => {
  const block = await chain.client.getBlockNumber();
  const [json, again, page] = ["a.json", "b.json", "c.md"].map((name) => join(stage.folder, name)) as [
    string,
    string,
    string,
  ];
  for (const out of [json, again, page]) valueFrom(await history({ out, toBlock: String(block) }));
  expect(await readFile(json, "utf8")).toBe(await readFile(again, "utf8"));
  expect(JSON.parse(await readFile(json, "utf8"))).toMatchObject({
    ok: true,
    safe: safe.address,
    version: "1.4.1",
  });
  expect(await readFile(page, "utf8")).toContain(`# History of Safe ${safe.address}`);
});

test("refuses what is no Safe, and an address of another chain", async () => {
  expect(refusalOf(await history({ safe: RECEIVER }))).toBe("Safe.NotASafe");
  expect(refusalOf(await history({ safe: `eth:${safe.address}` }))).toBe("SafeAddress.OtherChain");
});

test("fails where something cannot be proved only if it must, and where the record does not hold always", async () => {
  const sender = pad(OWNER.address, { size: 32 });
  const transaction = call({ to: RECEIVER }, 3n);

  const data = encodeExecution(transaction, `${sender}${"00".repeat(32)}01`);
  await chain.send({ to: safe.address, data }, OWNER);
  const lenient = await history();
  expect({ ok: lenient.ok, proved: valueFrom<Value>(lenient).proved }).toEqual({ ok: true, proved: false });
  const strict = await history({ strict: true });
  expect({ ok: strict.ok, code: (strict.error as { code?: string }).code }).toEqual({
    ok: false,
    code: "Task.SafeHistoryFailed",
  });

  const scribbler = await chain.deploy("mocks/Scribbler");
  const args = [pad("0x04", { size: 32 }), pad("0x02", { size: 32 })];
  const write = encodeFunctionData({ abi: artifact("mocks/Scribbler").abi, functionName: "write", args });
  await execute(safe, { to: scribbler, data: write, operation: 1 });
  const broken = await history({ json: true });
  expect((broken.error as { code?: string }).code).toBe("Task.SafeHistoryFailed");
  expect(JSON.parse(broken.out)).toMatchObject({ ok: false, state: { threshold: 2 } });
});
