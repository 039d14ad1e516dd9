import { expect } from "vitest";

/** A manifest with which nothing is wrong on 2026-03-01. Ana's key is hers alone; any two of Ben, Cleo and Dan can bring it back. */
export const SOUND = `# Who has what. Keep this in the safe.
version: 1
drill-every: 90 days
people:
  Ana: {}
  Ben: {}
  Cleo: {}
  Dan: {}
places:
  office: { access: [Ana] }
  bank: { access: [Ben] } # box 12
  cabin: {}
  home: {}
keys:
  - label: ana
    holder: Ana
    address: "0x00000000000000000000000000000000000000a1"
    sets:
      - { id: "7242", threshold: 1, groups: [2] }
    copies:
      - { id: laptop, kind: keystore, medium: disk, place: office, custodian: Ana, made: 2026-01-01 }
      - { id: stick, kind: keystore, medium: stick, place: bank, custodian: Ana, made: 2026-01-01, drilled: 2026-02-01 }
      - { id: ben, kind: share, set: "7242", member: 1, medium: paper, place: bank, custodian: Ben, made: 2026-01-01 }
      - id: cleo
        kind: share
        set: "7242"
        member: 2
        medium: steel # engraved
        place: cabin
        custodian: Cleo
        made: 2026-01-01 # by hand
      - { id: dan, kind: share, set: "7242", member: 3, medium: paper, place: home, custodian: Dan, made: 2026-01-01 }
`;

/** The manifest with parts of its text replaced. */
export function changed(...changes: [string, string][]): string {
  return changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, SOUND);
}
