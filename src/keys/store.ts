import { readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { z } from "zod";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readJson } from "../files.ts";
import { writeSecret } from "../secret-files.ts";
import { isArchived, looksLikeArchived } from "./archived.ts";
import type { Curve } from "./curve.ts";
import type { Origin } from "./entropy/mix.ts";
import type { Cost } from "./keystore.ts";
import { particulars } from "./particulars.ts";
import type { Secret } from "./secret.ts";
import { inStrongroom } from "./strongroom/door.ts";
import { EXTENSION } from "./v3.ts";
import { schema, type V3 } from "./v3-schema.ts";
import type { Description, Written } from "./written.ts";

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

/** Where a new keystore is written, and under what. */
export type Target = Particulars & {
  readonly folder: string;
  readonly password: Secret;
  readonly curve?: Curve;
  readonly cost?: Cost;
};

/**
 * Makes a key and writes it, encrypted, to `<folder>/<label>.json`. The key exists in clear only in the process that makes it.
 * @throws what `keep` throws
 */
export async function generate(target: Target): Promise<Saved> {
  assertLabel(target.label);
  return keep(await inStrongroom("make", draft(target), { password: target.password }), target);
}

/** Other sources of randomness than the operating system's. */
export type Randomness = {
  /** The hardware's device, if it goes in. */
  readonly hwrng?: string;
  /** Rolls of dice, if they go in, which the caller wipes. */
  readonly dice?: Secret;
};

/**
 * Makes a key like {@link generate}, of all the sources that are given, mixed in the process that makes it; one that fails makes no key. KG-05.
 * @throws `Entropy.*`, what `keep` throws
 */
export async function generateMixed(target: Target, { hwrng, dice }: Randomness): Promise<Saved & Origin> {
  assertLabel(target.label);
  const extra = { ...(hwrng === undefined ? {} : { hwrng }), dice: dice !== undefined };
  const secrets = { password: target.password, ...(dice === undefined ? {} : { dice }) };
  const reads = hwrng === undefined ? [] : [hwrng];
  const written = await inStrongroom("makeMixed", { ...draft(target), extra }, secrets, { reads });
  return { ...(await keep(written, target)), ...written.origin };
}

/**
 * Writes a private key as a new keystore. The caller wipes the key.
 * @throws `Store.NotAKey`, what `keep` throws
 */
export async function save(key: Secret, target: Target): Promise<Saved> {
  assertLabel(target.label);
  return keep(await inStrongroom("seal", draft(target), { key, password: target.password }), target);
}

/**
 * Writes a new keystore, then reads it back, opens it and compares: a file that cannot be opened again is removed before anybody
 * relies on it (GR-27).
 * @throws `Store.BadLabel`, `Store.DrillFailed`, `Files.Exists`, `Files.UnsafeFolder`, `Files.CannotWrite`
 */
export async function keep(
  { v3, publicKey }: Written,
  { folder, label, password }: Pick<Target, "folder" | "label" | "password">,
): Promise<Saved> {
  const path = join(folder, `${label}.json`);
  await writeSecret(path, pretty(v3));
  try {
    await drill(path, password, publicKey.point);
  } catch (error) {
    await unlink(path);
    throw error;
  }
  const { address, point, curve } = publicKey;
  return { path, address, point, curve };
}

/** Reads a keystore without opening it. @throws `Store.Archived`, what `readJson` throws */
export async function read(path: string): Promise<V3> {
  const unlessArchived = z.preprocess((value) => {
    if (looksLikeArchived(value)) throw isArchived(path);
    return value;
  }, schema);
  return readJson(path, unlessArchived);
}

/**
 * Proves that a keystore still opens to the key it should: for a file just written, and for backups from time to time (GR-27).
 * @param point x ‖ y of the key that is expected, 64 bytes
 * @throws `Store.DrillFailed`, whose cause tells what failed
 */
export async function drill(path: string, password: Secret, point: Hex): Promise<void> {
  let cause: unknown;
  try {
    const opened = await inStrongroom("open", { v3: await read(path) }, { password });
    if (opened.point === point) return;
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
 * left out are kept.
 * @param target.address the account it must be: a file that names none could hold anybody's key
 * @throws `Keystore.*`, `Store.OtherAccount`, what `keep` throws
 */
export async function reencrypt(
  path: string,
  password: Secret,
  target: Partial<Particulars> & {
    readonly folder: string;
    readonly label: string;
    readonly password: Secret;
    readonly cost?: Cost;
    readonly address?: Address;
  },
): Promise<Saved> {
  assertLabel(target.label);
  const v3 = await read(path);
  const { created, holder, purpose } = v3[EXTENSION] ?? {};
  const kept = {
    ...particulars({ holder, purpose }),
    ...(created === undefined ? {} : { created: new Date(created) }),
    ...target,
  };
  const request = { v3, description: describe(kept), cost: target.cost ?? "standard" } as const;
  const written = await inStrongroom("reencrypt", request, { old: password, password: target.password });
  const { address: found } = written.publicKey;
  if (target.address !== undefined && target.address.toLowerCase() !== found.toLowerCase())
    throw otherAccount(path, target.address, found);
  return keep(written, kept);
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

function draft(target: Target) {
  return {
    description: describe(target),
    curve: target.curve ?? "secp256k1",
    cost: target.cost ?? "standard",
  } as const;
}

/** Particulars as the file has them. */
export function describe({ label, holder, purpose, created = new Date() }: Particulars): Description {
  return {
    label,
    ...particulars({ holder, purpose }),
    created: created.toISOString(),
  };
}

/** Refuses what cannot name a key's file. @throws `Store.BadLabel` */
export function assertLabel(label: string): void {
  if (!LABEL.test(label)) throw badLabel(label);
}

function otherAccount(path: string, expected: Address, found: Address): BaseError {
  return new BaseError({
    code: "Store.OtherAccount",
    message: `${path} holds the key of ${found}`,
    fix: "find the right file; nothing was written",
    details: { path, expected, found },
  });
}

function badLabel(label: string): BaseError {
  return new BaseError({
    code: "Store.BadLabel",
    message: `"${label}" cannot name a key`,
    fix: "use 1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit",
    details: { label },
  });
}
