import { Role, type Roster, type Tier } from "../../src/charter/model.ts";
import { eoa, type Signer } from "./signers.ts";

export const DAY = 86_400;
/** Every delay measured is three days: how long it is costs nothing. */
export const DELAY = 3 * DAY;
export const SIGNING_WINDOW = 3 * DAY;
export const SUSPENSION = 7 * DAY;

/** One key of a roster; each belongs to another holder. */
export type Seat = { readonly signer: Signer; readonly roles: number };
export type Charter = { readonly roster: Roster; readonly signers: readonly Signer[] };

/** Far off: a run waits out hundreds of delays. */
const EXPIRY = Date.UTC(2090, 0, 1) / 60_000;

export function tier(changes: Partial<Tier> = {}): Tier {
  return {
    approvals: 1,
    override: 255,
    roles: Role.APPROVER,
    testerNeeded: false,
    recovery: false,
    executorFirst: false,
    delay: DELAY,
    grace: 7 * DAY,
    ...changes,
  };
}

export function charter(tiers: readonly Tier[], seats: readonly Seat[]): Charter {
  const guardians = seats.filter(({ roles }) => (roles & Role.GUARDIAN) !== 0).length;
  const roster: Roster = {
    serial: 1,
    cooldown: (guardians + 1) * (SIGNING_WINDOW + DELAY) + SUSPENSION,
    tiers,
    keys: seats.map(({ signer: { kind, signer }, roles }, holder) => ({
      kind,
      signer,
      holder,
      roles,
      predecessor: null,
      expiry: EXPIRY,
      since: 1,
    })),
  };
  return { roster, signers: seats.map(({ signer }) => signer) };
}

/** `count` people of one role. */
export function crowd(name: string, count: number, roles: number): Seat[] {
  return Array.from({ length: count }, (_, i) => ({ signer: eoa(`${name} ${i}`), roles }));
}

/** Key indices of {@link organisation}. */
export const PROPOSER = 0;
export const APPROVERS = [2, 3, 4, 5, 6, 7, 8, 9, 10];
export const TESTER = 11;
export const GUARDIAN = 13;

/** Tiers of {@link organisation}. */
export const TIER_ZERO = 0;
export const ORDINARY = 1;
export const TESTED = 2;
export const EMERGENCY = 3;

/** Fifteen people with a key each: two proposers, nine approvers, two testers, two guardians. */
export function organisation(): Charter {
  return charter(
    [
      tier({ approvals: 2 }),
      tier(),
      tier({ testerNeeded: true }),
      tier({ delay: 0, roles: Role.APPROVER | Role.GUARDIAN }),
    ],
    [
      ...crowd("proposer", 2, Role.PROPOSER),
      ...crowd("approver", APPROVERS.length, Role.APPROVER),
      ...crowd("tester", 2, Role.TESTER),
      ...crowd("guardian", 2, Role.GUARDIAN),
    ],
  );
}
