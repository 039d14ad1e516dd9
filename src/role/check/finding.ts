import { SEVERITIES, type Severity } from "../../safe/check/finding.ts";
import { ROLE_CHECKS, type RoleCheck, type RoleFinding } from "../finding.ts";

/** Checks of what is against what the charter says it is meant to be. docs/role-check.md says of each how it is known. */
export const DRIFT_CHECKS = {
  "power-unexpected":
    "nobody agreed to this power: it is not in the charter, or somebody has it whom the charter does not name",
  "power-missing": "the charter counts on a power that is not there: what it is for cannot be done",
  "charter-differs": "roster and rulebook on-chain are not what was reviewed",
  "manager-setting": "the RoleManager is not set as the charter says",
  "manager-unnamed": "roles that live in no RoleManager bind nobody",
  "review-overdue": "a grant that nobody looks at outlives its reason",
  "role-not-live": "a suspended person's key goes on acting in roles that are not live",
  "automaton-no-contract": "what has no code acts by somebody's secret, whatever it is declared as",
  limit: "fewer are enough than the charter says it must take",
  "second-way": "a delay protects nothing if another way leads to the same power sooner",
} as const;
export type DriftCheck = keyof typeof DRIFT_CHECKS;

/** Why each check is made. */
export const CHECKS: Readonly<Record<RoleCheck | DriftCheck, string>> = { ...ROLE_CHECKS, ...DRIFT_CHECKS };

/** `on` is null where it is about no one contract. `accepted`: the charter gives a reason for it, which is this. */
export type CheckFinding = Omit<RoleFinding, "check" | "on"> & {
  readonly check: RoleCheck | DriftCheck;
  readonly on: RoleFinding["on"] | null;
  readonly accepted?: string;
};

/** Worst first, then by check and contract. */
export function sorted(findings: readonly CheckFinding[]): CheckFinding[] {
  const rank = ({ severity }: CheckFinding) => SEVERITIES.indexOf(severity);
  const key = ({ check, on, power, found }: CheckFinding) => `${check} ${on ?? ""} ${power ?? ""} ${found}`;
  return findings.toSorted((a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1));
}

export type { Severity };
