import { createPrivateKey, createPublicKey, randomFillSync, sign } from "node:crypto";
import type { Hex } from "viem";
import { BaseError } from "../errors.ts";
import type { Cost } from "./keystore.ts";
import { type Sealed, sealBytes, unsealBytes } from "./sealed.ts";
import { Secret } from "./secret.ts";

/**
 * The key of a usage log: Ed25519, for checkpoints of that log and nothing else. It is nobody's account. Run in the strongroom.
 */

/** What DER writes before the 32 bytes of an Ed25519 private key (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
/** A head as the log writes it: origin, size, root. */
const HEAD = /^([^\n]+)\n(?:0|[1-9]\d{0,15})\n[A-Za-z0-9+/]{43}=\n$/;

export type LogKeyMade = { readonly publicKey: Hex; readonly sealed: Sealed };

/** Makes a log's key and encrypts it. */
export async function makeLogKey(
  { origin, cost }: { readonly origin: string; readonly cost: Cost },
  { password }: { password: Secret },
): Promise<LogKeyMade> {
  const seed = Secret.take(randomFillSync(Buffer.alloc(32)));
  try {
    const publicKey = publicKeyOf(seed);
    return { publicKey, sealed: sealBytes(seed, password, context(origin, publicKey), cost) };
  } finally {
    seed.wipe();
  }
}

/** Signs a head of the log that the key was made for. @throws `LogKey.NotAHead`, `Sealed.*` */
export async function signHead(
  request: {
    readonly origin: string;
    readonly publicKey: Hex;
    readonly sealed: Sealed;
    readonly text: string;
  },
  { password }: { password: Secret },
): Promise<{ readonly signature: Hex }> {
  const { origin, publicKey, sealed, text } = request;
  if (HEAD.exec(text)?.[1] !== origin) {
    throw new BaseError({
      code: "LogKey.NotAHead",
      message: "a log's key signs heads of its own log alone",
      fix: "use `key log checkpoint`",
      details: { origin },
    });
  }
  const seed = unsealBytes(sealed, password, context(origin, publicKey));
  try {
    return { signature: `0x${sign(null, Buffer.from(text, "utf8"), privateKeyOf(seed)).toString("hex")}` };
  } finally {
    seed.wipe();
  }
}

/** The file opens only with the origin and public key it was made with. */
function context(origin: string, publicKey: Hex): string {
  return `conclave log key 1\n${origin}\n${publicKey}\n`;
}

function privateKeyOf(seed: Secret) {
  const der = Buffer.alloc(PKCS8.length + seed.length);
  der.set(PKCS8);
  seed.use((bytes) => bytes.copy(der, PKCS8.length));
  try {
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } finally {
    der.fill(0);
  }
}

function publicKeyOf(seed: Secret): Hex {
  const spki = createPublicKey(privateKeyOf(seed)).export({ format: "der", type: "spki" });
  return `0x${spki.subarray(-32).toString("hex")}`;
}
