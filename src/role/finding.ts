import type { Address } from "viem";
import { SEVERITIES, type Severity } from "../safe/check/finding.ts";

/** Every check of powers as they are, whatever anybody meant them to be. docs/role-catalogue.md says of each how it is known. */
export const ROLE_CHECKS = {
  "deployer-power": "whoever deployed a contract is rarely meant to keep power over it, and has one key",
  "outsider-power": "an account that is nobody's key answers to nobody the organisation knows",
  "open-power": "what everybody may do, somebody will",
  "open-executor": "once it is ready anybody may execute it, at the moment that suits them",
  "pending-owner": "whoever is named as the next owner takes the power whenever they like",
  "orphaned-role": "a role that nobody can grant or revoke any more stays as it is, whatever happens",
  "unheld-role": "functions that nobody may call cannot be used when they are needed",
  "own-admin": "whoever has the role gives it to others, and nobody else takes it away",
  ownerless: "without an owner, nothing that asks for the owner can be done any more",
  "ended-grant": "a grant that ended does not count, and is still there to be mistaken for one that does",
  "lone-key": "one key alone moves or changes everything here, at once: one theft is enough",
  "one-person": "keys are counted where people should be: one person's keys reach the threshold",
  "unusable-key": "a key that may not act in the Conclave still acts here until it is removed",
  "second-path": "a delay protects nothing if somebody else holds the same power without it",
  "unnamed-contract":
    "a contract that the charter does not name holds power: nobody has reviewed who moves it",
  "unknown-mover": "who has a contract act that holds power cannot be told: it may be anybody",
  unread: "what could not be read may be the one power that matters",
} as const;
export type RoleCheck = keyof typeof ROLE_CHECKS;

/** One thing found. `on` is the contract, `power` the id of the power it is about. */
export type RoleFinding = {
  readonly check: RoleCheck;
  readonly severity: Severity;
  readonly on: Address;
  readonly power: string | null;
  readonly found: string;
  /** What to do, as an instruction. */
  readonly fix: string;
  /** The values it rests on. */
  readonly evidence: Readonly<Record<string, unknown>>;
};

/** Worst first, then by contract. */
export function ordered(findings: readonly RoleFinding[]): RoleFinding[] {
  const rank = ({ severity }: RoleFinding) => SEVERITIES.indexOf(severity);
  const key = ({ on, check, power }: RoleFinding) => `${on} ${check} ${power ?? ""}`;
  return findings.toSorted((a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1));
}
