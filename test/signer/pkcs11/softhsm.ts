import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "../../../src/keys/secret.ts";

/** Where Debian, Fedora and Homebrew put it. */
const MODULES = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib64/pkcs11/libsofthsm2.so",
  "/opt/homebrew/lib/softhsm/libsofthsm2.so",
];

export const MODULE = MODULES.find((path) => existsSync(path)) ?? "";
export const PIN = "bramble-7-lagoon-41-tinder";
const SO_PIN = "cobalt-58-meadow-3-anvil";

/** Why tests with a token cannot run here; undefined if they can. */
export function missing(): string | undefined {
  if (MODULE === "") return "softhsm2 is not installed";
  try {
    createRequire(import.meta.url)("pkcs11js");
    return undefined;
  } catch {
    return "pkcs11js was not built";
  }
}

/** Stands in a title: tests that are left out say why. */
export const WHY = missing() === undefined ? "" : ` (left out: ${missing()})`;

export type SoftHsm = {
  readonly folder: string;
  /** Everything the tokens keep: what is unplugged if it is renamed. */
  readonly tokens: string;
  addToken(label: string): void;
  remove(): Promise<void>;
};

/** SoftHSM with tokens of its own. One at a time in a process: its configuration is in the environment. */
export async function softHsm(...labels: string[]): Promise<SoftHsm> {
  const folder = await mkdtemp(join(tmpdir(), "conclave-hsm-"));
  const tokens = join(folder, "tokens");
  await mkdir(tokens);
  const configuration = join(folder, "softhsm2.conf");
  const lines = [`directories.tokendir = ${tokens}`, "objectstore.backend = file", "log.level = ERROR"];
  await writeFile(configuration, `${lines.join("\n")}\n`);
  process.env.SOFTHSM2_CONF = configuration;
  const addToken = (label: string) =>
    void execFileSync(
      "softhsm2-util",
      ["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", SO_PIN],
      { stdio: "pipe" },
    );
  for (const label of labels) addToken(label);
  return { folder, tokens, addToken, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Gives the PIN each time, and keeps what it gave, to see it wiped. */
export function asking(pin = PIN, before: () => unknown = () => undefined) {
  const given: Secret[] = [];
  const ask = async () => {
    await before();
    const secret = Secret.text(pin);
    given.push(secret);
    return secret;
  };
  return { given, ask };
}
