import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { type Address, parseEther } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SafeFile } from "../../src/safe/file.ts";
import type { TestChain } from "../support/chain.ts";
import { deployTestSafe } from "../support/safe.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  chainOf,
  cleanUp,
  layOut,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  together,
  valueFrom,
} from "./stage.ts";

const RECEIVER = "0x00000000000000000000000000000000000000ee";
type Made = { path: string; file: SafeFile };

/** A Safe of 1.4.1 by its tasks alone: 2 of ana, ben and an inner Safe (1 of cleo and dan). */
describe("a Safe worked with by tasks", () => {
  let chain: TestChain;
  let stage: Stage;
  let safe: Address;
  let inner: Address;
  let addresses: Record<string, Address>;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  const at = (name: string) => join(stage.folder, name);
  const create = async (args: Record<string, unknown>) =>
    valueFrom<Made>(await task(["safe", "create"], { safe, folder: at("safes"), ...args }));
  const sign = async (file: string, key: string, args: Record<string, unknown> = {}) =>
    valueFrom(await task(["safe", "sign"], { file, key, yes: true, ...args }));

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now());
    task = runnerFor(hre, stage);
    const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(await task(["key", "list"]));
    addresses = Object.fromEntries(keys.map(({ label, address }) => [label, address]));
    const accounts = (...labels: string[]) =>
      labels.map((label) => ({ address: addresses[label] })) as unknown as PrivateKeyAccount[];
    inner = (await deployTestSafe(chain, { version: "1.4.1", owners: accounts("cleo", "dan"), threshold: 1 }))
      .address;
    const owners = [...accounts("ana", "ben"), { address: inner } as PrivateKeyAccount];
    safe = (await deployTestSafe(chain, { version: "1.4.1", owners, threshold: 2, salt: 1n })).address;
    await chain.setBalance(safe, parseEther("1"));
    await chain.setBalance(addresses.ben as Address, parseEther("1"));
  });
  afterAll(() => cleanUp(stage));

  test("show tells of the Safe, with the owners' names from the charter", async () => {
    const shown = await task(["safe", "show"], { what: safe });
    expect(shown.value).toMatchObject({ version: "1.4.1", threshold: 2, nonce: 0n, address: safe });
    expect(shown.out).toContain("ana (Ana, 0x");
    expect(shown.out).toContain("2 of 3");
  });

  test("a call and changes of the Safe are created, tested, signed in copies, merged and executed", async () => {
    const { path, file } = await create({ to: RECEIVER, value: "0.25 ether", threshold: "1", title: "Pay" });
    expect(path).toMatch(/safes\/0-pay-[0-9a-f]{8}\.json$/);
    expect(file.transaction.operation).toBe(1);
    const shown = await task(["safe", "show"], { what: path, simulate: true });
    expect(shown.out).toContain("1. sends 0.25 ether to 0x");
    expect(shown.out).toContain("2: changes the Safe itself: changes how many owners must sign");
    expect(shown.out).toContain(file.safeTxHash);
    expect(shown.out).toContain("gains 0.25 ether");
    expect((await task(["safe", "test"], { file: path })).value).toMatchObject({ outcome: "success" });
    const copy = at("copy.json");
    await copyFile(path, copy);
    await sign(path, "ana");
    await sign(copy, "ben", { offline: true });
    const before = await task(["safe", "status"], { file: path });
    expect(before.value).toMatchObject({ phase: "collecting", missing: 1 });
    expect(before.out).toContain("ben (Ben, 0x");
    expect(refusalOf(await task(["safe", "execute"], { file: path }))).toBe("SafeExecution.TooFew");
    valueFrom(await task(["safe", "merge"], { file: path, copies: [copy] }));
    expect((await task(["safe", "status"], { file: path })).value).toMatchObject({ phase: "executable" });
    valueFrom(await task(["safe", "execute"], { file: path }));
    expect((await task(["safe", "status"], { file: path })).value).toMatchObject({ phase: "executed" });
    expect(refusalOf(await task(["safe", "sign"], { file: path, key: "ana", yes: true }))).toBe(
      "Task.NothingToSign",
    );
    const { path: back } = await create({ threshold: "2" });
    await sign(back, "ana");
    valueFrom(await task(["safe", "execute"], { file: back }));
  });

  test("an inner Safe's owner signs for it", async () => {
    const { path } = await create({ to: RECEIVER, value: "1" });
    await sign(path, "cleo", { owner: inner, offline: true });
    await sign(path, "dan", { owner: inner });
    await sign(path, "ben");
    expect((await task(["safe", "status"], { file: path })).value).toMatchObject({
      phase: "executable",
      missing: 0,
    });
    expect(refusalOf(await task(["safe", "sign"], { file: path, key: "eve", owner: inner, yes: true }))).toBe(
      "SafeSigning.NotAnOwner",
    );
    valueFrom(await task(["safe", "execute"], { file: path }));
  });

  test("owners who sign at the same moment, one of them of the inner Safe, all stay in the file", async () => {
    const { path } = await create({ to: RECEIVER, value: "7" });
    const signing = (key: string, args: object) => () =>
      task(["safe", "sign"], { file: path, key, yes: true, ...args });
    await together([
      signing("ana", {}),
      signing("cleo", { owner: inner }),
      signing("dan", { owner: inner }),
      signing("ben", {}),
    ]);
    const { signatures } = JSON.parse(await readFile(path, "utf8")) as SafeFile;
    const parts = new Map(signatures.map(({ owner, signature }) => [owner.toLowerCase(), signature.length]));
    const [one, both] = [65, 130].map((bytes) => 2 + 2 * bytes);
    expect(parts).toEqual(
      new Map(
        [addresses.ana, addresses.ben, inner]
          .map((owner) => String(owner).toLowerCase())
          .sort()
          .map((owner) => [owner, owner === inner.toLowerCase() ? both : one]),
      ),
    );
    await rm(path);
  });

  test("one that nobody wants any more is rejected: its nonce goes to a call of nothing", async () => {
    const { path, file } = await create({ to: RECEIVER, value: "2", key: "ana" });
    const { path: rejection, file: made } = valueFrom<Made>(
      await task(["safe", "reject"], { file: path, folder: at("safes"), key: "ben" }),
    );
    expect(made.transaction).toMatchObject({
      to: safe,
      value: 0n,
      data: "0x",
      nonce: file.transaction.nonce,
    });
    const approved = await task(["safe", "approve"], { file: path, key: "ben", yes: true });
    expect(approved.out).toContain("approved on-chain");
    await sign(rejection, "ana");
    valueFrom(await task(["safe", "execute"], { file: rejection }));
    expect((await task(["safe", "status"], { file: path })).value).toMatchObject({ phase: "replaced" });
  });

  test("the next file takes the next nonce, and one behind it waits", async () => {
    const first = await create({ to: RECEIVER, value: "3" });
    const second = await create({ to: RECEIVER, value: "4" });
    expect(second.file.transaction.nonce).toBe(first.file.transaction.nonce + 1n);
    expect((await task(["safe", "status"], { file: second.path })).value).toMatchObject({ phase: "waiting" });
    const same = await create({ to: RECEIVER, value: "5", nonce: String(first.file.transaction.nonce) });
    expect(same.file.transaction.nonce).toBe(first.file.transaction.nonce);
    expect(refusalOf(await task(["safe", "create"], { safe, to: RECEIVER, nonce: "0" }))).toBe(
      "Task.NonceUsed",
    );
    expect(refusalOf(await task(["safe", "create"], { safe, to: RECEIVER, nonce: "x" }))).toBe(
      "Task.BadNonce",
    );
  });

  test("goes to the Transaction Builder and comes back the same; a change on the way is refused", async () => {
    const { path, file } = await create({
      to: RECEIVER,
      value: "6",
      addOwner: addresses.eve,
      title: "There and back",
    });
    const batch = at("batch.json");
    valueFrom(await task(["safe", "export"], { file: path, out: batch }));
    const nonce = String(file.transaction.nonce);
    const back = valueFrom<Made>(
      await task(["safe", "import"], { safe, source: batch, nonce, out: at("back.json") }),
    );
    expect(back.file.safeTxHash).toBe(file.safeTxHash);
    expect(back.file.context.title).toBe("There and back");
    await writeFile(batch, (await readFile(batch, "utf8")).replace('"value": "6"', '"value": "7"'));
    expect(refusalOf(await task(["safe", "import"], { safe, source: batch, out: at("no.json") }))).toBe(
      "SafeBuilder.WrongChecksum",
    );
    const taken = await task(["safe", "import"], {
      safe,
      source: batch,
      unchecked: true,
      out: at("taken.json"),
    });
    expect(taken.err).toContain("its checksum does not fit");
  });

  test("a wallet's signature is added; a stranger's is refused", async () => {
    const { path, file } = await create({ to: RECEIVER, value: "8" });
    const typed = valueFrom<{ primaryType: string; message: { to: string } }>(
      await task(["safe", "typed"], { file: path }),
    );
    expect(typed).toMatchObject({ primaryType: "SafeTx", message: { nonce: file.transaction.nonce } });
    const elsewhere = at("elsewhere.json");
    await copyFile(path, elsewhere);
    await sign(elsewhere, "ana", { offline: true });
    const signed = JSON.parse(await readFile(elsewhere, "utf8")) as SafeFile;
    const signature = signed.signatures[0]?.signature;
    expect((await task(["safe", "add"], { file: path, signature })).value).toMatchObject({ signatures: 1 });
    const before = await readFile(path, "utf8");
    expect(refusalOf(await task(["safe", "add"], { file: path, signature: `0x${"11".repeat(65)}` }))).toBe(
      "SafeSigning.Unreadable",
    );
    expect(refusalOf(await task(["safe", "add"], { file: path, signature: "0xzz" }))).toBe("Task.SafeNotHex");
    expect(refusalOf(await task(["safe", "sign"], { file: path, key: "eve", yes: true }))).toBe(
      "SafeSigning.NotAnOwner",
    );
    expect(refusalOf(await task(["safe", "approve"], { file: path, key: "eve", yes: true }))).toBe(
      "SafeSigning.NotAnOwner",
    );
    expect(refusalOf(await task(["safe", "sign"], { file: path, key: "ben" }))).toBe("Task.NotConfirmed");
    const stranger = at("stranger.json");
    await copyFile(path, stranger);
    await sign(stranger, "eve", { offline: true });
    expect(refusalOf(await task(["safe", "merge"], { file: path, copies: [stranger] }))).toBe(
      "SafeSigning.DoesNotCount",
    );
    expect(await readFile(path, "utf8")).toBe(before);
  });

  test("a transaction that would fail says why, with exit code 1, and its simulation all the same", async () => {
    const { path } = await create({ to: RECEIVER, value: "50 ether" });
    const tested = await task(["safe", "test"], { file: path });
    expect(tested).toMatchObject({ ok: false, error: { code: "Task.SafeSimulationFailed" } });
    expect(tested.out).toContain("simulation: failure");
  });

  test("refuses a file for another Safe, another chain's prefix, and an address that is none", async () => {
    const { path } = await create({ to: RECEIVER, value: "9" });
    expect(refusalOf(await task(["safe", "status"], { file: path, safe: inner }))).toBe("SafeFile.WrongSafe");
    expect(refusalOf(await task(["safe", "show"], { what: `eth:${safe}` }))).toBe("SafeAddress.OtherChain");
    expect(refusalOf(await task(["safe", "show"], { what: `nochain:${safe}` }))).toBe(
      "SafeAddress.UnknownPrefix",
    );
    expect(refusalOf(await task(["safe", "create"], { safe: "0x12", to: RECEIVER }))).toBe(
      "SafeAddress.Malformed",
    );
    expect(refusalOf(await task(["safe", "create"], { safe }))).toBe("SafeBuild.Empty");
    const dropped = { safe, threshold: "1", data: "0x12" };
    expect(refusalOf(await task(["safe", "create"], dropped))).toBe("Task.NoTarget");
    expect(refusalOf(await task(["safe", "create"], { safe, to: "conclave" }))).toBe("Task.BadAddress");
    const point = { label: "point", curve: "P-256", holder: "Ana", light: true };
    valueFrom(await task(["key", "generate"], point));
    expect(refusalOf(await task(["safe", "sign"], { file: path, key: "point", yes: true }))).toBe(
      "Task.NoAccount",
    );
    expect(refusalOf(await task(["safe", "sign"], { file: path, yes: true }))).toBe("Task.NoKey");
    expect(refusalOf(await task(["safe", "create"], { safe, swapOwner: addresses.ana }))).toBe(
      "Task.BadSwap",
    );
    expect(refusalOf(await task(["safe", "create"], { safe, moduleGuard: "none" }))).toBe(
      "SafeSetting.Refused",
    );
    expect(refusalOf(await task(["safe", "show"], { what: RECEIVER }))).toBe("Safe.NotASafe");
  });

  test("nothing that was printed or written holds a password or private key", () => expectNoSecrets(stage));
});
