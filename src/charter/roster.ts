import {
  type Address,
  concat,
  getAddress,
  type Hex,
  isAddressEqual,
  keccak256,
  numberToHex,
  size,
  slice,
} from "viem";
import { BaseError } from "../errors.ts";
import {
  ENTRY,
  EXECUTOR_FIRST,
  HEADER,
  isMalformed,
  KNOWN_TIER_FLAGS,
  MAX_DOCUMENT,
  MAX_KEYS,
  MAX_TIERS,
  NO_PREDECESSOR,
  type RawEntry,
  type RawTier,
  RECOVERY_TIER,
  readRoster,
  TESTER_NEEDED,
  TIER,
  VERSION,
} from "./layout.ts";
import { KEY_KINDS, type Key, type Roster, type Tier } from "./model.ts";

/**
 * The roster as the document the Conclave stores (docs/formats.md, 1).
 * @throws `Roster.OutOfRange` for a field that does not fit its bytes, `Roster.TooLong` above {@link MAX_DOCUMENT} bytes.
 */
export function encode(roster: Roster): Hex {
  const { tiers, keys } = roster;
  if (tiers.length < 1 || tiers.length > MAX_TIERS) throw outOfRange("number of tiers", tiers.length);
  if (keys.length < 1 || keys.length > MAX_KEYS) throw outOfRange("number of keys", keys.length);
  const blobs: Hex[] = [];
  let offset = HEADER + TIER * tiers.length + ENTRY * keys.length;
  const entries = keys.map((key, index) => {
    if (key === null) return `0x${"00".repeat(ENTRY)}` as const;
    const blob = blobOf(key);
    if (blob === null) return encodeEntry(key, index, 0);
    const entry = encodeEntry(key, index, offset);
    blobs.push(concat([field("key length", size(blob), 2), blob]));
    offset += 2 + size(blob);
    return entry;
  });
  if (offset > MAX_DOCUMENT) {
    throw new BaseError({
      code: "Roster.TooLong",
      message: `the roster takes ${offset} bytes, contract code holds ${MAX_DOCUMENT}`,
      fix: "list fewer keys, or keys with shorter public keys",
      details: { size: offset, limit: MAX_DOCUMENT },
    });
  }
  const document = concat([
    field("version", VERSION, 1),
    field("serial", roster.serial, 2),
    field("cooldown", roster.cooldown, 4),
    field("number of tiers", tiers.length, 1),
    field("number of keys", keys.length, 1),
    ...tiers.map(encodeTier),
    ...entries,
    ...blobs,
  ]);
  return document.toLowerCase() as Hex;
}

/**
 * Reads a roster document, refusing every byte that {@link encode} would not write.
 * @throws `Roster.Malformed` with the offset in `details.at`.
 */
export function decode(document: Hex): Roster {
  const raw = readRoster(document);
  if (isMalformed(raw)) throw malformed(raw.name === "DocumentMalformed" ? raw.at : 7);
  const entriesAt = HEADER + TIER * raw.tiers.length;
  return {
    serial: raw.serial,
    cooldown: raw.cooldown,
    tiers: raw.tiers.map((tier, index) => decodeTier(tier, HEADER + TIER * index + 3)),
    keys: raw.entries.map((entry, index) => entry && decodeEntry(entry, entriesAt + ENTRY * index)),
  };
}

/** `keccak256(kind ‖ signer bytes)`: what an `Activate` or `Compromise` signature names. */
export function keyHash(key: Key): Hex {
  return keccak256(concat([kindByte(key), key.signer]));
}

/**
 * One address for one secret, whatever kind or verifier it is listed under: the address itself, or the low 20 bytes of
 * `keccak256(key bytes)`, which for a 64-byte curve point is its Ethereum address.
 */
export function identity(key: Key): Address {
  const blob = blobOf(key);
  return getAddress(blob === null ? key.signer : slice(keccak256(blob), 12));
}

/** The key bytes behind an ERC-7913 verifier; `null` for other kinds. */
export function blobOf(key: Key): Hex | null {
  if (key.kind !== "ERC7913") return null;
  return size(key.signer) <= 20 ? "0x" : slice(key.signer, 20);
}

function kindByte(key: Key): Hex {
  return numberToHex(KEY_KINDS.indexOf(key.kind), { size: 1 });
}

function encodeTier(tier: Tier, index: number): Hex {
  const flags =
    (tier.testerNeeded ? TESTER_NEEDED : 0) |
    (tier.recovery ? RECOVERY_TIER : 0) |
    (tier.executorFirst ? EXECUTOR_FIRST : 0);
  return concat([
    field(`approvals of tier ${index}`, tier.approvals, 1),
    field(`override of tier ${index}`, tier.override, 1),
    field(`roles of tier ${index}`, tier.roles, 1),
    field(`flags of tier ${index}`, flags, 1),
    field(`delay of tier ${index}`, tier.delay, 4),
    field(`grace of tier ${index}`, tier.grace, 4),
  ]);
}

function decodeTier(raw: RawTier, flagsAt: number): Tier {
  if ((raw.flags & ~KNOWN_TIER_FLAGS) !== 0) throw malformed(flagsAt);
  return {
    approvals: raw.approvals,
    override: raw.override,
    roles: raw.roles,
    testerNeeded: (raw.flags & TESTER_NEEDED) !== 0,
    recovery: (raw.flags & RECOVERY_TIER) !== 0,
    executorFirst: (raw.flags & EXECUTOR_FIRST) !== 0,
    delay: raw.delay,
    grace: raw.grace,
  };
}

function encodeEntry(key: Key, index: number, blobOffset: number): Hex {
  const account = size(key.signer) < 20 ? "0x" : slice(key.signer, 0, 20);
  if (size(account) !== 20 || (key.kind !== "ERC7913" && size(key.signer) !== 20)) {
    throw outOfRange(`length of the signer of key ${index}`, size(key.signer));
  }
  if (key.predecessor === NO_PREDECESSOR) throw outOfRange(`predecessor of key ${index}`, NO_PREDECESSOR);
  return concat([
    account,
    kindByte(key),
    field(`holder of key ${index}`, key.holder, 1),
    field(`roles of key ${index}`, key.roles, 1),
    field(`predecessor of key ${index}`, key.predecessor ?? NO_PREDECESSOR, 1),
    field(`expiry of key ${index}`, key.expiry, 4),
    field(`since of key ${index}`, key.since, 2),
    field(`blob of key ${index}`, blobOffset, 2),
  ]);
}

function decodeEntry(raw: RawEntry, at: number): Key {
  const kind = KEY_KINDS[raw.kind];
  if (kind === undefined) throw malformed(at + 20);
  return {
    kind,
    signer: kind === "ERC7913" ? concat([raw.account, raw.blob]) : raw.account,
    holder: raw.holder,
    roles: raw.roles,
    predecessor: raw.predecessor === NO_PREDECESSOR ? null : raw.predecessor,
    expiry: raw.expiry,
    since: raw.since,
  };
}

function field(name: string, value: number, bytes: number): Hex {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * bytes)) throw outOfRange(name, value);
  return numberToHex(value, { size: bytes });
}

function outOfRange(name: string, value: number): BaseError {
  return new BaseError({
    code: "Roster.OutOfRange",
    message: `${name} is ${value}, which the roster has no room for`,
    fix: "use a value within the limits of docs/formats.md, section 1",
    details: { field: name, value },
  });
}

function malformed(at: number): BaseError {
  return new BaseError({
    code: "Roster.Malformed",
    message: `not a roster document: byte ${at} is not what the format allows`,
    fix: "fetch the document again; if it comes from a chain, check the address and generation",
    details: { at },
  });
}

/** The index at which a roster has a key of this identity; -1 if it has none. */
export function indexOf(roster: Roster, wanted: Address | undefined): number {
  if (wanted === undefined) return -1;
  return roster.keys.findIndex((key) => key !== null && isAddressEqual(identity(key), wanted));
}
