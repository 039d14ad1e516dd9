import { bytesToHex, concat, type Hex, hexToBytes, keccak256, size } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import type { Key } from "../../src/charter/model.ts";
import * as Roster from "../../src/charter/roster.ts";
import { anyRoster, Random } from "./random.ts";
import { key, pointOf, sample } from "./sample.ts";

function refusal(work: () => unknown): { code?: string; details?: Record<string, unknown> } {
  try {
    work();
  } catch (error) {
    return error as { code: string };
  }
  return {};
}

function changed(document: Hex, at: number, byte: number): Hex {
  const bytes = hexToBytes(document);
  bytes[at] = byte;
  return bytesToHex(bytes);
}

describe("Roster.encode and decode", () => {
  it("returns every roster byte for byte", () => {
    const random = new Random(1);
    for (let round = 0; round < 200; round++) {
      const roster = anyRoster(random);
      if (roster.keys.some((one) => one && BigInt(one.signer) === 0n)) continue;
      const document = Roster.encode(roster);
      expect(Roster.decode(document)).toEqual(roster);
      expect(Roster.encode(Roster.decode(document))).toBe(document);
    }
  });

  it("lays bytes out as docs/formats.md says", () => {
    const one = key(0, 7, 65, {
      signer: "0x00112233445566778899aabbccddeeff00112233",
      predecessor: 3,
      expiry: 0x01020304,
      since: 5,
    });
    const two = key(1, 8, 2, {
      kind: "ERC7913",
      signer: concat(["0xffeeddccbbaa99887766554433221100ffeeddcc", "0xabcd"]),
      expiry: 1,
      since: 2,
    });
    const document = Roster.encode({
      serial: 0x0102,
      cooldown: 0x03040506,
      tiers: [
        {
          approvals: 2,
          override: 255,
          roles: 2,
          testerNeeded: true,
          recovery: false,
          executorFirst: true,
          delay: 3600,
          grace: 7200,
        },
      ],
      keys: [one, null, two],
    });
    expect(document).toBe(
      [
        "0x01",
        "0102",
        "03040506",
        "01",
        "03",
        "02ff020500000e1000001c20",
        "00112233445566778899aabbccddeeff00112233",
        "00",
        "07",
        "41",
        "03",
        "01020304",
        "0005",
        "0000",
        "00".repeat(32),
        "ffeeddccbbaa99887766554433221100ffeeddcc",
        "02",
        "08",
        "02",
        "ff",
        "00000001",
        "0002",
        "0075",
        "0002",
        "abcd",
      ].join(""),
    );
  });

  it.each<[what: string, at: number, byte: number, reported: number]>([
    ["version", 0, 2, 0],
    ["no tiers", 7, 0, 7],
    ["too many tiers", 7, 17, 7],
    ["no keys", 8, 0, 8],
    ["too many keys", 8, 65, 8],
    ["a tier flag", 9 + 3, 8, 12],
    ["a kind", 57 + 20, 3, 77],
    ["an offset where no blob is", 57 + 31, 1, 57],
    ["a wrong blob offset", 57 + 32 * 6 + 31, 0, 57 + 32 * 6],
    ["a blob past the end", 57 + 32 * 12, 255, 57 + 32 * 6],
  ])("refuses %s", (_, at, byte, reported) => {
    const { code, details } = refusal(() => Roster.decode(changed(Roster.encode(sample()), at, byte)));
    expect({ code, at: details?.at }).toEqual({ code: "Roster.Malformed", at: reported });
  });

  it("refuses trailing bytes, missing bytes and a vacant index that is not zero", () => {
    const document = Roster.encode(sample());
    for (const wrong of [
      concat([document, "0x00"]),
      document.slice(0, -2) as Hex,
      document.slice(0, 100) as Hex,
      "0x" as const,
    ]) {
      expect(refusal(() => Roster.decode(wrong)).code).toBe("Roster.Malformed");
    }
    const vacant = Roster.encode({ ...sample(), keys: [key(0, 0, 1), null] });
    // A vacant index with a blob offset is no vacant index.
    expect(refusal(() => Roster.decode(changed(vacant, size(vacant) - 1, 9))).code).toBe("Roster.Malformed");
  });

  it("changes meaning with every byte that is read", () => {
    const document = Roster.encode(sample());
    for (let at = 0; at < size(document); at++) {
      const other = changed(document, at, ((hexToBytes(document)[at] ?? 0) + 1) % 256);
      const result = refusal(() => {
        if (Roster.encode(Roster.decode(other)) !== other) throw new Error("two encodings");
      });
      expect(result instanceof Error ? result.code : undefined, `byte ${at}`).toBe(
        result instanceof Error ? "Roster.Malformed" : undefined,
      );
    }
  });

  it.each<[field: string, Partial<Key>]>([
    ["holder", { holder: 256 }],
    ["roles", { roles: -1 }],
    ["expiry", { expiry: 2 ** 32 }],
    ["since", { since: 65_536 }],
    ["predecessor", { predecessor: 255 }],
    ["signer", { signer: "0x1234" }],
  ])("refuses to encode a %s without room", (_, changes) => {
    expect(refusal(() => Roster.encode({ ...sample(), keys: [key(0, 0, 1, changes)] })).code).toBe(
      "Roster.OutOfRange",
    );
  });

  it("refuses a roster that contract code cannot hold", () => {
    const blob: Hex = `0x${"11".repeat(2000)}`;
    const keys = Array.from({ length: 20 }, (_, index) =>
      key(index, 0, 1, { kind: "ERC7913", signer: blob }),
    );
    expect(refusal(() => Roster.encode({ ...sample(), keys })).code).toBe("Roster.TooLong");
  });
});

describe("Roster.identity and keyHash", () => {
  it("is one for a secret under every kind and verifier", () => {
    const account = privateKeyToAccount(`0x${"42".repeat(32)}`);
    const point: Hex = `0x${account.publicKey.slice(4)}`;
    const under = (verifier: Hex) => key(0, 0, 1, { kind: "ERC7913", signer: concat([verifier, point]) });
    const verifiers = [`0x${"01".repeat(20)}`, `0x${"02".repeat(20)}`] as const;
    expect(verifiers.map((verifier) => Roster.identity(under(verifier)))).toEqual([
      account.address,
      account.address,
    ]);
    for (const kind of ["EOA", "ERC1271"] as const) {
      expect(Roster.identity(key(0, 0, 1, { kind, signer: account.address }))).toBe(account.address);
    }
  });

  it("hashes kind and signer bytes", () => {
    const wallet = key(0, 0, 1, { kind: "ERC1271" });
    expect(Roster.keyHash(wallet)).toBe(keccak256(concat(["0x01", wallet.signer])));
    const passkey = key(0, 0, 1, { kind: "ERC7913", signer: concat([wallet.signer, pointOf(1)]) });
    expect(Roster.keyHash(passkey)).toBe(keccak256(concat(["0x02", wallet.signer, pointOf(1)])));
  });
});
