import { join } from "node:path";
import { type Address, slice, zeroAddress } from "viem";
import type { Roster } from "../../src/charter/model.ts";
import { indexOf } from "../../src/charter/roster.ts";
import { BaseError } from "../../src/errors.ts";
import { readKeyFile } from "../../src/signer/key-file.ts";
import type { AskPassword } from "../../src/signer/keystore.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { signerOf } from "../../src/signer/signer-of.ts";
import { passwordFor, type SecretOptions } from "./secret.ts";
import { watched } from "./watch.ts";

export type KeyOptions = SecretOptions & {
  /** A label in the folder of keystores, or a file. */
  readonly key: string | undefined;
  readonly keys: string;
};

/** A key of the roster, and what signs for it. */
export type RosterSigner = { readonly index: number; readonly signer: Signer; readonly path: string };

/** `<folder>/<label>.json`, unless a file is named. */
export function keyPath(folder: string, key: string): string {
  return key.includes("/") || key.includes("\\") || key.endsWith(".json") ? key : join(folder, `${key}.json`);
}

/**
 * Finds the key of a keystore or card in the roster; nothing is opened until something is signed.
 * @throws `Task.NoKey`, `Task.NotInRoster`, `Signer.*`, `Files.*`
 */
export async function rosterSigner(
  options: KeyOptions,
  roster: Roster,
  ask?: AskPassword,
): Promise<RosterSigner> {
  const { key: named, path } = namedKey(options);
  const { address: identity } = await readKeyFile(path);
  const index = indexOf(roster, identity);
  const key = roster.keys[index];
  if (identity === undefined || !key) {
    throw new BaseError({
      code: "Task.NotInRoster",
      message: `the key in ${path} is not in the roster`,
      fix: "use a key that the charter lists; `charter show` names them",
      details: { path, identity },
    });
  }
  const verifier = key.kind === "ERC7913" ? { verifier: slice(key.signer, 0, 20) as Address } : {};
  const signer = await watched(await signerOf(path, ask ?? passwordFor(options, named), verifier), path);
  return { index, signer, path };
}

/** A key by its account, whatever roster it is in: nothing is opened until something is signed. @throws `Task.NoKey`, `Task.NoAccount`, `Signer.*`, `Files.*` */
export async function accountSigner(
  options: KeyOptions,
): Promise<{ readonly signer: Signer; readonly address: Address }> {
  const { key, path } = namedKey(options);
  if ((await readKeyFile(path)).curve === "P-256") {
    throw new BaseError({
      code: "Task.NoAccount",
      message: `${path} holds a P-256 key, which is no account: a Safe cannot have it as owner`,
      fix: "use a key on secp256k1",
      details: { path },
    });
  }
  const signer = await watched(await signerOf(path, passwordFor(options, key)), path);
  return { signer, address: signer.signerBytes as Address };
}

/**
 * Whose signature is checked without a chain, such as a packet's: no verifier contract is asked, so none needs to be known.
 * @throws `Task.NoKey`, `Signer.*`, `Files.*`
 */
export async function personSigner(options: KeyOptions): Promise<Signer> {
  const { key, path } = namedKey(options);
  return watched(await signerOf(path, passwordFor(options, key), { verifier: zeroAddress }), path);
}

/** The key that `--key` names, and its file. @throws `Task.NoKey` */
export function namedKey({ key, keys }: KeyOptions): { readonly key: string; readonly path: string } {
  if (key !== undefined) return { key, path: keyPath(keys, key) };
  throw new BaseError({
    code: "Task.NoKey",
    message: "whose signature? no key is named",
    fix: "add --key with the label or file of a keystore or card; `key list` shows those there are",
  });
}
