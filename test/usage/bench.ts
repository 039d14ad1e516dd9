import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Address } from "viem";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { generate, type Saved } from "../../src/keys/store.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { readHistory } from "../../src/usage/log/history.ts";
import type { Journal } from "../../src/usage/log/journal.ts";
import type { Line } from "../../src/usage/log/line.ts";
import type { Watch } from "../../src/usage/permit.ts";
import { policed } from "../../src/usage/policed.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { unsigned } from "./log/scene.ts";
import { approval, OTHER, policyText, VAULT } from "./policy/sample.ts";

export const PASSWORD = "meadow-cobalt-19-lattice-ferry";
export const ALLOW = `allow: [{ acts: [Approve], calls: [{ target: "${VAULT}" }] }, { acts: [Transaction], chains: [1], calls: [{ target: "${VAULT}" }] }]`;
export const GOOD = approval([{ target: VAULT }]);
export const BAD = approval([{ target: OTHER }]);

export let folder: string;
export let file: string;
export let address: Address;
export let journal: Journal;
export let asked: number;
export let said: string[];
export let password: string;

/** Made once: each opening of a keystore is a process. */
let made: Saved;

/** For the tests of the file that calls it. Files share a process, so what a module does by itself is done for the first alone. */
export function setUpBench(): void {
  beforeAll(async () => {
    const shared = await mkdtemp(join(tmpdir(), "conclave-"));
    made = await generate({ folder: shared, label: "ana", password: Secret.text(PASSWORD), cost: "light" });
    address = made.address;
  });
  afterAll(() => rm(dirname(made.path), { recursive: true }));

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder, "ana.json");
    await copyFile(made.path, file);
    journal = await unsigned(folder);
    [asked, said, password] = [0, [], PASSWORD];
  });
}

export function watch(changes: Partial<Watch> = {}): Watch {
  const { clock } = journal;
  return { file, label: "ana", address, journal, clock, tell: (words) => void said.push(words), ...changes };
}

export async function ask(): Promise<Secret> {
  asked += 1;
  return Secret.text(password);
}

export async function signer(changes: Partial<Watch> = {}) {
  return policed(await keystoreSigner(file, ask), watch(changes));
}

/** The same without log. */
export function bare(): Partial<Watch> {
  return { ...watch(), journal: undefined } as unknown as Partial<Watch>;
}

export async function setPolicy(rest: string, key: Address = address): Promise<void> {
  await writeFile(join(folder, "ana.policy.yaml"), policyText(rest, key), { mode: 0o600 });
}

export async function lines(): Promise<Line[]> {
  return (await readHistory(journal.folder)).flatMap(({ line }) => line ?? []).slice(1);
}

export async function events(): Promise<string[]> {
  return (await lines()).map(({ event }) => event);
}

/** What is given when the password is asked for from now on. */
export function answerWith(text: string): void {
  password = text;
}

/** The log by another clock from now on. */
export function setClock(clock: Journal["clock"]): void {
  journal = { ...journal, clock };
}
