import type { Address } from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { checkApprovals } from "./approvals.ts";
import { checkElsewhere } from "./elsewhere.ts";
import { type CheckName, type Finding, reaches, SEVERITIES, type Severity } from "./finding.ts";
import { checkGuard } from "./guard.ts";
import { checkHandler } from "./handler.ts";
import { checkModules } from "./modules.ts";
import { checkCycles } from "./owner-cycles.ts";
import { checkOwners } from "./owners.ts";
import { checkPeople } from "./people.ts";
import { checkQuorum } from "./quorum.ts";
import { checkRelease } from "./release.ts";
import { type Score, score } from "./score.ts";
import { checkSilence } from "./silence.ts";
import { type CheckOptions, readSubject, type Subject } from "./subject.ts";

/** What a check of a Safe found, worst first, at one block. */
export type SafeReport = {
  readonly format: "conclave-safe-check/1";
  readonly safe: { readonly chainId: number; readonly address: Address };
  readonly block: bigint;
  readonly version: string;
  readonly score: Score;
  readonly findings: readonly Finding[];
};

/**
 * Examines a Safe for what is known to go wrong.
 * @throws `Safe.NotASafe`, `Safe.VersionUnsupported`, `Safe.BlockGone`, `Chain.*`, what reading a Conclave throws
 */
export async function checkSafe(
  connection: Connection,
  safe: Address,
  options: CheckOptions,
): Promise<SafeReport> {
  const subject = await readSubject(connection, safe, options);
  const cycles = await answered(connection, checkCycles(connection, subject.state));
  return report(subject, [...judge(subject), ...cycles]);
}

/** The findings that follow from what was read. */
function judge(subject: Subject): Finding[] {
  const checks = [
    checkRelease,
    checkQuorum,
    checkPeople,
    checkOwners,
    checkSilence,
    checkModules,
    checkGuard,
    checkHandler,
    checkApprovals,
    checkElsewhere,
  ];
  return checks.flatMap((check) => check(subject));
}

function report({ state }: Subject, findings: readonly Finding[]): SafeReport {
  const { chainId, address, block, version } = state;
  return {
    format: "conclave-safe-check/1",
    safe: { chainId, address },
    block,
    version,
    score: score(findings),
    findings: findings.toSorted((a, b) => rank(a.severity) - rank(b.severity)),
  };
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** The findings as bad as `limit` or worse. */
export function failures({ findings }: SafeReport, limit: Severity): readonly Finding[] {
  return findings.filter(({ severity }) => reaches(severity, limit));
}

/** The findings of one check. */
export function found({ findings }: SafeReport, check: CheckName): readonly Finding[] {
  return findings.filter((finding) => finding.check === check);
}
