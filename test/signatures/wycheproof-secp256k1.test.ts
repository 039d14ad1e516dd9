import { secp256k1 } from "@noble/curves/secp256k1.js";
import { concat, hexToBigInt, numberToHex, size, slice } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { addressOf } from "../../src/keys/curve.ts";
import { type Asking, accountKey, askingOn, compare, plainForm } from "./asking.ts";
import { isGood, load, sOf, type Vector } from "./wycheproof.ts";

// Project Wycheproof's vectors, each with its published result, save for two deliberate differences: of a signature and its twin
// with s → n − s the higher one is refused (EIP-2), and so is one whose R has an x above the order, which ecrecover cannot recover.

const K1 = secp256k1.Point.Fn.ORDER;

describe.each([
  { file: "ecdsa_secp256k1_sha256_test", count: 380, good: 73, beyond: 0 },
  { file: "ecdsa_secp256k1_sha256_p1363_test", count: 211, good: 72, beyond: 0 },
  { file: "ecdsa_secp256k1_sha256_bitcoin_test", count: 463, good: 161, beyond: 1 },
  { file: "ecdsa_webcrypto_test", count: 22, good: 6, beyond: 0 },
])("secp256k1, $file", ({ file, count, good, beyond }) => {
  const vectors = load(file, "secp256k1");
  let chain: Asking;
  beforeAll(async () => {
    chain = await askingOn("osaka");
  });

  test("is all there", () => {
    expect(vectors).toHaveLength(count);
    // What is no r ‖ s cannot be handed to the contract: then it must not be a good signature.
    expect(vectors.filter(({ signature, result }) => signature === null && result === "valid")).toEqual([]);
  });

  test("65 bytes: accepted with one v if good, else with none", async () => {
    const questions = vectors.flatMap((vector) => {
      if (vector.signature === null) return [];
      const isRight = isGood(vector, K1, isBeyondOrder);
      const { signature } = vector;
      return ([27, 28] as const).map((v) => ({
        ...about(vector),
        title: `${vector.title}, v ${v}`,
        signature: concat([signature, numberToHex(v)]),
        good: isRight && v === parityOf(vector) + 27,
      }));
    });
    expect(questions.filter((question) => question.good)).toHaveLength(good);
    await compare(chain, questions);
  });

  test("64 bytes: the compact form is accepted with one parity if good, else with none", async () => {
    const questions = vectors.flatMap((vector) => {
      const { signature } = vector;
      if (signature === null || size(signature) !== 64) return [];
      const isRight = isGood(vector, K1, isBeyondOrder);
      return ([0n, 1n] as const).map((parity) => ({
        ...about(vector),
        title: `${vector.title}, parity ${parity}`,
        signature: concat([
          slice(signature, 0, 32),
          numberToHex(sOf(signature) | (parity << 255n), { size: 32 }),
        ]),
        good: isRight && Number(parity) === parityOf(vector),
      }));
    });
    await compare(chain, questions);
  });

  test("the plain form: counted with one parity if good, else with none", async () => {
    const questions = vectors.flatMap((vector) => {
      const { signature } = vector;
      if (signature === null || size(signature) !== 64) return [];
      const isRight = isGood(vector, K1, isBeyondOrder);
      return [0, 1].map((parity) => ({
        ...about(vector),
        title: `${vector.title}, parity ${parity}`,
        signature: plainForm(signature, parity),
        good: isRight && parity === parityOf(vector),
      }));
    });
    expect(questions.filter((question) => question.good)).toHaveLength(good);
    const counted = await chain.areCounted(questions);
    for (const [index, question] of questions.entries()) {
      expect(counted[index], question.title).toBe(question.good);
    }
  });

  test("the published bytes alone, whatever their length, are accepted only where they are a compact form", async () => {
    const questions = vectors.flatMap((vector) => {
      if (vector.signature === null) return [];
      const isRight = isGood(vector, K1, isBeyondOrder) && parityOf(vector) === 0;
      return [{ ...about(vector), signature: vector.signature, good: isRight }];
    });
    await compare(chain, questions);
  });

  test("valid ones refused for an R beyond the order are as few as expected; the others refused have a high s", () => {
    const refused = vectors.filter(
      (vector) => vector.result === "valid" && !isGood(vector, K1, isBeyondOrder),
    );
    const low = refused.filter(({ signature }) => sOf(signature ?? "0x") <= K1 / 2n);
    expect(low.filter(isBeyondOrder)).toEqual(low);
    expect(low).toHaveLength(beyond);
  });
});

function about({ title, point, digest }: Vector) {
  return { title, digest, key: accountKey(addressOf(point)) };
}

const nonces = new Map<Vector, { x: bigint; y: bigint }>();

/** R = (e/s)·G + (r/s)·Q, computed apart from what is tested. */
function nonceOf(vector: Vector) {
  const nonce = nonces.get(vector) ?? computeNonce(vector);
  nonces.set(vector, nonce);
  return nonce;
}

function computeNonce({ point, digest, signature }: Vector) {
  const { Point } = secp256k1;
  const { Fn } = Point;
  const inverse = Fn.inv(sOf(signature ?? "0x"));
  const scalar = (value: bigint) => Fn.mul(Fn.create(value), inverse);
  const r = hexToBigInt(slice(signature ?? "0x", 0, 32));
  const product = (base: typeof Point.BASE, by: bigint) => (by === 0n ? Point.ZERO : base.multiplyUnsafe(by));
  return product(Point.BASE, scalar(hexToBigInt(digest)))
    .add(product(Point.fromHex(`04${point.slice(2)}`), scalar(r)))
    .toAffine();
}

function parityOf(vector: Vector): number {
  return Number(nonceOf(vector).y & 1n);
}

function isBeyondOrder(vector: Vector): boolean {
  return nonceOf(vector).x >= K1;
}
