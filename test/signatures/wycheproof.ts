import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { concat, type Hex, hexToBigInt, hexToBytes, pad, size, slice } from "viem";
import { z } from "zod";

/** One published vector, with its signature in the form that the contracts take: r ‖ s, 32 bytes each. */
export type Vector = {
  /** File, number and comment. */
  readonly title: string;
  /** x ‖ y. */
  readonly point: Hex;
  readonly digest: Hex;
  /** As it was published, or turned from DER to r ‖ s; null where it is not DER, or r or s are of more than 32 bytes. */
  readonly signature: Hex | null;
  readonly result: "valid" | "invalid" | "acceptable";
};

const publicKey = z.object({ curve: z.string(), uncompressed: z.string().startsWith("04").length(130) });
const schema = z.object({
  numberOfTests: z.number(),
  schema: z.string(),
  testGroups: z.array(
    z.object({
      key: publicKey.optional(),
      publicKey: publicKey.optional(),
      sha: z.string(),
      tests: z.array(
        z.object({
          tcId: z.number(),
          comment: z.string(),
          msg: z.string(),
          sig: z.string(),
          result: z.enum(["valid", "invalid", "acceptable"]),
        }),
      ),
    }),
  ),
});

/** The vectors of one file that are about `curve` and SHA-256. */
export function load(file: string, curve: "secp256k1" | "secp256r1"): Vector[] {
  const path = `test/vectors/wycheproof/${file}.json`;
  // Keys of the webcrypto file that are on other curves are longer: left out before the file is checked.
  const raw = JSON.parse(readFileSync(path, "utf8")) as { testGroups: { key?: { curve: string } }[] };
  raw.testGroups = raw.testGroups.filter(({ key }) => key === undefined || key.curve === curve);
  const published = schema.parse(raw);
  const isDer = !published.schema.includes("p1363");
  return published.testGroups.flatMap((group) => {
    const key = group.key ?? group.publicKey;
    if (key?.curve !== curve || group.sha !== "SHA-256") return [];
    return group.tests.map(({ tcId, comment, msg, sig, result }) => ({
      title: `${file} ${tcId}: ${comment}`,
      point: `0x${key.uncompressed.slice(2)}` as const,
      digest: `0x${createHash("sha256").update(Buffer.from(msg, "hex")).digest("hex")}` as const,
      signature: isDer ? fromDer(`0x${sig}`) : (`0x${sig}` as const),
      result,
    }));
  });
}

/** Strict DER (`SEQUENCE { INTEGER r, INTEGER s }`, nothing else, nothing longer than needed) as r ‖ s. */
export function fromDer(signature: Hex): Hex | null {
  const bytes = hexToBytes(signature);
  if (bytes[0] !== 0x30 || bytes.length > 0x7f + 2 || bytes[1] !== bytes.length - 2) return null;
  const r = integer(bytes, 2);
  const s = r === null ? null : integer(bytes, r.end);
  if (r === null || s === null || s.end !== bytes.length) return null;
  return concat([r.value, s.value]);
}

function integer(bytes: Uint8Array, at: number): { value: Hex; end: number } | null {
  const length = bytes[at + 1] ?? 0;
  const end = at + 2 + length;
  if (bytes[at] !== 0x02 || length === 0 || length > 0x7f || end > bytes.length) return null;
  const content = bytes.slice(at + 2, end);
  const [first = 0, second = 0] = content;
  const isNegative = first > 0x7f;
  const isPadded = first === 0 && length > 1 && second < 0x80;
  if (isNegative || isPadded) return null;
  const value = `0x${Buffer.from(first === 0 ? content.slice(1) : content).toString("hex")}` as const;
  return size(value) > 32 ? null : { value: pad(value, { size: 32 }), end };
}

/** s of r ‖ s. */
export function sOf(signature: Hex): bigint {
  return hexToBigInt(slice(signature, 32, 64));
}

/** Whether the contracts must accept it: valid as published, s not above half the order, and nothing else that they refuse. */
export function isGood(vector: Vector, order: bigint, isRefused: (vector: Vector) => boolean): boolean {
  const { result, signature } = vector;
  return result === "valid" && signature !== null && sOf(signature) <= order / 2n && !isRefused(vector);
}
