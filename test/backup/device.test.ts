import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DrillSource, drill } from "../../src/backup/drill.ts";
import { verifyDrill } from "../../src/backup/drill-record.ts";
import { parseManifest } from "../../src/backup/manifest.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generateInToken } from "../../src/signer/pkcs11/keys.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { MODULE, missing, PIN, type SoftHsm, softHsm, WHY } from "../signer/pkcs11/softhsm.ts";
import { filesBelow, keyIn, password, splitIn } from "./stage.ts";

const CURVES = ["secp256k1", "P-256"] as const;

describe.skipIf(missing() !== undefined)(`the backup of a key in a device${WHY}`, () => {
  let hsm: SoftHsm;
  beforeAll(async () => {
    hsm = await softHsm("vault");
  });
  afterAll(() => hsm.remove());

  async function deviceWith(curve: (typeof CURVES)[number]) {
    const folder = await temporaryFolder();
    const target = { label: "ana", folder, module: MODULE, token: "vault", curve };
    return generateInToken(target, async () => Secret.text(PIN));
  }

  function drilled(address: string, source: Extract<DrillSource, { kind: "keystore" }>) {
    const text = `version: 1
drill-every: 90 days
people: { Ana: {} }
places: { office: {}, bank: {} }
keys:
  - label: ana
    holder: Ana
    address: "${address}"
    copies:
      - { id: vault, kind: hsm, medium: rack, place: office, custodian: Ana, made: 2026-01-01 }
      - { id: stick, kind: keystore, medium: stick, place: bank, custodian: Ana, made: 2026-01-01 }
`;
    const [key] = parseManifest(text, "backups.yaml").keys;
    if (key === undefined) throw new Error("no key");
    return drill({ key, source, at: new Date("2026-03-01T12:00:00.000Z") });
  }

  const pin = (text = PIN) => Secret.text(text);

  it.each(CURVES)("drilled by its card, on %s, proves that the device signs with it", async (curve) => {
    const { path, card } = await deviceWith(curve);
    const record = await drilled(card.address, { kind: "keystore", path, password: pin(), copy: "vault" });
    const { evidence } = record;
    expect(evidence).toMatchObject({ copies: ["vault"], curve, address: card.address, point: card.point });
    expect(await verifyDrill(record)).toEqual({ record, present: [] });
  });

  it("drilled with another PIN, another key, or a copy of another kind, refuses", async () => {
    const { path, card } = await deviceWith("secp256k1");
    const from = (copy: string, text = PIN) => ({
      kind: "keystore" as const,
      path,
      password: pin(text),
      copy,
    });
    expect((await refusal(() => drilled(card.address, from("vault", "wrong-pin-71")))).code).toBe(
      "Token.WrongPin",
    );
    const other = await deviceWith("secp256k1");
    expect((await refusal(() => drilled(other.card.address, from("vault")))).code).toBe("Drill.OtherKey");
    const unknown = await refusal(() => drilled(card.address, from("stick")));
    expect([unknown.code, unknown.details.why]).toEqual(["Drill.UnknownCopy", "no hsm of that name"]);
    const keystore = await keyIn(await temporaryFolder());
    const file = { kind: "keystore" as const, path: keystore.path, password: password(), copy: "vault" };
    expect((await refusal(() => drilled(keystore.address, file))).details.why).toBe(
      "no keystore of that name",
    );
  });

  it("is no shares: a card is refused, with what to do instead, and nothing is written", async () => {
    const { path, card } = await deviceWith("secp256k1");
    const folder = dirname(path);
    const before = await filesBelow(folder);
    const error = await refusal(() => splitIn(folder, { ...card, path }));
    expect([error.code, error.details]).toEqual(["Split.InDevice", { path, label: "ana" }]);
    expect(await filesBelow(folder)).toEqual(before);
  });
});
