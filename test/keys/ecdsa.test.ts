import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { generatePrivateKey, publicKeyOf } from "../../src/keys/curve.ts";
import { isOwn, sign } from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function sha256(text: string): `0x${string}` {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

function pointOf(key: Secret): `0x${string}` {
  const publicKey = publicKeyOf(key, "P-256");
  if (publicKey === undefined) throw new Error("not a key");
  return publicKey.point;
}

function publicKeyObject(point: string): KeyObject {
  const [x, y] = [point.slice(2, 66), point.slice(66)].map((hex) =>
    Buffer.from(hex, "hex").toString("base64url"),
  );
  return createPublicKey({ key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, format: "jwk" });
}

describe("sign", () => {
  it.each([
    [
      "sample",
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
      "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ],
    [
      "test",
      "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
      "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
    ],
  ])("gives the signature of RFC 6979, A.2.5, over SHA-256 of %s, with s lowered", (message, r, s) => {
    const key = Secret.take(
      Buffer.from("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", "hex"),
    );
    const high = BigInt(`0x${s}`);
    const low = high > ORDER / 2n ? ORDER - high : high;
    expect(sign(key, "P-256", sha256(message))).toBe(`0x${r}${low.toString(16).padStart(64, "0")}`);
  });

  it("is verified by OpenSSL and by isOwn, always with low s, for random keys and digests", () => {
    for (let i = 0; i < 50; i++) {
      const key = generatePrivateKey("P-256");
      const [message, point] = [`message ${i}`, pointOf(key)];
      const signature = sign(key, "P-256", sha256(message));
      const bytes = Buffer.from(signature.slice(2), "hex");
      const options = { key: publicKeyObject(point), dsaEncoding: "ieee-p1363" } as const;
      expect(bytes).toHaveLength(64);
      expect(verify("sha256", Buffer.from(message), options, bytes)).toBe(true);
      expect(BigInt(`0x${signature.slice(66)}`) <= ORDER / 2n).toBe(true);
      expect(isOwn(point, sha256(message), signature)).toBe(true);
    }
  });

  it("is the same each time: the blind does not show", () => {
    const key = generatePrivateKey("P-256");
    expect(sign(key, "P-256", sha256("x"))).toBe(sign(key, "P-256", sha256("x")));
  });

  it("given a digest above the order, reduces it as OpenSSL does", () => {
    const key = generatePrivateKey("P-256");
    const digest = `0x${"ff".repeat(32)}` as const;
    expect(isOwn(pointOf(key), digest, sign(key, "P-256", digest))).toBe(true);
  });
});

describe("isOwn", () => {
  const key = generatePrivateKey("P-256");
  const digest = sha256("x");
  const signature = sign(key, "P-256", digest);

  it("refuses another digest, another key, and any altered half", () => {
    const zero = "0".repeat(64);
    expect(isOwn(pointOf(key), sha256("y"), signature)).toBe(false);
    expect(isOwn(pointOf(generatePrivateKey("P-256")), digest, signature)).toBe(false);
    expect(isOwn(pointOf(key), digest, `0x${zero}${signature.slice(66)}`)).toBe(false);
    expect(isOwn(pointOf(key), digest, `0x${signature.slice(2, 66)}${zero}`)).toBe(false);
    expect(isOwn(pointOf(key), digest, `${signature}00`)).toBe(false);
    for (const byte of ["00", "11", "ff"])
      expect(isOwn(`0x${byte.repeat(64)}`, digest, signature)).toBe(false);
  });

  it("refuses the high twin of a signature", () => {
    const s = ORDER - BigInt(`0x${signature.slice(66)}`);
    expect(
      isOwn(pointOf(key), digest, `0x${signature.slice(2, 66)}${s.toString(16).padStart(64, "0")}`),
    ).toBe(false);
  });
});
