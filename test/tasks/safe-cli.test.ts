import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import hre from "hardhat";
import { type Address, parseEther } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Anvil, anvil } from "../simulation/anvil.ts";
import { testChain } from "../support/chain.ts";
import { deployTestSafe } from "../support/safe.ts";
import { expectNoSecrets } from "./secrets.ts";
import { cleanUp, layOut, runnerFor, type Stage, valueFrom } from "./stage.ts";

const CLI = join(dirname(createRequire(import.meta.url).resolve("hardhat/package.json")), "dist/src/cli.js");
const RECEIVER = "0x00000000000000000000000000000000000000ee";
const MAINNET = 1;

/** The commands as people type them, each in a process of its own, on anvil with the id of Ethereum: there `eth:` is the prefix. */
describe("the command line on a Safe of 1.5.0", { timeout: 240_000 }, () => {
  let node: Anvil;
  let stage: Stage;
  let safe: Address;

  beforeAll(async () => {
    node = await anvil(["--chain-id", String(MAINNET)]);
    const chain = await testChain(node.provider);
    stage = await layOut(await chain.now());
    const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(
      await runnerFor(hre, stage)(["key", "list"]),
    );
    const owners = keys.filter(({ label }) =>
      ["ana", "ben"].includes(label),
    ) as unknown as PrivateKeyAccount[];
    safe = (await deployTestSafe(chain, { version: "1.5.0", owners, threshold: 2 })).address;
    await chain.setBalance(safe, parseEther("2"));
  });
  afterAll(async () => {
    await cleanUp(stage);
    await node.stop();
  });

  /** Options are those of the command that take a folder, a key or a node. */
  async function hardhat(line: string): Promise<{ code: number; out: string; err: string }> {
    const env = { ...process.env, CI: "true", NO_COLOR: "1", FORCE_COLOR: "0" };
    const run = promisify(execFile)(process.execPath, [CLI, ...line.trim().split(/\s+/)], { env });
    const { code, stdout, stderr } = await run.then(
      (done) => ({ code: 0, ...done }),
      (failed: { code: number; stdout: string; stderr: string }) => failed,
    );
    stage.printed.push(stdout, stderr);
    return { code, out: stdout, err: stderr };
  }

  test("creates, signs without a node, merges, tests and executes, with the chain's prefix", async () => {
    const rpc = `--rpc ${node.url}`;
    const signer = `--keys ${stage.keys} --password-file ${stage.passwordFile} --yes`;
    const file = join(stage.folder, "pay.json");
    const made = await hardhat(
      `safe create eth:${safe} --to eth:${RECEIVER} --value 1.5ether --title Pay --out ${file} ${rpc}`,
    );
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toContain(`eth:${safe} on chain 1, version 1.5.0`);
    const tested = await hardhat(`safe test ${file} --json ${rpc}`);
    expect(tested).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(tested.out)).toMatchObject({ outcome: "success", assumed: { skipped: "0" } });
    const unasked = await hardhat(
      `safe sign ${file} --key ana --offline --keys ${stage.keys} --password-file ${stage.passwordFile}`,
    );
    expect(unasked).toMatchObject({ code: 1, out: "" });
    expect(unasked.err).toMatch(/^error Task\.NotConfirmed: /);
    expect(await hardhat(`safe sign ${file} --key ana --offline ${signer}`)).toMatchObject({ code: 0 });
    const signed = await hardhat(`safe sign ${file} --key ben ${signer} ${rpc}`);
    expect(signed.code).toBe(0);
    expect(signed.out).toContain("the 2 needed have signed");
    const executed = await hardhat(`safe execute ${file} --json ${rpc}`);
    expect(executed).toMatchObject({ code: 0, err: "" });
    const told = await hardhat(`safe status ${file} ${rpc}`);
    expect(told.out).toContain("Pay: executed");
    expect(
      BigInt(String(await node.provider.request({ method: "eth_getBalance", params: [RECEIVER, "latest"] }))),
    ).toBe(parseEther("1.5"));
  });

  test("refuses another chain's prefix with one error and exit code 1; with --json it is on stdout", async () => {
    const refused = await hardhat(`safe show oeth:${safe} --rpc ${node.url}`);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(/^error SafeAddress\.OtherChain: [^\n]+\n {2}to do: [^\n]+\n$/);
    const json = await hardhat(`safe show eth:${RECEIVER} --json --rpc ${node.url}`);
    expect(json).toMatchObject({ code: 1, err: "" });
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: "Safe.NotASafe" } });
  });

  test("nothing that was printed or written holds a password or private key", () => expectNoSecrets(stage));
});
