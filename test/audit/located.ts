import { expect } from "vitest";
import type { Finding, FindingKind } from "../../src/audit/finding.ts";
import type { Audit } from "../../src/audit/verify.ts";

/** Fails unless a finding of one of `kinds` stands at this place. */
export function expectLocated(
  audit: Audit,
  lane: number,
  position: number,
  kinds: readonly FindingKind[],
  what: string,
): Finding {
  const found = audit.findings.find(
    (finding) => finding.lane === lane && finding.position === position && kinds.includes(finding.kind),
  );
  expect(audit.ok, what).toBe(false);
  expect(found, `${what}: ${JSON.stringify(audit.findings, null, 1)}`).toBeDefined();
  return found as Finding;
}
