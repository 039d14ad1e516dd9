import { createHash } from "node:crypto";

/**
 * The Merkle tree of RFC 6962, section 2.1 (RFC 9162, section 2.1): SHA-256, leaves and nodes told apart by a first byte. Nothing
 * here reads or writes a file.
 */

/** A tree as far as it can grow: its size, and the roots of its complete subtrees from the largest to the smallest. */
export type Tree = { readonly size: number; readonly peaks: readonly Buffer[] };

export const EMPTY: Tree = { size: 0, peaks: [] };
export const HASH_SIZE = 32;

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

export function leafHash(leaf: Uint8Array): Buffer {
  return createHash("sha256").update(LEAF).update(leaf).digest();
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash("sha256").update(NODE).update(left).update(right).digest();
}

/** The tree with one leaf more. */
export function grow({ size, peaks }: Tree, leaf: Buffer): Tree {
  const grown = [...peaks];
  let hash = leaf;
  // Each trailing one of the size is a complete subtree that the new leaf doubles.
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    hash = nodeHash(grown.pop() ?? hash, hash);
  }
  return { size: size + 1, peaks: [...grown, hash] };
}

/** The root; of the empty tree the hash of nothing. */
export function rootOf({ peaks }: Tree): Buffer {
  const [last, ...others] = peaks.toReversed();
  if (last === undefined) return createHash("sha256").digest();
  return others.reduce((right, left) => nodeHash(left, right), last);
}

/** How many peaks a tree of a size has. */
export function peakCount(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** The root over leaf hashes. */
export function rootOver(leaves: readonly Buffer[]): Buffer {
  return rootOf(leaves.reduce(grow, EMPTY));
}

/** Proof that the leaf at `index` is in the tree over these leaf hashes, from its sibling up (RFC 6962, 2.1.1). */
export function inclusionProof(leaves: readonly Buffer[], index: number): Buffer[] {
  if (leaves.length <= 1) return [];
  const half = split(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half
    ? [...inclusionProof(left, index), rootOver(right)]
    : [...inclusionProof(right, index - half), rootOver(left)];
}

/** Proof that the tree over the first `size` leaf hashes is the beginning of the tree over all (RFC 6962, 2.1.2). */
export function consistencyProof(leaves: readonly Buffer[], size: number): Buffer[] {
  return size === 0 || size === leaves.length ? [] : subproof(leaves, size, true);
}

function subproof(leaves: readonly Buffer[], size: number, isWhole: boolean): Buffer[] {
  if (size === leaves.length) return isWhole ? [] : [rootOver(leaves)];
  const half = split(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return size <= half
    ? [...subproof(left, size, isWhole), rootOver(right)]
    : [...subproof(right, size - half, false), rootOver(left)];
}

/** Whether a proof shows the leaf to be at `index` of the tree of this size and root (RFC 9162, 2.1.3.2). */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let [at, last] = [index, size - 1];
  let hash: Buffer = Buffer.from(leaf);
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = halved(at, last);
    } else hash = nodeHash(hash, sibling);
    [at, last] = halved(at, last);
  }
  return last === 0 && hash.equals(root);
}

/** Whether a proof shows that the older tree is the beginning of the newer one (RFC 9162, 2.1.4.2). */
export function isConsistent(
  older: { readonly size: number; readonly root: Buffer },
  newer: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (!isCount(older.size) || !isCount(newer.size) || older.size > newer.size) return false;
  if (!areHashes([older.root, newer.root, ...proof])) return false;
  // The empty tree is the beginning of any; there is nothing to prove.
  if (older.size === 0) return proof.length === 0 && older.root.equals(rootOf(EMPTY));
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  const path = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = halved(at, last);
  let [old, now] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [old, now] = [nodeHash(hash, old), nodeHash(hash, now)];
      while (at % 2 === 0 && at !== 0) [at, last] = halved(at, last);
    } else now = nodeHash(now, hash);
    [at, last] = halved(at, last);
  }
  return last === 0 && old.equals(older.root) && now.equals(newer.root);
}

/** The largest power of two below `size`. Sizes above 2^31 occur in proofs alone, which do not split. */
function split(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

function halved(at: number, last: number): [number, number] {
  return [Math.floor(at / 2), Math.floor(last / 2)];
}

function isPowerOfTwo(size: number): boolean {
  return peakCount(size) === 1;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every(({ length }) => length === HASH_SIZE);
}
