import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { expect } from "vitest";
import type { Seen } from "../secrecy/watcher.ts";
import { type Watching, watching } from "../secrecy/watching.ts";
import { PIN, type SoftHsm, softHsm } from "../signer/pkcs11/softhsm.ts";
import type { TestChain } from "../support/chain.ts";
import { expectNoSecrets } from "../tasks/secrets.ts";
import { chainOf, layOut, type Ran, runnerFor, type Stage } from "../tasks/stage.ts";

export const ORIGIN = "example.org/life";
export const TOKEN = "dans";
/** Takes ether. */
export const TREASURY = "0x00000000000000000000000000000000000000ee";
export const ARCHIVE_PASSWORD = "pumice-heron-83-violet-anchor";

/** Milliseconds between two looks at the processes of the flow: closer than the whole suite is looked at. */
const PAUSE = 4;

export type Kind = "keystore" | "pkcs11";

/** What the life of one key takes place on. */
export type Life = {
  readonly kind: Kind;
  readonly chain: TestChain;
  readonly stage: Stage;
  readonly vault: `0x${string}`;
  readonly task: (id: string, args?: Record<string, unknown>) => Promise<Ran>;
  readonly at: (...names: string[]) => string;
  /** How the key is opened: by the stage's password, or a token's PIN. */
  readonly pin: { readonly passwordFile?: string };
  /** Everything that must not be seen. */
  readonly secrets: Set<string>;
  readonly watched: Watching;
  readonly end: () => Promise<void>;
};

/** Lays out a Conclave's files, and watches from here on; all that is temporary lies in a folder that is watched, too. */
export async function begin(hre: HardhatRuntimeEnvironment, kind: Kind): Promise<Life> {
  const outside = process.env.TMPDIR;
  const ground = await mkdtemp(join(tmpdir(), "conclave-life-"));
  process.env.TMPDIR = ground;
  // The token's own tool takes the PIN as an argument: tokens are set up before anybody watches.
  const hsm: SoftHsm | undefined = kind === "pkcs11" ? await softHsm(TOKEN) : undefined;
  const watched = await watching(ground, PAUSE);
  const chain = await chainOf(hre);
  const vault = await chain.deploy("mocks/Vault", ["0x00000000000000000000000000000000000000ff"]);
  const token = await chain.deploy("mocks/Token");
  const stage = await layOut(await chain.now(), { vault, token, treasury: TREASURY });
  const at = (...names: string[]) => join(stage.folder, ...names);
  for (const name of ["secrets", "share", "stick", "copies"]) await mkdir(at(name), { mode: 0o700 });
  await writeFile(at("secrets/pin"), `${PIN}\n`, { mode: 0o600 });
  await writeFile(at("secrets/archive"), `${ARCHIVE_PASSWORD}\n`, { mode: 0o600 });
  // The key is made at the ceremony.
  await rm(at("keys/dan.json"));
  const secrets = new Set<string>();
  for (const phrase of [PIN, ARCHIVE_PASSWORD])
    for (const form of ["utf8", "hex", "base64"] as const) secrets.add(Buffer.from(phrase).toString(form));
  const runTask = runnerFor(hre, stage);
  return {
    kind,
    chain,
    stage,
    vault,
    at,
    pin: kind === "pkcs11" ? { passwordFile: at("secrets/pin") } : {},
    secrets,
    watched,
    async task(id, args) {
      const ran = await runTask(id.split(" "), args);
      stage.printed.push(inspect([ran.value, ran.error], { depth: 12 }));
      return ran;
    },
    async end() {
      await hsm?.remove();
      await rm(ground, { recursive: true });
      if (outside === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = outside;
    },
  };
}

/** The words of share files: all, and the last six, which no other share of the set has. */
export async function wordsIn(files: readonly string[]): Promise<string[]> {
  const shares = await Promise.all(
    files.map(async (file) => (await readFile(file, "utf8")).match(/(?<=\d\. )[a-z]+/g) ?? []),
  );
  expect(shares.every((words) => words.length === 33)).toBe(true);
  return shares.flatMap((words) => [words.join(" "), words.slice(-6).join(" ")]);
}

/** Where secrets lie: files of passwords and of shares, which are handed out. */
const LAWFUL = /\/(password|secrets\/[^/]+|\.?shares[^/]*\/[^/]+)$/;

/** The first of the secrets that a text has, by its place among them; -1 if it has none. */
function foundIn(text: string, secrets: ReadonlySet<string>): number {
  const lower = text.toLowerCase();
  // Words are found however they are parted: by lines, by numbers.
  const forms = [lower, lower.replace(/[^a-z]+/g, " ")];
  return [...secrets].findIndex((secret) => forms.some((form) => form.includes(secret.toLowerCase())));
}

/** Nothing that was printed, thrown, logged, written or handed to a process has a secret in it. */
export async function expectUnseen(
  { stage, secrets }: Life,
  { processes, files: seen }: Seen,
): Promise<void> {
  const files = seen.map(({ path, bytes }) => ({ path, text: Buffer.from(bytes).toString("latin1") }));
  const lawful = files.filter(({ path }) => LAWFUL.test(path));
  // Where they may be they are found, so that elsewhere they would be. What is still being written has a hidden name.
  const lasting = lawful.filter(({ path }) => !path.includes("/."));
  const known = lasting.filter(({ text }) => foundIn(text, secrets) >= 0);
  expect(new Set(known.map(({ path }) => path))).toEqual(new Set(lasting.map(({ path }) => path)));
  expect(known.length).toBeGreaterThan(2);
  const readable = [
    ...stage.printed.map((text) => ["what was printed", text] as const),
    ...files.filter((file) => !lawful.includes(file)).map(({ path, text }) => [path, text] as const),
    ...processes.flatMap((one) => [
      ["an argument", one.arguments] as const,
      ["an environment", one.environment] as const,
    ]),
  ];
  // Not by the text itself: a failure would print the secret.
  for (const [where, text] of readable) expect(foundIn(text, secrets), `a secret in ${where}`).toBe(-1);
  await expectNoSecrets(stage);
}
