import { type Hex, keccak256, toBytes } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type Key, Role, type Roster, type Tier } from "../../src/charter/model.ts";

export const MINUTE = 60;
export const HOUR = 3_600;
export const DAY = 86_400;

/** W, S and guardians' cooldown of {@link roster}, in seconds. */
export const SIGNING_WINDOW = 3 * DAY;
export const SUSPENSION = 7 * DAY;
export const COOLDOWN = 22 * DAY;

/** Who holds which key of {@link roster}, by key index. */
export const ANA = 0;
export const BEN = 1;
export const CLEO = 2;
export const DAN = 3;
export const EVE = 4;
export const GUS = 5;
export const PIA = 6;
export const TOM = 7;
export const HANA = 8;
export const BEN_SECOND = 9;
export const ANA_RECOVERY = 10;
export const CLEO_RECOVERY = 11;
export const TOM_RECOVERY = 12;

/** Tiers of {@link roster}. */
export const TIER_ZERO = 0;
export const ROUTINE = 1;
export const EMERGENCY = 2;
export const RECOVERY = 3;
export const EXECUTORS_FIRST = 4;

/** Holder and roles by key index; up to Hana a key's index is its holder's number too. */
const KEYS: readonly (readonly [holder: number, roles: number])[] = [
  [ANA, Role.PROPOSER],
  [BEN, Role.APPROVER],
  [CLEO, Role.APPROVER],
  [DAN, Role.APPROVER],
  [EVE, Role.TESTER],
  [GUS, Role.GUARDIAN],
  [PIA, Role.PROPOSER | Role.EXECUTOR | Role.SEVERAL],
  [TOM, Role.TESTER],
  [HANA, Role.GUARDIAN],
  [BEN, Role.APPROVER],
  [ANA, Role.RECOVERY],
  [CLEO, Role.RECOVERY],
  [TOM, Role.RECOVERY],
];

/** The private key behind a key index. For test networks only. */
export function secretOf(key: number): Hex {
  return keccak256(toBytes(`conclave test key ${key}`));
}

/** The account behind a key index. */
export function account(key: number) {
  return privateKeyToAccount(secretOf(key));
}

/** Somebody with no key in any roster, who submits and executes. */
export const OUTSIDER = privateKeyToAccount(keccak256(toBytes("conclave test outsider")));

/** A tier of two approvals, without tester, with a delay of a day. */
export function tier(changes: Partial<Tier> = {}): Tier {
  return {
    approvals: 2,
    override: 255,
    roles: Role.APPROVER,
    testerNeeded: false,
    recovery: false,
    executorFirst: false,
    delay: DAY,
    grace: 7 * DAY,
    ...changes,
  };
}

/** An EOA entry for the account of `index`; `expiry` is UNIX minutes. */
export function key(
  index: number,
  holder: number,
  roles: number,
  expiry: number,
  changes: Partial<Key> = {},
): Key {
  const signer = account(index).address.toLowerCase() as Hex;
  return { kind: "EOA", signer, holder, roles, predecessor: null, expiry, since: 1, ...changes };
}

/**
 * A roster that passes: tier 0 can lose any one holder. `now` is UNIX seconds; keys expire 300 days later.
 * Tier 0: 2 approvals, tester, 2 days, protected from 3 approvals on · 1: one approval, a day · 2: emergencies, approvers and
 * guardians count · 3: recovery, 30 days · 4: one approval, a day, executors first.
 */
export function roster(now: number, changes: Partial<Roster> = {}): Roster {
  const expiry = Math.ceil((now + 300 * DAY) / MINUTE);
  return {
    serial: 1,
    cooldown: COOLDOWN,
    tiers: [
      tier({ testerNeeded: true, delay: 2 * DAY, override: 3 }),
      tier({ approvals: 1 }),
      tier({ approvals: 1, delay: 0, roles: Role.APPROVER | Role.GUARDIAN }),
      tier({ recovery: true, roles: Role.RECOVERY, delay: 30 * DAY }),
      tier({ approvals: 1, executorFirst: true }),
    ],
    keys: KEYS.map(([holder, roles], index) => key(index, holder, roles, expiry)),
    ...changes,
  };
}
