import hre from "hardhat";
import {
  concat,
  createPublicClient,
  custom,
  type Hex,
  keccak256,
  parseSignature,
  serializeCompactSignature,
  signatureToCompactSignature,
  slice,
} from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Verify, verifierFor } from "../../src/approval/verify.ts";
import type { Key, KeyKind } from "../../src/charter/model.ts";
import { account } from "../simulation/roster.ts";
import { network } from "../simulation/stage.ts";

const DIGEST = keccak256("0x01");
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const WALLET = "0x00000000000000000000000000000000000000cc";

const key = (kind: KeyKind, signer: Hex): Key => ({
  kind,
  signer,
  holder: 0,
  roles: 2,
  predecessor: null,
  expiry: 0,
  since: 1,
});

describe("signatures are verified as the contract does", () => {
  let verify: Verify;
  let setCode: (code: Hex) => Promise<unknown>;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const made = await network(hre);
    close = () => made.close();
    verify = verifierFor(createPublicClient({ transport: custom(made.provider) }));
    setCode = (code) => made.provider.request({ method: "hardhat_setCode", params: [WALLET, code] });
  });
  afterAll(() => close());

  test("EOA: both encodings; no other key, digest or length", async () => {
    const signer = account(1);
    const own = key("EOA", signer.address.toLowerCase() as Hex);
    const signature = await signer.sign({ hash: DIGEST });
    const compact = serializeCompactSignature(signatureToCompactSignature(parseSignature(signature)));
    expect(await verify(own, DIGEST, signature)).toBe(true);
    expect(await verify(own, DIGEST, compact)).toBe(true);
    expect(await verify(key("EOA", account(2).address), DIGEST, signature)).toBe(false);
    expect(await verify(own, keccak256("0x02"), signature)).toBe(false);
    expect(await verify(own, DIGEST, concat([signature, "0x00"]))).toBe(false);
    expect(await verify(own, DIGEST, slice(signature, 0, 63))).toBe(false);
    expect(await verify(own, DIGEST, `0x${"00".repeat(65)}`)).toBe(false);
  });

  test("EOA: the malleable twin and v outside 27 and 28 are refused", async () => {
    const signer = account(1);
    const own = key("EOA", signer.address);
    const signature = await signer.sign({ hash: DIGEST });
    const twin = ORDER - BigInt(slice(signature, 32, 64));
    const flipped: Hex = slice(signature, 64) === "0x1b" ? "0x1c" : "0x1b";
    const high = concat([slice(signature, 0, 32), `0x${twin.toString(16).padStart(64, "0")}`, flipped]);
    expect(await verify(own, DIGEST, high)).toBe(false);
    const zeroBased: Hex = slice(signature, 64) === "0x1b" ? "0x00" : "0x01";
    expect(await verify(own, DIGEST, concat([slice(signature, 0, 64), zeroBased]))).toBe(false);
  });

  // Bytecode that answers a word, cut short, reverts, or burns all gas.
  test.each([
    ["the magic word", "ERC1271", "0x631626ba7e60e01b5f5260205ff3", true],
    ["the magic word and more", "ERC1271", "0x631626ba7e60e01b5f5260405ff3", true],
    ["the magic word cut short", "ERC1271", "0x631626ba7e60e01b5f52601f5ff3", false],
    ["another word", "ERC1271", "0x63ffffffff60e01b5f5260205ff3", false],
    ["the magic bytes at the wrong end", "ERC1271", "0x631626ba7e5f5260205ff3", false],
    ["a revert", "ERC1271", "0x5f5ffd", false],
    ["no end", "ERC1271", "0x5b5f56", false],
    ["nothing", "ERC1271", "0x", false],
    ["a verifier's magic word", "ERC7913", "0x63024ad31860e01b5f5260205ff3", true],
    ["a wallet's magic word from a verifier", "ERC7913", "0x631626ba7e60e01b5f5260205ff3", false],
  ] as const)("%s (%s)", async (_, kind, code, valid) => {
    await setCode(code);
    const signer = kind === "ERC7913" ? concat([WALLET, `0x${"11".repeat(64)}`]) : WALLET;
    expect(await verify(key(kind, signer), DIGEST, "0x1234")).toBe(valid);
  });
});
