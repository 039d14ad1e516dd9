import { describe, expect, it } from "vitest";
import { parseManifest } from "../../src/backup/manifest.ts";
import { withDestroyed, withDrilled } from "../../src/backup/manifest-edit.ts";
import { refusal } from "../keys/refusal.ts";
import { changed, SOUND } from "./manifest.ts";

describe("parseManifest", () => {
  it("given references within the file, which could make it grow without end, refuses", async () => {
    const text = changed(
      ["office: { access: [Ana] }", "office: &a { access: [Ana] }"],
      ["cabin: {}", "cabin: *a"],
    );
    const error = await refusal(() => parseManifest(text, "backups.yaml"));
    expect([error.code, error.details.reason]).toEqual(["Backup.NotYaml", "ALIAS"]);
  });

  it.each([
    ["an unknown person", "custodian: Dan", "custodian: Eve", "keys.0.copies.4"],
    ["an unknown place", "place: home", "place: moon", "keys.0.copies.4"],
    ["an unknown set", 'set: "7242", member: 3', 'set: "1", member: 3', "keys.0.copies.4"],
    ["a share that does not say which", ", member: 3", "", "keys.0.copies.4"],
    ["a group that is not there", "kind: share, set:", "kind: share, group: 2, set:", "keys.0.copies.2"],
    ["a keystore of a set", "kind: keystore, ", 'kind: keystore, set: "7242", ', "keys.0.copies.0"],
    ["an unknown password", "made: 2026-01-01 }", "made: 2026-01-01, password: main }", "keys.0.copies.0"],
    ["two copies of one name", "id: stick", "id: laptop", "keys.0"],
    ["a date that is none", "made: 2026-01-01", "made: 2026-13-01", "keys.0.copies.0.made"],
    ["a period that is none", "90 days", "often", "drill-every"],
    ["a period that nobody lives to see", "90 days", "9999999999 days", "drill-every"],
    ["more groups than there are", "threshold: 1", "threshold: 2", "keys.0.sets.0"],
    ["a set that opens no file", "groups: [2] }", "groups: [2], opens: [laptop] }", "keys.0.sets.0"],
    ["a paper with a serial number", "custodian: Dan, ", 'custodian: Dan, serial: "1a", ', "keys.0.copies.4"],
    [
      "two clones in one device",
      "copies:",
      `copies:
      - { id: one, kind: hsm, medium: rack, place: home, custodian: Ana, made: 2026-01-01, serial: "1a" }
      - { id: two, kind: hsm, medium: rack, place: home, custodian: Ana, made: 2026-01-01, serial: "1a" }`,
      "keys.0",
    ],
    [
      "two entries of one key with copies of one name",
      "keys:",
      `keys:
  - label: ana-old
    holder: Ana
    address: "0x00000000000000000000000000000000000000A1"
    copies:
      - { id: stick, kind: keystore, medium: stick, place: bank, custodian: Ana, made: 2026-01-01 }`,
      "keys.1",
    ],
    ["a stranger with access", "access: [Ana]", "access: [Eve]", "places.office.access"],
    ["a label that leads elsewhere", "label: ana", "label: ../ana", "keys.0.label"],
    ["an unknown field", "holder: Ana", "owner: Ana", "keys.0"],
  ])("given %s, names the field", async (_, from, to, field) => {
    const error = await refusal(() => parseManifest(changed([from, to]), "backups.yaml"));
    expect(error.code).toBe("Backup.WrongShape");
    expect((error.details.issues as { field: string }[]).map((issue) => issue.field)).toContain(
      field === "keys.0" && to.startsWith("owner") ? "keys.0.holder" : field,
    );
  });

  it.each([
    ["a field twice", "version: 1", "version: 1\nversion: 1", 3],
    ["a map that begins and does not go on, at its second entry", "people:", "people: {", 6],
  ])("given %s, tells the line", async (_, from, to, line) => {
    const error = await refusal(() => parseManifest(changed([from, to]), "backups.yaml"));
    expect([error.code, error.details.line]).toEqual(["Backup.NotYaml", line]);
  });
});

describe("withDrilled", () => {
  it("changes the dates and no other byte, in flow and block style, old and new", () => {
    const edited = withDrilled(SOUND, "ana", ["laptop", "stick", "cleo"], "2026-03-01T12:00Z");
    expect(edited).toBe(
      changed(
        [
          "custodian: Ana, made: 2026-01-01 }",
          "custodian: Ana, made: 2026-01-01, drilled: 2026-03-01T12:00Z }",
        ],
        ["drilled: 2026-02-01", "drilled: 2026-03-01T12:00Z"],
        ["made: 2026-01-01 # by hand", "made: 2026-01-01\n        drilled: 2026-03-01T12:00Z # by hand"],
      ),
    );
    expect(parseManifest(edited, "x").keys[0]?.copies[3]).toMatchObject({
      id: "cleo",
      drilled: "2026-03-01T12:00Z",
    });
  });

  it("given a copy that is not there, refuses", async () => {
    const error = await refusal(() => withDrilled(SOUND, "ana", ["usb"], "2026-03-01"));
    expect([error.code, error.details]).toEqual(["Backup.CannotEdit", { label: "ana", id: "usb" }]);
  });
});

describe("withDestroyed", () => {
  it("marks a copy and changes no other byte, in flow and block style, whatever the certificate's path has in it", () => {
    const mark = { at: "2026-03-01T12:00:00Z", certificate: 'odd # "name": x.json' };
    const quoted = `destroyed: { at: 2026-03-01T12:00:00Z, certificate: ${JSON.stringify(mark.certificate)} }`;
    const edited = withDestroyed(
      withDestroyed(SOUND, { label: "ana", id: "stick" }, mark),
      { label: "ana", id: "cleo" },
      mark,
    );
    expect(edited).toBe(
      changed(
        ["made: 2026-01-01, drilled: 2026-02-01", `made: 2026-01-01, ${quoted}, drilled: 2026-02-01`],
        ["made: 2026-01-01 # by hand", `made: 2026-01-01\n        ${quoted} # by hand`],
      ),
    );
    const [key] = parseManifest(edited, "x").keys;
    expect(key?.destroyed.map(({ id, destroyed }) => [id, destroyed])).toEqual([
      ["stick", mark],
      ["cleo", mark],
    ]);
    expect(key?.copies.map(({ id }) => id)).toEqual(["laptop", "ben", "dan"]);
  });

  it("given a copy that is not there, refuses, and says what to write by hand", async () => {
    const mark = { at: "2026-03-01", certificate: "c.json" };
    const error = await refusal(() => withDestroyed(SOUND, { label: "ana", id: "usb" }, mark));
    expect(error).toMatchObject({ code: "Backup.CannotEdit", details: { label: "ana", id: "usb" } });
    expect(error.fix).toContain('destroyed: { at: 2026-03-01, certificate: "c.json" }');
  });
});
