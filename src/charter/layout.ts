import { bytesToHex, type Hex, hexToBytes } from "viem";

/** Sizes of docs/formats.md, 1, in bytes. */
export const HEADER = 9;
export const TIER = 12;
export const ENTRY = 32;
export const VERSION = 1;
export const MAX_TIERS = 16;
export const MAX_KEYS = 64;
export const NO_PREDECESSOR = 255;
export const KIND_ERC1271 = 1;
export const KIND_ERC7913 = 2;

/** Tier flags. */
export const TESTER_NEEDED = 1;
export const RECOVERY_TIER = 2;
export const EXECUTOR_FIRST = 4;
export const KNOWN_TIER_FLAGS = TESTER_NEEDED | RECOVERY_TIER | EXECUTOR_FIRST;

/** Longest document that fits in contract code behind its STOP byte (EIP-170). */
export const MAX_DOCUMENT = 24_575;

/** A tier as its bytes say, before any of it is judged. */
export type RawTier = {
  readonly approvals: number;
  readonly override: number;
  readonly roles: number;
  readonly flags: number;
  readonly delay: number;
  readonly grace: number;
};

/** A key entry as its bytes say; `blob` is `0x` for kinds other than ERC-7913. */
export type RawEntry = {
  readonly account: Hex;
  readonly kind: number;
  readonly holder: number;
  readonly roles: number;
  readonly predecessor: number;
  readonly expiry: number;
  readonly since: number;
  readonly blob: Hex;
};

export type RawRoster = {
  readonly serial: number;
  readonly cooldown: number;
  readonly tiers: readonly RawTier[];
  readonly entries: readonly (RawEntry | null)[];
};

/** What stops a document from being read: the finding the validator would give. */
export type Malformed =
  | { readonly name: "DocumentMalformed"; readonly at: number }
  | { readonly name: "TierCountOutOfRange"; readonly count: number };

/**
 * Takes a roster document apart. Refuses every byte that cannot be re-encoded as it stands (version, counts, gaps between
 * blobs, trailing bytes), but does not judge what the fields say: that is the check's work, which must name the rule.
 */
export function readRoster(document: Hex): RawRoster | Malformed {
  const bytes = hexToBytes(document);
  if (bytes.length < HEADER) return malformed(bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== VERSION) return malformed(0);
  const tierCount = view.getUint8(7);
  const keyCount = view.getUint8(8);
  if (tierCount === 0 || tierCount > MAX_TIERS) return { name: "TierCountOutOfRange", count: tierCount };
  if (keyCount === 0 || keyCount > MAX_KEYS) return malformed(8);
  const entriesAt = HEADER + TIER * tierCount;
  let cursor = entriesAt + ENTRY * keyCount;
  if (bytes.length < cursor) return malformed(bytes.length);

  const tiers = Array.from({ length: tierCount }, (_, index) => readTier(view, HEADER + TIER * index));
  const entries: (RawEntry | null)[] = [];
  for (let index = 0; index < keyCount; index++) {
    const at = entriesAt + ENTRY * index;
    if (bytes.subarray(at, at + ENTRY).every((byte) => byte === 0)) {
      entries.push(null);
      continue;
    }
    const hasBlob = view.getUint8(at + 20) === KIND_ERC7913;
    if (view.getUint16(at + 30) !== (hasBlob ? cursor : 0)) return malformed(at);
    let blob: Hex = "0x";
    if (hasBlob) {
      if (cursor + 2 > bytes.length) return malformed(at);
      const end = cursor + 2 + view.getUint16(cursor);
      if (end > bytes.length) return malformed(at);
      blob = bytesToHex(bytes.subarray(cursor + 2, end));
      cursor = end;
    }
    entries.push(readEntry(bytes, view, at, blob));
  }
  if (cursor !== bytes.length) return malformed(cursor);
  return { serial: view.getUint16(1), cooldown: view.getUint32(3), tiers, entries };
}

export function isMalformed(value: object): value is Malformed {
  return "name" in value;
}

function malformed(at: number): Malformed {
  return { name: "DocumentMalformed", at };
}

function readTier(view: DataView, at: number): RawTier {
  return {
    approvals: view.getUint8(at),
    override: view.getUint8(at + 1),
    roles: view.getUint8(at + 2),
    flags: view.getUint8(at + 3),
    delay: view.getUint32(at + 4),
    grace: view.getUint32(at + 8),
  };
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, blob: Hex): RawEntry {
  return {
    account: bytesToHex(bytes.subarray(at, at + 20)),
    kind: view.getUint8(at + 20),
    holder: view.getUint8(at + 21),
    roles: view.getUint8(at + 22),
    predecessor: view.getUint8(at + 23),
    expiry: view.getUint32(at + 24),
    since: view.getUint16(at + 28),
    blob,
  };
}
