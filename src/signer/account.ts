import type { Hex } from "viem";
import type { LocalAccount } from "viem/accounts";
import { BaseError } from "../errors.ts";
import { lendAccount, withKey } from "../keys/open.ts";
import { Secret } from "../keys/secret.ts";
import type { Card, CustodyKind } from "./card.ts";
import { readKeyFile } from "./key-file.ts";
import { type AskPassword, lend } from "./keystore.ts";
import { prepare } from "./message.ts";
import { finish } from "./recovery.ts";
import { keyCheck } from "./typed-data.ts";

/** Who signs a digest as it is. */
const SENDING = new Set<CustodyKind>(["pkcs11", "aws-kms", "gcp-kms"]);

/** r ‖ s over a digest, by whatever keeps the key. */
type SignDigest = (digest: Hex) => Promise<Hex>;

/**
 * Lends the account of a keystore or card for one operation that sends transactions, such as a sweep. The password or PIN is asked for
 * once; the key signs once before anything begins, so that a wrong PIN does not show half-way.
 * @throws `Signer.NoTransactions` for keys that sign typed data alone, what signing throws
 */
export async function withAccount<T>(
  path: string,
  ask: AskPassword,
  use: (account: LocalAccount) => Promise<T>,
): Promise<T> {
  const { card } = await readKeyFile(path);
  if (card !== undefined && !canSend(card)) throw noTransactions(path, card);
  if (card === undefined) return lend(ask, (password) => withKey(path, password, use));
  if (card.custody.kind !== "pkcs11") return lendCard(card, await digestSigner(path, card, ask), use);
  // One asking of the PIN serves all signatures.
  return lend(ask, async (pin) => {
    const again: AskPassword = async () => pin.use((bytes) => Secret.take(Uint8Array.from(bytes)));
    return lendCard(card, await digestSigner(path, card, again), use);
  });
}

async function lendCard<T>(
  card: Card,
  raw: SignDigest,
  use: (account: LocalAccount) => Promise<T>,
): Promise<T> {
  const sign: SignDigest = async (digest) => finish(card, digest, await raw(digest));
  await sign(prepare(keyCheck(card.label)).digest);
  return lendAccount(card.address, sign, use);
}

function canSend({ curve, custody }: Card): boolean {
  return curve === "secp256k1" && SENDING.has(custody.kind);
}

async function digestSigner(path: string, card: Card, ask: AskPassword): Promise<SignDigest> {
  const { custody } = card;
  if (custody.kind === "aws-kms") {
    const { signWithAws } = await import("./kms/aws.ts");
    return (digest) => signWithAws({ ...card, custody }, digest);
  }
  if (custody.kind === "gcp-kms") {
    const { signWithGcp } = await import("./kms/gcp.ts");
    return (digest) => signWithGcp({ ...card, custody }, digest);
  }
  if (custody.kind !== "pkcs11") throw noTransactions(path, card);
  const { signInToken } = await import("./pkcs11/keys.ts");
  return (digest) => signInToken({ ...card, custody }, ask, digest);
}

function noTransactions(path: string, { curve, custody }: Card): BaseError {
  return new BaseError({
    code: "Signer.NoTransactions",
    message: `${path} is a key (${custody.kind}, ${curve}) that signs typed data, not transactions`,
    fix: "have somebody else's account send it (--submitter); what the key itself must send, its own wallet sends",
    details: { path, custody: custody.kind, curve },
  });
}
