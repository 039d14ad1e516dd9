import {
  concat,
  type Hex,
  hexToBigInt,
  keccak256,
  numberToHex,
  slice,
  stringToHex,
  toHex,
  zeroAddress,
} from "viem";
import { privateKeyToAccount, sign } from "viem/accounts";
import { beforeAll, describe, expect, test } from "vitest";
import { publicKeyOf } from "../../src/keys/curve.ts";
import { isOwn, sign as signP256 } from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import { type Asking, accountKey, askingOn, compare, P256_VERIFIER, plainForm, pointKey } from "./asking.ts";

// One consent, one signature: nothing that somebody else makes of a good one without the key is another good one.

const word = (value: bigint): Hex => numberToHex(value, { size: 32 });
const rOf = (signature: Hex) => slice(signature, 0, 32);
const sOf = (signature: Hex) => hexToBigInt(slice(signature, 32, 64));
const digestOf = (round: number) => keccak256(stringToHex(`message ${round}`));
const TOP = 1n << 255n;

let chain: Asking;
beforeAll(async () => {
  chain = await askingOn("osaka");
});

describe("secp256k1", () => {
  const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const FIELD = 2n ** 256n - 2n ** 32n - 977n;
  const secret = keccak256(stringToHex("malleable"));
  const key = accountKey(privateKeyToAccount(secret).address);

  test("of a signature, two forms are good, and nothing made of it is", async () => {
    for (let round = 0; round < 12; round++) {
      const digest = digestOf(round);
      const { r, s, yParity } = await sign({ hash: digest, privateKey: secret });
      const [v, low] = [27 + (yParity ?? 0), BigInt(s)];
      const [whole, parity] = [concat([r, s]), BigInt(yParity ?? 0)];
      const forms: Record<string, Hex> = {
        "s turned": concat([r, word(ORDER - low), numberToHex(55 - v)]),
        "s turned, v kept": concat([r, word(ORDER - low), numberToHex(v)]),
        "v flipped": concat([whole, numberToHex(55 - v)]),
        "v from 0": concat([whole, numberToHex(v - 27, { size: 1 })]),
        "v by EIP-155": concat([whole, numberToHex(v - 27 + 37)]),
        "v and 4, for a large r": concat([whole, numberToHex(v + 2)]),
        "parity flipped": concat([r, word(low | ((1n - parity) << 255n))]),
        "compact, s turned": concat([r, word((ORDER - low) | (parity << 255n))]),
        "compact, a byte behind": concat([r, word(low | (parity << 255n)), "0x00"]),
        "no v": slice(whole, 0, 63),
        "66 bytes": concat([whole, numberToHex(v), "0x00"]),
        "v in 32 bytes": concat([whole, word(BigInt(v))]),
        "a byte before": concat(["0x00", whole, numberToHex(v)]),
        "r and s swapped": concat([s, r, numberToHex(v)]),
        "r without its order": concat([word((BigInt(r) + ORDER) % 2n ** 256n), s, numberToHex(v)]),
        "s and the order": concat([r, word((low + ORDER) % 2n ** 256n), numberToHex(v)]),
        empty: "0x",
      };
      const asked = Object.entries(forms).map(([title, signature]) => ({ signature, title, good: false }));
      asked.push({ signature: concat([whole, numberToHex(v)]), title: "65 bytes", good: true });
      asked.push({ signature: concat([r, word(low | (parity << 255n))]), title: "compact", good: true });
      await compare(
        chain,
        asked.map((each) => ({ ...each, key, digest })),
      );
    }
  });

  test("r and s at and beyond their borders, for every v, for the key and for the zero address", async () => {
    const { r, s } = await sign({ hash: digestOf(0), privateKey: secret });
    const edges = [0n, 1n, ORDER - 1n, ORDER, ORDER + 1n, FIELD - 1n, FIELD, 2n ** 256n - 1n];
    const pairs = [
      ...edges.map((edge) => [edge, BigInt(s)] as const),
      ...edges.map((edge) => [BigInt(r), edge] as const),
      ...edges.flatMap((a) => edges.map((b) => [a, b] as const)),
    ];
    const asked = pairs.flatMap(([a, b]) =>
      [27, 28].flatMap((v) =>
        [key, accountKey(zeroAddress)].map((who) => ({
          key: who,
          digest: digestOf(0),
          signature: concat([word(a), word(b), numberToHex(v)]),
          good: false,
          title: `${a} ${b} ${v} ${who.signer}`,
        })),
      ),
    );
    await compare(chain, asked);
    const plain = asked.map(({ signature, ...question }) => ({
      ...question,
      signature: plainForm(slice(signature, 0, 64), Number(slice(signature, 64)) - 27),
    }));
    expect(new Set(await chain.areCounted(plain))).toEqual(new Set([false]));
  });

  test("in the plain form, no other parity, no fewer bytes, no other form's first byte", async () => {
    for (let round = 0; round < 12; round++) {
      const digest = digestOf(round);
      const { r, s, yParity = 0 } = await sign({ hash: digest, privateKey: secret });
      const good = plainForm(concat([r, s]), yParity);
      const forms = [
        good,
        plainForm(concat([r, s]), 1 - yParity),
        plainForm(concat([r, word(ORDER - BigInt(s))]), 1 - yParity),
        plainForm(concat([r, word(ORDER - BigInt(s))]), yParity),
        slice(good, 0, 64),
        concat([toHex(Number(slice(good, 0, 1)) - 128, { size: 1 }), r, s]),
        // Of key 1, which this roster has not.
        concat([toHex(Number(slice(good, 0, 1)) + 1, { size: 1 }), r, s]),
      ];
      const counted = await chain.areCounted(forms.map((signature) => ({ key, digest, signature })));
      expect(counted).toEqual(forms.map((_, index) => index === 0));
    }
  });

  test("what ecrecover cannot recover is not the zero address's signature", async () => {
    const asked = Array.from({ length: 8 }, (_, round) => ({
      key: accountKey(zeroAddress),
      digest: digestOf(round),
      signature: concat([digestOf(round + 100), word(hexToBigInt(digestOf(round + 200)) >> 2n), "0x1b"]),
      good: false,
      title: `random ${round}`,
    }));
    await compare(chain, asked);
  });
});

describe("P-256", () => {
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const FIELD = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
  const secret = Secret.take(Buffer.alloc(32, 9));
  const point = publicKeyOf(secret, "P-256")?.point ?? "0x";
  const key = pointKey(P256_VERIFIER, point);

  test("of a signature, nothing made of it is good, nor is it another point's", async () => {
    for (let round = 0; round < 12; round++) {
      const digest = digestOf(round);
      const signature = signP256(secret, "P-256", digest);
      const [r, s] = [rOf(signature), sOf(signature)];
      const [x, y] = [slice(point, 0, 32), hexToBigInt(slice(point, 32))];
      const forms: Record<string, Hex> = {
        "s turned": concat([r, word(ORDER - s)]),
        "r turned": concat([word(ORDER - BigInt(r)), word(s)]),
        swapped: concat([word(s), r]),
        "s and the order": concat([r, word((s + ORDER) % 2n ** 256n)]),
        "63 bytes": slice(signature, 0, 63),
        "a byte before": concat(["0x00", signature]),
        "no r": concat([word(0n), word(s)]),
        "no s": concat([r, word(0n)]),
        nothing: concat([word(0n), word(0n)]),
        "the order": concat([word(ORDER), word(ORDER)]),
        empty: "0x",
      };
      for (const [title, form] of Object.entries(forms))
        expect(isOwn(point, digest, form), title).toBe(false);
      const points: Record<string, Hex> = {
        "−y": concat([x, word(FIELD - y)]),
        "y beyond the field": concat([x, word((y + FIELD) % 2n ** 256n)]),
        "x beyond the field": concat([word((BigInt(x) + FIELD) % 2n ** 256n), word(y)]),
        "no point of the curve": concat([x, word(y ^ 1n)]),
        zero: concat([word(0n), word(0n)]),
        "x and y swapped": concat([word(y), x]),
      };
      await compare(chain, [
        ...Object.entries(forms).map(([title, form]) => ({
          key,
          digest,
          signature: form,
          title,
          good: false,
        })),
        ...Object.entries(points).map(([title, other]) => {
          return { key: pointKey(P256_VERIFIER, other), digest, signature, title, good: false };
        }),
        { key, digest, signature, title: "as signed", good: true },
      ]);
    }
  });

  // The verifier reads the first 64 bytes (some wallets add v). That is no second consent: nothing is keyed by a signature's bytes.
  test("bytes behind r and s are not read by the verifier; our own signers do not send them", async () => {
    const digest = digestOf(0);
    const signature = signP256(secret, "P-256", digest);
    const longer = concat([signature, "0x1b"]);
    await compare(chain, [{ key, digest, signature: longer, title: "65 bytes", good: true }]);
    expect(isOwn(point, digest, longer)).toBe(false);
    // A key of 65 bytes has no verdict but no: what is behind x and y would be a second identity of the point.
    const padded = pointKey(P256_VERIFIER, concat([point, "0x00"]));
    await compare(chain, [{ key: padded, digest, signature, title: "a longer key", good: false }]);
  });

  test("the top bit of s carries nothing", async () => {
    const digest = digestOf(1);
    const signature = signP256(secret, "P-256", digest);
    const marked = concat([rOf(signature), word(sOf(signature) | TOP)]);
    await compare(chain, [{ key, digest, signature: marked, title: "marked", good: false }]);
  });
});
