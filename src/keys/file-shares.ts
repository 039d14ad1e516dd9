import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { combine, split } from "shamir-secret-sharing";
import { stringify } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { digestOfShare, type FileShare, fileShareText, readFileShare } from "./file-share.ts";
import type { SealedFiles, SealedHeader } from "./sealed-set.ts";
import type { Secret } from "./secret.ts";
import { choose, minimalSubsets } from "./shape.ts";
import { notOfSet, otherSet, repeated, splitFailed, tooFew } from "./share-errors.ts";
import type { Hear } from "./strongroom/hear.ts";
import type { Show } from "./strongroom/show.ts";

/** Which shares were read: name, and number counted from 1. */
export type ReadShares = readonly { readonly name: string; readonly index: number }[];
type Plan = Pick<SealedHeader, "created" | "threshold" | "files"> & { readonly people: readonly string[] };

const CIPHER = "aes-256-gcm";

/**
 * Encrypts files under a random key, cuts the key into shares, recovers it from every minimal subset of them, and then shows each to
 * its person. The key is gone afterwards. @throws `Share.SplitFailed`, `Share.TooManySubsets`, what `show` throws
 */
export async function sealFiles(
  { people, ...plan }: Plan,
  { content }: { content: Secret },
  show: Show,
): Promise<SealedFiles> {
  const subsets = minimalSubsets({
    threshold: 1,
    groups: [{ threshold: plan.threshold, members: people.length }],
  });
  // Not a Buffer, which the package refuses.
  const key = Uint8Array.from(randomBytes(32));
  try {
    const set = randomBytes(8).toString("hex");
    const shares = await split(key, people.length, plan.threshold);
    for (const subset of subsets) {
      const found = await combine(subset.flatMap(([, member]) => shares[member] ?? []));
      if (!Buffer.from(found).equals(key)) throw splitFailed();
      found.fill(0);
    }
    const header: SealedHeader = {
      version: 1,
      type: "sealed-files",
      set,
      ...plan,
      shares: people.map((name, at) => ({
        name,
        digest: digestOfShare(set, at + 1, shares[at] ?? new Uint8Array()),
      })),
    };
    const nonce = randomBytes(12);
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(stringify(header), "utf8"));
    const ciphertext = content.use((bytes) => Buffer.concat([cipher.update(bytes), cipher.final()]));
    for (const [at, share] of shares.entries()) {
      show(fileShareText(header, at + 1, share), { on: at });
      share.fill(0);
    }
    return {
      header,
      commitment: commit(key),
      nonce: nonce.toString("hex"),
      tag: cipher.getAuthTag().toString("hex"),
      ciphertext: ciphertext.toString("base64"),
    };
  } finally {
    key.fill(0);
  }
}

/** Opens sealed files and writes each to its place. @throws `Share.*`, `Sealed.Altered`, what `show` throws */
export async function openFiles(
  { sealed, names }: { readonly sealed: SealedFiles; readonly names: readonly string[] },
  _: Record<never, never>,
  show: Show,
  hear: Hear,
): Promise<ReadShares> {
  const { header, commitment, nonce, tag, ciphertext } = sealed;
  const shares = gather(header, names, hear);
  if (shares.length < header.threshold)
    throw tooFew(shares, [{ group: 1, needed: header.threshold - shares.length }]);
  // Each is the one that was made, by its digest: any of them will do.
  const key = await combine(shares.slice(0, header.threshold).map(({ bytes }) => bytes));
  let content: Buffer;
  try {
    if (commit(key) !== commitment) throw altered(header.set);
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, "hex"), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(stringify(header), "utf8")).setAuthTag(Buffer.from(tag, "hex"));
    content = Buffer.concat([decipher.update(Buffer.from(ciphertext, "base64")), decipher.final()]);
  } catch {
    throw altered(header.set);
  } finally {
    key.fill(0);
  }
  try {
    if (header.files.reduce((sum, { size }) => sum + size, 0) !== content.length) throw altered(header.set);
    let at = 0;
    for (const [on, { size }] of header.files.entries()) {
      show(content.subarray(at, at + size), { on });
      at += size;
    }
  } finally {
    content.fill(0);
  }
  return told(shares);
}

/** Reads shares and compares each with what was made, without opening anything. @throws `Share.*` */
export async function checkFileShares(
  { header, names }: { readonly header: SealedHeader; readonly names: readonly string[] },
  _: Record<never, never>,
  __: Show,
  hear: Hear,
): Promise<ReadShares> {
  return told(gather(header, names, hear));
}

function gather(header: SealedHeader, names: readonly string[], hear: Hear): FileShare[] {
  const shares = names.map((name, at) => {
    const text = hear("", at);
    try {
      return readFileShare(text.revealText(), name);
    } finally {
      text.wipe();
    }
  });
  const stray = shares.filter(({ id }) => id !== header.set);
  if (stray.length > 0) throw otherSet(header.set, stray);
  for (const [first, second] of choose(shares.length, 2)) {
    const [a, b] = [shares[first ?? 0], shares[second ?? 0]];
    if (a !== undefined && b !== undefined && a.index === b.index) throw repeated(a.name, b.name);
  }
  const forged = shares.filter(
    ({ id, index, bytes }) => header.shares[index - 1]?.digest !== digestOfShare(id, index, bytes),
  );
  if (forged.length > 0) throw notOfSet(forged);
  return shares;
}

function told(shares: readonly FileShare[]): ReadShares {
  return shares.map(({ name, index }) => ({ name, index }));
}

function commit(key: Uint8Array): string {
  return createHash("sha256").update("Conclave file key\n").update(key).digest("hex");
}

function altered(set: string): BaseError {
  return new BaseError({
    code: "Sealed.Altered",
    message: `the sealed files of set ${set} are not as they were sealed`,
    fix: "use another copy of the sealed file; the shares are good",
    details: { set },
  });
}
