import type { LocalAccount } from "viem/accounts";
import { BaseError } from "../errors.ts";
import { lendAccount, withKey } from "../keys/open.ts";
import type { Card } from "./card.ts";
import { digestSigner, type SignDigest, takesSecret } from "./custodian.ts";
import { readKeyFile } from "./key-file.ts";
import { type AskPassword, again, lend } from "./keystore.ts";
import { prepare } from "./message.ts";
import { finish } from "./recovery.ts";
import { keyCheck } from "./typed-data.ts";

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
  if (card === undefined) return lend(ask, (password) => withKey(path, password, use));
  const signerFor = (asking: AskPassword) =>
    card.curve === "secp256k1" ? digestSigner(path, card, asking) : undefined;
  const sign = signerFor(ask);
  if (sign === undefined) throw noTransactions(path, card);
  if (!takesSecret(card)) return lendCard(card, sign, use);
  // One asking serves all signatures.
  return lend(ask, (secret) => lendCard(card, signerFor(again(secret)) ?? sign, use));
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

function noTransactions(path: string, { curve, custody }: Card): BaseError {
  return new BaseError({
    code: "Signer.NoTransactions",
    message: `${path} is a key (${custody.kind}, ${curve}) that signs typed data, not transactions`,
    fix: "have somebody else's account send it (--submitter); what the key itself must send, its own wallet sends",
    details: { path, custody: custody.kind, curve },
  });
}
