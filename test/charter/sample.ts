import { type Address, concat, getAddress, type Hex, keccak256, numberToHex } from "viem";
import type { Setting } from "../../src/charter/check.ts";
import type { Finding } from "../../src/charter/finding.ts";
import { type Key, Role, type Roster, type Tier } from "../../src/charter/model.ts";

const DAY = 86_400;

export const NOW = 1_800_000_000;
export const CONCLAVE: Address = getAddress(`0x${"c0".repeat(20)}`);
export const SETTING: Setting = { now: NOW, signingWindow: 3 * DAY, suspension: 7 * DAY, conclave: CONCLAVE };

/** An address that differs for each number. */
export function addressOf(number: number): Hex {
  return `0x${keccak256(numberToHex(number, { size: 32 })).slice(26)}`;
}

/** A point of 64 bytes; whether it lies on the curve is for the verifier to say. */
export function pointOf(number: number): Hex {
  const x = keccak256(numberToHex(number, { size: 33 }));
  return concat([x, keccak256(x)]);
}

export function tier(changes: Partial<Tier> = {}): Tier {
  return {
    approvals: 2,
    override: 3,
    roles: Role.APPROVER,
    testerNeeded: true,
    recovery: false,
    executorFirst: false,
    delay: 2 * DAY,
    grace: 7 * DAY,
    ...changes,
  };
}

/** A key of `holder` at its own address, good for ten years. */
export function key(number: number, holder: number, roles: number, changes: Partial<Key> = {}): Key {
  const expiry = Math.floor(NOW / 60) + 10 * 365 * 1440;
  return {
    kind: "EOA",
    signer: addressOf(number),
    holder,
    roles,
    predecessor: null,
    expiry,
    since: 1,
    ...changes,
  };
}

/**
 * A charter that passes with nobody to spare in tier 0: proposers 0 and 1, testers 2 and 3, approvers 4, 5 and 6 (one a contract
 * wallet, one a passkey), guardians 7 and 8, recovery by 0, 2 and 8.
 */
export function sample(changes: Partial<Roster> = {}): Roster {
  return {
    serial: 1,
    cooldown: 30 * DAY,
    tiers: [
      tier(),
      tier({ approvals: 1, override: 255, testerNeeded: false, delay: DAY }),
      tier({ approvals: 1, testerNeeded: false, delay: 0, roles: Role.APPROVER | Role.GUARDIAN }),
      tier({ testerNeeded: false, recovery: true, roles: Role.RECOVERY, delay: 60 * DAY, grace: 30 * DAY }),
    ],
    keys: [
      key(0, 0, Role.PROPOSER),
      key(1, 1, Role.PROPOSER | Role.EXECUTOR | Role.SEVERAL),
      key(2, 2, Role.TESTER),
      key(3, 3, Role.TESTER),
      key(4, 4, Role.APPROVER),
      key(5, 5, Role.APPROVER, { kind: "ERC1271" }),
      key(6, 6, Role.APPROVER, { kind: "ERC7913", signer: concat([addressOf(106), pointOf(6)]) }),
      key(7, 7, Role.GUARDIAN),
      key(8, 8, Role.GUARDIAN),
      key(9, 0, Role.RECOVERY),
      key(10, 2, Role.RECOVERY),
      key(11, 8, Role.RECOVERY),
    ],
    ...changes,
  };
}

/** `roster` with key `index` changed, or removed (`null`). */
export function withKey(roster: Roster, index: number, changes: Partial<Key> | null): Roster {
  const keys = [...roster.keys];
  const before = keys[index] ?? key(index, 0, Role.PROPOSER);
  while (keys.length <= index) keys.push(null);
  keys[index] = changes === null ? null : { ...before, ...changes };
  return { ...roster, keys };
}

export function withTier(roster: Roster, index: number, changes: Partial<Tier>): Roster {
  const tiers = [...roster.tiers];
  tiers[index] = { ...(tiers[index] ?? tier()), ...changes };
  return { ...roster, tiers };
}

/** A finding without its sentence. */
export type Said = [name: string, ...args: (number | bigint | Hex)[]];

/** The finding with which the contract reverts; empty if there is none. */
export function first(findings: readonly Finding[]): Said | [] {
  const [one] = findings;
  return one === undefined ? [] : [one.name, ...one.args];
}
