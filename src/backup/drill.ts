import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAddressEqual, zeroAddress } from "viem";
import { BaseError } from "../errors.ts";
import { type Signed, signDigest } from "../keys/open.ts";
import type { Expected } from "../keys/recover.ts";
import { Secret } from "../keys/secret.ts";
import { assertSafeFolder } from "../secret-files.ts";
import { type KeyFile, readKeyFile } from "../signer/key-file.ts";
import { prepare } from "../signer/message.ts";
import type { TypedData } from "../signer/signer.ts";
import { signerOf } from "../signer/signer-of.ts";
import { challengeOf, type DrillRecord, type Evidence, verifyDrill } from "./drill-record.ts";
import { assertListed, namedCopy, serialOf, shareCopy } from "./drilled-copy.ts";
import type { BackedKey, Copy } from "./manifest.ts";
import { recoverKey } from "./recover.ts";
import { openFiles } from "./sealed-files.ts";
import type { ShareSource } from "./shares.ts";

/** What to recover from: shares as they are, sealed files with their shares, or one copy as it is: a keystore, or a device by its card, with its PIN. */
export type DrillSource =
  | {
      readonly kind: "shares";
      readonly source: ShareSource;
      readonly expected: Expected;
      readonly passphrase: Secret;
    }
  | {
      readonly kind: "sealed";
      readonly path: string;
      readonly source: ShareSource;
      readonly password: Secret;
    }
  | { readonly kind: "keystore"; readonly path: string; readonly password: Secret; readonly copy: string };

export type DrillRequest = {
  /** The key as the manifest has it. */
  readonly key: BackedKey;
  readonly source: DrillSource;
  readonly at: Date;
  /** Where the recovered keystore is written, encrypted, for as long as it takes; the system's folder for temporary files. */
  readonly scratch?: string;
};

/**
 * Recovers a key from its real copies and has it sign a challenge: that the backup is good is then proved, not believed (GR-27, GR-35,
 * KU-10). From shares a keystore is made as in an emergency, under a random password, in a folder of its own; folder, keystore and password
 * are gone when this returns, however it ends.
 * @throws `Drill.*`, `Share.*`, `Keystore.*`, `Strongroom.*`, `Files.*`
 */
export async function drill(request: DrillRequest): Promise<DrillRecord> {
  const { source } = request;
  if (source.kind === "keystore") {
    const file = await readKeyFile(source.path);
    return prove(request, [namedCopy(request.key, source.copy, file.card)], file, source.password);
  }
  if (source.kind === "sealed") return inFolder(request, (folder) => drillSealed(request, source, folder));
  const { expected, passphrase } = source;
  if (!isAddressEqual(expected.address, request.key.address)) throw otherKey(request.key, expected.address);
  // What is known before the key is whole anywhere is refused before.
  if (expected.set !== undefined) assertListed(request.key, String(expected.set.id));
  const password = Secret.text(randomBytes(32).toString("base64url"));
  try {
    return await inFolder(request, async (folder) => {
      // The password has 256 random bits: stretching it would add nothing.
      const target = { label: "drill", folder, password, cost: "light" } as const;
      const saved = await recoverKey({ ...target, source: source.source, expected, passphrase });
      const copies = saved.shares.map((share) => shareCopy(request.key, String(share.set), share));
      return prove(request, copies, await readKeyFile(saved.path), password);
    });
  } finally {
    password.wipe();
  }
}

/** Opens the sealed files and finds the key's keystore among them. */
async function drillSealed(
  request: DrillRequest,
  { path, source, password }: Extract<DrillSource, { kind: "sealed" }>,
  folder: string,
): Promise<DrillRecord> {
  const opened = join(folder, "opened");
  const { header, shares } = await openFiles(path, source, opened);
  const copies = shares.map(({ name, index }) =>
    shareCopy(request.key, header.set, { name, group: 0, member: index - 1 }),
  );
  for (const { path: name } of header.files) {
    const file = await readKeyFile(join(opened, name)).catch(() => undefined);
    // A card that was sealed as well leads to the device, which is another copy.
    if (
      file?.v3 !== undefined &&
      file.address !== undefined &&
      isAddressEqual(file.address, request.key.address)
    )
      return prove(request, copies, file, password);
  }
  throw new BaseError({
    code: "Drill.NoKeystore",
    message: `the sealed files have no keystore of ${request.key.address}`,
    fix: "seal the folder that has it, and note in the manifest what the set opens",
    details: { key: request.key.label, address: request.key.address },
  });
}

/** Lends a folder of one's own, which is gone afterwards with all in it. */
async function inFolder<T>({ scratch }: DrillRequest, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(scratch ?? tmpdir(), "conclave-drill-"));
  try {
    await assertSafeFolder(folder);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function prove(
  { key, at }: DrillRequest,
  copies: readonly Copy[],
  file: KeyFile,
  password: Secret,
): Promise<DrillRecord> {
  const bare = {
    key: key.label,
    address: key.address,
    copies: copies.map(({ id }) => id),
    ...(copies[0]?.set === undefined ? {} : { set: copies[0].set }),
    at: at.toISOString(),
    nonce: `0x${randomBytes(32).toString("hex")}` as const,
  };
  const { publicKey, signature } = await signWith(file, password, challengeOf(bare));
  const { curve, point, address } = publicKey;
  if (!isAddressEqual(address, key.address)) throw otherKey(key, address);
  const serial = file.card === undefined ? undefined : serialOf(file.card);
  const device = serial === undefined ? {} : { serial };
  const evidence: Evidence = { ...bare, ...device, curve, point, proof: signature };
  const record: DrillRecord = { version: 1, type: "backup-drill", evidence, present: [] };
  await verifyDrill(record);
  return record;
}

/** By the device that a card names, or on the curve that the keystore says. */
async function signWith(
  { path, curve, card }: KeyFile,
  password: Secret,
  challenge: TypedData,
): Promise<Signed> {
  if (card === undefined) return signDigest(path, password, curve, prepare(challenge).digest);
  const signer = await signerOf(path, async () => password, { verifier: zeroAddress });
  return { publicKey: card, signature: await signer.signTypedData(challenge) };
}

function otherKey({ label, address }: BackedKey, found: string): BaseError {
  return new BaseError({
    code: "Drill.OtherKey",
    message: `the copies give the key of ${found}, the manifest says ${address} for ${label}`,
    fix: "find out which is right before anything else: one of them is of another key",
    details: { key: label, expected: address, found },
  });
}
