import { hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { concat, encodeAbiParameters, type Hex, hexToBigInt, numberToHex, sha256, slice, toHex } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { verifierFor } from "../../src/approval/verify.ts";
import { publicKeyOf } from "../../src/keys/curve.ts";
import { sign } from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import { type Asking, askingOn, P256_VERIFIER, pointKey, WEBAUTHN_VERIFIER } from "./asking.ts";
import { fromDer } from "./wycheproof.ts";

// Published assertions, and what the verifier makes of every part of one that is wrong though rightly signed. Two deliberate
// differences from what a web server may accept: the user must have been verified, and s must be the lower one.

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const USER_VERIFIED = 4;
const schema = z.object({
  vectors: z.array(
    z.object({
      section: z.string(),
      x: z.string(),
      y: z.string(),
      challenge: z.string(),
      authenticatorData: z.string(),
      clientDataJSON: z.string(),
      signature: z.string(),
    }),
  ),
});

type Assertion = {
  readonly point: Hex;
  /** What was to be signed, 32 bytes. */
  readonly challenge: Hex;
  readonly authenticatorData: Hex;
  readonly json: string;
  /** r ‖ s, over `authenticatorData ‖ sha256(json)`. */
  readonly signature: Hex;
};

function published(file: string): (Assertion & { section: string })[] {
  const { vectors } = schema.parse(JSON.parse(readFileSync(`test/vectors/webauthn/${file}.json`, "utf8")));
  return vectors.map(({ section, x, y, challenge, authenticatorData, clientDataJSON, signature }) => ({
    section,
    point: `0x${x}${y}`,
    challenge: `0x${challenge}`,
    authenticatorData: `0x${authenticatorData}`,
    json: Buffer.from(clientDataJSON, "hex").toString(),
    signature: fromDer(`0x${signature}`) ?? "0x",
  }));
}

const VECTORS = [...published("w3c"), ...published("browsers")];

function messageOf({ authenticatorData, json }: Pick<Assertion, "authenticatorData" | "json">): Hex {
  return sha256(concat([authenticatorData, sha256(toHex(json))]));
}

/** As OpenZeppelin's verifier wants it; by default the indices are where the fields are. */
function encode(
  { signature, authenticatorData, json }: Assertion,
  indices: { challenge?: bigint; type?: bigint } = {},
): Hex {
  return encodeAbiParameters(
    ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"].map((type) => ({ type })),
    [
      slice(signature, 0, 32),
      slice(signature, 32),
      indices.challenge ?? BigInt(json.indexOf('"challenge"')),
      indices.type ?? BigInt(json.indexOf('"type"')),
      authenticatorData,
      json,
    ],
  );
}

function lowered(signature: Hex): Hex {
  const s = hexToBigInt(slice(signature, 32));
  return concat([slice(signature, 0, 32), numberToHex(s > ORDER / 2n ? ORDER - s : s, { size: 32 })]);
}

describe.each(["osaka", "prague"] as const)("on %s", (hardfork) => {
  let chain: Asking;
  beforeAll(async () => {
    chain = await askingOn(hardfork);
  });

  /** What contract and library say, which must be the same. */
  async function accepts(point: Hex, digest: Hex, signature: Hex, verifier = WEBAUTHN_VERIFIER) {
    const question = { key: pointKey(verifier, point), digest, signature };
    const [contract] = await chain.areValid([question]);
    expect(await verifierFor(chain.client)(question.key, digest, signature)).toBe(contract);
    return contract;
  }

  test.each(VECTORS)(
    "$section: as published if s is low, else with s lowered, and only with UV",
    async (v) => {
      const isVerified = (hexToBigInt(slice(v.authenticatorData, 32, 33)) & BigInt(USER_VERIFIED)) !== 0n;
      const isLow = lowered(v.signature) === v.signature;
      expect(await accepts(v.point, v.challenge, encode(v))).toBe(isVerified && isLow);
      const low = { ...v, signature: lowered(v.signature) };
      expect(await accepts(v.point, v.challenge, encode(low))).toBe(isVerified);
      // The ECDSA signature itself is good in each of them.
      expect(await accepts(v.point, messageOf(v), low.signature, P256_VERIFIER)).toBe(true);
    },
  );

  test("what was published has all four: UV and not, low s and high", () => {
    const kinds = VECTORS.map(
      (v) => `${slice(v.authenticatorData, 32, 33)} ${lowered(v.signature) === v.signature}`,
    );
    expect(kinds).toEqual(expect.arrayContaining(["0x05 true", "0x0d false", "0x09 true", "0x19 false"]));
  });

  test("no challenge but the digest, no other key", async () => {
    const [a, b] = VECTORS.filter(({ section }) => section.startsWith("none-es256-"));
    if (a === undefined || b === undefined) throw new Error("vectors missing");
    expect(await accepts(a.point, a.challenge, encode({ ...a, signature: lowered(a.signature) }))).toBe(true);
    expect(await accepts(a.point, b.challenge, encode(a))).toBe(false);
    expect(await accepts(b.point, a.challenge, encode(a))).toBe(false);
    // The same x with −y is another key.
    const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
    const negated = concat([
      slice(a.point, 0, 32),
      numberToHex(p - hexToBigInt(slice(a.point, 32)), { size: 32 }),
    ]);
    expect(await accepts(negated, a.challenge, encode(a))).toBe(false);
  });

  test("every part that is wrong, though rightly signed, is refused", async () => {
    const digest: Hex = `0x${"c1".repeat(32)}`;
    const challenge = Buffer.from(digest.slice(2), "hex").toString("base64url");
    const good = {
      json: `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://conclave.test"}`,
      data: data(0x05),
    };
    const secret = Secret.take(Buffer.alloc(32, 7));
    const point = publicKeyOf(secret, "P-256")?.point ?? "0x";
    const signed = (json: string, authenticatorData: Hex): Assertion => {
      const message = messageOf({ json, authenticatorData });
      return { point, challenge: digest, json, authenticatorData, signature: sign(secret, "P-256", message) };
    };
    expect(await accepts(point, digest, encode(signed(good.json, good.data)))).toBe(true);
    const wrong: Record<string, Assertion> = {
      "a registration": signed(good.json.replace("webauthn.get", "webauthn.create"), good.data),
      "another challenge": signed(good.json.replace(challenge, challenge.replace("w", "x")), good.data),
      "a padded challenge": signed(good.json.replace(`${challenge}"`, `${challenge}="`), good.data),
      "a challenge with more behind it": signed(
        good.json.replace(`${challenge}"`, `${challenge}A"`),
        good.data,
      ),
      "nobody present": signed(good.json, data(0x04)),
      "nobody verified": signed(good.json, data(0x01)),
      "backed up, yet not to be": signed(good.json, data(0x15)),
      "no counter": signed(good.json, slice(good.data, 0, 36)),
      "no flags": signed(good.json, slice(good.data, 0, 32)),
      "no authenticator data": signed(good.json, "0x"),
      "data of another message": { ...signed(good.json, good.data), authenticatorData: data(0x0d) },
    };
    for (const [what, assertion] of Object.entries(wrong)) {
      expect(await accepts(point, digest, encode(assertion)), what).toBe(false);
    }
    for (const far of [0n, 2n, 2n ** 128n, 2n ** 256n - 1n]) {
      const assertion = signed(good.json, good.data);
      expect(await accepts(point, digest, encode(assertion, { challenge: far })), `challenge at ${far}`).toBe(
        false,
      );
      expect(await accepts(point, digest, encode(assertion, { type: far })), `type at ${far}`).toBe(false);
    }
  });
});

describe("the vectors of the W3C", () => {
  test.each([
    ["none-es256", "none.ES256"],
    ["packed-self-es256", "packed-self.ES256"],
    ["none-es256-crossOrigin", "none.ES256.crossOrigin"],
    ["none-es256-topOrigin", "none.ES256.topOrigin"],
  ])("%s: the key is the one that the specification derives", (section, info) => {
    const vector = VECTORS.find((each) => each.section === section);
    const derived = (salt: number) =>
      Buffer.from(hkdfSync("sha256", "WebAuthn test vectors", Buffer.of(salt), info, 32));
    expect(publicKeyOf(Secret.take(derived(1)), "P-256")?.point).toBe(vector?.point);
  });
});

/** Authenticator data with these flags, counter 1. */
function data(flags: number): Hex {
  return concat([sha256(toHex("conclave.test")), numberToHex(flags, { size: 1 }), "0x00000001"]);
}
