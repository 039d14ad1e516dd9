import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address } from "viem";
import { expect, inject, vi } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { generate, read } from "../../src/keys/store.ts";
import { claimedAddress } from "../../src/keys/v3.ts";
import { overhear } from "../secrecy/overhear.ts";
import { type TestChain, testChain } from "../support/chain.ts";
import { charterText, KEYS } from "./charter-text.ts";

/** The password of every keystore here. No output may ever contain it. */
export const PASSWORD = "lantern-orchard-92-velvet-quay";

/** The label of each key, by its index. */
export const LABELS: readonly string[] = KEYS.map(([label]) => label);

/** Contracts for a charter whose rules are never put to use. */
export const PLACES = {
  vault: "0x0000000000000000000000000000000000000a11",
  token: "0x0000000000000000000000000000000000000a12",
  treasury: "0x0000000000000000000000000000000000000a13",
};

/** A folder with a charter, keystores and a password file, as an operator would have. */
export type Stage = {
  readonly folder: string;
  readonly charter: string;
  readonly keys: string;
  readonly proposals: string;
  readonly passwordFile: string;
  /** Everything that tasks printed here, to be searched for secrets. */
  readonly printed: string[];
};

/** What a task printed and gave back. */
export type Ran = {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
  readonly value: unknown;
  readonly error: unknown;
};

/** Lays out the folder. @param contracts For the charter's contracts section. */
export async function layOut(now: number, contracts: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "conclave-tasks-"));
  const at = (name: string) => join(folder, name);
  const addresses = await handOutKeys(at("keys"));
  const day = (days: number) => new Date((now + days * 86_400) * 1000).toISOString().slice(0, 10);
  await writeFile(
    at("charter.yaml"),
    charterText({ contracts, addresses, expires: day(300), before: day(30) }),
  );
  await writeFile(at("password"), `${PASSWORD}\n`, { mode: 0o600 });
  return {
    folder,
    charter: at("charter.yaml"),
    keys: at("keys"),
    proposals: at("proposals"),
    passwordFile: at("password"),
    printed: [],
  };
}

/** Copies the keystores of this run, which the first stage that needs them makes. */
async function handOutKeys(folder: string): Promise<Address[]> {
  const ring = join(inject("shared"), "keys");
  if (!(await readdir(ring).catch(() => undefined))) {
    const own = await mkdtemp(join(inject("shared"), "new-"));
    for (const [label, holder] of KEYS)
      await generate({ label, holder, folder: own, password: Secret.text(PASSWORD), cost: "light" });
    // Another worker may have been first: then its keys are everybody's.
    await rename(own, ring).catch(() => rm(own, { recursive: true }));
  }
  await cp(ring, folder, { recursive: true });
  return Promise.all(
    KEYS.map(async ([label]) => {
      const address = claimedAddress(await read(join(folder, `${label}.json`)));
      if (address === undefined) throw new Error(`${label} has no address`);
      return address;
    }),
  );
}

export async function cleanUp({ folder }: Stage): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** How many tasks run now: while one does, nothing is printed for real. */
let running = 0;

/** Runs a task in this process, and keeps what it printed; of two at the same time the later keeps it all. */
export async function run(
  hre: HardhatRuntimeEnvironment,
  stage: Pick<Stage, "printed">,
  id: readonly string[],
  args: Record<string, unknown>,
): Promise<Ran> {
  const printed = { out: "", err: "" };
  const listen = (name: "out" | "err") => (text: unknown) => {
    printed[name] += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(listen("out") as never),
    vi.spyOn(process.stderr, "write").mockImplementation(listen("err") as never),
  ];
  running += 1;
  try {
    const result = (await hre.tasks.getTask([...id]).run(args)) as {
      success: boolean;
      value?: unknown;
      error?: unknown;
    };
    overhear(id.join(" "), inspect([result.value, result.error], { depth: 12 }));
    return { ok: result.success, ...printed, value: result.value, error: result.error };
  } finally {
    running -= 1;
    if (running === 0) for (const spy of spies) spy.mockRestore();
    stage.printed.push(printed.out, printed.err);
    overhear(id.join(" "), printed.out + printed.err);
  }
}

/** A runner for tasks about the stage's Conclave; arguments that are given win. */
export function runnerFor(hre: HardhatRuntimeEnvironment, stage: Stage) {
  return async (id: readonly string[], args: Record<string, unknown> = {}): Promise<Ran> => {
    const task = hre.tasks.getTask([...id]);
    const known = {
      charter: stage.charter,
      keys: stage.keys,
      folder: stage.proposals,
      passwordFile: stage.passwordFile,
    };
    const fitting = Object.entries(known).filter(([name]) => task.options.has(name));
    return run(hre, stage, id, { ...Object.fromEntries(fitting), ...args });
  };
}

/** The value of a task that must succeed. */
export function valueFrom<T>({ ok, err, value, error }: Ran): T {
  if (!ok) throw error ?? new Error(err);
  return value as T;
}

/** Runs tasks at the same time; all must succeed. */
export async function together(tasks: readonly (() => Promise<Ran>)[]): Promise<void> {
  for (const ran of await Promise.all(tasks.map((task) => task()))) valueFrom(ran);
}

/** The code of a task that must fail, after one error on stderr and nothing on stdout. */
export function refusalOf({ ok, out, err, error }: Ran): string {
  expect(ok).toBe(false);
  expect(out).toBe("");
  expect(err.match(/^error /gm)).toHaveLength(1);
  expect(err).toMatch(/^ {2}to do: /m);
  // Hardhat loads the tasks by itself, so their BaseError is another class than the one of this file.
  return String((error as { code?: unknown }).code ?? error);
}

/** The in-process network that tasks use. */
export async function chainOf(hre: HardhatRuntimeEnvironment): Promise<TestChain> {
  const { provider } = await hre.network.getOrCreate();
  return testChain(provider as never);
}

/** Every file of the stage, and the newest block: what must be the same after a refusal. */
export async function contents({ folder }: Stage, { client }: TestChain): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const texts = await Promise.all(
    files.sort().map(async (path) => `${path}\n${await readFile(path, "utf8")}`),
  );
  return [await client.getBlockNumber(), ...texts].join("\n");
}

/** Has the tester and approvers sign a proposal, submits it, waits and executes it. */
export async function carryOut(
  task: ReturnType<typeof runnerFor>,
  chain: TestChain,
  file: string,
  approvers: readonly string[],
  wait: number,
): Promise<void> {
  valueFrom(await task(["proposal", "test"], { file, key: "eve" }));
  for (const key of approvers) valueFrom(await task(["proposal", "approve"], { file, key, yes: true }));
  valueFrom(await task(["proposal", "submit"], { file }));
  await chain.advance(wait);
  valueFrom(await task(["proposal", "execute"], { file }));
}

/** Changes a file's text; the pattern must be there. */
export async function edit(path: string, pattern: string | RegExp, replacement: string): Promise<void> {
  const text = await readFile(path, "utf8");
  const changed = text.replace(pattern, replacement);
  expect(changed).not.toBe(text);
  await writeFile(path, changed);
}
