import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CKA, CKO, type Cryptoki, type Handle } from "../../../src/signer/pkcs11/cryptoki.ts";
import { destroyObject } from "../../../src/signer/pkcs11/destroy.ts";
import { cardFromToken, generateInToken } from "../../../src/signer/pkcs11/keys.ts";
import { find } from "../../../src/signer/pkcs11/objects.ts";
import { type Session, withToken } from "../../../src/signer/pkcs11/session.ts";
import { signerOf } from "../../../src/signer/signer-of.ts";
import { refusal } from "../../keys/refusal.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { TYPED } from "../sample.ts";
import { importKey } from "./import-key.ts";
import { own } from "./own.ts";
import { asking, MODULE, missing, type SoftHsm, softHsm, WHY } from "./softhsm.ts";

const RSA_KEY_PAIR_GEN = 0x0000;
/** CKA_MODULUS_BITS */
const RSA_BITS = 0x121;

describe.skipIf(missing() !== undefined)(`destroying a token's key${WHY}`, () => {
  let hsm: SoftHsm;
  const target = (folder: string, label = "ana") => ({ module: MODULE, token: "owner", folder, label });

  beforeAll(async () => {
    hsm = await softHsm("owner");
  });
  afterAll(() => hsm.remove());

  it("destroys a key for good, finds copies of it under other ids, and does not do it twice", async () => {
    const folder = await temporaryFolder();
    const { ask, given } = asking();
    const { path, card } = await generateInToken({ ...target(folder), curve: "secp256k1" }, ask);
    const { keyId, device } = own(card).custody;
    given.length = 0;
    expect(await destroyObject(own(card), ask)).toEqual({
      token: "owner",
      serial: device.serial,
      keyId,
      objects: 2,
    });
    expect(given).toHaveLength(1);
    expect((await refusal(async () => (await signerOf(path, ask)).signTypedData(TYPED))).code).toBe(
      "Token.NoKey",
    );
    expect((await refusal(() => destroyObject(own(card), ask))).code).toBe("Token.NoKey");

    await importKey(target(folder), ask, "0c01", 5n);
    const imported = await cardFromToken({ ...target(folder, "twice"), keyId: "0c01" }, ask);
    await importKey(target(folder), ask, "0c02", 5n);
    const error = await refusal(() => destroyObject(own(imported.card), ask));
    expect(error.code).toBe("Token.NotDestroyed");
    expect(error.details).toMatchObject({ keyId: "0c01", left: 1 });
  });

  it("leaves a key of another kind alone that has the same id", async () => {
    const folder = await temporaryFolder();
    const { ask } = asking();
    const { card } = await generateInToken({ ...target(folder, "both"), curve: "P-256" }, ask);
    const { keyId } = own(card).custody;
    const id = { type: CKA.ID, value: Buffer.from(keyId, "hex") };
    const name = target(folder);
    await withToken(name, ask, (session) =>
      session.call("generation", (library, handle) =>
        library.C_GenerateKeyPair(
          handle,
          { mechanism: RSA_KEY_PAIR_GEN },
          [{ type: CKA.TOKEN, value: true }, id, { type: RSA_BITS, value: 1024 }],
          [{ type: CKA.TOKEN, value: true }, id],
        ),
      ),
    );
    expect((await destroyObject(own(card), ask)).objects).toBe(2);
    const left = await withToken(name, ask, (session) =>
      find(session, [{ type: CKA.CLASS, value: CKO.PRIVATE_KEY }, id]),
    );
    expect(left).toHaveLength(1);
  });

  it("looks beyond the first objects that a token tells of", async () => {
    const told = Array.from({ length: 600 }, (_, n) => Buffer.from([n >> 8, n & 255]));
    const library = {
      C_FindObjectsInit: () => undefined,
      C_FindObjects: (_: Handle, count: number) => told.splice(0, count),
      C_FindObjectsFinal: () => undefined,
    } as Partial<Cryptoki> as Cryptoki;
    const session = {
      call: <T>(_: string, action: (l: Cryptoki, s: Handle) => T) => action(library, Buffer.alloc(8)),
    } as Partial<Session> as Session;
    expect(find(session, [])).toHaveLength(600);
  });

  it("given a card whose id is another key's by now, destroys nothing", async () => {
    const folder = await temporaryFolder();
    const { ask } = asking();
    const a = await generateInToken({ ...target(folder, "a"), curve: "secp256k1" }, ask);
    const b = await generateInToken({ ...target(folder, "b"), curve: "secp256k1" }, ask);
    const mixed = own({ ...a.card, custody: b.card.custody });
    expect((await refusal(() => destroyObject(mixed, ask))).code).toBe("Signer.OtherKey");
    expect(await (await signerOf(b.path, ask)).signTypedData(TYPED)).toMatch(/^0x/);
  });
});
