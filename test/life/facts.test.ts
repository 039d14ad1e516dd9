import { describe, expect, it } from "vitest";
import { parseManifest } from "../../src/backup/manifest.ts";
import { parse } from "../../src/charter/parse.ts";
import { drillsOf } from "../../src/life/drills.ts";
import { factsInFiles, factsOnChain } from "../../src/life/facts.ts";
import type { Entry } from "../../src/signer/inventory.ts";
import { parseDate } from "../../src/time.ts";
import { SOUND } from "../backup/manifest.ts";
import { EXAMPLE, edited } from "../charter/example.ts";
import { addressOf } from "../charter/sample.ts";
import { stateOf } from "./on-chain.ts";

const { charter } = parse(EXAMPLE);
const addressIn = (label: string) => {
  const address = charter.keys.find((key) => key.label === label)?.address;
  if (address === undefined) throw new Error(`no address of ${label}`);
  return address;
};
const entry = (address: Entry["address"], more: Partial<Entry> = {}): Entry => ({
  path: "keys/x.json",
  label: "x",
  weaknesses: [],
  ...(address === undefined ? {} : { address }),
  metadata: {
    version: 1,
    label: "x",
    created: "2026-01-02T03:04:05.600Z",
    curve: "secp256k1",
    point: `0x${"11".repeat(64)}`,
  },
  ...more,
});
const MADE = Math.floor(Date.parse("2026-01-02T03:04:05Z") / 1000);

describe("what is known of the charter's keys", () => {
  it("by files: when each was made, by its account and not its label; strangers are left out", () => {
    const { metadata: _, ...bare } = entry(addressIn("k0"));
    const entries = [entry(addressIn("k4")), entry(addressOf(99)), entry(undefined), bare];
    expect([...factsInFiles(charter, entries)]).toEqual([["k4", { made: MADE }]]);
  });

  it("by the note of an archived key: that it is retired", () => {
    const facts = factsInFiles(charter, [entry(addressIn("k4"), { archived: "2026-02-01T00:00:00Z" })]);
    expect(facts.get("k4")).toEqual({ made: MADE, state: "Retired" });
  });

  it("by the chain: state and expiry, beside what the files told", () => {
    const known = factsInFiles(charter, [entry(addressIn("k4"))]);
    const facts = factsOnChain(charter, stateOf(EXAMPLE, { 4: "Retiring" }), known);
    const expires = parseDate("2034-05-01");
    expect(facts.get("k4")).toEqual({ made: MADE, state: "Retiring", expires });
    expect(facts.get("k0")).toEqual({ state: "Active", expires });
    expect(known.get("k4")).toEqual({ made: MADE });
  });

  it("given another key at the place on-chain, is not there yet", () => {
    const ahead = parse(edited([addressIn("k4"), addressOf(77)])).charter;
    const facts = factsOnChain(ahead, stateOf(EXAMPLE), new Map());
    expect(facts.get("k4")).toEqual({ state: "Pending" });
    expect(facts.get("k0")?.state).toBe("Active");
  });
});

describe("drills that are due", () => {
  it("are named by the charter's label of the account; by the manifest's, given that it has none", () => {
    const manifest = parseManifest(SOUND, "backups.yaml");
    const now = parseDate("2027-01-01");
    const labels = (text: string) =>
      new Set(drillsOf(parseManifest(text, "backups.yaml"), charter, now).map(({ key }) => key));
    expect(labels(SOUND)).toEqual(new Set(manifest.keys.map(({ label }) => label)));
    expect(labels(SOUND.replace(/0x0{38}a1/, addressIn("k4")))).toContain("k4");
    const [due] = drillsOf(manifest, charter, now);
    expect(due).toMatchObject({ kind: "drill", overdue: true, todo: expect.any(String) });
    expect(due?.why).toContain("was last recovered from");
  });
});
