import { createCipheriv, createDecipheriv, randomFillSync } from "node:crypto";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { stretch } from "./derivation.ts";
import { COSTS, type Cost } from "./keystore.ts";
import { Secret } from "./secret.ts";

/**
 * Bytes encrypted under a password by scrypt and AES-256-GCM, for secrets that are no account's key and must never be taken for
 * one. Unlike a keystore it is authenticated, together with the context it belongs to. KS-01, KD-01, KD-03.
 */

const MAX_MEMORY = 2 ** 30;
const base64 = (bytes?: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, "must be base64")
    .refine(
      (text) => bytes === undefined || Buffer.from(text, "base64").length === bytes,
      `must be ${bytes} bytes`,
    );

export const sealedSchema = z.strictObject({
  cipher: z.literal("aes-256-gcm"),
  kdf: z.literal("scrypt"),
  n: z
    .int()
    .min(2 ** 10)
    .refine((n) => Number.isInteger(Math.log2(n)), "must be a power of two"),
  r: z.int().min(1).max(64),
  p: z.int().min(1).max(16),
  salt: base64(32),
  nonce: base64(12),
  ciphertext: base64(),
  tag: base64(16),
});
export type Sealed = z.output<typeof sealedSchema>;

/** Encrypts. The caller wipes the secret and the password. @param context what the bytes belong to; must be the same to open them */
export function sealBytes(secret: Secret, password: Secret, context: string, cost: Cost): Sealed {
  const { N: n, r, p } = COSTS[cost];
  const [salt, nonce] = [randomFillSync(Buffer.alloc(32)), randomFillSync(Buffer.alloc(12))];
  const key = stretch(password, salt, { n, r, p }, 32);
  try {
    const cipher = key
      .use((bytes) => createCipheriv("aes-256-gcm", bytes, nonce))
      .setAAD(Buffer.from(context, "utf8"));
    const ciphertext = secret.use((bytes) => Buffer.concat([cipher.update(bytes), cipher.final()]));
    return {
      cipher: "aes-256-gcm",
      kdf: "scrypt",
      ...{ n, r, p },
      salt: salt.toString("base64"),
      nonce: nonce.toString("base64"),
      ciphertext: ciphertext.toString("base64"),
      tag: cipher.getAuthTag().toString("base64"),
    };
  } finally {
    key.wipe();
  }
}

/** Decrypts. The caller wipes what it gets. @throws `Sealed.TooCostly`, `Sealed.CannotOpen` */
export function unsealBytes(sealed: Sealed, password: Secret, context: string): Secret {
  const { n, r, p } = sealed;
  if (n * r * 128 > MAX_MEMORY) {
    throw new BaseError({
      code: "Sealed.TooCostly",
      message: `opening the file would take ${(n * r * 128) / 2 ** 20} MiB, the limit is ${MAX_MEMORY / 2 ** 20}`,
      fix: "do not open this file: Conclave did not write it, and it may be meant to exhaust the machine",
      details: { n, r },
    });
  }
  const key = stretch(password, Buffer.from(sealed.salt, "base64"), { n, r, p }, 32);
  try {
    const nonce = Buffer.from(sealed.nonce, "base64");
    const opened = key
      .use((bytes) => createDecipheriv("aes-256-gcm", bytes, nonce))
      .setAAD(Buffer.from(context, "utf8"))
      .setAuthTag(Buffer.from(sealed.tag, "base64"));
    const bytes = opened.update(Buffer.from(sealed.ciphertext, "base64"));
    const secret = Secret.take(bytes);
    try {
      opened.final();
      return secret;
    } catch {
      secret.wipe();
      throw new BaseError({
        code: "Sealed.CannotOpen",
        message: "the password does not open the file, or the file was altered",
        fix: "check the password; if it is right, use the backup and find out who could write to the file",
      });
    }
  } finally {
    key.wipe();
  }
}
