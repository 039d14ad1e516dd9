import { describe, expect, it } from "vitest";
import { parseManifest } from "../../src/backup/manifest.ts";
import { withDestroyed } from "../../src/backup/manifest-edit.ts";
import type { Destruction } from "../../src/life/destruction.ts";
import { assertRedundant, isListedStill, type Listing, listedCopy } from "../../src/life/listed.ts";
import { SOUND } from "../backup/manifest.ts";
import { refusal } from "../keys/refusal.ts";
import { card, PLACES } from "../signer/sample.ts";

const ANA = { label: "ana", address: "0x00000000000000000000000000000000000000A1" } as const;
const BEN = { label: "ben", address: "0x00000000000000000000000000000000000000b2" } as const;
const NOW = new Date("2026-03-01T00:00:00Z");
const MARK = { at: "2026-02-20", certificate: "c.json" };

function listing(changes: Partial<Listing> = {}, text = SOUND): Listing {
  const manifest = parseManifest(text, "backups.yaml");
  return { manifest, listedAs: undefined, unlisted: false, notRedundant: false, ...changes };
}

describe("which copy of the manifest goes", () => {
  it("is the one that is named, or whose name is what goes in words", () => {
    expect(listedCopy(listing({ listedAs: "stick" }), ANA, "keystore", undefined)).toBe("stick");
    expect(listedCopy(listing(), ANA, "other", "ben")).toBe("ben");
    expect(listedCopy(listing({ listedAs: "cleo" }), ANA, "other", "a steel plate")).toBe("cleo");
  });

  it("is none, given that somebody says so, that the key is not listed, or that there is no manifest", () => {
    expect(listedCopy(listing({ unlisted: true }), ANA, "keystore", undefined)).toBeUndefined();
    expect(listedCopy(listing(), BEN, "keystore", undefined)).toBeUndefined();
    expect(listedCopy(listing({ manifest: undefined }), ANA, "keystore", undefined)).toBeUndefined();
  });

  it("must be said of a listed key: nothing is guessed", async () => {
    const error = await refusal(() => listedCopy(listing(), ANA, "keystore", undefined));
    expect([error.code, error.details]).toEqual([
      "Destroy.WhichCopy",
      { key: "ana", kind: "keystore", listed: ["laptop", "stick"] },
    ]);
  });

  it("is the clone in the device that is asked to destroy it, by its serial number", async () => {
    const clone = (id: string, serial: string) =>
      `      - { id: ${id}, kind: hsm, medium: rack, place: home, custodian: Ana, made: 2026-01-01, serial: "${serial}" }\n`;
    const text = SOUND + clone("one", "1a") + clone("two", "9f");
    const pkcs11 = PLACES.pkcs11;
    const inTwo = { ...pkcs11, device: { ...pkcs11.device, serial: "9f" } };
    const key = { ...ANA, card: card(inTwo) };
    expect(listedCopy(listing({ listedAs: "two" }, text), key, "pkcs11", undefined)).toBe("two");
    const error = await refusal(() =>
      listedCopy(listing({ listedAs: "one" }, text), key, "pkcs11", undefined),
    );
    expect([error.code, error.details.listed]).toEqual(["Destroy.NotListed", ["two"]]);
    // Of a backup tape of the device, say, its card tells nothing.
    expect(listedCopy(listing({ listedAs: "one" }, text), key, "other", "a tape")).toBe("one");
  });

  it.each([
    ["a name that it does not have", { listedAs: "usb" }, SOUND],
    ["a share, where a keystore goes", { listedAs: "ben" }, SOUND],
    [
      "what is marked already",
      { listedAs: "stick" },
      withDestroyed(SOUND, { label: "ana", id: "stick" }, MARK),
    ],
    ["no manifest to find it in", { listedAs: "stick", manifest: undefined }, SOUND],
  ])("is refused, given %s", async (_, changes, text) => {
    const given = listing(changes, text);
    expect((await refusal(() => listedCopy(given, ANA, "keystore", undefined))).code).toBe(
      "Destroy.NotListed",
    );
  });
});

describe("a copy that a record says is gone", () => {
  const gone = (listed?: string) =>
    ({
      key: { address: ANA.address },
      copy: { name: "a paper", listed },
      begun: "2026-02-01T09:00:00Z",
      ended: "2026-02-01T10:00:00Z",
    }) as unknown as Destruction;
  const isStill = (changes: Partial<Listing>, listed?: string, text = SOUND) =>
    isListedStill(listing(changes, text), gone(listed), "ben");

  it("is listed still, given that it has no mark, by its name or by what goes in words", () => {
    expect(isStill({}, "ben")).toBe(true);
    expect(isStill({ listedAs: "cleo" }, "cleo")).toBe(true);
  });

  it.each([
    ["it was on no list", {}, undefined, SOUND],
    ["another one is meant now", { listedAs: "cleo" }, "ben", SOUND],
    ["the one that is meant now is on no list", { unlisted: true }, "ben", SOUND],
    ["there is no manifest", { manifest: undefined }, "ben", SOUND],
    ["it is marked", {}, "ben", withDestroyed(SOUND, { label: "ana", id: "ben" }, MARK)],
    ["one of that name was made since", {}, "ben", SOUND.replaceAll("made: 2026-01-01", "made: 2026-02-02")],
  ])("is not, given that %s", (_, changes, listed, text) => {
    expect(isStill(changes, listed, text)).toBe(false);
  });
});

describe("what is left without a copy", () => {
  const spare =
    "      - { id: spare, kind: keystore, medium: disk, place: home, custodian: Ana, made: 2026-01-01 }\n";

  it("does, given one more than the rules ask for; else it is refused, with what would be wrong", async () => {
    assertRedundant(listing({}, SOUND + spare), ANA, "spare", NOW);
    const error = await refusal(() => assertRedundant(listing(), ANA, "stick", NOW));
    expect(error).toMatchObject({
      code: "Destroy.NotRedundant",
      details: { copy: "stick", findings: [{ code: "Backup.FewCopies", details: { copies: 2 } }] },
    });
    // A third of three shares is not needed, a second of two is.
    assertRedundant(listing(), ANA, "dan", NOW);
    const two = withDestroyed(SOUND, { label: "ana", id: "dan" }, MARK);
    const share = await refusal(() => assertRedundant(listing({}, two), ANA, "cleo", NOW));
    expect((share.details.findings as { code: string }[]).map(({ code }) => code)).toEqual([
      "Backup.FewCopies",
      "Backup.SetIncomplete",
    ]);
  });

  it("may be too little, given that this is meant; what was wrong before is nobody's business here", async () => {
    assertRedundant(listing({ notRedundant: true }), ANA, "stick", NOW);
    const alone = SOUND.replace("custodian: Dan", "custodian: Cleo");
    assertRedundant(listing({}, alone + spare), ANA, "spare", NOW);
    assertRedundant(listing(), ANA, undefined, NOW);
  });

  it("does, given that it goes from somebody who left and keeps others still: one less is not worse", () => {
    const left = SOUND.replace("Dan: {}", "Dan: { left: 2026-02-01 }").replace(
      "custodian: Cleo",
      "custodian: Dan",
    );
    assertRedundant(listing({}, left + spare.replace("custodian: Ana", "custodian: Dan")), ANA, "spare", NOW);
  });
});
