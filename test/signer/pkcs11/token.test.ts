import { chmod, copyFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { recoverTypedDataAddress } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report } from "../../../src/errors.ts";
import { isOwn } from "../../../src/keys/ecdsa.ts";
import { writeCard } from "../../../src/signer/card.ts";
import { list } from "../../../src/signer/inventory.ts";
import { prepare } from "../../../src/signer/message.ts";
import { cardFromToken, generateInToken, nameOf, signInToken } from "../../../src/signer/pkcs11/keys.ts";
import { withToken } from "../../../src/signer/pkcs11/session.ts";
import { signerOf } from "../../../src/signer/signer-of.ts";
import { refusal } from "../../keys/refusal.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { TYPED, VERIFIER } from "../sample.ts";
import { importKey } from "./import-key.ts";
import { own } from "./own.ts";
import { asking, MODULE, missing, PIN, type SoftHsm, softHsm, WHY } from "./softhsm.ts";

const HALF = {
  secp256k1: "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
  "P-256": "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8",
};

describe.skipIf(missing() !== undefined)(`a token${WHY}`, () => {
  let hsm: SoftHsm;
  const target = (folder: string, label = "ana") => ({ module: MODULE, token: "owner", folder, label });

  beforeAll(async () => {
    hsm = await softHsm("owner", "spare");
  });
  afterAll(() => hsm.remove());

  describe.each(["secp256k1", "P-256"] as const)("with a key on %s that was made in it", (curve) => {
    it("is described by a card: born inside, not extractable; the inventory shows what a test double lacks", async () => {
      const folder = await temporaryFolder();
      const { ask, given } = asking();
      const { path, card } = await generateInToken(
        { ...target(folder), curve, holder: "Ana", certification: "FIPS 140-3 level 3, #1234" },
        ask,
      );
      expect(own(card).custody).toMatchObject({
        module: MODULE,
        token: "owner",
        keyId: expect.stringMatching(/^[0-9a-f]{32}$/),
        born: {
          local: true,
          neverExtractable: true,
          alwaysSensitive: true,
          sensitive: true,
          extractable: false,
        },
        device: { manufacturer: "SoftHSM project", model: "SoftHSM v2", serial: expect.stringMatching(/./) },
        certification: { claimed: "FIPS 140-3 level 3, #1234" },
      });
      expect(await list(folder)).toMatchObject([
        {
          path,
          label: "ana",
          custody: "pkcs11",
          weaknesses: [expect.stringContaining("SoftHSM is a program")],
        },
      ]);
      expect(given).toHaveLength(1);
      for (const pin of given) expect((await refusal(() => pin.use(() => 1))).code).toBe("Secret.Wiped");
    });

    it("signs so that contracts take it: low s, by the card's key, also where the token made high s", async () => {
      const folder = await temporaryFolder();
      const { ask } = asking();
      const { path, card } = await generateInToken({ ...target(folder), curve }, ask);
      const signer = await signerOf(path, ask, { verifier: VERIFIER });
      const kind = curve === "P-256" ? "ERC7913" : "EOA";
      expect(signer.describe()).toMatchObject({ label: "ana", kind, custody: "pkcs11" });
      const { digest } = prepare(TYPED);
      let high = 0;
      for (let i = 0; i < 24; i++) {
        const signature = await signer.signTypedData(TYPED);
        expect(signature.slice(66, 130) <= HALF[curve]).toBe(true);
        if (curve === "P-256") expect(isOwn(card.point, digest, signature)).toBe(true);
        else expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(card.address);
        const raw = await signInToken(own(card), ask, digest);
        if (raw.slice(66, 130) > HALF[curve]) high += 1;
      }
      // One run in 16 million has none; without them, low s would not be tried at all.
      expect(high).toBeGreaterThan(0);
    });
  });

  it("given an imported key, makes a card that says so, and the inventory too", async () => {
    const folder = await temporaryFolder();
    const { ask } = asking();
    const point = await importKey(target(folder), ask, "0a0b");
    const { card } = await cardFromToken({ ...target(folder, "imported"), keyId: "0a0b" }, ask);
    expect(card.point).toBe(point);
    expect(own(card).custody.born).toMatchObject({ local: false, neverExtractable: false });
    const [entry] = await list(folder);
    expect(entry?.weaknesses).toContainEqual(expect.stringContaining("imported"));
    const signer = await signerOf(join(folder, "imported.json"), ask);
    const signature = await signer.signTypedData(TYPED);
    expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(card.address);
  });

  it("given a wrong PIN, says so without quoting it, writes nothing, and can be used again", async () => {
    const folder = await temporaryFolder();
    const wrong = asking("quartz-19-wrong-pin");
    const error = await refusal(() => generateInToken({ ...target(folder), curve: "P-256" }, wrong.ask));
    expect(error.code).toBe("Token.WrongPin");
    expect(error.details).toEqual({ token: "owner", returned: "CKR_PIN_INCORRECT", during: "login" });
    expect(JSON.stringify(report(error)) + String(error.stack)).not.toContain("quartz");
    expect(await readdir(folder)).toEqual([]);
    const [pin] = wrong.given;
    expect((await refusal(() => pin?.use(() => 1))).code).toBe("Secret.Wiped");
    expect((await generateInToken({ ...target(folder), curve: "P-256" }, asking().ask)).card.curve).toBe(
      "P-256",
    );
  });

  it("given a card's file in the way, takes the new key back from the token", async () => {
    const folder = await temporaryFolder();
    const { ask } = asking();
    const token = { ...target(folder), token: "spare" };
    await writeFile(join(folder, "ana.json"), "{}");
    const error = await refusal(() => generateInToken({ ...token, curve: "secp256k1" }, ask));
    expect(error.code).toBe("Files.Exists");
    expect((await refusal(() => cardFromToken({ ...token, label: "ben" }, ask))).code).toBe("Token.NoKey");
  });

  it("given no such token, module or key, or several, says which; asks for no PIN before the token is found", async () => {
    const folder = await temporaryFolder();
    const { ask, given } = asking();
    const make = (change: object) =>
      refusal(() => generateInToken({ ...target(folder), curve: "P-256", ...change }, ask));
    expect((await make({ token: "absent" })).details.present).toEqual(
      expect.arrayContaining(["owner", "spare"]),
    );
    expect((await make({ token: "absent" })).code).toBe("Token.NotThere");
    expect((await make({ serial: "ffff" })).code).toBe("Token.Other");
    expect((await make({ module: "/usr/lib/no-such-module.so" })).code).toBe("Token.NoModule");
    expect((await make({ module: "libsofthsm2.so" })).code).toBe("Token.NoModule");
    expect((await make({ module: import.meta.filename })).code).toBe("Token.NoModule");
    const copy = join(folder, "copy.so");
    await copyFile(MODULE, copy);
    await chmod(copy, 0o777);
    expect((await make({ module: copy })).code).toBe("Token.UnsafeModule");
    hsm.addToken("twin");
    hsm.addToken("twin");
    const several = await make({ token: "twin" });
    expect(several.code).toBe("Token.Several");
    const [serial] = several.details.serials as string[];
    expect(given).toEqual([]);
    const twin = { ...target(folder), token: "twin", serial: serial ?? "" };
    await generateInToken({ ...twin, curve: "P-256" }, ask);
    await generateInToken({ ...twin, label: "ben", curve: "secp256k1" }, ask);
    expect((await refusal(() => cardFromToken({ ...twin, label: "c" }, ask))).code).toBe("Token.SeveralKeys");
    expect((await refusal(() => cardFromToken({ ...twin, label: "c", keyId: "00" }, ask))).code).toBe(
      "Token.NoKey",
    );
  });

  it("given a card whose key is another by now, throws the signature away", async () => {
    const folder = await temporaryFolder();
    const { ask } = asking();
    const a = await generateInToken({ ...target(folder, "a"), curve: "secp256k1" }, ask);
    const b = await generateInToken({ ...target(folder, "b"), curve: "secp256k1" }, ask);
    const path = await writeCard(folder, { ...a.card, label: "mixed", custody: b.card.custody });
    const error = await refusal(async () => (await signerOf(path, ask)).signTypedData(TYPED));
    expect(error.code).toBe("Signer.OtherKey");
  });

  it("given another token under the card's label, refuses before it gives the PIN away", async () => {
    const folder = await temporaryFolder();
    const { path, card } = await generateInToken({ ...target(folder), curve: "secp256k1" }, asking().ask);
    const { ask, given } = asking();
    const custody = own(card).custody;
    const swapped = { ...custody, device: { ...custody.device, serial: "0000" } };
    const other = await writeCard(folder, { ...card, label: "swapped", custody: swapped });
    expect((await refusal(async () => (await signerOf(other, ask)).signTypedData(TYPED))).code).toBe(
      "Token.Other",
    );
    expect(given).toEqual([]);
    expect(await (await signerOf(path, ask)).signTypedData(TYPED)).toMatch(/^0x[0-9a-f]{130}$/);
  });

  it("taken away before or while it is used, gives a clear error; back again, works", async () => {
    const folder = await temporaryFolder();
    const { path } = await generateInToken({ ...target(folder), curve: "secp256k1" }, asking().ask);
    const away = `${hsm.tokens}-away`;
    const unplug = () => rename(hsm.tokens, away);
    const signing = (before?: () => unknown) =>
      refusal(async () => (await signerOf(path, asking(PIN, before).ask)).signTypedData(TYPED));
    const during = await signing(unplug);
    // SoftHSM knows no unplugging: it tells of a general error.
    expect(during.details).toMatchObject({ returned: "CKR_GENERAL_ERROR", during: "login" });
    expect(during.code).toBe("Token.Failed");
    const before = await signing();
    expect(before.code).toBe("Token.Failed");
    await rename(away, hsm.tokens);
    const signer = await signerOf(path, asking().ask);
    expect(await signer.signTypedData(TYPED)).toMatch(/^0x/);
  });

  it("serves several users in turn", async () => {
    const folder = await temporaryFolder();
    const { path } = await generateInToken({ ...target(folder), curve: "secp256k1" }, asking().ask);
    const signer = await signerOf(path, asking().ask);
    const wrong = await signerOf(path, asking("wrong-quartz").ask);
    const results = await Promise.allSettled(
      [signer, wrong, signer, signer].map((one) => one.signTypedData(TYPED)),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  });

  it("tells nobody the private key, nor lets it be made extractable", async () => {
    const folder = await temporaryFolder();
    const { ask } = asking();
    const { card } = await generateInToken({ ...target(folder), curve: "secp256k1" }, ask);
    const { custody } = own(card);
    const refused = await withToken(nameOf(custody), ask, (session) =>
      session.call("reading", (library, handle) => {
        library.C_FindObjectsInit(handle, [
          { type: 0x000, value: 3 },
          { type: 0x102, value: Buffer.from(custody.keyId, "hex") },
        ]);
        const [key] = library.C_FindObjects(handle, 1);
        library.C_FindObjectsFinal(handle);
        try {
          library.C_GetAttributeValue(handle, key ?? Buffer.alloc(8), [{ type: 0x011 }]);
          return "told";
        } catch (error) {
          return String(error);
        }
      }),
    );
    expect(refused).toContain("CKR_ATTRIBUTE_SENSITIVE");
  });
});
