import { parseDate, parseDuration } from "../time.ts";
import type { Copy, Manifest } from "./manifest.ts";

/** When a copy must next be recovered from. */
export type DrillDue = {
  readonly key: string;
  readonly copy: string;
  readonly kind: Copy["kind"];
  /** Of a device, if the manifest says it. */
  readonly serial?: string;
  readonly custodian: string;
  /** When it was last drilled, else made. */
  readonly last: string;
  /** ISO, UTC. */
  readonly due: string;
  readonly overdue: boolean;
};

/** Every copy and its next drill, the most urgent first (GR-27, GR-35). */
export function drillsDue(manifest: Manifest, now: Date): DrillDue[] {
  return manifest.keys
    .flatMap((key) =>
      key.copies
        // The file that shares open is opened in a drill of the shares.
        .filter(({ kind }) => kind !== "file")
        .map((copy) => {
          const last = copy.drilled ?? copy.made;
          const due = (parseDate(last) + parseDuration(key["drill-every"] ?? manifest["drill-every"])) * 1000;
          return {
            key: key.label,
            copy: copy.id,
            kind: copy.kind,
            ...(copy.serial === undefined ? {} : { serial: copy.serial }),
            custodian: copy.custodian,
            last,
            due: new Date(due).toISOString(),
            overdue: due <= now.getTime(),
          };
        }),
    )
    .sort((a, b) => a.due.localeCompare(b.due) || a.key.localeCompare(b.key));
}
