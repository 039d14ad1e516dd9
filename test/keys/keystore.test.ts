import { scryptSync } from "node:crypto";
import { concat, keccak256 } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { type Curve, generatePrivateKey, publicKeyOf } from "../../src/keys/curve.ts";
import { decrypt, encrypt } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import { assertAffordable, weaknesses } from "../../src/keys/v3.ts";
import { type Metadata, schema, type V3 } from "../../src/keys/v3-schema.ts";
import official from "../vectors/keystore/ethereum-tests.json" with { type: "json" };
import geth from "../vectors/keystore/geth.json" with { type: "json" };
import { refusal } from "./refusal.ts";

type Vector = { json: unknown; password: string; priv?: string; address?: string; refused?: string };
const ONE = `${"00".repeat(31)}01`;

function keyOf(hex: string): Secret {
  return Secret.take(Buffer.from(hex, "hex"));
}

async function sealed(password: string, options: { key?: Secret; curve?: Curve } = {}): Promise<V3> {
  const { curve = "secp256k1", key = generatePrivateKey(curve) } = options;
  const publicKey = publicKeyOf(key, curve);
  if (publicKey === undefined) throw new Error("not a key");
  const metadata: Metadata = {
    version: 1,
    label: "sample",
    created: "2026-01-01T00:00:00.000Z",
    curve,
    point: publicKey.point,
  };
  return encrypt(key, Secret.text(password), publicKey, metadata, "light");
}

/** The same file with other key-derivation parameters. */
function withParameters(v3: V3, change: Record<string, unknown>): unknown {
  return { ...v3, crypto: { ...v3.crypto, kdfparams: { ...v3.crypto.kdfparams, ...change } } };
}

describe("published vectors", () => {
  it.each(Object.entries(official as Record<string, Vector>))(
    "ethereum/tests %s opens",
    async (_, vector) => {
      const { secret, publicKey } = await decrypt(schema.parse(vector.json), Secret.text(vector.password));
      expect(secret.use((bytes) => bytes.toString("hex"))).toBe(vector.priv);
      expect(publicKey.address).toBe(privateKeyToAddress(`0x${vector.priv}`));
    },
  );

  it.each(Object.entries(geth as Record<string, Vector>))(
    "geth %s opens or is refused as noted",
    async (_, vector) => {
      const open = () => decrypt(schema.parse(vector.json), Secret.text(vector.password));
      if (vector.refused === undefined) {
        expect((await open()).publicKey.address.toLowerCase()).toBe(`0x${vector.address}`);
      } else {
        expect((await refusal(open)).code).toBe(vector.refused);
      }
    },
  );
});

describe("encrypt", () => {
  it.each(["secp256k1", "P-256"] as const)("given a key of %s, decrypt gives it back", async (curve) => {
    const key = generatePrivateKey(curve);
    const v3 = await sealed("a password", { key, curve });
    const opened = await decrypt(v3, Secret.text("a password"));
    expect(opened.secret.equals(key)).toBe(true);
    expect(opened.publicKey).toEqual(publicKeyOf(key, curve));
  });

  it("writes `crypto` in lower case, which cast needs, the address, and no secret", async () => {
    const v3 = await sealed("a password", { key: keyOf(ONE) });
    expect(Object.keys(v3).sort()).toEqual(["address", "crypto", "id", "version", "x-conclave"]);
    expect(v3.address).toBe("7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    expect(JSON.stringify(v3)).not.toContain(ONE);
    expect(v3.crypto).toMatchObject({ kdf: "scrypt", kdfparams: { n: 4096, r: 8, p: 1, dklen: 32 } });
  });

  it("derives from the password's UTF-8 bytes: ligatures and the Ångström sign are not normalised", async () => {
    const password = "paSSw\ufb01\u212b";
    expect(password).not.toBe(password.normalize("NFKC"));
    const v3 = await sealed(password);
    const { salt, n, r, p } = v3.crypto.kdfparams as { salt: string; n: number; r: number; p: number };
    // An independent derivation, as geth and cast do it, must give the key that the MAC was made with.
    const key = scryptSync(Buffer.from(password, "utf8"), Buffer.from(salt, "hex"), 32, { N: n, r, p });
    const mac = keccak256(concat([key.subarray(16), Buffer.from(v3.crypto.ciphertext, "hex")]));
    expect(mac).toBe(`0x${v3.crypto.mac}`);
    const error = await refusal(() => decrypt(v3, Secret.text(password.normalize("NFKC"))));
    expect(error.code).toBe("Keystore.WrongPassword");
  });

  it("uses a new salt, IV and id each time", async () => {
    const key = keyOf(ONE);
    const [a, b] = [await sealed("a password", { key }), await sealed("a password", { key })];
    expect(a.crypto.kdfparams.salt).not.toBe(b.crypto.kdfparams.salt);
    expect(a.crypto.cipherparams.iv).not.toBe(b.crypto.cipherparams.iv);
    expect(a.crypto.ciphertext).not.toBe(b.crypto.ciphertext);
    expect(a.id).not.toBe(b.id);
  });
});

describe("decrypt", () => {
  it("given a wrong password, says so, and shows neither password nor key", async () => {
    const v3 = await sealed("cobbler-tide-right-51", { key: keyOf(ONE) });
    const error = await refusal(() => decrypt(v3, Secret.text("cobbler-tide-wrong-51")));
    expect(error.code).toBe("Keystore.WrongPassword");
    const shown = report(error).text + JSON.stringify(error) + (error.stack ?? "");
    expect(shown).not.toMatch(/cobbler/);
    expect(shown).not.toContain(ONE);
  });

  it("given an altered ciphertext, refuses by the MAC", async () => {
    const v3 = await sealed("a password");
    const ciphertext = (v3.crypto.ciphertext.startsWith("0") ? "1" : "0") + v3.crypto.ciphertext.slice(1);
    const altered = { ...v3, crypto: { ...v3.crypto, ciphertext } };
    expect((await refusal(() => decrypt(altered, Secret.text("a password")))).code).toBe(
      "Keystore.WrongPassword",
    );
  });

  it("given another address, another point or another curve than the key's, refuses", async () => {
    const [v3, other] = [await sealed("a password"), await sealed("a password")];
    const extension = v3["x-conclave"];
    const otherPoint = other["x-conclave"]?.point;
    if (extension === undefined || otherPoint === undefined) throw new Error("no metadata");
    const altered: V3[] = [
      { ...v3, address: other.address },
      { ...v3, "x-conclave": { ...extension, point: otherPoint } },
      { ...v3, "x-conclave": { ...extension, curve: "P-256" } },
    ];
    for (const file of altered)
      expect((await refusal(() => decrypt(file, Secret.text("a password")))).code).toBe("Keystore.Mismatch");
  });

  it("given a P-256 file stripped of its metadata, it does not pass for an account", async () => {
    const { "x-conclave": _, ...bare } = await sealed("a password", { curve: "P-256" });
    expect((await refusal(() => decrypt(bare, Secret.text("a password")))).code).toBe("Keystore.Mismatch");
  });

  it.each([
    ["n", { n: 2 ** 21 }],
    ["r", { n: 2, r: 2 ** 23 }],
    ["p", { p: 17 }],
  ])("given scrypt that asks for too much by %s, refuses before any work", async (_, change) => {
    const file = schema.parse(withParameters(await sealed("a password"), change));
    expect((await refusal(() => decrypt(file, Secret.text("a password")))).code).toBe("Keystore.TooCostly");
  });

  it("given scrypt of exactly 1 GiB, it is within the limit", async () => {
    const file = schema.parse(withParameters(await sealed("a password"), { n: 2 ** 20, p: 16 }));
    expect(() => assertAffordable(file)).not.toThrow();
  });

  it("given PBKDF2 with more than ten million rounds, refuses before any work", async () => {
    const { json } = official.test1;
    const kdfparams = { ...json.crypto.kdfparams, c: 10_000_001 };
    const file = schema.parse({ ...json, crypto: { ...json.crypto, kdfparams } });
    expect((await refusal(() => decrypt(file, Secret.text("testpassword")))).code).toBe("Keystore.TooCostly");
  });
});

describe("schema", () => {
  it("accepts ethers' capital Crypto", async () => {
    const { crypto, ...rest } = await sealed("a password");
    expect(schema.parse({ ...rest, Crypto: crypto }).crypto).toEqual(crypto);
  });

  it.each([
    ["N that is no power of two", { n: 4097 }],
    ["N of one", { n: 1 }],
    ["r of zero", { r: 0 }],
    ["a fraction", { p: 1.5 }],
    ["another derived length", { dklen: 16 }],
    ["a salt that is not hex", { salt: "xyz" }],
  ])("refuses %s", async (_, change) => {
    expect(schema.safeParse(withParameters(await sealed("a password"), change)).success).toBe(false);
  });

  it("refuses other versions, ciphers and key derivations", async () => {
    const v3 = await sealed("a password");
    const wrong = [
      { ...v3, version: 1 },
      { ...v3, crypto: { ...v3.crypto, cipher: "aes-256-cbc" } },
      { ...v3, crypto: { ...v3.crypto, kdf: "argon2id" } },
      { ...v3, crypto: { ...v3.crypto, cipherparams: { iv: "00" } } },
    ];
    for (const file of wrong) expect(schema.safeParse(file).success).toBe(false);
  });
});

describe("weaknesses", () => {
  it("given the standard cost and an address, finds none", async () => {
    const file = schema.parse(withParameters(await sealed("a password"), { n: 2 ** 18 }));
    expect(weaknesses(file)).toEqual([]);
  });

  it("given the light cost, a low PBKDF2 count or no address, tells each", async () => {
    expect(weaknesses(await sealed("a password"))).toEqual([expect.stringContaining("N · r = 32768")]);
    expect(weaknesses(schema.parse(official.test1.json))).toEqual([
      expect.stringContaining("262144 rounds"),
      expect.stringContaining("no address"),
    ]);
  });
});
