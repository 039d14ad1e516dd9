import { unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import { z } from "zod";
import { pretty } from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { readJson } from "../../files.ts";
import { writeSecret } from "../../secret-files.ts";
import type { PublicKey } from "../curve.ts";
import type { Cost } from "../keystore.ts";
import { Secret } from "../secret.ts";
import { assertLabel, candidates, describe, keep, type Particulars, type Saved } from "../store.ts";
import { inStrongroom } from "../strongroom/door.ts";
import { looksLikeSeed, type SeedFile, schema } from "./format.ts";
import type { Language } from "./language.ts";
import { normalPath } from "./path.ts";

/** People need their time to write and type. */
const MANUAL = 60 * 60_000;

const NONE = Secret.text("");

/** Where a new seed is written, and under what. */
export type SeedTarget = Particulars & {
  readonly folder: string;
  readonly password: Secret;
  /** BIP-39's; none if left out. It is encrypted with the entropy, and must be backed up apart from the words. */
  readonly passphrase?: Secret;
  readonly cost?: Cost;
};

/** What may be known of a seed. */
export type SavedSeed = { readonly path: string; readonly fingerprint: string; readonly words: number };

/** Makes a seed of 24 words and writes it, encrypted, to `<folder>/<label>.json`. @throws what `keepSeed` throws */
export async function generateSeed(target: SeedTarget): Promise<SavedSeed> {
  assertLabel(target.label);
  const { password, passphrase = NONE } = target;
  return keepSeed(await inStrongroom("makeSeed", draft(target), { password, passphrase }), target);
}

/**
 * Writes the words of a seed that exists. This process never has them.
 * @param words an open descriptor to read them from: a file, a pipe or a terminal. The caller closes it
 * @throws `Seed.BadCount`, `Seed.BadWord`, `Seed.BadChecksum`, `Seed.TooRegular`, what `keepSeed` throws
 */
export async function importSeed(words: number, language: Language, target: SeedTarget): Promise<SavedSeed> {
  assertLabel(target.label);
  const { password, passphrase = NONE } = target;
  const request = { ...draft(target), language };
  const options = { hear: [words], limit: MANUAL };
  return keepSeed(await inStrongroom("importSeed", request, { password, passphrase }, options), target);
}

/** Reads a seed's file without opening it. @throws what `readJson` throws */
export async function readSeed(path: string): Promise<SeedFile> {
  return readJson(path, schema);
}

/** The seeds of a folder, without opening them; files that are none, or broken, are passed over. @throws `Store.CannotList` */
export async function listSeeds(folder: string): Promise<{ path: string; seed: SeedFile }[]> {
  const found = await Promise.all(
    (await candidates(folder)).map(async (path) => {
      const value = await readJson(path, z.unknown()).catch(() => undefined);
      if (!looksLikeSeed(value)) return [];
      const read = schema.safeParse(value);
      return read.success ? [{ path, seed: read.data }] : [];
    }),
  );
  return found.flat();
}

/** Shows the words on an open descriptor, which the caller closes. @throws `Seed.CannotOpen`, `Strongroom.*` */
export async function showWords(
  path: string,
  password: Secret,
  options: { readonly show: number; readonly wait?: string },
): Promise<void> {
  const { show, wait } = options;
  const request = { seed: await readSeed(path), ...(wait === undefined ? {} : { wait }) };
  await inStrongroom("showSeed", request, { password }, { show, limit: MANUAL });
}

/** Whether words, such as those on paper, are those of the seed. @param words as for `importSeed` @throws `Seed.*` */
export async function checkWords(path: string, password: Secret, words: number): Promise<boolean> {
  const options = { hear: [words], limit: MANUAL };
  const { same } = await inStrongroom("checkSeed", { seed: await readSeed(path) }, { password }, options);
  return same;
}

/** Which key of a seed is meant. */
export type Place = { readonly seed: string; readonly path: string; readonly unhardened?: boolean };

/** The public key at a path of BIP-32. @throws `Seed.*` */
export async function derivePublicKey(place: Place, password: Secret): Promise<PublicKey> {
  const path = normalPath(place.path, place);
  return inStrongroom("derivePublic", { seed: await readSeed(place.seed), path }, { password });
}

/**
 * Writes the key at a path as a keystore of its own, under a password of its own.
 * @throws `Seed.*`, what `generate` of the store throws
 */
export async function deriveToKeystore(
  place: Place,
  password: Secret,
  target: Particulars & { readonly folder: string; readonly password: Secret; readonly cost?: Cost },
): Promise<Saved> {
  assertLabel(target.label);
  const request = {
    seed: await readSeed(place.seed),
    path: normalPath(place.path, place),
    description: describe(target),
    cost: target.cost ?? "standard",
  } as const;
  const secrets = { old: password, password: target.password };
  return keep(await inStrongroom("deriveKeystore", request, secrets), target);
}

/**
 * Signs a digest with the key at a path, which exists in clear for that one signature (KU-06).
 * @param place.point x ‖ y of the key that it must be
 * @throws `Seed.*`
 */
export async function signFromSeed(
  place: { readonly seed: string; readonly path: string; readonly point: Hex },
  password: Secret,
  digest: Hex,
): Promise<Hex> {
  const { path, point } = place;
  return inStrongroom(
    "signFromSeed",
    { seed: await readSeed(place.seed), path, point, digest },
    { password },
  );
}

/** Writes a seed, reads it back and opens it: a file that does not open goes again (GR-27). */
export async function keepSeed(made: SeedFile, { folder, label, password }: SeedTarget): Promise<SavedSeed> {
  const path = join(folder, `${label}.json`);
  await writeSecret(path, pretty(made));
  let cause: unknown;
  try {
    const fingerprint = await inStrongroom("openSeed", { seed: await readSeed(path) }, { password });
    if (fingerprint === made.fingerprint) return { path, fingerprint, words: made.words };
  } catch (error) {
    cause = error;
  }
  await unlink(path);
  throw drillFailed(path, cause);
}

function draft(target: SeedTarget) {
  return { description: describe(target), cost: target.cost ?? "standard" } as const;
}

function drillFailed(path: string, cause: unknown): BaseError {
  return new BaseError({
    code: "Seed.DrillFailed",
    message: `${path} does not open to the seed it should hold, and was removed`,
    fix: "check disk and memory of this machine, then make it again",
    details: { path },
    cause,
  });
}
