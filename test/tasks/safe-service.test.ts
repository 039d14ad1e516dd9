import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { type Address, encodeFunctionData, parseEther } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { parse, type SafeFile } from "../../src/safe/file.ts";
import type { TestChain } from "../support/chain.ts";
import { deployTestSafe } from "../support/safe.ts";
import { type TestService, transactionService } from "../support/transaction-service.ts";
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

const RECEIVER = "0x00000000000000000000000000000000000000ee";
const KEY = "svc-key.0123456789ABCDEF";
type Made = { path: string; file: SafeFile };
type Finding = { code: string; severity: string; nonce: bigint | null };
type Told = { ok: boolean; findings: Finding[]; items: unknown[] };

/** A Safe of 1.4.1 with the owners ana, ben and cleo, two of whom must sign, and a service that knows it. */
describe("a Transaction Service by tasks", () => {
  let chain: TestChain;
  let stage: Stage;
  let server: TestService;
  let safe: Address;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  let service: Record<string, string>;
  const at = (name: string) => join(stage.folder, name);
  const create = async (args: Record<string, unknown>) =>
    valueFrom<Made>(await task(["safe", "create"], { safe, folder: at("ana"), ...args }));
  const sign = async (file: string, key: string) =>
    valueFrom(await task(["safe", "sign"], { file, key, yes: true }));
  const queue = async (args: Record<string, unknown> = {}) => {
    const ran = await task(["safe", "queue"], { safe, json: true, folder: at("ana"), ...args });
    return { ran, told: JSON.parse(ran.out) as Told };
  };

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now());
    server = await transactionService(chain);
    task = runnerFor(hre, stage);
    const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(await task(["key", "list"]));
    const owners = ["ana", "ben", "cleo"].map(
      (label) => ({ address: keys.find((key) => key.label === label)?.address }) as PrivateKeyAccount,
    );
    safe = (await deployTestSafe(chain, { version: "1.4.1", owners, threshold: 2, salt: 77n })).address;
    await chain.setBalance(safe, parseEther("1"));
    await chain.setBalance(RECEIVER, 1n);
    await writeFile(at("service-key"), `${KEY}\n`, { mode: 0o600 });
    service = { service: server.url, serviceKeyFile: at("service-key") };
  });
  afterAll(async () => {
    await server.stop();
    await cleanUp(stage);
  });

  test("a file is proposed, again without effect, and pulled by another owner who signs and proposes", async () => {
    const { path, file } = await create({ to: RECEIVER, value: "0.1 ether", title: "Pay" });
    expect(refusalOf(await task(["safe", "propose"], { file: path, ...service }))).toBe(
      "SafeService.Unsigned",
    );
    await sign(path, "ana");
    server.refuse(1, 429, "0");
    const first = await task(["safe", "propose"], { file: path, ...service });
    expect(first.value).toMatchObject({ created: true, doubts: [] });
    expect(first.err).toMatch(/too many requests.*trying again/);
    expect((await task(["safe", "propose"], { file: path, ...service })).value).toMatchObject({
      created: false,
      sent: [],
    });
    const pulled = valueFrom<{ written: { path: string }[] }>(
      await task(["safe", "pull"], { what: safe, folder: at("ben"), ...service }),
    );
    const [copy] = pulled.written.map((one) => one.path);
    if (copy === undefined) throw new Error("nothing was pulled");
    expect(parse(await readFile(copy, "utf8")).safeTxHash).toBe(file.safeTxHash);
    await sign(copy, "ben");
    valueFrom(await task(["safe", "propose"], { file: copy, ...service }));
    const back = await task(["safe", "pull"], { what: path, ...service });
    expect(back.value).toMatchObject({ written: [{ path, added: [expect.any(String)] }], doubts: [] });
    expect(parse(await readFile(path, "utf8")).signatures).toHaveLength(2);
    expect((await task(["safe", "pull"], { what: path, ...service })).value).toMatchObject({ written: [] });
    expect((await task(["safe", "pull"], { what: safe, folder: at("ana"), ...service })).value).toMatchObject(
      { written: [] },
    );
  });

  test("the queue of files and service is healthy, and says that it can be executed", async () => {
    const { ran, told } = await queue(service);
    expect(ran.ok).toBe(true);
    expect(told.ok).toBe(true);
    expect(told.findings.map(({ code }) => code)).toEqual(["executable"]);
    const text = await task(["safe", "queue"], { safe, folder: at("ana") });
    expect(text.out).toContain("nothing dangerous was found");
    expect(text.out).toContain("2 of 2");
    expect(text.out).toContain("ana (Ana, 0x");
  });

  test("a danger fails the command, with its findings on stdout as JSON", async () => {
    const data = encodeFunctionData({ abi: safeAbi, functionName: "changeThreshold", args: [1n] });
    const { path } = await create({ to: safe, data, title: "Quick" });
    const { ran, told } = await queue();
    expect(ran.ok).toBe(false);
    expect((ran.error as { code: string }).code).toBe("Task.QueueDangerous");
    expect(told.findings[0]).toMatchObject({ code: "ownSafe", severity: "danger", nonce: "1" });
    const text = await task(["safe", "queue"], { safe, folder: at("ana") });
    expect(text.ok).toBe(false);
    expect(text.out).toContain("danger ownSafe, nonce 1");
    expect(text.err).toMatch(/^error Task\.QueueDangerous: .*\n {2}to do: /m);
    await edit(path, '"value": "0"', '"value": "1"');
    const edited = await queue();
    expect(edited.told.findings).toContainEqual(
      expect.objectContaining({ code: "brokenFile", severity: "danger" }),
    );
    await edit(path, '"value": "1"', '"value": "0"');
  });

  test("known addresses, age and blocks are options of the queue", async () => {
    const like = "0x0000000000000000000000000000000000100aee";
    const poisoned = at("poisoned");
    await create({
      to: "0x0000111111111111111111111111111111110aee",
      value: "1",
      folder: poisoned,
      nonce: "0",
    });
    const known = { known: `${like},${RECEIVER}`, folder: poisoned };
    expect((await queue({ folder: poisoned })).told.ok).toBe(true);
    expect((await queue(known)).told.findings).toContainEqual(expect.objectContaining({ code: "lookalike" }));
    expect((await task(["safe", "queue"], { safe, staleAfter: "never" })).ok).toBe(false);
    expect(
      (await queue({ ...service, staleAfter: "365 days", fromBlock: "1" })).told.findings.map(
        ({ code }) => code,
      ),
    ).not.toContain("old");
  });

  test("void writes a rejection for each nonce, signed with a key, and again takes up what is there", async () => {
    const voided = await task(["safe", "void"], { safe, folder: at("ana"), key: "cleo" });
    const { voids } = valueFrom<{
      voids: { nonce: bigint; path: string; missing: number; armed: string[]; able: string[] }[];
    }>(voided);
    expect(
      voids.map(({ nonce, missing, armed, able }) => [nonce, missing, armed.length, able.length]),
    ).toEqual([
      [0n, 1, 1, 2],
      [1n, 1, 0, 2],
    ]);
    expect(voided.out).toContain("hurry: these have all their signatures");
    expect(voided.out).toMatch(/1 must sign, of: ana \(Ana, 0x/);
    const files = await readdir(at("ana"));
    const again = await task(["safe", "void"], { safe, folder: at("ana"), nonces: "0" });
    expect(again.value).toMatchObject({ voids: [{ nonce: 0n, missing: 1, path: voids[0]?.path }] });
    expect(await readdir(at("ana"))).toEqual(files);
    await sign(voids[0]?.path ?? "", "ben");
    const { told } = await queue();
    expect(told.findings).toContainEqual(
      expect.objectContaining({ code: "race", severity: "danger", nonce: "0" }),
    );
    valueFrom(await task(["safe", "execute"], { file: voids[0]?.path }));
    expect((await queue()).told.findings).toContainEqual(
      expect.objectContaining({ code: "replaced", nonce: "0" }),
    );
  });

  test("a service that lies is told on stderr, and nothing is written", async () => {
    server.lie((answer) => {
      const page = answer as { results?: object[] } | undefined;
      if (!Array.isArray(page?.results)) return answer;
      return { ...page, results: page.results.map((item) => ({ ...item, to: safe })) };
    });
    await create({ to: RECEIVER, title: "Next", nonce: "1", folder: at("ana") }).then(async ({ path }) => {
      await sign(path, "ana");
      valueFrom(await task(["safe", "propose"], { file: path, ...service }));
    });
    const ran = await task(["safe", "pull"], { what: safe, folder: at("cleo"), ...service });
    expect(ran.value).toMatchObject({ written: [], doubts: [{ kind: "hash" }] });
    expect(ran.err).toMatch(/^not used: .*whose hash is/m);
    expect((await queue(service)).told.findings).toContainEqual(
      expect.objectContaining({ code: "serviceLies" }),
    );
    server.lie(undefined);
  });

  test("what is asked for wrongly is refused by name", async () => {
    const [name] = await readdir(at("ana"));
    const file = join(at("ana"), name ?? "");
    const refused = async (id: string, args: Record<string, unknown>) =>
      refusalOf(await task(["safe", id], args));
    expect(await refused("propose", { file })).toBe("Task.NoService");
    expect(await refused("pull", { what: safe })).toBe("Task.NoService");
    expect(await refused("pull", { what: file, service: "hosted" })).toBe("SafeService.KeyMissing");
    expect(await refused("pull", { what: file, ...service, serviceKeyFd: "3" })).toBe("Task.TwoServiceKeys");
    expect(await refused("pull", { what: file, service: server.url, serviceKeyFd: "x" })).toBe(
      "Password.BadDescriptor",
    );
    expect(await refused("void", { safe, folder: at("nowhere") })).toBe("SafeVoid.Nothing");
    expect(await refused("void", { safe, nonces: "1,two" })).toBe("Task.BadNonces");
    const fresh = await create({ to: RECEIVER, nonce: "9", folder: at("fresh") });
    expect(await refused("pull", { what: fresh.path, ...service })).toBe("Task.NotAtService");
    await writeFile(at("open-key"), KEY, { mode: 0o644 });
    expect(
      await refused("pull", { what: fresh.path, service: server.url, serviceKeyFile: at("open-key") }),
    ).toBe("Files.OpenToOthers");
  });

  test("nothing that was printed or written holds a secret, the service's key included", async () => {
    await expectNoSecrets(stage);
    expect(server.requests.some(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
    expect(stage.printed.join("")).not.toContain(KEY);
    expect(server.requests.map(({ path, body }) => path + body).join("")).not.toContain(KEY);
  });
});
