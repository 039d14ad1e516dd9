import { type Hex, keccak256, toBytes } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type Key, Role, type Roster, type Tier } from "../../src/charter/model.ts";

const DAY = 86_400;

/** Roles by key index; the n-th key is the n-th person's. */
const ROLES = [
  Role.PROPOSER,
  Role.APPROVER,
  Role.APPROVER,
  Role.APPROVER,
  Role.TESTER,
  Role.TESTER,
  Role.PROPOSER,
  Role.GUARDIAN,
  Role.RECOVERY,
  Role.RECOVERY,
  Role.RECOVERY,
];
export const GUARDIAN = 7;

/** Tiers by number. */
export const EMERGENCY = 1;
export const RECOVERY = 2;
export const ORDINARY = 3;

/** The n-th person's key: published in this file, so of use on test networks only. */
export function account(index: number) {
  return privateKeyToAccount(keccak256(toBytes(`conclave test person ${index}`)));
}

export function tier(fields: Partial<Tier> = {}): Tier {
  return {
    approvals: 2,
    override: 255,
    roles: Role.APPROVER,
    testerNeeded: true,
    recovery: false,
    executorFirst: false,
    delay: 2 * DAY,
    grace: 7 * DAY,
    ...fields,
  };
}

/** Eleven people: tier 0 with two approvals and a tester, a tier without delay, recovery and an ordinary one. `expiry` is UNIX minutes. */
export function roster(expiry: number): Roster {
  const keys = ROLES.map(
    (roles, index): Key => ({
      kind: "EOA",
      signer: account(index).address.toLowerCase() as Hex,
      holder: index,
      roles,
      predecessor: null,
      expiry,
      since: 1,
    }),
  );
  const tiers = [
    tier(),
    tier({ approvals: 1, testerNeeded: false, delay: 0 }),
    tier({ roles: Role.RECOVERY, recovery: true, testerNeeded: false, delay: 20 * DAY }),
    tier({ approvals: 1, testerNeeded: false, delay: DAY }),
  ];
  return { serial: 1, cooldown: 90 * DAY, tiers, keys };
}
