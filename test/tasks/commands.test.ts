import { copyFile, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decrypt, hexOf } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import { read } from "../../src/keys/store.ts";
import type { TestChain } from "../support/chain.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  chainOf,
  cleanUp,
  edit,
  layOut,
  PASSWORD,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

const PLACES = {
  vault: "0x0000000000000000000000000000000000000a11",
  token: "0x0000000000000000000000000000000000000a12",
  treasury: "0x0000000000000000000000000000000000000a13",
};

/** What the flow of `flow.test.ts` does not pass through. */
describe("commands beside the main path", () => {
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  const at = (name: string) => join(stage.folder, name);

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now(), PLACES);
    task = runnerFor(hre, stage);
  });
  afterAll(() => cleanUp(stage));

  test("charter init writes an example that check takes and show explains", async () => {
    const file = at("example.yaml");
    valueFrom(await task(["charter", "init"], { file }));
    expect(await readFile(file, "utf8")).toBe(await readFile("examples/charter.yaml", "utf8"));
    valueFrom(await task(["charter", "check"], { file }));
    const shown = await task(["charter", "show"], { file });
    expect(shown.out).toMatch(/^0 +constitution +2 +3 +48 h/m);
    expect(shown.out).toMatch(/^k4 +4 +Eve +acme +EOA +approver/m);
  });

  test("key generate makes keystores of both curves, readable by their owner alone", async () => {
    for (const curve of ["secp256k1", "P-256"]) {
      const made = await task(["key", "generate"], {
        label: `new-${curve}`,
        curve,
        light: true,
        holder: "Zoe",
      });
      const { path } = valueFrom<{ path: string }>(made);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    }
    const listed = valueFrom<{ keys: { label: string; person?: string }[] }>(await task(["key", "list"]));
    expect(listed.keys.map(({ label }) => label)).toContain("new-P-256");
    expect(listed.keys.find(({ label }) => label === "ana")).toMatchObject({
      person: "Ana",
      roles: "proposer",
    });
    expect((await task(["key", "show"], { label: "new-P-256" })).out).toMatch(
      /^public key +0x[0-9a-f]{128}$/m,
    );
  });

  test("a P-256 key is activated, approves, and is rotated to another P-256 key", async () => {
    const { bytecode } = await hre.artifacts.readArtifact("ERC7913P256Verifier");
    const { contractAddress: verifier } = await chain.send({ data: bytecode as `0x${string}` });
    const { point } = valueFrom<{ point: string }>(
      await task(["key", "generate"], { label: "gita", curve: "P-256", light: true }),
    );
    const { getAddress } = await import("viem");
    const entry = `kind: ERC7913, verifier: "${getAddress(verifier ?? "0x")}", public-key: "${point}"`;
    await edit(stage.charter, /kind: EOA, address: "0x[0-9a-fA-F]{40}"(?=, roles: \[approver\])/, entry);
    await edit(stage.charter, "label: ben", "label: gita");
    valueFrom(await task(["conclave", "deploy"], { record: true }));
    for (const label of ["ana", "pia", "gita", "cleo", "dan", "eve", "tom", "gus", "hana"]) {
      valueFrom(await task(["key", "activate"], { label }));
    }
    const { proposal } = valueFrom<{ proposal: string }>(
      await task(["key", "rotate"], { key: "gita", light: true }),
    );
    for (const key of ["ana", "gita", "cleo"]) {
      valueFrom(await task(["proposal", "approve"], { file: proposal, key, yes: true }));
    }
    valueFrom(await task(["proposal", "test"], { file: proposal, key: "eve" }));
    valueFrom(await task(["proposal", "submit"], { file: proposal }));
    await chain.advance(2 * 86_400);
    valueFrom(await task(["proposal", "execute"], { file: proposal }));
    const { states } = valueFrom<{ states: string[] }>(await task(["conclave", "show"]));
    expect([states[2], states[9]]).toEqual(["Retiring", "Active"]);
  });

  test("show --chain writes a charter that says what is on-chain", async () => {
    const { yaml } = valueFrom<{ yaml: string }>(await task(["charter", "show"], { chain: true }));
    expect(yaml).toContain("successor-of: gita");
    expect(yaml).toContain("name: Ana");
  });

  test("copies signed apart are merged; a wallet signs by typed data; another approves by transaction", async () => {
    const { path } = valueFrom<{ path: string }>(
      await task(["proposal", "create"], { key: "ana", note: "Two\nlines." }),
    );
    const copy = at("copy.json");
    await copyFile(path, copy);
    valueFrom(await task(["proposal", "approve"], { file: copy, key: "cleo", yes: true }));
    expect(valueFrom(await task(["proposal", "merge"], { file: path, copies: [copy] }))).toMatchObject({
      signatures: 2,
    });

    const typed = await task(["proposal", "typed"], { file: path, as: "dan" });
    const wallet = privateKeyToAccount(await privateKeyOf("dan"));
    const signature = await wallet.signTypedData(JSON.parse(typed.out));
    const forged = await task(["proposal", "add"], { file: path, as: "gita-2", signature });
    expect(refusalOf(forged)).toBe("Approval.SignatureInvalid");
    const added = await task(["proposal", "add"], { file: path, as: "dan", signature });
    expect(added.value).toMatchObject({
      signed: { act: "approve", key: 4 },
      review: { missing: { approvals: 0 } },
    });
    expect(added.out).toContain("  Two\n  lines.");
  });

  test("an approver without signature approves by a transaction of their own", async () => {
    const change = { to: "conclave", function: "lift(uint8 holder)", args: "3" };
    const { path } = valueFrom<{ path: string }>(
      await task(["proposal", "create"], { ...change, key: "pia" }),
    );
    const { address } = valueFrom<{ address: `0x${string}` }>(await task(["key", "show"], { label: "cleo" }));
    await chain.setBalance(address, 10n ** 18n);
    valueFrom(await task(["proposal", "approve"], { file: path, key: "cleo", onChain: true, yes: true }));
    const shown = await task(["proposal", "approve"], { file: path });
    expect(shown.out).toMatch(/^Cleo +cleo +approve +yes +on-chain$/m);
  });

  test("a batch file with a post-condition", async () => {
    const { conclave } = valueFrom<{ conclave: string }>(await task(["conclave", "deploy"]));
    const batch = at("batch.json");
    const { writeFile } = await import("node:fs/promises");
    const calls = [{ target: conclave, function: "beginRetirement(uint8 key)", args: [6] }];
    const conditions = [
      { target: conclave, function: "closed()", args: [], comparison: "EQ", expected: "0" },
    ];
    await writeFile(batch, JSON.stringify({ calls, conditions }));
    const { path, file } = valueFrom<{ path: string; file: { proposal: { conditions: unknown[] } } }>(
      await task(["proposal", "create"], { batch }),
    );
    expect(file.proposal.conditions).toHaveLength(1);
    const tested = await task(["proposal", "test"], { file: path });
    // The Conclave has no function closed(): the condition cannot be read.
    expect(refusalOf(tested)).toBe("Task.SimulationFailed");
  });

  test("nothing that was printed or written holds a password or private key", () => expectNoSecrets(stage));

  async function privateKeyOf(label: string) {
    const { secret } = await decrypt(await read(join(stage.keys, `${label}.json`)), Secret.text(PASSWORD));
    return hexOf(secret);
  }
});
