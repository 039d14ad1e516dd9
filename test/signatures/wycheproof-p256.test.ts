import { concat, numberToHex } from "viem";
import { describe, expect, test } from "vitest";
import { isOwn } from "../../src/keys/ecdsa.ts";
import { askingOn, compare, P256_VERIFIER, pointKey } from "./asking.ts";
import { isGood, load } from "./wycheproof.ts";

// Project Wycheproof's vectors, each with its published result, save for one deliberate difference: of a signature and its twin with
// s → n − s the higher one is refused.

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const never = () => false;

describe.each([
  { file: "ecdsa_secp256r1_sha256_test", count: 387, good: 79 },
  { file: "ecdsa_secp256r1_sha256_p1363_test", count: 219, good: 79 },
  { file: "ecdsa_webcrypto_test", count: 219, good: 78 },
])("P-256, $file", ({ file, count, good }) => {
  const vectors = load(file, "secp256r1");
  const asked = vectors.flatMap(({ point, signature, digest, title, result }) => {
    if (signature === null) return [];
    const isRight = isGood({ point, signature, digest, title, result }, ORDER, never);
    return [{ key: pointKey(P256_VERIFIER, point), point, signature, digest, title, good: isRight }];
  });

  test("is all there", () => {
    expect(vectors).toHaveLength(count);
    expect(vectors.filter(({ signature, result }) => signature === null && result === "valid")).toEqual([]);
    expect(asked.filter((vector) => vector.good)).toHaveLength(good);
    expect(vectors.some((vector) => vector.result === "valid" && !isGood(vector, ORDER, never))).toBe(true);
  });

  const precompile = `0x${"100".padStart(40, "0")}` as const;
  const first = asked.find((vector) => vector.good);
  const data = concat([first?.digest ?? "0x", first?.signature ?? "0x", first?.point ?? "0x"]);

  test("by the precompile", async () => {
    const chain = await askingOn("osaka");
    expect((await chain.client.call({ to: precompile, data })).data).toBe(numberToHex(1, { size: 32 }));
    await compare(chain, asked);
  });

  test("by the verifier's own arithmetic, where there is no precompile", async () => {
    const chain = await askingOn("prague");
    expect((await chain.client.call({ to: precompile, data })).data).toBeUndefined();
    await compare(chain, asked);
  });

  test("by the library, which signers use to catch a fault", () => {
    for (const { point, digest, signature, good: isRight, title } of asked) {
      expect(isOwn(point, digest, signature), title).toBe(isRight);
    }
  });
});
