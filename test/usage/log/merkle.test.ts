import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  consistencyProof,
  EMPTY,
  grow,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  peakCount,
  rootOf,
  rootOver,
} from "../../../src/usage/log/merkle.ts";

const vector = JSON.parse(readFileSync("test/vectors/tlog/tree.json", "utf8")) as {
  leaves: string[];
  empty: string;
  roots: string[];
  inclusion: { index: number; size: number; leaf: string; proof: string[] };
};
const published = vector.leaves.map((hex) => leafHash(Buffer.from(hex, "hex")));
const many = Array.from({ length: 70 }, (_, i) => leafHash(Buffer.from(`line ${i}`)));

/** The definition of RFC 6962, 2.1, as it stands there. */
function definition(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return rootOf({ size: 2, peaks: [definition(leaves.slice(0, half)), definition(leaves.slice(half))] });
}

describe("the tree", () => {
  it("has the published roots", () => {
    expect(rootOf(EMPTY).toString("hex")).toBe(vector.empty);
    const roots = vector.roots.map((_, i) => rootOver(published.slice(0, i + 1)).toString("hex"));
    expect(roots).toEqual(vector.roots);
  });

  it("grown leaf by leaf is the tree of the definition, with a peak for each one in its size", () => {
    let tree = EMPTY;
    for (const [i, leaf] of many.entries()) {
      tree = grow(tree, leaf);
      expect(tree.size).toBe(i + 1);
      expect(tree.peaks).toHaveLength(peakCount(tree.size));
      expect(rootOf(tree)).toEqual(definition(many.slice(0, i + 1)));
    }
  });
});

describe("a proof of inclusion", () => {
  it("is the published one", () => {
    const { index, size, leaf, proof } = vector.inclusion;
    expect(published[index]?.toString("base64")).toBe(leaf);
    const made = inclusionProof(published.slice(0, size), index);
    expect(made.map((hash) => hash.toString("base64"))).toEqual(proof);
  });

  it("shows every leaf of every size to be where it is, and nothing else", () => {
    for (let size = 1; size <= 20; size++) {
      const leaves = many.slice(0, size);
      const root = rootOver(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const proof = inclusionProof(leaves, index);
        expect(isIncluded(leaf, index, size, proof, root)).toBe(true);
        const wrong: Parameters<typeof isIncluded>[] = [
          [leaf, index + 1, size, proof, root],
          [leaf, index - 1, size, proof, root],
          [leaf, index ^ 2, size, proof, root],
          [leaf, index, size * 2, proof, root],
          [leaf, index, size, [...proof, root], root],
          [leaf, index, size, [root, ...proof], root],
          [leaf, index, size, [...proof, Buffer.alloc(0)], root],
          [leafHash(Buffer.from("other")), index, size, proof, root],
          [leaf, index, size, proof, Buffer.alloc(0)],
          [leaf, index, 0, proof, root],
        ];
        if (proof.length > 0) wrong.push([leaf, index, size, proof.slice(1), root]);
        if (proof.length > 0) wrong.push([leaf, index, size, proof.slice(0, -1), root]);
        if (proof.length > 0) wrong.push([leaf, index, Math.floor(size / 2), proof, root]);
        for (const args of wrong) expect(isIncluded(...args)).toBe(false);
      }
    }
  });
});

describe("a proof of consistency", () => {
  it("shows every older size to be the beginning of every newer one, and nothing else", () => {
    for (let size = 1; size <= 20; size++) {
      const newer = { size, root: rootOver(many.slice(0, size)) };
      for (let old = 0; old <= size; old++) {
        const older = { size: old, root: rootOver(many.slice(0, old)) };
        const proof = consistencyProof(many.slice(0, size), old);
        expect(isConsistent(older, newer, proof)).toBe(true);
        expect(isConsistent({ ...older, root: leafHash(Buffer.from("x")) }, newer, proof)).toBe(false);
        expect(isConsistent(older, newer, [...proof, newer.root])).toBe(false);
        expect(isConsistent(older, newer, [Buffer.alloc(0), ...proof])).toBe(false);
        expect(isConsistent({ ...older, size: size + 1 }, newer, proof)).toBe(false);
        if (old === 0) continue;
        const forged = { ...newer, root: leafHash(Buffer.from("y")) };
        expect(isConsistent(older, forged, proof)).toBe(false);
        if (proof.length > 0) expect(isConsistent(older, newer, proof.slice(0, -1))).toBe(false);
        if (proof.length > 0) expect(isConsistent(older, newer, proof.slice(1))).toBe(false);
        if (old < size) expect(isConsistent(newer, older, proof)).toBe(false);
      }
    }
  });

  it("refuses sizes and hashes that are none", () => {
    const root = rootOver(many);
    expect(isConsistent({ size: -1, root }, { size: 3, root }, [])).toBe(false);
    expect(isConsistent({ size: 1.5, root }, { size: 3, root }, [root])).toBe(false);
    expect(isConsistent({ size: 0, root }, { size: 3, root }, [])).toBe(false);
    expect(isIncluded(root, Number.MAX_SAFE_INTEGER + 1, Number.MAX_VALUE, [], root)).toBe(false);
  });
});
