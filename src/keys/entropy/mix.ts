import { randomFillSync } from "node:crypto";
import { BaseError } from "../../errors.ts";
import { type Curve, publicKeyOf } from "../curve.ts";
import { hkdf } from "../derivation.ts";
import { Secret } from "../secret.ts";
import { readDevice } from "./device.ts";
import { readDice } from "./health.ts";

/** Where randomness comes from; the operating system's is always in. KG-04, KG-05. */
export const SOURCES = ["os", "hwrng", "dice"] as const;
export type Source = (typeof SOURCES)[number];

/** What goes in besides the operating system's: the device's path, and whether there are dice, which are a secret. */
export type Extra = { readonly hwrng?: string; readonly dice?: boolean };

/** Names what went into a key, and how many candidates were out of range. */
export type Origin = { readonly sources: readonly Source[]; readonly rejected: number };
export type Part = { readonly source: Source; readonly bytes: Uint8Array };

const SALT = Buffer.from("Conclave key generation, version 1", "utf8");
const TRIES = 8;

/**
 * A new private key of all sources that are asked for: one that is missing makes no key. As long as one of them is good, the key is.
 * @throws `Entropy.*`, `Key.NoRandomness` as generation does
 */
export function mixedPrivateKey(
  curve: Curve,
  extra: Extra,
  secrets: { readonly dice?: Secret },
): { readonly secret: Secret; readonly origin: Origin } {
  const parts: Part[] = [{ source: "os", bytes: randomFillSync(Buffer.alloc(64)) }];
  if (extra.hwrng !== undefined) parts.push({ source: "hwrng", bytes: readDevice(extra.hwrng) });
  if (extra.dice === true) {
    if (secrets.dice === undefined) throw noDice();
    parts.push({ source: "dice", bytes: secrets.dice.use(readDice) });
  }
  try {
    const { secret, rejected } = derive(curve, parts);
    return { secret, origin: { sources: parts.map(({ source }) => source), rejected } };
  } finally {
    for (const { bytes } of parts) bytes.fill(0);
  }
}

/**
 * HKDF-SHA-512 (RFC 5869) over the parts, each after its name and length, so that no two lists of parts are the same bytes. A candidate out
 * of the curve's range is thrown away, and the next is derived (FIPS 186-5, A.2.2).
 */
export function derive(
  curve: Curve,
  parts: readonly Part[],
): { readonly secret: Secret; readonly rejected: number } {
  const material = Secret.take(
    Buffer.concat(parts.flatMap(({ source, bytes }) => [sized(Buffer.from(source, "utf8")), sized(bytes)])),
  );
  try {
    for (let rejected = 0; rejected < TRIES; rejected++) {
      const secret = hkdf("sha512", material, SALT, Buffer.from(`${curve}/${rejected}`, "utf8"), 32);
      if (publicKeyOf(secret, curve) !== undefined) return { secret, rejected };
      secret.wipe();
    }
  } finally {
    material.wipe();
  }
  throw new BaseError({
    code: "Entropy.OutOfRange",
    message: "no candidate is in the curve's range, which does not happen by chance",
    fix: "make no keys on this machine: it computes wrongly",
  });
}

function sized(bytes: Uint8Array): Buffer {
  const whole = Buffer.alloc(4 + bytes.length);
  whole.writeUInt32BE(bytes.length);
  whole.set(bytes, 4);
  return whole;
}

function noDice(): BaseError {
  return new BaseError({
    code: "Entropy.NoDice",
    message: "dice are asked for, and none were rolled",
    fix: "roll them and type the digits, or take dice out of the script",
  });
}
