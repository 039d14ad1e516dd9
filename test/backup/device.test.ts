import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DrillSource, drill } from "../../src/backup/drill.ts";
import { verifyDrill } from "../../src/backup/drill-record.ts";
import { parseManifest } from "../../src/backup/manifest.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { SavedCard } from "../../src/signer/new-card.ts";
import { cardFromToken, generateInToken } from "../../src/signer/pkcs11/keys.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { importKey } from "../signer/pkcs11/import-key.ts";
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

  it("that has clones is drilled one by one: each by its own card, and no other device passes for it", async () => {
    const folder = await temporaryFolder();
    const clones = ["office", "bank", "cabin"] as const;
    const cards = new Map<string, SavedCard>();
    for (const token of clones) {
      hsm.addToken(token);
      await importKey({ module: MODULE, token }, async () => Secret.text(PIN), "c1");
      const target = { label: `ana-${token}`, folder, module: MODULE, token, keyId: "c1" };
      cards.set(token, await cardFromToken(target, async () => Secret.text(PIN)));
    }
    const serial = (token: string) => {
      const custody = cards.get(token)?.card.custody;
      return custody?.kind === "pkcs11" ? custody.device.serial : "";
    };
    expect(new Set(clones.map(serial)).size).toBe(3);
    const { address = "" } = cards.get("office")?.card ?? {};
    const listed = (id: string, more = `, serial: "${serial(id)}"`) =>
      `      - { id: ${id}, kind: hsm, medium: ${id}, place: ${id}, custodian: Ana, made: 2026-01-01${more} }`;
    const text = (copies: readonly string[]) => `version: 1
drill-every: 90 days
people: { Ana: {} }
places: { office: {}, bank: {}, cabin: {} }
keys:
  - label: ana
    holder: Ana
    address: "${address}"
    copies:
${copies.join("\n")}
`;
    const held = (token: string, copy: string, copies = clones.map((id) => listed(id))) => {
      const [key] = parseManifest(text(copies), "backups.yaml").keys;
      const path = cards.get(token)?.path ?? "";
      if (key === undefined) throw new Error("no key");
      const source = { kind: "keystore", path, password: pin(), copy } as const;
      return drill({ key, source, at: new Date("2026-03-01T12:00:00.000Z") });
    };
    for (const token of clones) {
      const record = await held(token, token);
      expect(record.evidence).toMatchObject({ copies: [token], serial: serial(token) });
      expect(await verifyDrill(record)).toEqual({ record, present: [] });
    }
    const other = await refusal(() => held("office", "bank"));
    expect([other.code, other.details]).toEqual([
      "Drill.OtherDevice",
      { key: "ana", copy: "bank", expected: serial("bank"), found: serial("office") },
    ]);
    const unnumbered = clones.map((id) => listed(id, ""));
    const which = await refusal(() => held("office", "bank", unnumbered));
    expect([which.code, which.details.found]).toEqual(["Drill.WhichDevice", serial("office")]);
    expect((await held("office", "office", [listed("office", "")])).evidence.serial).toBe(serial("office"));
    const mark = ', destroyed: { at: 2026-02-01, certificate: "c.json" }';
    const gone = [listed("office"), listed("bank", mark)];
    expect((await refusal(() => held("bank", "bank", gone))).code).toBe("Drill.DestroyedCopy");
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
