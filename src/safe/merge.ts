import type { Hex } from "viem";
import * as Canonical from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { type Announcement, check, type SafeFile, withSignatures } from "./file.ts";
import * as Nested from "./nested.ts";
import type { Signature } from "./signature.ts";

/**
 * One file with the signatures of several copies, whatever their order. Every signature that a key made is checked.
 * @throws `SafeMerge.Nothing`, `SafeMerge.Different` if they differ in anything but signatures, `SafeFile.*`, `SafeSignature.*`
 */
export function merge(files: readonly SafeFile[]): SafeFile {
  const [first, ...rest] = files;
  if (first === undefined) {
    throw new BaseError({
      code: "SafeMerge.Nothing",
      message: "no file is given",
      fix: "name the copies to merge",
    });
  }
  for (const file of files) check(file);
  const odd = rest.find((file) => bare(file) !== bare(first));
  if (odd !== undefined) throw different(first, odd);
  const announcement = files.reduce<Announcement | undefined>(
    (known, file) => joined(first, file, known),
    undefined,
  );
  const signatures = files
    .flatMap((file) => file.signatures)
    .reduce<Signature[]>((all, one) => added(first, all, one), []);
  return { ...withSignatures(first, signatures), ...(announcement === undefined ? {} : { announcement }) };
}

/**
 * A file with the signatures of a copy too, such as one that somebody signed while others signed the file, or a service's. Whatever else a
 * copy says of the transaction is its own affair.
 * @throws `SafeMerge.Different` if it is of another transaction, `SafeSignature.*`
 */
export function withMore(file: SafeFile, copy: Pick<SafeFile, "safeTxHash" | "signatures">): SafeFile {
  if (copy.safeTxHash !== file.safeTxHash) throw different(file, copy);
  return withSignatures(
    file,
    copy.signatures.reduce<Signature[]>((all, one) => added(file, all, one), [...file.signatures]),
  );
}

/** The signatures with another one. Of two by one owner the surer stays, in whatever order they come; an inner Safe's grow together. */
export function added(file: SafeFile, all: readonly Signature[], one: Signature): Signature[] {
  const known = all.find(({ owner }) => owner === one.owner);
  const others = all.filter(({ owner }) => owner !== one.owner);
  return [...others, known === undefined ? one : chosen(file, known, one)];
}

/** A key's signature needs nobody's word; an approval needs the chain's. */
const ORDER = ["typed", "message", "contract", "approved"] as const;

function chosen(file: SafeFile, a: Signature, b: Signature): Signature {
  if (a.kind !== b.kind) return ORDER.indexOf(a.kind) < ORDER.indexOf(b.kind) ? a : b;
  const [parts, more] =
    a.kind === "contract" ? [a, b].map((one) => Nested.split(file, a.owner, one.signature)) : [];
  if (parts && more) {
    const inner = [...parts, ...more].sort((left, right) => compare(left.signature, right.signature));
    return { ...a, signature: Nested.join(inner) };
  }
  // Bytes that cannot be taken apart are more than those that can: an inner Safe with contracts among its owners.
  if (parts && more === null) return b;
  if (more && parts === null) return a;
  return compare(a.signature, b.signature) < 0 ? a : b;
}

function bare({ signatures: _, announcement: __, ...file }: SafeFile): Hex {
  return Canonical.hash(file);
}

function joined(first: SafeFile, file: SafeFile, known: Announcement | undefined): Announcement | undefined {
  const { announcement } = file;
  if (known === undefined || announcement === undefined) return known ?? announcement;
  const terms = ({ proposer: _, tester: __, ...rest }: Announcement) => Canonical.stringify(rest);
  const [proposer, tester] = [
    both(known.proposer, announcement.proposer),
    signedTester(known.tester, announcement.tester),
  ];
  if (terms(known) !== terms(announcement) || proposer === null || tester === null)
    throw different(first, file);
  return { ...known, ...(proposer && { proposer }), ...(tester && { tester }) };
}

/** Of one who was named, and one who has signed since, the latter; null if they are not the same. */
function signedTester(a: Announcement["tester"], b: Announcement["tester"]): Announcement["tester"] | null {
  if (a === undefined || b === undefined || a.key !== b.key) return both(a, b);
  if (a.signature === undefined) return b;
  return b.signature === undefined ? a : both(a, b);
}

/** Null if both are there and differ. */
function both<T>(a: T | undefined, b: T | undefined): T | undefined | null {
  if (a === undefined || b === undefined) return a ?? b;
  return Canonical.stringify(a) === Canonical.stringify(b) ? a : null;
}

function compare(a: Hex, b: Hex): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function different(first: SafeFile, other: Pick<SafeFile, "safeTxHash">): BaseError {
  return new BaseError({
    code: "SafeMerge.Different",
    message: "the files are not copies of one: they differ in more than signatures",
    fix: "merge copies of the same file only",
    details: { first: first.safeTxHash, other: other.safeTxHash },
  });
}
