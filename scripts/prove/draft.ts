/** Rosters as the definition sees them, and as the documents the validator reads. */
import { type Hex, keccak256, numberToHex } from "viem";
import type { KeyStates } from "../../src/charter/check.ts";
import { type Key, Role, type Tier } from "../../src/charter/model.ts";
import * as Roster from "../../src/charter/roster.ts";

export const DAY = 86_400;
export const NOW = 1_800_000_000;
export const SIGNING_WINDOW = 3 * DAY;
export const SUSPENSION = 7 * DAY;

/**
 * Of a key, when its roster replaces another: in use; listed before and never activated; listed for the first time; activated together
 * with the amendment; retired, compromised or on its way there.
 */
export type Standing = "active" | "pending" | "new" | "activating" | "gone";

/** A key. `expiry` is UNIX minutes; `succeeds` the key's index in the draft. */
export type KeyDraft = {
  readonly holder: number;
  readonly roles: number;
  readonly wallet: boolean;
  readonly expiry: number;
  readonly standing: Standing;
  readonly succeeds: number | null;
};

export type Draft = {
  readonly cooldown: number;
  readonly tiers: readonly Tier[];
  readonly keys: readonly KeyDraft[];
};

export const FAR = NOW / 60 + 10 * 365 * 1440;

export function tier(changes: Partial<Tier> = {}): Tier {
  return {
    approvals: 2,
    override: 255,
    roles: Role.APPROVER,
    testerNeeded: false,
    recovery: false,
    executorFirst: false,
    delay: 2 * DAY,
    grace: 7 * DAY,
    ...changes,
  };
}

export function key(holder: number, roles: number, changes: Partial<KeyDraft> = {}): KeyDraft {
  return { holder, roles, wallet: false, expiry: FAR, standing: "active", succeeds: null, ...changes };
}

/** The least cooldown with `guardians` guardian holders. */
export function leastCooldown(guardians: number, delay = 2 * DAY): number {
  return (guardians + 1) * (SIGNING_WINDOW + delay) + SUSPENSION;
}

const signers = new Map<number, Hex>();

function signer(index: number): Hex {
  const known = signers.get(index) ?? `0x${keccak256(numberToHex(index, { size: 32 })).slice(26)}`;
  signers.set(index, known);
  return known as Hex;
}

function entry(draft: KeyDraft, index: number, since: number, succeeds: number | null): Key {
  const several = (draft.roles & (draft.roles - 1)) === 0 ? 0 : Role.SEVERAL;
  return {
    kind: draft.wallet ? "ERC1271" : "EOA",
    signer: signer(index),
    holder: draft.holder,
    roles: draft.roles | several,
    predecessor: succeeds,
    expiry: draft.expiry,
    since,
  };
}

/** As the first roster of a Conclave. */
export function asGenesis({ cooldown, tiers, keys }: Draft): Hex {
  return Roster.encode({
    serial: 1,
    cooldown,
    tiers,
    keys: keys.map((one, index) => entry(one, index, 1, null)),
  });
}

/** As roster 2, with the roster it replaces and what the chain says about its keys. */
export function asAmendment({ cooldown, tiers, keys }: Draft): { old: Hex; next: Hex; states: KeyStates } {
  const isOld = ({ standing }: KeyDraft) => standing !== "new" && standing !== "activating";
  const mask = (...standings: Standing[]) =>
    keys.reduce(
      (bits, { standing }, index) => bits | (standings.includes(standing) ? 1n << BigInt(index) : 0n),
      0n,
    );
  return {
    old: Roster.encode({
      serial: 1,
      cooldown,
      tiers,
      keys: keys.map((one, index) => (isOld(one) ? entry(one, index, 1, one.succeeds) : null)),
    }),
    next: Roster.encode({
      serial: 2,
      cooldown,
      tiers,
      keys: keys.map((one, index) => entry(one, index, isOld(one) ? 1 : 2, one.succeeds)),
    }),
    states: { active: mask("active"), activating: mask("activating"), pending: mask("pending") },
  };
}

/** A draft in one line, for people who read a counterexample. */
export function describe({ tiers, keys }: Draft): string {
  const names = Object.entries(Role).filter(([name]) => name !== "SEVERAL");
  const roles = (mask: number) => names.flatMap(([name, bit]) => (mask & bit ? [name] : [])).join("+");
  const people = keys.map(
    (one, index) =>
      `${index}: holder ${one.holder} ${roles(one.roles) || "-"}${one.wallet ? " wallet" : ""} ${one.standing}` +
      `${one.expiry === FAR ? "" : ` until ${one.expiry}`}${one.succeeds === null ? "" : ` after ${one.succeeds}`}`,
  );
  const strictness = tiers.map(
    ({ approvals, testerNeeded, delay }) =>
      `${approvals}${testerNeeded ? " and a tester" : ""} after ${delay} s`,
  );
  return `tiers [${strictness.join("; ")}], keys [${people.join("; ")}]`;
}
