import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type Hex, keccak256, numberToHex, recoverAddress } from "viem";
import { describe, expect, it } from "vitest";
import { isOwn, sign } from "../../src/keys/ecdsa.ts";
import { finish } from "../../src/signer/recovery.ts";
import { refusal } from "../keys/refusal.ts";
import { particulars, privateKey } from "./sample.ts";

const ORDERS = { secp256k1: secp256k1.Point.CURVE().n, "P-256": p256.Point.CURVE().n };
const digestOf = (number: number) => keccak256(numberToHex(number));

/** r ‖ s with the other s, which is as valid. */
function other(curve: keyof typeof ORDERS, signature: Hex): Hex {
  const s = ORDERS[curve] - BigInt(`0x${signature.slice(66, 130)}`);
  return `0x${signature.slice(2, 66)}${s.toString(16).padStart(64, "0")}`;
}

describe.each(["secp256k1", "P-256"] as const)("finish, on %s", (curve) => {
  const owner = particulars(curve);

  it("given r and s, low or high, with whatever v, gives the one form that contracts take", async () => {
    for (let i = 0; i < 32; i++) {
      const digest = digestOf(i);
      const expected = sign(privateKey(7), curve, digest);
      const bare = expected.slice(0, 130) as Hex;
      for (const given of [bare, other(curve, bare), `${bare}00`, `${bare}1c`, `${other(curve, bare)}25`])
        expect(finish(owner, digest, given as Hex)).toBe(expected);
      if (curve === "P-256") expect(isOwn(owner.point, digest, expected)).toBe(true);
      else expect(await recoverAddress({ hash: digest, signature: expected })).toBe(owner.address);
    }
  });

  it("given another key's, another digest's, or what is no signature, refuses and does not quote it", async () => {
    const digest = digestOf(1);
    const zero = "00".repeat(32);
    const order = ORDERS[curve].toString(16).padStart(64, "0");
    const good = sign(privateKey(7), curve, digest);
    const wrong = [
      sign(privateKey(8), curve, digest),
      sign(privateKey(7), curve, digestOf(2)),
      `0x${zero}${zero}`,
      `0x${order}${good.slice(66, 130)}`,
      `${good.slice(0, 66)}${order}`,
      `0x${"ff".repeat(64)}`,
      "0x",
      good.slice(0, 100),
      `${good}0000`,
      bytesToHex(Buffer.alloc(64)),
    ];
    for (const signature of wrong) {
      const error = await refusal(() => finish(owner, digest, signature as Hex));
      expect(error.code).toBe("Signer.OtherKey");
      expect(error.details).toEqual({ expected: owner.point });
    }
  });
});
