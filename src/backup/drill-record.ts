import { type Address, type Hex, isAddressEqual, recoverAddress, size, slice } from "viem";
import { z } from "zod";
import { hash } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { addressOf } from "../keys/curve.ts";
import { isOwn } from "../keys/ecdsa.ts";
import type { Signer } from "../signer/signer.ts";
import * as Typed from "./typed-data.ts";

const hex = (bytes?: number) =>
  z
    .string()
    .regex(
      bytes === undefined ? /^0x([0-9a-f]{2})+$/ : new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`, "i"),
    ) as z.ZodType<Hex>;
const text = z.string().min(1).max(200);

/** What a drill proved, in the words of the recovered key. No secrets. */
const evidence = z.strictObject({
  key: text,
  address: hex(20),
  curve: z.enum(["secp256k1", "P-256"]),
  point: hex(64),
  /** By their names in the manifest. */
  copies: z.array(text).min(1).max(64),
  set: text.optional(),
  at: z.iso.datetime(),
  nonce: hex(32),
  /** Of the recovered key over the challenge. */
  proof: hex(),
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
        signer: hex(),
        signature: hex(),
      }),
    )
    .max(64),
});
export type DrillRecord = z.output<typeof drillRecord>;
export type Evidence = DrillRecord["evidence"];

/** What the recovered key signs. */
export function challengeOf({ key, address, set = "", copies, at, nonce }: Omit<Evidence, "proof">) {
  return Typed.challenge({ key, account: address, set, copies, at, nonce });
}

/** What people who were present sign: the recovered key's proof is part of it. */
function drillOf({ evidence: proved }: DrillRecord) {
  const { key, address, set = "", copies, at } = proved;
  return Typed.drill({ key, account: address, set, copies, at, evidence: hash(proved) });
}

/** The record with the signature of somebody who was present. @throws `Drill.NotProved`, `Drill.SignedAlready`, what signing throws */
export async function signDrill(record: DrillRecord, signer: Signer): Promise<DrillRecord> {
  await assertProved(record);
  const { label, kind } = signer.describe();
  if (record.present.some((one) => keyOf(one.signer) === keyOf(signer.signerBytes))) {
    throw new BaseError({
      code: "Drill.SignedAlready",
      message: `${label} signed this record already`,
      fix: "let somebody else who was present sign",
      details: { label },
    });
  }
  const signature = await signer.signTypedData(drillOf(record));
  return { ...record, present: [...record.present, { label, kind, signer: signer.signerBytes, signature }] };
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
  const digest = Typed.digestOf(drillOf(record));
  const twice = record.present.find(
    ({ signer }, at, all) => all.findIndex((one) => keyOf(one.signer) === keyOf(signer)) !== at,
  );
  for (const one of record.present)
    if (one === twice || !(await holds(one, digest))) throw badSignature(one.label);
  return { record, present: record.present.map(({ label }) => label) };
}

async function assertProved({ evidence: proved }: DrillRecord): Promise<void> {
  const { address, curve, point, proof } = proved;
  const digest = Typed.digestOf(challengeOf(proved));
  const own = isAddressEqual(addressOf(point), address as Address);
  const signed = curve === "P-256" ? isOwn(point, digest, proof) : await isBy(address, digest, proof);
  if (own && signed) return;
  throw new BaseError({
    code: "Drill.NotProved",
    message: `the record does not prove that the key of ${address} was recovered`,
    fix: "do not rely on it: it was altered, or is of another key; drill again",
    details: { key: proved.key, address },
  });
}

async function holds(
  { kind, signer, signature }: DrillRecord["present"][number],
  digest: Hex,
): Promise<boolean> {
  if (kind === "EOA") return size(signer) === 20 && (await isBy(signer, digest, signature));
  // verifier ‖ point; other signers than P-256 keys are checked by their contract alone.
  return size(signer) === 84 && isOwn(slice(signer, 20), digest, signature);
}

/** Whose signature it is: one P-256 key is one person, whatever verifier stands before its point. */
function keyOf(signer: Hex): string {
  return (size(signer) === 84 ? slice(signer, 20) : signer).toLowerCase();
}

async function isBy(address: Hex, hashed: Hex, signature: Hex): Promise<boolean> {
  if (size(signature) !== 65) return false;
  try {
    return isAddressEqual(await recoverAddress({ hash: hashed, signature }), address as Address);
  } catch {
    return false;
  }
}

function badSignature(label: string): BaseError {
  return new BaseError({
    code: "Drill.BadSignature",
    message: `the signature of "${label}" does not hold for this record`,
    fix: "ask for the record as it was signed; keys other than accounts and P-256 cannot be checked here",
    details: { label },
  });
}
