import { spawn } from "node:child_process";
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../src/chain/client.ts";
import { expectNoSecrets } from "./secrets.ts";
import { cleanUp, layOut, PASSWORD, PLACES, runnerFor, type Stage, valueFrom } from "./stage.ts";

type Exit = { code: number | null; out: string; err: string };

const CLI = join(dirname(createRequire(import.meta.url).resolve("hardhat/package.json")), "dist/src/cli.js");

/** The commands as people type them, each in a process of its own, against a node with an address. */
describe("the command line", { timeout: 240_000 }, () => {
  let server: Awaited<ReturnType<typeof hre.network.createServer>>;
  let url: string;
  let stage: Stage;
  let proposal: string;

  beforeAll(async () => {
    server = await hre.network.createServer("default", "127.0.0.1");
    const { address, port } = await server.listen();
    url = `http://${address}:${port}`;
    const { client } = await connect(url);
    stage = await layOut(Number((await client.getBlock()).timestamp), PLACES);
    proposal = join(stage.folder, "proposal.json");
  });
  afterAll(async () => {
    // Ignition's journal of this chain, which ends with the server.
    const { hash } = await (await connect(url)).client.getBlock({ blockNumber: 0n });
    const journals = join(hre.config.paths.root, "deploy/deployments");
    for (const name of await readdir(journals).catch(() => [])) {
      if (name.startsWith(`chain-31337-${hash?.slice(2, 10)}`))
        await rm(join(journals, name), { recursive: true });
    }
    await server.close();
    await cleanUp(stage);
  });

  /** @param secret Handed over on descriptor 3. */
  function hardhat(line: string, secret?: string): Promise<Exit> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, ...line.trim().split(/\s+/)], {
        // A password or key in the environment would be visible to others: nothing of it is there.
        env: { ...process.env, CI: "true", NO_COLOR: "1", FORCE_COLOR: "0", CONCLAVE_RPC_URL: url },
        stdio: ["ignore", "pipe", "pipe", "pipe"],
      });
      const exit: Exit = { code: null, out: "", err: "" };
      child.stdout?.on("data", (data) => {
        exit.out += String(data);
      });
      child.stderr?.on("data", (data) => {
        exit.err += String(data);
      });
      const pipe = child.stdio[3] as NodeJS.WritableStream;
      // A task that never asks leaves the pipe unread.
      pipe.on("error", () => undefined);
      pipe.end(secret === undefined ? "" : `${secret}\n`);
      child.on("error", reject);
      child.on("close", (code) => {
        stage.printed.push(exit.out, exit.err);
        resolve({ ...exit, code });
      });
    });
  }

  const onChain = () => `--network rpc --charter ${stage.charter}`;
  const keys = () => `--keys ${stage.keys}`;
  const password = () => `${keys()} --password-file ${stage.passwordFile}`;

  test("prints JSON and nothing else with --json", async () => {
    const checked = await hardhat(`charter check --json ${stage.charter}`);
    expect(checked).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(checked.out)).toMatchObject({ ok: true });
  });

  test("a refusal is one error on stderr and exit code 1; with --json it is on stdout", async () => {
    const refused = await hardhat(`charter check ${stage.folder}/nowhere.yaml`);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(/^error Files\.NotFound: [^\n]+\n {2}because: [^\n]+\n {2}to do: [^\n]+\n$/);
    const json = await hardhat(
      `conclave show --json --rpc http://127.0.0.1:9 --conclave 0x${"aa".repeat(20)}`,
    );
    expect(json).toMatchObject({ code: 1, err: "" });
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: "Chain.Unreachable" } });
  });

  test("deploys through the node, writes the address down, and activates by a password from descriptor 3", async () => {
    const deployed = await hardhat(`conclave deploy ${onChain()} --record --json`);
    expect(deployed).toMatchObject({ code: 0, err: "" });
    const { conclave } = JSON.parse(deployed.out) as { conclave: string };
    expect(await readFile(stage.charter, "utf8")).toContain(conclave);
    const activated = await hardhat(`key activate ana ${onChain()} ${keys()} --password-fd 3`, PASSWORD);
    expect(activated).toMatchObject({ code: 0, err: "" });
    expect(activated.out).toContain("done: activate key ana");
    // The others in this process, which is quicker.
    for (const label of ["pia", "ben", "cleo", "dan", "eve", "tom"]) {
      valueFrom(await runnerFor(hre, stage)(["key", "activate"], { label, rpc: url }));
    }
  });

  test("creates, tests on a fork of the node, approves and submits", async () => {
    const made = await hardhat(`proposal create ${onChain()} ${password()} --key ana --out ${proposal}`);
    expect(made).toMatchObject({ code: 0, err: "" });
    const tested = await hardhat(`proposal test ${proposal} ${onChain()} ${password()} --key eve --json`);
    expect(tested.code).toBe(0);
    expect(JSON.parse(tested.out)).toMatchObject({ signed: true, report: { outcome: "success" } });
    const unasked = await hardhat(`proposal approve ${proposal} ${onChain()} ${password()} --key ben`);
    expect(unasked).toMatchObject({ code: 1, out: "" });
    expect(unasked.err).toMatch(/^error Task\.NotConfirmed: /);
    const signing = `proposal approve ${proposal} --rpc ${url} --charter ${stage.charter} ${password()} --yes`;
    const approved = await hardhat(`${signing} --key ben --repeat`);
    expect(approved.code).toBe(0);
    expect(approved.out).toContain("simulated again just now with the same result");
    valueFrom(
      await runnerFor(hre, stage)(["proposal", "approve"], {
        file: proposal,
        key: "cleo",
        yes: true,
        rpc: url,
      }),
    );
    const submitted = await hardhat(`proposal submit ${proposal} ${onChain()} --json`);
    expect(submitted).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(submitted.out)).toMatchObject({ executed: false });
  });

  test("a wrong password, or one that others can read, is refused with exit code 1", async () => {
    const wrong = await hardhat(
      `key activate gus ${onChain()} ${keys()} --password-fd 3`,
      "not-this-one-at-all",
    );
    expect(wrong).toMatchObject({ code: 1, out: "" });
    expect(wrong.err).toMatch(/^error Keystore\.WrongPassword: /);
    const open = join(stage.folder, "open");
    await writeFile(open, `${PASSWORD}\n`);
    await chmod(open, 0o644);
    const readable = await hardhat(`key activate gus ${onChain()} ${keys()} --password-file ${open}`);
    await rm(open);
    expect(readable.code).toBe(1);
    expect(readable.err).toMatch(/^error Files\.OpenToOthers: /);
  });

  test("nothing that was printed or written holds a password or private key", () => expectNoSecrets(stage));
});
