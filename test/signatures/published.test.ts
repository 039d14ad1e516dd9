import {
  concat,
  type Hex,
  hashMessage,
  hashStruct,
  keccak256,
  numberToHex,
  pad,
  sha256,
  stringToHex,
} from "viem";
import { privateKeyToAccount, sign } from "viem/accounts";
import { beforeAll, describe, expect, test } from "vitest";
import { addressOf, publicKeyOf } from "../../src/keys/curve.ts";
import { sign as signP256 } from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import { prepare } from "../../src/signer/message.ts";
import { MAIL, MAIL_DIGEST } from "../vectors/eip712/mail.ts";
import { type Asking, accountKey, askingOn, compare, P256_VERIFIER, pointKey } from "./asking.ts";

// The examples that the standards themselves publish: EIP-712, EIP-2098 and RFC 6979 (whose appendix has no secp256k1: those are the ones
// that libraries share).

let chain: Asking;
beforeAll(async () => {
  chain = await askingOn("osaka");
});

describe("EIP-712, the mail to Bob", () => {
  const SIGNATURE =
    "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c";

  test("what signers hash", () => {
    expect(prepare(MAIL).digest).toBe(MAIL_DIGEST);
    const { types, message: data } = MAIL;
    expect(hashStruct({ data, types, primaryType: "Mail" })).toBe(
      "0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e",
    );
  });

  test("what a signer's library signs", async () => {
    expect(await privateKeyToAccount(keccak256(stringToHex("cow"))).signTypedData(MAIL)).toBe(SIGNATURE);
  });

  test("what the contracts accept: the cow's signature, for nobody else", async () => {
    const about = { digest: MAIL_DIGEST, signature: SIGNATURE } as const;
    await compare(chain, [
      { ...about, key: accountKey(MAIL.message.from.wallet), good: true, title: "the cow" },
      { ...about, key: accountKey(MAIL.message.to.wallet), good: false, title: "Bob" },
    ]);
  });
});

describe("EIP-2098", () => {
  const SECRET = "0x1234567890123456789012345678901234567890123456789012345678901234";
  const key = accountKey(privateKeyToAccount(SECRET).address);

  test.each([
    {
      message: "Hello World",
      r: "0x68a020a209d3d56c46f38cc50a33f704f4a9a10a59377f8dd762ac66910e9b90",
      s: "0x7e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064",
      v: 27,
      yParityAndS: "0x7e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064",
    },
    {
      message: "It's a small(er) world",
      r: "0x9328da16089fcba9bececa81663203989f2df5fe1faa6291a45381c81bd17f76",
      s: "0x139c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793",
      v: 28,
      yParityAndS: "0x939c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793",
    },
  ] as const)("$message: both forms, and neither with the other's parity", async (vector) => {
    const { message, r, s, v, yParityAndS } = vector;
    const digest = hashMessage(message);
    expect(await sign({ hash: digest, privateKey: SECRET })).toMatchObject({ r, s, v: BigInt(v) });
    const flipped = numberToHex(BigInt(yParityAndS) ^ (1n << 255n), { size: 32 });
    const about = { key, digest };
    await compare(chain, [
      { ...about, signature: concat([r, s, numberToHex(v)]), good: true, title: "65 bytes" },
      { ...about, signature: concat([r, yParityAndS]), good: true, title: "64 bytes" },
      { ...about, signature: concat([r, s, numberToHex(55 - v)]), good: false, title: "other v" },
      { ...about, signature: concat([r, flipped]), good: false, title: "other parity" },
    ]);
  });
});

describe("RFC 6979", () => {
  test.each([
    {
      secret: 1n,
      message: "Satoshi Nakamoto",
      r: "0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
      s: "0x2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
    },
    {
      secret: 1n,
      message: "All those moments will be lost in time, like tears in rain. Time to die...",
      r: "0x8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b",
      s: "0x547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21",
    },
    {
      secret: 0xf8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181n,
      message: "Alan Turing",
      r: "0x7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c",
      s: "0x58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea",
    },
  ] as const)("secp256k1, $message", async ({ secret, message, r, s }) => {
    const privateKey = numberToHex(secret, { size: 32 });
    const digest = sha256(stringToHex(message));
    const signature = await sign({ hash: digest, privateKey });
    expect(signature).toMatchObject({ r, s });
    const whole = concat([r, s, numberToHex(signature.v ?? 0n)]);
    const key = accountKey(privateKeyToAccount(privateKey).address);
    await compare(chain, [{ key, digest, signature: whole, good: true, title: message }]);
  });

  test.each([
    {
      message: "sample",
      r: "0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
      s: "0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    },
    {
      message: "test",
      r: "0xf1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
      s: "0x019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
    },
  ] as const)(
    "P-256, $message: as published if s is low, and what our key signs always",
    async ({ message, r, s }) => {
      const secret = Secret.take(
        Buffer.from("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", "hex"),
      );
      const point = publicKeyOf(secret, "P-256")?.point ?? "0x";
      expect(point.slice(0, 66)).toBe("0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
      const digest = sha256(stringToHex(message));
      const about = { key: pointKey(P256_VERIFIER, point), digest };
      await compare(chain, [
        { ...about, signature: concat([r, s]), good: BigInt(s) < 1n << 255n, title: "published" },
        { ...about, signature: signP256(secret, "P-256", digest), good: true, title: "ours" },
      ]);
    },
  );
});

test("one secret has one identity: the account of secp256k1, by EIP-55's capitals", () => {
  const secret = Secret.take(Buffer.from(pad("0x01", { size: 32 }).slice(2), "hex"));
  const key = publicKeyOf(secret, "secp256k1");
  const known: Hex = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
  expect([key?.address, addressOf(key?.point ?? "0x")]).toEqual([known, known]);
});
