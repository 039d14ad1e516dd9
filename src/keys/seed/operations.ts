import { randomFillSync } from "node:crypto";
import type { Hex } from "viem";
import { BaseError } from "../../errors.ts";
import { type PublicKey, publicKeyOf } from "../curve.ts";
import { sign } from "../ecdsa.ts";
import type { Cost } from "../keystore.ts";
import { Secret } from "../secret.ts";
import type { Hear } from "../strongroom/hear.ts";
import type { Show } from "../strongroom/show.ts";
import { type Description, type Written, write } from "../written.ts";
import { unseal } from "./box.ts";
import type { SeedFile } from "./format.ts";
import type { Language } from "./language.ts";
import { type Draft, make } from "./make.ts";
import { entropyOf, mnemonicOf, seedOf } from "./mnemonic.ts";
import { fingerprintOf, keyAt } from "./tree.ts";

/** What is done with seeds, in the strongroom (strongroom/operations.ts). */

type Held = { readonly seed: SeedFile };

const QUESTION =
  "All words of the seed, in order, with spaces between them; the screen is wiped after Enter:\n";

/** Makes a seed of 24 words. KG-03, KG-04. */
export async function makeSeed(
  draft: Draft,
  { password, passphrase }: { password: Secret; passphrase: Secret },
): Promise<SeedFile> {
  const entropy = Secret.take(randomFillSync(Buffer.alloc(32)));
  return make({ entropy, passphrase }, password, draft, { origin: "generated", language: "english" });
}

/** Takes the words of a seed that exists. @throws what `entropyOf` throws, `Strongroom.NotHeard` */
export async function importSeed(
  draft: Draft & { readonly language: Language },
  { password, passphrase }: { password: Secret; passphrase: Secret },
  _: Show,
  hear: Hear,
): Promise<SeedFile> {
  const words = hear(QUESTION);
  const entropy = await entropyOf(words, draft.language);
  words.wipe();
  return make({ entropy, passphrase }, password, draft, { origin: "imported", language: draft.language });
}

/** Opens a seed and tells its fingerprint, derived anew. @throws `Seed.CannotOpen`, `Seed.Mismatch` */
export async function openSeed({ seed }: Held, { password }: { password: Secret }): Promise<string> {
  const root = await opened(seed, password);
  root.wipe();
  return seed.fingerprint;
}

/**
 * Shows the words to whoever sits at the descriptor: numbered if somebody is asked to `wait` for, else on one line, as they are read
 * again. The passphrase is not shown. @throws what `openSeed` throws
 */
export async function showSeed(
  { seed, wait }: Held & { readonly wait?: string },
  { password }: { password: Secret },
  show: Show,
): Promise<{ readonly shown: true }> {
  const { entropy, passphrase } = unseal(seed, password);
  passphrase.wipe();
  const words = (await mnemonicOf(entropy, seed.language)).split(/\s/u);
  entropy.wipe();
  if (wait === undefined) show(`${words.join(" ")}\n`);
  else show(numbered(words), { wait });
  return { shown: true };
}

/** Whether words, such as those on paper, are those of the seed. @throws what `openSeed` and `importSeed` throw */
export async function checkSeed(
  { seed }: Held,
  { password }: { password: Secret },
  _: Show,
  hear: Hear,
): Promise<{ readonly same: boolean }> {
  const { entropy, passphrase } = unseal(seed, password);
  passphrase.wipe();
  const words = hear(QUESTION);
  const written = await entropyOf(words, seed.language);
  words.wipe();
  const same = entropy.equals(written);
  entropy.wipe();
  written.wipe();
  return { same };
}

/** Whose key lies at a path. @throws what `openSeed` throws, `Seed.NoKeyThere` */
export async function derivePublic(
  { seed, path }: Held & { readonly path: string },
  { password }: { password: Secret },
): Promise<PublicKey> {
  const key = await at(seed, path, password);
  try {
    return publicOf(key, path);
  } finally {
    key.wipe();
  }
}

/** A keystore of the key at a path, under a password of its own. @throws what `openSeed` throws, `Seed.NoKeyThere` */
export async function deriveKeystore(
  request: Held & { readonly path: string; readonly description: Description; readonly cost: Cost },
  { old, password }: { old: Secret; password: Secret },
): Promise<Written> {
  const { seed, path, description, cost } = request;
  return write(await at(seed, path, old), password, { description, curve: "secp256k1", cost });
}

/** Signs a digest with the key at a path, if it is the key it should be. @throws what `openSeed` throws, `Seed.OtherKey` */
export async function signFromSeed(
  { seed, path, point, digest }: Held & { readonly path: string; readonly point: Hex; readonly digest: Hex },
  { password }: { password: Secret },
): Promise<Hex> {
  const key = await at(seed, path, password);
  try {
    const found = publicOf(key, path);
    if (found.point !== point) throw otherKey(path, point, found.point);
    return sign(key, "secp256k1", digest);
  } finally {
    key.wipe();
  }
}

function numbered(words: readonly string[]): string {
  const cells = words.map((word, i) => `${String(i + 1).padStart(4)}  ${word.padEnd(12)}`);
  return cells.map((cell, i) => (i % 4 === 3 ? `${cell.trimEnd()}\n` : cell)).join("");
}

async function opened(seed: SeedFile, password: Secret): Promise<Secret> {
  const { entropy, passphrase } = unseal(seed, password);
  const root = await seedOf(entropy, passphrase, seed.language);
  entropy.wipe();
  passphrase.wipe();
  if (fingerprintOf(root) === seed.fingerprint) return root;
  root.wipe();
  throw mismatch(seed.fingerprint);
}

async function at(seed: SeedFile, path: string, password: Secret): Promise<Secret> {
  const root = await opened(seed, password);
  try {
    return keyAt(root, path);
  } finally {
    root.wipe();
  }
}

function publicOf(key: Secret, path: string): PublicKey {
  const found = publicKeyOf(key, "secp256k1");
  if (found === undefined) throw mismatch(path);
  return found;
}

/** A file that opens was not altered: then the words are stretched otherwise than when it was made. */
function mismatch(expected: string): BaseError {
  return new BaseError({
    code: "Seed.Mismatch",
    message: "the seed does not give the keys it gave when it was made",
    fix: "this machine computes wrongly, or a library changed: use another machine, and the version that made the file",
    details: { expected },
  });
}

function otherKey(path: string, expected: Hex, found: Hex): BaseError {
  return new BaseError({
    code: "Seed.OtherKey",
    message: `the seed's key at ${path} is not the one that is asked for`,
    fix: "the card names another seed than the one it was made from: find the right one by its fingerprint",
    details: { path, expected, found },
  });
}
