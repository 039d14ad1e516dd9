import { isAddressEqual } from "viem";
import { drillsDue } from "../../src/backup/drills-due.ts";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { identity } from "../../src/charter/roster.ts";
import type { Charter } from "../../src/charter/schema.ts";
import type { Due } from "../../src/life/due.ts";
import { manifestIfAny } from "./copies.ts";

/**
 * The drills that the manifest of backups asks for, by the charter's names of keys.
 * @param now UNIX seconds
 */
export async function drillsIn(
  named: string | undefined,
  charter: Charter,
  now: number,
): Promise<{ readonly further: readonly Due[]; readonly notes: readonly string[] }> {
  const manifest = await manifestIfAny(named);
  if (manifest === undefined)
    return { further: [], notes: ["no manifest of backups: drills are not looked at"] };
  const { roster } = compile(charter, GENESIS);
  const labelOf = (label: string) => {
    const address = manifest.keys.find((one) => one.label === label)?.address;
    const index = roster.keys.findIndex(
      (key) => key !== null && address !== undefined && isAddressEqual(identity(key), address),
    );
    return charter.keys.find((key) => key.index === index)?.label ?? label;
  };
  const further = drillsDue(manifest, new Date(now * 1000)).map(
    ({ key, copy, kind, serial, custodian, last, due, overdue }): Due => ({
      date: due,
      overdue,
      kind: "drill",
      key: labelOf(key),
      person: custodian,
      why: `copy "${copy}"${serial === undefined ? "" : ` (the device with the serial number ${serial})`} was last recovered from, or made, ${last}`,
      todo: `\`key drill ${key} ${kind === "share" ? "<shares>" : `<its ${kind === "hsm" ? "card" : "keystore"}> --copy ${copy}`}\``,
    }),
  );
  return { further, notes: [] };
}
