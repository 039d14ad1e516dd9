import { copyFile, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { getAddress } from "viem";
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
  LABELS,
  layOut,
  PASSWORD,
  PLACES,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  together,
  valueFrom,
} from "./stage.ts";

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
    const entry = `kind: ERC7913, verifier: "${getAddress(verifier ?? "0x")}", public-key: "${point}"`;
    await edit(stage.charter, /kind: EOA, address: "0x[0-9a-fA-F]{40}"(?=, roles: \[approver\])/, entry);
    await edit(stage.charter, "label: ben", "label: gita");
    valueFrom(await task(["conclave", "deploy"], { record: true }));
    for (const label of LABELS.with(2, "gita")) {
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

  test("the old P-256 key is retired once somebody else attested that it is done with", async () => {
    const document = at("minutes.txt");
    await writeFile(document, "The card was destroyed before three witnesses.");
    expect(refusalOf(await task(["key", "retire"], { key: "gita" }))).toBe("Revert.WitnessMissing");
    valueFrom(await task(["key", "attest"], { subject: "gita", document, key: "eve", yes: true }));
    valueFrom(await task(["key", "retire"], { key: "gita" }));
    expect(valueFrom<{ states: string[] }>(await task(["conclave", "show"])).states[2]).toBe("Retired");
  });

  test("an emergency that no tier lists is refused before anything is signed", async () => {
    const change = { to: "vault", function: "setFee(uint256 fee)", args: "1", key: "gus", yes: true };
    expect(refusalOf(await task(["emergency"], change))).toBe("Task.NotAnEmergency");
  });

  test("a file that cannot be read says so in the list, and hides no other", async () => {
    await writeFile(at("proposals/broken.json"), "{}");
    const listed = valueFrom<{ proposals: { phase: string }[] }>(await task(["proposal", "list"]));
    await rm(at("proposals/broken.json"));
    expect(listed.proposals.map(({ phase }) => phase).sort()).toEqual(["ended", "unreadable"]);
  });

  test("a rotation takes nothing else of the charter along, and waits for what is ahead of the chain", async () => {
    const diff = await task(["charter", "diff"], { file: stage.charter });
    const { differences } = valueFrom<{ differences: { document: string }[] }>(diff);
    expect(new Set(differences.map(({ document }) => document))).toEqual(new Set(["rulebook"]));
    const text = await readFile(stage.charter, "utf8");
    await edit(stage.charter, "guardian-cooldown: 22 days", "guardian-cooldown: 23 days");
    expect(refusalOf(await task(["key", "rotate"], { key: "dan", light: true }))).toBe(
      "Rotation.CharterAhead",
    );
    await writeFile(stage.charter, text);
  });

  test("a charter with a changed roster becomes an amendment that passes its simulation", async () => {
    const text = await readFile(stage.charter, "utf8");
    await edit(stage.charter, "guardian-cooldown: 22 days", "guardian-cooldown: 23 days");
    const created = await task(["proposal", "create"]);
    const { path, file } = valueFrom<{ path: string; file: { documents: unknown[] } }>(created);
    expect(created.out).toContain("guardian cooldown 22 days → 23 days");
    expect(file.documents).toHaveLength(2);
    const tested = await task(["proposal", "test"], { file: path, dry: true });
    expect(tested.value).toMatchObject({ report: { outcome: "success" }, written: false });
    await writeFile(stage.charter, text);
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

  test("of people who sign one file at the same moment, nobody's signature is lost", async () => {
    const { path } = valueFrom<{ path: string }>(await task(["proposal", "create"], { key: "ana" }));
    const approve = (key: string) => () => task(["proposal", "approve"], { file: path, key, yes: true });
    const test = () => task(["proposal", "test"], { file: path, key: "eve" });
    await together([approve("cleo"), test, approve("dan")]);
    const { report, signatures } = JSON.parse(await readFile(path, "utf8"));
    expect(signatures.map((one: { act: string; key: number }) => [one.act, one.key])).toEqual([
      ["propose", 0],
      ["test", 5],
      ["approve", 3],
      ["approve", 4],
    ]);
    expect(report.outcome).toBe("success");
    await rm(path);
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
    const shown = await task(["conclave", "show"]);
    const { domain } = valueFrom<{ domain: { verifyingContract: string } }>(shown);
    const conclave = domain.verifyingContract;
    const batch = at("batch.json");
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

  test("nothing that was printed or written holds a password or private key", async () => {
    await expectNoSecrets(stage);
    // The search itself finds what it should.
    for (const secret of [PASSWORD, await privateKeyOf("dan")]) {
      stage.printed.push(`signed with ${secret}\n`);
      await expect(expectNoSecrets(stage)).rejects.toThrow(/secret \d+ in/);
      stage.printed.pop();
    }
  });

  async function privateKeyOf(label: string) {
    const { secret } = await decrypt(await read(join(stage.keys, `${label}.json`)), Secret.text(PASSWORD));
    return hexOf(secret);
  }
});
