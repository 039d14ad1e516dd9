import { describe, expect, it } from "vitest";
import { drillsDue } from "../../src/backup/drills-due.ts";
import { lintBackups } from "../../src/backup/lint.ts";
import { parseManifest } from "../../src/backup/manifest.ts";
import { changed, SOUND } from "./manifest.ts";

const NOW = new Date("2026-03-01T00:00:00Z");

function found(text: string, now = NOW) {
  return lintBackups(parseManifest(text, "backups.yaml"), now).findings;
}

const codes = (text: string, now = NOW) =>
  found(text, now).map(({ code, severity }) => `${severity} ${code}`);

describe("lintBackups", () => {
  it("given three copies on three media at four places, nobody but the holder able alone: finds nothing", () => {
    const report = lintBackups(parseManifest(SOUND, "backups.yaml"), NOW);
    expect(report.findings).toEqual([]);
    expect(report.keys).toEqual([
      {
        label: "ana",
        copies: 3,
        media: ["disk", "paper", "steel", "stick"],
        places: ["bank", "cabin", "home", "office"],
        recoverableBy: [["Ana"], ["Ben", "Cleo"], ["Ben", "Dan"], ["Cleo", "Dan"]],
      },
    ]);
  });

  it("given one keystore less, finds too few copies: shares of a set are one copy together", () => {
    const text = SOUND.replace(/^.*id: stick.*\n/m, "");
    expect(found(text)).toMatchObject([{ code: "Backup.FewCopies", details: { copies: 2 } }]);
  });

  it("given a keystore that was destroyed, finds too few copies: what is gone counts for nothing", () => {
    const mark = ', destroyed: { at: 2026-02-20T09:00:00Z, certificate: "destructions/ana.json" } }';
    const text = changed([", drilled: 2026-02-01 }", `, drilled: 2026-02-01${mark}`]);
    const { keys, findings, drills } = lintBackups(parseManifest(text, "backups.yaml"), NOW);
    expect(findings).toMatchObject([{ code: "Backup.FewCopies", details: { copies: 2 } }]);
    expect(keys).toMatchObject([{ copies: 2, media: ["disk", "paper", "steel"] }]);
    expect(drills.map(({ copy }) => copy)).toEqual(["laptop", "ben", "cleo", "dan"]);
    // Who kept it, and where, may be gone from the lists by then.
    expect(codes(text.replace("place: bank, custodian: Ana", "place: shed, custodian: Eve"))).toHaveLength(1);
  });

  it("given shares that were destroyed, finds their set incomplete until the last of them is gone", () => {
    const mark = ", destroyed: { at: 2026-02-20, certificate: c }";
    const some = SOUND.replace(/(member: [13].*made: 2026-01-01)/g, `$1${mark}`);
    expect(codes(some)).toContain("error Backup.SetIncomplete");
    const all = some.replace(
      "made: 2026-01-01 # by hand",
      `made: 2026-01-01\n        destroyed: { at: 2026-02-20, certificate: c }`,
    );
    expect(codes(all)).not.toContain("error Backup.SetIncomplete");
    expect(codes(all)).toContain("error Backup.FewCopies");
    const every = all.replace(/( (?:made: 2026-01-01|drilled: 2026-02-01)) }/g, `$1${mark} }`);
    expect(found(every)).toMatchObject([
      { code: "Backup.NothingLeft", details: { copies: ["laptop", "stick", "ben", "cleo", "dan"] } },
    ]);
  });

  it("given clones that no serial number tells apart, warns: no drill could say which it was held with", () => {
    const clone = (id: string, more = "") =>
      `      - { id: ${id}, kind: hsm, medium: rack, place: home, custodian: Ana, made: 2026-01-01${more} }\n`;
    const serial = ', serial: "1a2b"';
    expect(codes(SOUND + clone("one"))).toEqual([]);
    expect(found(SOUND + clone("one", serial) + clone("two"))).toMatchObject([
      { code: "Backup.CloneUnnumbered", severity: "warning", details: { copies: ["two"] } },
    ]);
    expect(codes(SOUND + clone("one", serial) + clone("two", serial.replace("1a", "9f")))).toEqual([]);
  });

  it("given one medium and one place, finds both, and that fire and burglary at it are the end", () => {
    const text = SOUND.replace(/medium: \w+/g, "medium: paper").replace(/place: \w+/g, "place: home");
    expect(codes(text)).toEqual([
      "error Backup.OneMedium",
      "error Backup.OnePlace",
      "error Backup.PlaceLoses",
      "error Backup.PlaceGives",
    ]);
  });

  it("given two shares with one person, finds that this person alone can recover", () => {
    const text = changed(["custodian: Dan", "custodian: Cleo"]);
    expect(found(text)).toMatchObject([
      { code: "Backup.OnePersonRecovers", severity: "error", details: { person: "Cleo" } },
    ]);
  });

  it("counts people, not shares: who can get into another's place has what lies there", () => {
    const text = changed(["cabin: {}", "cabin: { access: [Dan] }"]);
    expect(found(text)).toMatchObject([{ code: "Backup.OnePersonRecovers", details: { person: "Dan" } }]);
  });

  it("given enough shares with the holder, finds that they are no shares, though the holder may use the key", () => {
    const text = changed(["custodian: Ben", "custodian: Ana"], ["custodian: Dan", "custodian: Ana"]);
    expect(found(text)).toMatchObject([
      { code: "Backup.OnePersonHasSet", severity: "error", details: { person: "Ana", set: "7242" } },
      { code: "Backup.PersonLoses", severity: "warning", details: { person: "Ana" } },
    ]);
  });

  it("given shares that lie at one place though different people keep them, finds that a thief has the key", () => {
    const text = changed(["place: cabin", "place: home"]);
    expect(found(text)).toMatchObject([{ code: "Backup.PlaceGives", details: { place: "home" } }]);
  });

  it("given the password written down beside the keystore, finds that a thief there has the key", () => {
    const text = changed(
      [
        "    sets:",
        "    passwords:\n      main: { known-by: [Ana], written: [{ place: office, custodian: Ana }] }\n    sets:",
      ],
      ["made: 2026-01-01 }", "made: 2026-01-01, password: main }"],
    );
    expect(found(text)).toMatchObject([{ code: "Backup.PlaceGives", details: { place: "office" } }]);
  });

  it("given a passphrase that one person alone knows, finds that it goes with that person", () => {
    const text = changed(
      ["    sets:", "    passwords:\n      phrase: { known-by: [Ana] }\n    sets:"],
      ["groups: [2] }", "groups: [2], password: phrase }"],
    );
    expect(found(text)).toMatchObject([
      { code: "Backup.PersonLoses", severity: "warning", details: { person: "Ana" } },
    ]);
  });

  it("given a place through which all ways lead, finds that its loss is the key's", () => {
    const text = changed(
      ["place: office", "place: bank"],
      ["place: cabin", "place: bank"],
      ["groups: [2]", "groups: [3]"],
    );
    expect(codes(text)).toContain("error Backup.PlaceLoses");
    expect(found(text)).toContainEqual(expect.objectContaining({ details: { place: "bank" } }));
  });

  it("given two copies of one share, counts one", () => {
    expect(codes(changed(["member: 3", "member: 1"], ["        member: 2", "        member: 1"]))).toEqual([
      "error Backup.FewCopies",
      "error Backup.SetIncomplete",
      "warning Backup.PersonLoses",
    ]);
  });

  it("given fewer shares than the set needs, finds it incomplete, and does not count it", () => {
    const text = changed(["groups: [2]", "groups: [4]"]);
    expect(found(text)).toMatchObject([
      { code: "Backup.FewCopies", details: { copies: 2 } },
      { code: "Backup.SetIncomplete", details: { set: "7242" } },
      { code: "Backup.PersonLoses" },
    ]);
  });

  it("given a custodian who left, finds each copy that they keep, and does not count on it", () => {
    const text = changed(["Cleo: {}", "Cleo: { left: 2026-02-28 }"]);
    const left = (copy: string) => ({
      code: "Backup.CustodianLeft",
      severity: "error",
      details: { person: "Cleo", copy },
    });
    expect(found(text)).toMatchObject([left("cleo")]);
    const more =
      "      - { id: spare, kind: keystore, medium: disk, place: home, custodian: Cleo, made: 2026-01-01 }\n";
    expect(found(text + more)).toMatchObject([left("cleo"), left("spare")]);
    expect(codes(changed(["Cleo: {}", "Cleo: { left: 2026-03-02 }"]))).toEqual([]);
  });

  it("given file shares, needs the file, the shares and the keystore's password", () => {
    const text = changed(
      ["groups: [2] }", "groups: [2], opens: [pack] }"],
      [
        "    copies:\n",
        "    copies:\n      - { id: pack, kind: file, medium: cloud, place: office, custodian: Ana, made: 2026-01-01 }\n",
      ],
    );
    // The file is at the office alone: nobody but Ana gets at it, and Ana's loss is the key's.
    expect(codes(text)).toEqual(["warning Backup.PersonLoses"]);
  });

  it("given a period that is over, finds each copy that was not drilled in it", () => {
    expect(codes(SOUND, new Date("2026-04-01T00:00:00Z"))).toEqual(
      Array(4).fill("error Backup.DrillOverdue"),
    );
    expect(codes(SOUND, new Date("2026-03-31T23:59:59Z"))).toEqual([]);
    expect(found(changed(["    holder: Ana", "    drill-every: 30 days\n    holder: Ana"]))).toHaveLength(4);
  });
});

describe("lintBackups, given dates", () => {
  it("that are to come, finds them: such a copy would never be due", () => {
    const text = changed(
      ["drilled: 2026-02-01", "drilled: 2062-02-01"],
      [
        "member: 1, medium: paper, place: bank, custodian: Ben, made: 2026-01-01",
        "member: 1, medium: paper, place: bank, custodian: Ben, made: 2026-03-03",
      ],
    );
    expect(found(text)).toMatchObject([
      { code: "Backup.DateToCome", severity: "error", details: { copy: "stick", date: "2062-02-01" } },
      { code: "Backup.DateToCome", severity: "error", details: { copy: "ben", date: "2026-03-03" } },
    ]);
  });

  it("of today, wherever today has begun already, finds nothing", () => {
    expect(codes(changed(["drilled: 2026-02-01", "drilled: 2026-03-02"]))).toEqual([]);
  });
});

describe("drillsDue", () => {
  it("gives every copy, by date, counted from its last drill or its making", () => {
    const due = drillsDue(parseManifest(SOUND, "backups.yaml"), new Date("2026-04-01T00:00:00Z"));
    expect(due.map(({ copy, due: when, overdue }) => [copy, when.slice(0, 10), overdue])).toEqual([
      ["laptop", "2026-04-01", true],
      ["ben", "2026-04-01", true],
      ["cleo", "2026-04-01", true],
      ["dan", "2026-04-01", true],
      ["stick", "2026-05-02", false],
    ]);
  });
});
