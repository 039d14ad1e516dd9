import { createHash, scryptSync } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type Hex, hashTypedData, keccak256, recoverAddress, toBytes } from "viem";
import { publicKeyOf } from "../keys/curve.ts";
import { sign } from "../keys/ecdsa.ts";
import { Secret } from "../keys/secret.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import { schema } from "../keys/v3-schema.ts";
import { COW, KEYSTORE, MAIL, P256_SAMPLE, SATOSHI, SCRYPT } from "./vectors.ts";

/** One thing that was tried: `ok` if it came out as published. */
export type Trial = { readonly name: string; readonly ok: boolean };

const TRIALS: readonly (readonly [name: string, run: () => boolean | Promise<boolean>])[] = [
  ["keccak-256 of nothing, by both libraries", keccak],
  ["ECDSA on secp256k1: a signature with RFC 6979's nonce", () => signs("secp256k1", SATOSHI)],
  ["ECDSA on P-256: RFC 6979, A.2.5", () => signs("P-256", P256_SAMPLE)],
  ["EIP-712: the standard's example, its digest and signature", mail],
  ["scrypt: RFC 7914", scrypt],
  ["keystore: the Web3 Secret Storage Definition's, opened in the strongroom", keystore],
  ["strongroom: a key made there signs there, and its signature recovers to its address", strongroom],
];

/** Computes published examples on this machine, and uses the strongroom once. A trial that throws failed. */
export async function selfTest(): Promise<readonly Trial[]> {
  const done: Trial[] = [];
  for (const [name, run] of TRIALS) {
    let ok = false;
    try {
      ok = await run();
    } catch {
      // That it did not come out is all there is to say.
    }
    done.push({ name, ok });
  }
  return done;
}

function keccak(): boolean {
  const expected = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
  return (
    Buffer.from(keccak_256(new Uint8Array())).toString("hex") === expected &&
    keccak256("0x") === `0x${expected}`
  );
}

type Sample = { readonly key: string; readonly message: string; readonly signature: Hex };

function signs(curve: "secp256k1" | "P-256", { key, message, signature }: Sample): boolean {
  const digest: Hex = `0x${createHash("sha256").update(message).digest("hex")}`;
  const made = sign(Secret.take(Buffer.from(key, "hex")), curve, digest);
  return made.slice(0, 130) === signature;
}

function mail(): boolean {
  const digest = hashTypedData(MAIL);
  const made = sign(Secret.take(toBytes(keccak256(toBytes("cow")))), "secp256k1", digest);
  return digest === COW.digest && made === COW.signature;
}

function scrypt(): boolean {
  const { password, salt, N, r, p, derived } = SCRYPT;
  return scryptSync(password, salt, 64, { N, r, p }).toString("hex") === derived;
}

async function keystore(): Promise<boolean> {
  const v3 = schema.parse(KEYSTORE.file);
  const opened = await inStrongroom("open", { v3 }, { password: Secret.text(KEYSTORE.password) });
  return opened.point === publicKeyOf(Secret.take(Buffer.from(KEYSTORE.key, "hex")), "secp256k1")?.point;
}

async function strongroom(): Promise<boolean> {
  const password = () => Secret.text("of a key that lives for one second");
  const description = { label: "self-test", created: new Date(0).toISOString() };
  const draft = { description, curve: "secp256k1", cost: "light" } as const;
  const { v3, publicKey } = await inStrongroom("make", draft, { password: password() });
  const hash = keccak256(publicKey.point);
  const signed = await inStrongroom(
    "sign",
    { v3, curve: "secp256k1", digest: hash },
    { password: password() },
  );
  return (await recoverAddress({ hash, signature: signed.signature })) === publicKey.address;
}
