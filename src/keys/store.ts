import { readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readJson, writeSecret } from "../files.ts";
import { type Curve, generatePrivateKey, type PublicKey, publicKeyOf } from "./curve.ts";
import { type Cost, decrypt, encrypt } from "./keystore.ts";
import type { Secret } from "./secret.ts";
import { EXTENSION, type Metadata, schema, type V3 } from "./v3.ts";

/** What to note down about a key, in clear, beside it. */
export type Particulars = {
  /** Names the file too: letters, digits, dot, dash and underscore. */
  readonly label: string;
  /** The person who holds the key. */
  readonly holder?: string;
  readonly purpose?: string;
  /** When it was made; now, if left out. */
  readonly created?: Date;
};

export type Saved = {
  readonly path: string;
  readonly address: Address;
  readonly point: Hex;
  readonly curve: Curve;
};

const LABEL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Makes a key and writes it, encrypted, to `<folder>/<label>.json`. The key exists in clear only within this call.
 * @throws what `save` throws
 */
export async function generate(
  options: Particulars & {
    readonly folder: string;
    readonly password: Secret;
    readonly curve?: Curve;
    readonly cost?: Cost;
  },
): Promise<Saved> {
  const key = generatePrivateKey(options.curve ?? "secp256k1");
  try {
    return await save(key, options);
  } finally {
    key.wipe();
  }
}

/**
 * Writes a private key as a new keystore, then reads it back, decrypts it and compares: a key that cannot be read again is
 * noticed while its plaintext still exists (GR-27). The caller wipes the key.
 * @throws `Store.BadLabel`, `Store.NotAKey`, `Store.DrillFailed`, `Files.Exists`, `Files.UnsafeFolder`, `Files.CannotWrite`
 */
export async function save(
  key: Secret,
  options: Particulars & {
    readonly folder: string;
    readonly password: Secret;
    readonly curve?: Curve;
    readonly cost?: Cost;
  },
): Promise<Saved> {
  const curve = options.curve ?? "secp256k1";
  if (!LABEL.test(options.label)) throw badLabel(options.label);
  const publicKey = publicKeyOf(key, curve);
  if (publicKey === undefined) throw notAKey(curve);
  const path = join(options.folder, `${options.label}.json`);
  const metadata = describe(options, publicKey);
  const v3 = await encrypt(key, options.password, publicKey, metadata, options.cost ?? "standard");
  await writeSecret(path, pretty(v3));
  try {
    await drill(path, options.password, publicKey.point);
  } catch (error) {
    // Nobody can have begun to rely on it.
    await unlink(path);
    throw error;
  }
  return { path, address: publicKey.address, point: publicKey.point, curve };
}

/** Reads a keystore without opening it. @throws what `readJson` throws */
export async function read(path: string): Promise<V3> {
  return readJson(path, schema);
}

/**
 * Proves that a keystore still opens to the key it should: for a file just written, and for backups from time to time (GR-27).
 * @param point x ‖ y of the key that is expected, 64 bytes
 * @throws `Store.DrillFailed`, whose cause tells what failed
 */
export async function drill(path: string, password: Secret, point: Hex): Promise<void> {
  let cause: unknown;
  try {
    const { secret, publicKey } = await decrypt(await read(path), password);
    secret.wipe();
    if (publicKey.point === point) return;
  } catch (error) {
    cause = error;
  }
  throw new BaseError({
    code: "Store.DrillFailed",
    message: `${path} does not open to the key it should hold`,
    fix: "a new key: check disk and memory of this machine, then make it again; a backup: replace it by a good copy",
    details: { path, point },
    cause,
  });
}

/**
 * Writes the key of a keystore to a new one, under a new password and today's cost; the old file stays. Particulars that are
 * left out are kept. @throws what `decrypt` and `save` throw
 */
export async function reencrypt(
  path: string,
  password: Secret,
  target: Partial<Particulars> & {
    readonly folder: string;
    readonly label: string;
    readonly password: Secret;
    readonly cost?: Cost;
  },
): Promise<Saved> {
  const v3 = await read(path);
  const { created, curve, holder, purpose } = v3[EXTENSION] ?? {};
  const kept = {
    ...(holder === undefined ? {} : { holder }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(created === undefined ? {} : { created: new Date(created) }),
    ...(curve === undefined ? {} : { curve }),
  };
  const { secret } = await decrypt(v3, password);
  try {
    return await save(secret, { ...kept, ...target });
  } finally {
    secret.wipe();
  }
}

/** Paths of the files in a folder that may be keystores, by name; none if there is no such folder. @throws `Store.CannotList` */
export async function candidates(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map(({ name }) => join(folder, name))
      .sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new BaseError({
      code: "Store.CannotList",
      message: `${folder} cannot be listed`,
      fix: "name the folder that holds the keystores, and check your permissions",
      details: { folder },
      cause,
    });
  }
}

function describe(particulars: Particulars, { curve, point }: PublicKey): Metadata {
  const { label, holder, purpose, created = new Date() } = particulars;
  return {
    version: 1,
    label,
    ...(holder === undefined ? {} : { holder }),
    ...(purpose === undefined ? {} : { purpose }),
    created: created.toISOString(),
    curve,
    point,
  };
}

function badLabel(label: string): BaseError {
  return new BaseError({
    code: "Store.BadLabel",
    message: `"${label}" cannot name a key`,
    fix: "use 1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit",
    details: { label },
  });
}

function notAKey(curve: Curve): BaseError {
  return new BaseError({
    code: "Store.NotAKey",
    message: `the secret is not a private key of ${curve}`,
    fix: "a private key has 32 bytes, is not zero and is below the order of the curve",
    details: { curve },
  });
}
