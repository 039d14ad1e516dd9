import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { PIN, type SoftHsm, softHsm } from "../signer/pkcs11/softhsm.ts";
import type { TestChain } from "../support/chain.ts";
import { chainOf, cleanUp, layOut, type Ran, runnerFor, type Stage } from "../tasks/stage.ts";

export const ORIGIN = "example.org/life";
export const TOKEN = "dans";
/** Takes ether. */
export const TREASURY = "0x00000000000000000000000000000000000000ee";
const ARCHIVE_PASSWORD = "pumice-heron-83-violet-anchor";

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
  readonly end: () => Promise<void>;
};

/** Lays out a Conclave's files, and a token if the key is to be kept by one. */
export async function begin(hre: HardhatRuntimeEnvironment, kind: Kind): Promise<Life> {
  const hsm: SoftHsm | undefined = kind === "pkcs11" ? await softHsm(TOKEN) : undefined;
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
  const runTask = runnerFor(hre, stage);
  return {
    kind,
    chain,
    stage,
    vault,
    at,
    pin: kind === "pkcs11" ? { passwordFile: at("secrets/pin") } : {},
    task: (id, args) => runTask(id.split(" "), args),
    async end() {
      await hsm?.remove();
      await cleanUp(stage);
    },
  };
}
