import {
  concatHex,
  type Hex,
  parseSignature,
  serializeCompactSignature,
  signatureToCompactSignature,
  slice,
  zeroAddress,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { publicKeyOf } from "../../src/keys/curve.ts";
import { sign } from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import { act } from "../../src/signer/act.ts";
import { prepare } from "../../src/signer/message.ts";
import type { TypedData } from "../../src/signer/signer.ts";
import { fromWallet, toldTime } from "../../src/signer/wallet.ts";
import { otherSpelling } from "../distribution/post.ts";
import { refusal } from "../keys/refusal.ts";

const WIM = privateKeyToAccount(`0x${"22".repeat(32)}`);
const EVE = privateKeyToAccount(`0x${"33".repeat(32)}`);
const CHIP = "44".repeat(32);
const said = (what: string) => act("Said", "string what", { what });
const signed = (by: typeof WIM, typed: TypedData) => by.signTypedData(prepare(typed).typed as never);
const own = WIM.address.toLowerCase() as Hex;

const compact = (signature: Hex) =>
  serializeCompactSignature(signatureToCompactSignature(parseSignature(signature)));
const lowV = (signature: Hex) =>
  concatHex([slice(signature, 0, 64), signature.endsWith("1b") ? "0x00" : "0x01"]);

describe("a signature from a wallet", () => {
  // One of each parity, so that each way to write it is met.
  it.each(["one", "two", "three", "four"])(
    "over %j is taken in each form that wallets have, and becomes one",
    async (what) => {
      const typed = said(what);
      const signature = await signed(WIM, typed);
      for (const form of [signature, lowV(signature), compact(signature)])
        expect(await fromWallet(own, form)(typed, undefined)).toBe(signature);
    },
  );

  it("of a P-256 key is r and s", async () => {
    const secret = () => Secret.take(Buffer.from(CHIP, "hex"));
    const signer = concatHex([zeroAddress, publicKeyOf(secret(), "P-256")?.point ?? "0x"]);
    const typed = said("chip");
    const signature = sign(secret(), "P-256", prepare(typed).digest);
    expect(await fromWallet(signer, signature)(typed, undefined)).toBe(signature);
    const other = await refusal(() => fromWallet(signer, signature)(said("other"), undefined));
    expect(other.code).toBe("Wallet.NotTheirs");
  });

  it("of somebody else is refused, and told whose it is", async () => {
    const typed = said("one");
    const signature = await signed(EVE, typed);
    expect(await refusal(() => fromWallet(own, signature)(typed, undefined))).toMatchObject({
      code: "Wallet.NotTheirs",
      details: { signer: WIM.address, found: EVE.address },
    });
  });

  it("over something else is refused", async () => {
    const signature = await signed(WIM, said("one"));
    const error = await refusal(() => fromWallet(own, signature)(said("two"), undefined));
    expect(error.code).toBe("Wallet.NotTheirs");
    expect(error.details.found).not.toBe(WIM.address);
  });

  it("in its second spelling is refused", async () => {
    const typed = said("one");
    const other = otherSpelling(await signed(WIM, typed));
    expect(await refusal(() => fromWallet(own, other)(typed, undefined))).toMatchObject({
      code: "Wallet.NotTheirs",
      message: expect.stringContaining("second spelling"),
      details: { signer: WIM.address, found: WIM.address },
    });
  });

  it.each(["0x", "0x1b", `0x${"11".repeat(66)}`, `0x${"11".repeat(400)}`] as const)(
    "of another length is refused: %s",
    async (signature) => {
      const error = await refusal(() => fromWallet(own, signature)(said("one"), undefined));
      expect(error.code).toBe("Wallet.Malformed");
    },
  );

  it("with a v that is none is nobody's", async () => {
    const typed = said("one");
    const odd = concatHex([slice(await signed(WIM, typed), 0, 64), "0x1d"]);
    const error = await refusal(() => fromWallet(own, odd)(typed, undefined));
    expect([error.code, error.details.found]).toEqual(["Wallet.NotTheirs", undefined]);
  });
});

describe("the time that somebody tells", () => {
  it("is past or now, by clocks that may differ a little", async () => {
    const now = new Date("2027-05-01T12:00:00Z");
    for (const at of ["2027-05-01", "2027-05-01T12:00:00Z", "2027-05-01T12:05:00Z"])
      expect(toldTime(at, now).toISOString()).toBe(new Date(at).toISOString());
    const error = await refusal(() => toldTime("2027-05-01T12:05:01Z", now));
    expect(error.code).toBe("Wallet.TimeToCome");
  });
});
