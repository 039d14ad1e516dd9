import { drillsDue } from "../backup/drills-due.ts";
import type { Manifest } from "../backup/manifest.ts";
import type { Charter } from "../charter/schema.ts";
import type { Due } from "./due.ts";
import { labelsIn } from "./facts.ts";

/**
 * The drills that the manifest of backups asks for, by the charter's names of keys; of a key that is not in the charter, by the manifest's.
 * @param now UNIX seconds
 */
export function drillsOf(manifest: Manifest, charter: Charter, now: number): Due[] {
  const labelOf = labelsIn(charter);
  const addresses = new Map(manifest.keys.map(({ label, address }) => [label, address]));
  return drillsDue(manifest, new Date(now * 1000)).map(
    ({ key, copy, kind, serial, custodian, last, due, overdue }) => ({
      date: due,
      overdue,
      kind: "drill",
      key: labelOf(addresses.get(key)) ?? key,
      person: custodian,
      why: `copy "${copy}"${serial === undefined ? "" : ` (the device with the serial number ${serial})`} was last recovered from, or made, ${last}`,
      todo: `\`key drill ${key} ${kind === "share" ? "<shares>" : `<its ${kind === "hsm" ? "card" : "keystore"}> --copy ${copy}`}\``,
    }),
  );
}
