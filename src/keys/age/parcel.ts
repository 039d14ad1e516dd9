import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Hex } from "viem";
import { z } from "zod";
import { stringify } from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { bytesSchema, curveSchema, hashSchema } from "../../json.ts";
import { type Curve, type PublicKey, publicKeyOf } from "../curve.ts";
import { type Cost, decrypt, hexOf } from "../keystore.ts";
import { Secret } from "../secret.ts";
import type { V3 } from "../v3-schema.ts";
import { type Description, type Written, write } from "../written.ts";
import { decryptWith, encryptTo } from "./age.ts";
import { type MadeIdentity, openIdentity } from "./identity.ts";

/**
 * What lies encrypted in a packet. Besides the secret it names its sender and receivers, so that nobody can put their own
 * signature around what somebody else encrypted, and a token, which the receiver gives back as a proof that it was opened.
 *
 * A key goes straight from one keystore into another: its receiver chooses the new password, none travels (KX-02).
 */

/** What the signed outside of the packet says too. */
export type Cover = {
  /** The sender's signer bytes. */
  readonly sender: Hex;
  readonly nonce: Hex;
  readonly recipients: readonly string[];
};

/** @param opening sha256 of the token */
export type Wrapped = { readonly ciphertext: string; readonly opening: Hex };

export const outer = {
  version: z.literal(1),
  sender: z.string(),
  nonce: bytesSchema(16),
  recipients: z.array(z.string()),
  token: hashSchema,
};
const keyParcel = z.strictObject({
  ...outer,
  kind: z.literal("key"),
  curve: curveSchema,
  privateKey: bytesSchema(32),
});

/** Opens a keystore and encrypts its key to the receivers. @throws what `decrypt` and `encryptTo` throw */
export async function wrapKey(
  { v3, cover }: { readonly v3: V3; readonly cover: Cover },
  { password }: { password: Secret },
): Promise<Wrapped & { readonly publicKey: PublicKey }> {
  const { secret, publicKey } = await decrypt(v3, password);
  const wrapped = await wrap(cover, { kind: "key", curve: publicKey.curve, privateKey: hexOf(secret) });
  secret.wipe();
  return { ...wrapped, publicKey };
}

/** What the packet must turn out to hold. */
export type Expected = {
  readonly cover: Cover;
  readonly opening: Hex;
  readonly curve: Curve;
  readonly point: Hex;
};

/**
 * Decrypts a key, compares it with what the packet says of it, and encrypts it under its receiver's new password.
 * @throws what `openIdentity` and `decryptWith` throw, `Parcel.NotAsSigned`
 */
export async function unwrapKey(
  request: {
    readonly identity: MadeIdentity;
    readonly ciphertext: string;
    readonly expected: Expected;
    readonly description: Description;
    readonly cost: Cost;
  },
  secrets: { identityPassword: Secret; password: Secret },
): Promise<Written & { readonly token: Hex }> {
  const { identity, ciphertext, expected, description, cost } = request;
  const { parcel, token } = await unwrap(keyParcel, identity, secrets.identityPassword, ciphertext, expected);
  const { curve } = expected;
  const key = Secret.take(Buffer.from(parcel.privateKey.slice(2), "hex"));
  const publicKey = publicKeyOf(key, curve);
  if (parcel.curve !== curve || publicKey?.point !== expected.point) {
    key.wipe();
    throw notAsSigned("another key", { expected: expected.point, found: publicKey?.point });
  }
  return { ...(await write(key, secrets.password, { description, curve, cost })), token };
}

export async function wrap(
  { sender, nonce, recipients }: Cover,
  content: Readonly<Record<string, string>>,
): Promise<Wrapped> {
  const token = randomBytes(32);
  const parcel = Secret.text(stringify({ ...content, version: 1, sender, nonce, recipients, token }));
  const ciphertext = await encryptTo(recipients, parcel);
  parcel.wipe();
  return { ciphertext, opening: sha256(token) };
}

export async function unwrap<T extends typeof outer>(
  schema: z.ZodObject<T>,
  identity: MadeIdentity,
  password: Secret,
  ciphertext: string,
  { cover, opening }: Pick<Expected, "cover" | "opening">,
): Promise<{ readonly parcel: z.output<z.ZodObject<T>>; readonly token: Hex }> {
  const opened = await openIdentity(identity, password);
  const plaintext = await decryptWith(opened, ciphertext);
  opened.wipe();
  const text = plaintext.revealText();
  plaintext.wipe();
  const parcel = schema.safeParse(json(text)).data;
  // What was read is not quoted in errors: it holds the secret.
  if (parcel === undefined) throw notAsSigned("something else", {});
  const { sender, nonce, recipients, token } = parcel as z.output<z.ZodObject<typeof outer>>;
  if (stringify({ sender, nonce, recipients }) !== stringify(cover))
    throw notAsSigned("what was encrypted by somebody else or for others", { expected: cover.sender });
  const given = Buffer.from(token.slice(2), "hex");
  if (!timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(opening)))
    throw notAsSigned("another token", {});
  return { parcel, token: token as Hex };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sha256(bytes: Uint8Array): Hex {
  return `0x${createHash("sha256").update(bytes).digest("hex")}`;
}

function notAsSigned(what: string, details: Readonly<Record<string, unknown>>): BaseError {
  return new BaseError({
    code: "Parcel.NotAsSigned",
    message: `the packet holds ${what} than its sender signed`,
    fix: "do not use it; tell the sender, over another channel, to send it anew and to look after that machine",
    details,
  });
}
