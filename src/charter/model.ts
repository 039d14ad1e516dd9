import type { Address, Hex } from "viem";

/** How a key's signatures are verified. A field of the roster, never guessed from code. */
export type KeyKind = "EOA" | "ERC1271" | "ERC7913";

/** Kinds by the byte that stands for them in a roster (docs/formats.md, 1). */
export const KEY_KINDS: readonly KeyKind[] = ["EOA", "ERC1271", "ERC7913"];

/** Role bits. `SEVERAL` marks a key that holds several roles on purpose. */
export const Role = {
  PROPOSER: 1,
  APPROVER: 2,
  TESTER: 4,
  GUARDIAN: 8,
  RECOVERY: 16,
  EXECUTOR: 32,
  SEVERAL: 64,
} as const;

export type RoleName = Exclude<keyof typeof Role, "SEVERAL">;

/** The roles themselves, lowest bit first. */
export const ROLE_NAMES = ["PROPOSER", "APPROVER", "TESTER", "GUARDIAN", "RECOVERY", "EXECUTOR"] as const;

/** All role bits without the `SEVERAL` mark. */
export const ROLE_MASK = 63;

/** How strict a change is decided. `roles` is a bit mask; `delay` and `grace` are seconds; `override` 255 = never protected. */
export type Tier = {
  readonly approvals: number;
  readonly override: number;
  readonly roles: number;
  readonly testerNeeded: boolean;
  readonly recovery: boolean;
  readonly executorFirst: boolean;
  readonly delay: number;
  readonly grace: number;
};

/**
 * One signer. `signer` is the 20-byte address, or `verifier ‖ key` for ERC-7913. `roles` is a bit mask, `expiry` UNIX
 * *minutes* (usable strictly before), `since` the serial of the roster with which the key entered.
 */
export type Key = {
  readonly kind: KeyKind;
  readonly signer: Hex;
  readonly holder: number;
  readonly roles: number;
  readonly predecessor: number | null;
  readonly expiry: number;
  readonly since: number;
};

/** Tiers and keys; a key's position is its index, `null` a vacant one. `cooldown` is seconds. */
export type Roster = {
  readonly serial: number;
  readonly cooldown: number;
  readonly tiers: readonly Tier[];
  readonly keys: readonly (Key | null)[];
};

/** Which tiers (bit mask) may call `selector` of `target`, with how much wei at most. */
export type Rule = {
  readonly target: Address;
  readonly selector: Hex;
  readonly tiers: number;
  readonly maxValue: bigint;
};

/** Which tiers (bit mask) may make exactly the call whose calldata has `hash` (keccak256); `alone` = by one person. */
export type ExactRule = {
  readonly target: Address;
  readonly hash: Hex;
  readonly tiers: number;
  readonly alone: boolean;
};

/** Watched kinds, by the byte that stands for them (from 1, docs/formats.md, 2). */
export const WATCHED_KINDS = [
  "native",
  "erc20",
  "erc721",
  "erc721Id",
  "erc1155Id",
  "ownable",
  "ownable2Step",
  "accessControl",
  "accessManager",
] as const;

export type WatchedKind = (typeof WATCHED_KINDS)[number];

const AUTHORITIES: readonly WatchedKind[] = ["ownable", "ownable2Step", "accessControl", "accessManager"];

/** Whether the kind is an asset (a balance or a token); the others are authorities. */
export function isAsset(kind: WatchedKind): boolean {
  return !AUTHORITIES.includes(kind);
}

/** An asset or authority a key must be rid of before it is retired. `parameter`: dust floor, token id or role; else 0. */
export type WatchedItem = {
  readonly kind: WatchedKind;
  readonly target: Address;
  readonly parameter: bigint;
};

export type Rulebook = {
  readonly serial: number;
  readonly rules: readonly Rule[];
  readonly exactRules: readonly ExactRule[];
  readonly items: readonly WatchedItem[];
};

/** State of a key on-chain, by the number the Conclave stores. Suspension is by holder and not among them. */
export const KEY_STATES = ["Pending", "Active", "Retiring", "Retired", "Compromised"] as const;

export type KeyState = (typeof KEY_STATES)[number];

/** Whether holder, tier or index `index` is in the bit mask. */
export function inMask(mask: number, index: number): boolean {
  return (mask & (1 << index)) !== 0;
}
