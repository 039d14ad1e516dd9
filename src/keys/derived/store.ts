import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { pretty } from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { readJson } from "../../files.ts";
import { writeSecret } from "../../secret-files.ts";
import type { Curve } from "../curve.ts";
import { newSalt } from "../derivation.ts";
import { COSTS, type Cost } from "../keystore.ts";
import { assertStrong } from "../passphrase.ts";
import type { Secret } from "../secret.ts";
import { assertLabel, describe, keep, type Particulars, type Saved } from "../store.ts";
import { inStrongroom } from "../strongroom/door.ts";
import { type DerivationRecord, type Recipe, record } from "./record.ts";

/** As much as the key itself withstands: 2^128 operations find a private key of 256 bits. KD-05. */
export const KEY_BITS = 128;

/** Where a derived key is written, and under what. */
export type DerivedTarget = Particulars & {
  readonly folder: string;
  /** Of the keystore. */
  readonly password: Secret;
  readonly cost?: Cost;
};

export type Derived = Saved & { readonly record: string };

/**
 * Derives a key from a passphrase and writes it as a keystore, and beside it the record by which it can be derived again. Both are
 * written, or none.
 * @param options.counted bits, if the passphrase was generated here and they are known; else it is estimated
 * @throws `Password.TooWeak`, `Derivation.TooFewBits` below 128 bits, what `keep` throws
 */
export async function deriveFrom(
  passphrase: Secret,
  target: DerivedTarget,
  options: { readonly context?: string; readonly curve?: Curve; readonly counted?: number } = {},
): Promise<Derived> {
  const { context = "", curve = "secp256k1", counted } = options;
  const { label, folder, holder, purpose, cost = "standard", password } = target;
  assertLabel(label);
  const entropy = await judged(passphrase, [label, holder, purpose, context], counted);
  const { N: n, r, p } = COSTS[cost];
  const recipe: Recipe = { context, salt: newSalt().toString("hex"), scrypt: { n, r, p }, curve };
  const description = describe(target);
  const written = await inStrongroom("deriveKey", { recipe, description, cost }, { passphrase, password });
  const { point, address } = written.publicKey;
  const { created } = description;
  const made = {
    format: "conclave-derivation",
    version: 1,
    label,
    created,
    ...recipe,
    point,
    address,
    entropy,
  };
  const path = join(folder, `${label}.derivation.json`);
  await writeSecret(path, pretty(record.parse(made)));
  try {
    return { ...(await keep(written, target)), record: path };
  } catch (error) {
    await unlink(path);
    throw error;
  }
}

/**
 * Derives a key again by its record, such as when the keystore is lost, and writes it as a new one.
 * @throws `Derivation.OtherKey`, what `readJson` and `keep` throw
 */
export async function deriveAgain(path: string, passphrase: Secret, target: DerivedTarget): Promise<Saved> {
  assertLabel(target.label);
  const { context, salt, scrypt, curve, point } = await readJson(path, record);
  const { cost = "standard", password } = target;
  const request = { recipe: { context, salt, scrypt, curve }, description: describe(target), cost, point };
  return keep(await inStrongroom("deriveKey", request, { passphrase, password }), target);
}

async function judged(
  passphrase: Secret,
  known: readonly (string | undefined)[],
  counted: number | undefined,
): Promise<DerivationRecord["entropy"]> {
  if (counted !== undefined && counted >= KEY_BITS) return { known: "counted", bits: counted };
  if (counted !== undefined) throw tooFew(counted);
  const words = known.filter((text) => text !== undefined);
  const bits = await assertStrong(passphrase, { known: words, bits: KEY_BITS });
  return { known: "estimated", bits };
}

function tooFew(bits: number): BaseError {
  return new BaseError({
    code: "Derivation.TooFewBits",
    message: `the passphrase has ${bits} bits, a key that acts on a chain takes ${KEY_BITS} (KD-05)`,
    fix: "let one of twelve words be generated",
    details: { bits, wanted: KEY_BITS },
  });
}
