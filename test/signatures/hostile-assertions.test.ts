import { concat, decodeAbiParameters, encodeAbiParameters, type Hex, sha256, slice, toHex } from "viem";
import { beforeAll, expect, test } from "vitest";
import { verifierFor } from "../../src/approval/verify.ts";
import { publicKeyOf } from "../../src/keys/curve.ts";
import { sign } from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import { Random } from "../charter/random.ts";
import { hostile, rounds } from "../codecs/hostile.ts";
import { type Asking, askingOn, P256_VERIFIER, pointKey, WEBAUTHN_VERIFIER } from "./asking.ts";

// Signatures of ERC-7913 keys are whatever the verifier wants: bytes that come from outside, some of them ABI-encoded with offsets.

const PARTS = ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"].map((type) => ({ type }));
const digest: Hex = `0x${"d1".repeat(32)}`;
const secret = Secret.take(Buffer.alloc(32, 5));
const point = publicKeyOf(secret, "P-256")?.point ?? "0x";

function assertion(): Hex {
  const challenge = Buffer.from(digest.slice(2), "hex").toString("base64url");
  const json = `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://conclave.test"}`;
  const data = concat([sha256(toHex("conclave.test")), "0x0500000001"]);
  const signature = sign(secret, "P-256", sha256(concat([data, sha256(toHex(json))])));
  return encodeAbiParameters(PARTS, [slice(signature, 0, 32), slice(signature, 32), 23n, 1n, data, json]);
}

let chain: Asking;
beforeAll(async () => {
  chain = await askingOn("osaka");
});

async function ask(verifier: Hex, signature: Hex): Promise<boolean> {
  const key = pointKey(verifier, point);
  const [contract = false] = await chain.areValid([{ key, digest, signature }]);
  expect(await verifierFor(chain.client)(key, digest, signature), signature).toBe(contract);
  return contract;
}

test("damaged assertions are refused without a panic, or are the same assertion with other padding", async () => {
  const random = new Random(3501);
  const good = assertion();
  const whole = decodeAbiParameters(PARTS, good);
  let accepted = 0;
  for (let round = 0; round < rounds(120); round++) {
    const damaged = hostile(random, good);
    if (!(await ask(WEBAUTHN_VERIFIER, damaged))) continue;
    accepted++;
    expect(decodeAbiParameters(PARTS, damaged), damaged).toEqual(whole);
  }
  expect(accepted).toBeGreaterThan(0);
});

test("parts that lie over one another read as what they are, which is no signature", async () => {
  const word = (value: number) => toHex(value, { size: 32 });
  const good = assertion();
  const [r, s] = [slice(good, 0, 32), slice(good, 32, 64)];
  const tail = slice(good, 192);
  const offsets = [0, 32, 64, 128, 160, 191, 192, 224, 288, 320, 2 ** 32, 2 ** 52];
  for (const data of offsets) {
    for (const json of offsets) {
      const bytes = concat([r, s, word(23), word(1), word(data), word(json), tail]);
      // The one pair of offsets at which the assertion really is.
      const isRight = bytes === good;
      expect(await ask(WEBAUTHN_VERIFIER, bytes), `${data} ${json}`).toBe(isRight);
    }
  }
});

test("damaged P-256 signatures are refused, unless r and s are still there", async () => {
  const random = new Random(3502);
  const good = sign(secret, "P-256", digest);
  for (let round = 0; round < rounds(120); round++) {
    const damaged = hostile(random, good);
    expect(await ask(P256_VERIFIER, damaged), damaged).toBe(damaged.startsWith(good));
  }
});
