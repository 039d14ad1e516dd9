import type { Connection } from "../../chain/client.ts";
import type { SafeState } from "../state.ts";
import { cyclesOf } from "./cycles.ts";
import { type Finding, ok } from "./finding.ts";

/** Whether Safes behind the owners lead back to themselves, and whether the Safe can do without those. */
export async function checkCycles(connection: Connection, state: SafeState): Promise<Finding[]> {
  const { cycles, entangled, complete } = await cyclesOf(connection, state);
  const { threshold } = state;
  const free = state.owners.length - entangled.length;
  const findings = cycles.map((cycle): Finding => {
    const locks = free < threshold;
    const locked = `only ${free} owners stand outside, the threshold is ${threshold}: perhaps nobody can sign for it`;
    return {
      check: "owner-cycle",
      severity: locks ? "critical" : "medium",
      found: `Safes own each other: ${cycle.join(" → ")}${locks ? `; ${locked}` : ""}`,
      fix: "replace the owner that leads back by somebody's key",
      evidence: { cycle, entangled, outside: free, threshold },
    };
  });
  if (!complete) {
    return [
      ...findings,
      {
        check: "owner-cycle",
        severity: "unknown",
        found: "there are more Safes within Safes than are looked at: whether those lead back cannot be told",
        fix: "check the owners that are Safes one by one",
        evidence: {},
      },
    ];
  }
  return findings.length > 0
    ? findings
    : [ok("owner-cycle", "no Safe among the owners leads back to itself")];
}
