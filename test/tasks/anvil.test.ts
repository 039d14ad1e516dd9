import hre from "hardhat";
import type { Address } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Anvil, anvil } from "../simulation/anvil.ts";
import { type TestChain, testChain } from "../support/chain.ts";
import { cleanUp, layOut, PLACES, runnerFor, type Stage, valueFrom } from "./stage.ts";

/** Anvil's first account, which it has unlocked. */
const UNLOCKED: Address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

let node: Anvil;
let chain: TestChain;
let stage: Stage;

beforeAll(async () => {
  node = await anvil();
  chain = await testChain(node.provider);
  stage = await layOut(await chain.now(), PLACES);
});
afterAll(async () => {
  await cleanUp(stage);
  await node.stop();
});

test("the tasks run a Conclave on anvil by its URL alone", { timeout: 240_000 }, async () => {
  const task = runnerFor(hre, stage);
  const rpc = node.url;
  const run = async <T>(id: readonly string[], args: Record<string, unknown>) =>
    valueFrom<T>(await task(id, { rpc, ...args }));
  expect(await chain.client.getTransactionCount({ address: UNLOCKED })).toBe(0);
  await run(["conclave", "deploy"], { record: true });
  for (const label of ["ana", "pia", "ben", "cleo", "dan", "eve", "tom"]) {
    await run(["key", "activate"], { label });
  }
  const { path: file } = await run<{ path: string }>(["proposal", "create"], { key: "ana" });
  await run(["proposal", "test"], { file, key: "eve" });
  const approved = await run<{ review: { simulation: { repeated: boolean } } }>(["proposal", "approve"], {
    file,
    key: "ben",
    yes: true,
    repeat: true,
  });
  expect(approved.review.simulation.repeated).toBe(true);
  await run(["proposal", "approve"], { file, key: "cleo", yes: true });
  await run(["proposal", "submit"], { file });
  await chain.advance(2 * 86_400);
  await run(["proposal", "execute"], { file });
  expect(await run(["proposal", "status"], { file })).toMatchObject({ outcome: "executed" });
  expect(await run(["charter", "diff"], { file: stage.charter })).toMatchObject({ same: true });
  expect(await run(["audit", "verify"], {})).toMatchObject({ ok: true, links: 11 });
  expect(await chain.client.getTransactionCount({ address: UNLOCKED })).toBeGreaterThan(9);
});
