import { bytesToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { addressOf, generatePrivateKey, publicKeyOf } from "../../src/keys/curve.ts";
import { Secret } from "../../src/keys/secret.ts";

const ORDERS = {
  secp256k1: "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
  "P-256": "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
} as const;

function secretOf(hex: string): Secret {
  return Secret.take(Buffer.from(hex, "hex"));
}

describe("publicKeyOf", () => {
  it("on secp256k1 gives the account that viem gives", () => {
    for (let i = 0; i < 20; i++) {
      const key = generatePrivateKey("secp256k1");
      const account = privateKeyToAccount(key.use((bytes) => bytesToHex(bytes)));
      const publicKey = publicKeyOf(key, "secp256k1");
      expect(publicKey?.address).toBe(account.address);
      expect(publicKey?.point).toBe(`0x${account.publicKey.slice(4)}`);
    }
  });

  it("on P-256 gives the point of RFC 6979, A.2.5", () => {
    const key = secretOf("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    const point =
      "0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    expect(publicKeyOf(key, "P-256")).toEqual({ curve: "P-256", point, address: addressOf(point) });
  });

  it.each(["secp256k1", "P-256"] as const)("on %s, refuses zero, the order, and other lengths", (curve) => {
    const order = ORDERS[curve];
    const below = (BigInt(`0x${order}`) - 1n).toString(16);
    expect(publicKeyOf(secretOf("00".repeat(32)), curve)).toBeUndefined();
    expect(publicKeyOf(secretOf(order), curve)).toBeUndefined();
    expect(publicKeyOf(secretOf("ff".repeat(32)), curve)).toBeUndefined();
    expect(publicKeyOf(secretOf("01".repeat(31)), curve)).toBeUndefined();
    expect(publicKeyOf(secretOf(below), curve)).toBeDefined();
  });
});
