import { type Address, getAddress, type Hex, hexToBytes } from "viem";
import { identityOf } from "./check-keys.ts";
import { type Finding, finding, unreadable } from "./finding.ts";
import { ENTRY, HEADER, isMalformed, type RawRoster, readRoster, TIER } from "./layout.ts";

/** Seconds from now to the latest expiry that a renewal may give. */
export const RENEWAL_LIMIT = 365 * 86_400;
const EXPIRY_AT = 24;
const EXPIRY_END = 28;
const PENDING = 0;
const RETIRED = 3;
const COMPROMISED = 4;

/** What the Conclave knows of the key it last activated at an index. */
export type KeyRecord = {
  readonly identity: Address;
  /** 0 Pending, 1 Active, 2 Retiring, 3 Retired, 4 Compromised. */
  readonly state: number;
  /** UNIX seconds at which it became Retired or Compromised. */
  readonly endedAt: number;
};

/** Key records by index, and the identities that may never return. */
export type Records = {
  readonly keys: ReadonlyMap<number, KeyRecord>;
  readonly tombstones: readonly Address[];
};

/** Judges a roster that may differ from `old` in later expiries alone, as `CharterValidator.checkRenewal` does. `now`: UNIX seconds. */
export function renewal(old: Hex, document: Hex, now: number): Finding[] {
  const before = readRoster(old);
  if (isMalformed(before)) return [unreadable(before)];
  const roster = readRoster(document);
  if (isMalformed(roster)) return [unreadable(roster)];
  return [...renewalFindings(before, roster, hexToBytes(old), hexToBytes(document), now)];
}

function* renewalFindings(
  before: RawRoster,
  roster: RawRoster,
  one: Uint8Array,
  two: Uint8Array,
  now: number,
): Generator<Finding> {
  if (roster.serial !== before.serial + 1) yield finding("SerialWrong", [roster.serial, before.serial + 1]);
  if (one.length !== two.length) yield finding("RenewalChanges", [BigInt(one.length)]);
  const first = HEADER + TIER * before.tiers.length;
  const past = first + ENTRY * before.entries.length;
  const inExpiry = (at: number) => (at - first) % ENTRY >= EXPIRY_AT && (at - first) % ENTRY < EXPIRY_END;
  const mayDiffer = (at: number) => at === 1 || at === 2 || (at >= first && at < past && inExpiry(at));
  for (const [at, byte] of one.entries()) {
    if (byte !== two[at] && !mayDiffer(at)) yield finding("RenewalChanges", [BigInt(at)]);
  }
  for (const [index, was] of before.entries.entries()) {
    const expiry = roster.entries[index]?.expiry ?? 0;
    if (expiry === (was?.expiry ?? 0)) continue;
    if (was === null || expiry < was.expiry) {
      yield finding("RenewalChanges", [BigInt(first + ENTRY * index + EXPIRY_AT)]);
    } else if (expiry * 60 > now + RENEWAL_LIMIT)
      yield finding("RenewalTooFar", [index, BigInt(expiry * 60)]);
  }
}

/**
 * What the Conclave itself checks after its validator: a key leaves its place only if it was never activated, or ended so long ago
 * that nothing it signed can run any more; and what has a tombstone never enters again.
 * @param signingWindow W in seconds. @param now UNIX seconds.
 */
export function replacement(
  old: Hex,
  document: Hex,
  records: Records,
  signingWindow: number,
  now: number,
): Finding[] {
  const before = readRoster(old);
  if (isMalformed(before)) return [unreadable(before)];
  const roster = readRoster(document);
  if (isMalformed(roster)) return [unreadable(roster)];
  const longest = signingWindow + Math.max(...before.tiers.map(({ delay, grace }) => delay + grace));
  const tombstones = new Set(records.tombstones.map((identity) => identity.toLowerCase()));
  const findings: Finding[] = [];
  for (let index = 0; index < Math.max(before.entries.length, roster.entries.length); index++) {
    const leaving = identityAt(before, index);
    const entering = identityAt(roster, index);
    if (leaving === entering) continue;
    const record = records.keys.get(index);
    if (leaving !== null && record?.identity.toLowerCase() === leaving && record.state !== PENDING) {
      const ended = record.state === RETIRED || record.state === COMPROMISED;
      const until = ended ? record.endedAt + longest : 0;
      if (!ended || now < until)
        findings.push(finding("KeyStillInUse", [index, record.state, BigInt(until)]));
    }
    if (entering !== null && tombstones.has(entering))
      findings.push(finding("Tombstoned", [index, getAddress(entering)]));
  }
  return findings;
}

function identityAt(roster: RawRoster, index: number): Hex | null {
  const entry = roster.entries[index];
  return entry ? identityOf(entry) : null;
}
