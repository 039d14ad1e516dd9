import { type Address, type Hex, keccak256, size, slice } from "viem";
import { describe, type Finding, finding, type NameOf } from "./finding.ts";
import { KIND_ERC7913, NO_PREDECESSOR, type RawEntry, type RawRoster, type RawTier } from "./layout.ts";
import { ROLE_MASK, Role } from "./model.ts";

const MAX_HOLDER = 63;
const CURVE_POINT = 64;
const LAST_PRECOMPILE = 0xffffn;

type Entries = readonly (RawEntry | null)[];

/** One address for one secret (see `Roster.identity`), from the entry's bytes. */
export function identityOf(entry: RawEntry): Hex {
  return entry.kind === KIND_ERC7913 ? slice(keccak256(entry.blob), 12) : entry.account;
}

/** Checks each key by itself, in index order. */
export function* checkKeys(entries: Entries, conclave: Address): Generator<Finding> {
  for (const [index, entry] of entries.entries()) {
    if (entry === null) continue;
    const roles = entry.roles & ROLE_MASK;
    const several = (entry.roles & Role.SEVERAL) !== 0;
    if (entry.kind > KIND_ERC7913) yield finding("UnknownKind", [index, entry.kind]);
    if (entry.holder > MAX_HOLDER) yield finding("HolderOutOfRange", [index, entry.holder]);
    if (roles === 0 || (entry.roles & 128) !== 0) yield finding("RolesMissing", [index]);
    else if (((roles & (roles - 1)) !== 0) !== several) yield finding("RolesUnmarked", [index, entry.roles]);
    if (BigInt(entry.account) <= LAST_PRECOMPILE) yield finding("SignerEmpty", [index]);
    if (entry.kind === KIND_ERC7913 && size(entry.blob) !== CURVE_POINT)
      yield finding("KeyNotAPoint", [index, BigInt(size(entry.blob))]);
    if ([identityOf(entry), entry.account].includes(conclave.toLowerCase() as Hex))
      yield finding("SignerIsConclave", [index]);
  }
}

/** One secret must not pose as two: equal identities, or two curve points with one x (a point and its negative). */
export function* checkDuplicates(entries: Entries): Generator<Finding> {
  const known = entries.map((entry) => entry && { identity: identityOf(entry), x: xOf(entry) });
  for (const [second, two] of known.entries()) {
    for (const [first, one] of known.slice(0, second).entries()) {
      if (one === null || two === null) continue;
      const sameX = one.x !== null && one.x === two.x;
      if (one.identity === two.identity || sameX) yield finding("DuplicateSigner", [first, second]);
    }
  }
}

/** Guardians approve nothing, and their acts are far enough apart for the others to get a proposal through (invariant 2). */
export function* checkGuardians(
  roster: RawRoster,
  signingWindow: number,
  suspension: number,
  nameOf: NameOf,
): Generator<Finding> {
  const holdersOf = (role: number) =>
    new Set(roster.entries.flatMap((entry) => (entry && (entry.roles & role) !== 0 ? [entry.holder] : [])));
  const guardians = holdersOf(Role.GUARDIAN);
  const approvers = holdersOf(Role.APPROVER);
  for (const holder of [...guardians].sort((a, b) => a - b)) {
    if (!approvers.has(holder)) continue;
    yield finding("GuardianApproves", [holder], describe("GuardianApproves", [holder], nameOf));
  }
  const zero = roster.tiers[0] as RawTier;
  const passage = signingWindow + zero.delay;
  const minimum = Math.max(
    (guardians.size + 1) * passage + suspension,
    // Guardians who conspire and take turns: docs/proof.md, 3.
    Math.ceil((guardians.size * (passage + suspension)) / 2),
  );
  if (roster.cooldown < minimum)
    yield finding("CooldownTooShort", [BigInt(roster.cooldown), BigInt(minimum)]);
}

/** Successions. `pending`: keys of this roster that are not activated before it takes effect. */
export function* checkPredecessors(entries: Entries, pending: bigint): Generator<Finding> {
  const isPending = (index: number) => ((pending >> BigInt(index)) & 1n) === 1n;
  const taken = new Set<number>();
  for (const [index, entry] of entries.entries()) {
    if (entry === null || entry.predecessor === NO_PREDECESSOR) continue;
    const before = entries[entry.predecessor];
    const wrong = finding("PredecessorWrong", [index, entry.predecessor]);
    if (!before || entry.predecessor === index || before.holder !== entry.holder) yield wrong;
    else if (isPending(index)) {
      const further = entry.roles & ~before.roles & ROLE_MASK;
      if (isPending(entry.predecessor) || further !== 0 || taken.has(entry.predecessor)) yield wrong;
      taken.add(entry.predecessor);
    }
  }
}

/** What an amendment may do to entries: keep a key as it is but for roles and expiry, or enter one with the new serial. */
export function* checkEntries(old: Entries, roster: RawRoster): Generator<Finding> {
  for (const [index, entry] of roster.entries.entries()) {
    if (entry === null) continue;
    const before = old[index] ?? null;
    if (before === null || identityOf(before) !== identityOf(entry)) {
      if (entry.since !== roster.serial) yield finding("EnteredWrong", [index, entry.since]);
      continue;
    }
    const kept =
      before.kind === entry.kind &&
      before.account === entry.account &&
      before.blob === entry.blob &&
      before.holder === entry.holder &&
      before.since === entry.since &&
      (entry.predecessor === before.predecessor || entry.predecessor === NO_PREDECESSOR);
    if (!kept) yield finding("EntryChanged", [index]);
  }
}

/** Indices at which `roster` has a key that `old` has not there, as a bit mask. */
export function freshMask(old: Entries, entries: Entries): bigint {
  let mask = 0n;
  for (const [index, entry] of entries.entries()) {
    const before = old[index] ?? null;
    if (entry !== null && (before === null || identityOf(before) !== identityOf(entry)))
      mask |= 1n << BigInt(index);
  }
  return mask;
}

function xOf(entry: RawEntry): Hex | null {
  return entry.kind === KIND_ERC7913 && size(entry.blob) >= CURVE_POINT ? slice(entry.blob, 0, 32) : null;
}
