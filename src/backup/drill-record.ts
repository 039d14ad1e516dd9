import { concatHex, type Hex, isAddressEqual, size, zeroAddress } from "viem";
import { z } from "zod";
import { hash, pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readJson, writeAtomic } from "../files.ts";
import { addressSchema, curveSchema, hashSchema, hexSchema, pointSchema } from "../json.ts";
import { addressOf } from "../keys/curve.ts";
import { type Paper, type Signing, signed } from "../signer/paper.ts";
import { identityOf, isSignedBy } from "../signer/signature.ts";
import type { Signer, SignerKind } from "../signer/signer.ts";
import * as Typed from "./typed-data.ts";

const text = z.string().min(1).max(200);

/** What a drill proved, in the words of the recovered key. No secrets. */
const evidence = z.strictObject({
  key: text,
  address: addressSchema,
  curve: curveSchema,
  point: pointSchema,
  /** By their names in the manifest. */
  copies: z.array(text).min(1).max(64),
  set: text.optional(),
  /** Of a device: the serial number of the token that signed. */
  serial: text.optional(),
  at: z.iso.datetime(),
  nonce: hashSchema,
  /** Of the recovered key over the challenge. */
  proof: hexSchema,
});

export const drillRecord = z.strictObject({
  version: z.literal(1),
  type: z.literal("backup-drill"),
  evidence,
  present: z
    .array(
      z.strictObject({
        label: text,
        kind: z.enum(["EOA", "ERC7913"]),
        /** The account, or verifier ‖ key. */
        signer: hexSchema,
        signature: hexSchema,
      }),
    )
    .max(64),
});
export type DrillRecord = z.output<typeof drillRecord>;
export type Evidence = DrillRecord["evidence"];

type Challenged = Pick<Evidence, "key" | "address" | "set" | "copies" | "at" | "nonce">;

/** What the recovered key signs. */
export function challengeOf({ key, address, set = "", copies, at, nonce }: Challenged) {
  return Typed.challenge({ key, account: address, set, copies, at, nonce });
}

/** What people who were present sign: the recovered key's proof is part of it. */
function drillOf({ evidence: proved }: DrillRecord) {
  const { key, address, set = "", copies, at } = proved;
  return Typed.drill({ key, account: address, set, copies, at, evidence: hash(proved) });
}

/** Somebody who was present: what to call them, and the account, or verifier ‖ key, that signs. */
export type Present = Pick<DrillRecord["present"][number], "label" | "signer">;

/** What somebody who was present signs. @throws `Drill.NotProved`, `Drill.SignedAlready` */
export async function signingDrill(
  record: DrillRecord,
  { label, signer }: Present,
): Promise<Signing<DrillRecord>> {
  await assertProved(record);
  if (record.present.some((one) => identityOf(one.signer) === identityOf(signer))) {
    throw new BaseError({
      code: "Drill.SignedAlready",
      message: `${label} signed this record already`,
      fix: "let somebody else who was present sign",
      details: { label },
    });
  }
  const typed = drillOf(record);
  return {
    typed,
    async add(signature) {
      if (!(await isSignedBy(signer, typed, signature))) throw badSignature(label);
      return { ...record, present: [...record.present, { label, kind: kindOf(signer), signer, signature }] };
    },
  };
}

/** The record with the signature of somebody who was present. @throws what {@link signingDrill} throws, `Drill.BadSignature`, what signing throws */
export async function signDrill(record: DrillRecord, signer: Signer): Promise<DrillRecord> {
  return signed(await signingDrill(record, presentBy(signer)), signer);
}

/** The file of a record, which `key drill` writes. */
export function drillPaper(path: string): Paper<DrillRecord> {
  return {
    path,
    read: (file) => readJson(file, drillRecord),
    save: (file, record) => writeAtomic(file, pretty(record)),
  };
}

/** Somebody by the key that signs for them. */
export function presentBy(signer: Signer): Present {
  return { label: signer.describe().label, signer: signer.signerBytes };
}

/** What is certain of a record. */
export type Verified = {
  readonly record: DrillRecord;
  /** Those whose signature holds. */
  readonly present: readonly string[];
};

/**
 * Checks the recovered key's proof and every signature of those present. Who they are, their keys say: compare them with the charter.
 * @throws `Drill.NotProved`, `Drill.BadSignature`
 */
export async function verifyDrill(record: DrillRecord): Promise<Verified> {
  await assertProved(record);
  const typed = drillOf(record);
  const seen = new Set<string>();
  for (const { label, kind, signer, signature } of record.present) {
    // One P-256 key is one person, whatever verifier stands before its point.
    const who = identityOf(signer);
    if (
      who === undefined ||
      seen.has(who) ||
      kind !== kindOf(signer) ||
      !(await isSignedBy(signer, typed, signature))
    )
      throw badSignature(label);
    seen.add(who);
  }
  return { record, present: record.present.map(({ label }) => label) };
}

function kindOf(signer: Hex): SignerKind {
  return size(signer) === 20 ? "EOA" : "ERC7913";
}

async function assertProved({ evidence: proved }: DrillRecord): Promise<void> {
  const { address, curve, point, proof } = proved;
  const own = isAddressEqual(addressOf(point), address);
  const signer = curve === "P-256" ? concatHex([zeroAddress, point]) : address;
  if (own && (await isSignedBy(signer, challengeOf(proved), proof))) return;
  throw new BaseError({
    code: "Drill.NotProved",
    message: `the record does not prove that the key of ${address} was recovered`,
    fix: "do not rely on it: it was altered, or is of another key; drill again",
    details: { key: proved.key, address },
  });
}

function badSignature(label: string): BaseError {
  return new BaseError({
    code: "Drill.BadSignature",
    message: `the signature of "${label}" does not hold for this record`,
    fix: "ask for the record as it was signed; keys other than accounts and P-256 cannot be checked here",
    details: { label },
  });
}
