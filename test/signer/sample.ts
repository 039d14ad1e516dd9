import type { Hex } from "viem";
import { type Curve, publicKeyOf } from "../../src/keys/curve.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { Card, Custody } from "../../src/signer/card.ts";

/** Typed data to sign, and a verifier for P-256 keys. */
export const VERIFIER = `0x${"ab".repeat(20)}` as const;
export const TYPED = {
  domain: { name: "Conclave", version: "1", chainId: 31_337, verifyingContract: `0x${"11".repeat(20)}` },
  types: {
    Stop: [
      { name: "lane", type: "uint16" },
      { name: "word", type: "bytes32" },
    ],
  },
  primaryType: "Stop",
  message: { lane: 7, word: `0x${"22".repeat(32)}` },
} as const;

/** For keys of which no password or PIN is asked. */
export const never = async () => {
  throw new Error("asked for a password");
};

/** A private key for tests, by a number. */
export function privateKey(number: number): Secret {
  return Secret.take(Buffer.from(number.toString(16).padStart(64, "c0de"), "hex"));
}

/** The parts of a card of key 7, on the curve. */
export function particulars(curve: Curve = "secp256k1", label = "ana") {
  const publicKey = publicKeyOf(privateKey(7), curve);
  if (publicKey === undefined) throw new Error("no key");
  const { point, address } = publicKey;
  return { label, holder: "Ana", created: "2026-02-03T04:05:06.000Z", curve, point: point as Hex, address };
}

export const PLACES = {
  hd: { kind: "hd", seed: "root", path: "m/44'/60'/0'/0'/0'" },
  pkcs11: {
    kind: "pkcs11",
    module: "/usr/lib/vendor.so",
    token: "owner",
    keyId: "a1b2",
    device: { manufacturer: "Vendor", model: "Model", serial: "0042", firmware: "1.2" },
    born: { local: true, neverExtractable: true, alwaysSensitive: true, sensitive: true, extractable: false },
    certification: { claimed: "FIPS 140-3 level 3, #1234" },
  },
  rpc: { kind: "rpc", url: "http://127.0.0.1:9000", method: "eth_signTypedData", params: "object" },
  "aws-kms": { kind: "aws-kms", keyId: "alias/ana", region: "eu-central-1", origin: "AWS_KMS" },
  "gcp-kms": { kind: "gcp-kms", version: "projects/p/k/1", protection: "HSM", imported: false },
} as const satisfies { [K in Custody["kind"]]: Custody & { kind: K } };

/** A card as its file has it. */
export function card(custody: Custody, curve: Curve = "secp256k1"): Card {
  return { format: "conclave-card", version: 1, ...particulars(curve), custody };
}
