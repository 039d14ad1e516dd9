import { recoverAddress } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { signDigest } from "../../../src/keys/open.ts";
import { Secret } from "../../../src/keys/secret.ts";
import { DEFAULT_PATH } from "../../../src/keys/seed/path.ts";
import {
  derivePublicKey,
  deriveToKeystore,
  type SavedSeed,
  signFromSeed,
} from "../../../src/keys/seed/store.ts";
import { read } from "../../../src/keys/store.ts";
import { refusal } from "../refusal.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { castAddress, light, oldSeed, password, WORDS } from "./words.ts";

const DIGEST = `0x${"5a".repeat(32)}` as const;

let imported: SavedSeed;

beforeAll(async () => {
  ({ imported } = await oldSeed());
});

describe("keys of a seed", () => {
  it.each([DEFAULT_PATH, "m/44'/60'/7'/0'/3'", "m/44'/60'/0'/0/0"])(
    "at %s are those that cast derives",
    async (path) => {
      const place = { seed: imported.path, path, unhardened: true };
      expect((await derivePublicKey(place, password())).address).toBe(castAddress(WORDS, path));
    },
  );

  it("given a last level that is not hardened, refuses before anything is opened", async () => {
    const place = { seed: imported.path, path: "m/44'/60'/0'/0/0" };
    const error = await refusal(() => derivePublicKey(place, Secret.text("wrong")));
    expect(error.code).toBe("Seed.NotHardened");
  });

  it("sign in the strongroom as the key that is expected, and as no other", async () => {
    const place = { seed: imported.path, path: DEFAULT_PATH };
    const { address, point } = await derivePublicKey(place, password());
    const signature = await signFromSeed({ ...place, point }, password(), DIGEST);
    expect(await recoverAddress({ hash: DIGEST, signature })).toBe(address);
    const other = await derivePublicKey({ ...place, path: "m/44'/60'/1'/0'/0'" }, password());
    const error = await refusal(() => signFromSeed({ ...place, point: other.point }, password(), DIGEST));
    expect(error.code).toBe("Seed.OtherKey");
    expect(error.details).toEqual({ path: DEFAULT_PATH, expected: other.point, found: point });
  });

  it("are written as keystores of their own, under another password", async () => {
    const own = await temporaryFolder();
    const another = "mosaic-8841-Falcon-thimble";
    const saved = await deriveToKeystore({ seed: imported.path, path: DEFAULT_PATH }, password(), {
      ...light,
      folder: own,
      label: "ana",
      holder: "Ana",
      password: Secret.text(another),
    });
    expect(saved.address).toBe(castAddress(WORDS, DEFAULT_PATH));
    const signed = await signDigest(saved.path, Secret.text(another), "secp256k1", DIGEST);
    expect(signed.publicKey.address).toBe(saved.address);
    expect((await read(saved.path))["x-conclave"]).toMatchObject({ label: "ana", holder: "Ana" });
  });
});
