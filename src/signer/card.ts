import { join } from "node:path";
import { z } from "zod";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { addressSchema, curveSchema, isOfFormat, pointSchema } from "../json.ts";
import { addressOf } from "../keys/curve.ts";
import { isOnCurve } from "../keys/point.ts";
import { assertLabel } from "../keys/store.ts";
import { writeSecret } from "../secret-files.ts";
import { isBare } from "./rpc/place.ts";

/**
 * The card of a key that is elsewhere: in a token, behind a signer's address, in a cloud, or one of many of a seed. It lies where a
 * keystore would, tells what signs and what its public key is, and holds no secret. KS-02, KS-04, KS-05.
 */

const text = (longest: number) => z.string().min(1).max(longest);

/** What people say of the device, such as "FIPS 140-3 level 3, #1234". Nothing here can check it. */
const told = { certification: z.strictObject({ claimed: text(200) }).optional() };

/** As the token itself tells it. */
const device = z.strictObject({
  manufacturer: z.string().max(100),
  model: z.string().max(100),
  serial: z.string().max(100),
  firmware: z.string().max(100),
});

/**
 * Attributes of the private key as the token told them when the card was made. CKA_LOCAL and CKA_NEVER_EXTRACTABLE together mean that
 * the key was made in the token and cannot have left it.
 */
const born = z.strictObject({
  local: z.boolean(),
  neverExtractable: z.boolean(),
  alwaysSensitive: z.boolean(),
  sensitive: z.boolean(),
  extractable: z.boolean(),
});

const custody = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("hd"),
    /** Label of the seed, in the same folder. */
    seed: text(64),
    path: z.string().regex(/^m(\/\d{1,10}'?){1,10}$/, "must be a path such as m/44'/60'/0'/0'/0'"),
    ...told,
  }),
  z.strictObject({
    kind: z.literal("pkcs11"),
    /** The vendor's library, by its path. */
    module: text(4096),
    token: text(32),
    /** CKA_ID of the key pair, in hex. */
    keyId: z.string().regex(/^([0-9a-f]{2}){1,64}$/, "must be 1 to 64 bytes of hex"),
    device,
    born,
    ...told,
  }),
  z.strictObject({
    kind: z.literal("rpc"),
    /** Without credentials; with them, the address lies in `urlFile`. */
    url: text(2048)
      .refine((url) => URL.canParse(url) && isBare(new URL(url)), {
        error: "must be an address without user, password, query or fragment",
      })
      .optional(),
    urlFile: text(4096).optional(),
    method: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "must be the name of a method")
      // What these sign or send nobody could have seen.
      .refine((name) => !/^(eth_sign|personal_sign|eth_send\w*|account_signData)$/.test(name), {
        error: "must sign typed data, not hashes or text",
      }),
    params: z.enum(["object", "string"]),
    ...told,
  }),
  z.strictObject({
    kind: z.literal("aws-kms"),
    keyId: text(2048),
    region: z.string().regex(/^[a-z0-9-]{1,40}$/, "must be a region"),
    endpoint: text(2048).optional(),
    /** As the service tells it: AWS_KMS, EXTERNAL (imported), AWS_CLOUDHSM. */
    origin: z.string().max(40),
    ...told,
  }),
  z.strictObject({
    kind: z.literal("gcp-kms"),
    /** projects/…/cryptoKeyVersions/1 */
    version: text(2048),
    endpoint: text(2048).optional(),
    /** As the service tells it: HSM, SOFTWARE, EXTERNAL. */
    protection: z.string().max(40),
    imported: z.boolean(),
    ...told,
  }),
]);

/** Reads the format, and checks that point, curve and address belong together. */
export const schema = z
  .strictObject({
    format: z.literal("conclave-card"),
    version: z.literal(1),
    label: text(64),
    holder: z.string().optional(),
    purpose: z.string().optional(),
    created: z.iso.datetime(),
    curve: curveSchema,
    /** x ‖ y, 64 bytes. */
    point: pointSchema,
    /** The account of a secp256k1 key, the identity of a P-256 key: docs/formats.md, 1. */
    address: addressSchema,
    custody,
  })
  .check(({ value, issues }) => {
    if (!isOnCurve(value.curve, value.point))
      issues.push({
        code: "custom",
        input: value.point,
        path: ["point"],
        message: "is no point of the curve",
      });
    else if (addressOf(value.point) !== value.address)
      issues.push({
        code: "custom",
        input: value.address,
        path: ["address"],
        message: "is not that of the point",
      });
  });

export type Card = z.output<typeof schema>;
export type Custody = Card["custody"];
/** Custody of one kind, with what it takes to reach the key. */
export type CustodyOf<K extends Custody["kind"]> = Extract<Custody, { kind: K }>;
export type CardOf<K extends Custody["kind"]> = Card & { readonly custody: CustodyOf<K> };
/** Who or what keeps the private key. */
export type CustodyKind = "keystore" | Custody["kind"];
export type Born = z.output<typeof born>;
export type Device = z.output<typeof device>;

/** Whether JSON data means to be a card, sound or not. */
export function looksLikeCard(value: unknown): boolean {
  return isOfFormat(value, "conclave-card");
}

/**
 * Writes a card to `<folder>/<label>.json`, never over another file.
 * @throws `Card.Invalid`, `Store.BadLabel`, `Files.Exists`, `Files.UnsafeFolder`, `Files.CannotWrite`
 */
export async function writeCard(folder: string, card: Omit<Card, "format" | "version">): Promise<string> {
  assertLabel(card.label);
  const path = join(folder, `${card.label}.json`);
  const { data } = valid(schema.safeParse({ format: "conclave-card", version: 1, ...card }));
  await writeSecret(path, pretty(data));
  return path;
}

/** Before anybody is asked to sign: whether a card could say it. @throws `Card.Invalid` */
export function assertCustody(value: Custody): void {
  valid(custody.safeParse(value));
}

function valid<T extends { success: true } | { success: false; error: z.ZodError }>(parsed: T) {
  if (parsed.success) return parsed as Extract<T, { success: true }>;
  const issues = parsed.error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
  throw new BaseError({
    code: "Card.Invalid",
    message: `no card can say that: ${issues.map(({ field, message }) => `${field} ${message}`).join("; ")}`,
    fix: "correct what is named",
    details: { issues },
  });
}
