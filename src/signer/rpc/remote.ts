import { type Address, getAddress, type Hex, isHex } from "viem";
import { BaseError } from "../../errors.ts";
import { assertLabel } from "../../keys/store.ts";
import { assertCustody, type CardOf, type CustodyOf } from "../card.ts";
import { type Prepared, prepare } from "../message.ts";
import { type CardTarget, type SavedCard, saveCard } from "../new-card.ts";
import { otherKey } from "../other-key.ts";
import { recoverPoint } from "../recovery.ts";
import { keyCheck } from "../typed-data.ts";
import { ask } from "./exchange.ts";
import { placeOf } from "./place.ts";

/** How a signer is asked: where, by which method, and with the typed data as an object or as its JSON in a string. */
export type Remote = Pick<CustodyOf<"rpc">, "url" | "urlFile" | "method" | "params">;

/**
 * Writes the card of an account that a remote signer has, once it has signed: the public key comes from that signature.
 * @throws `Card.Invalid`, `Remote.*`, `Signer.OtherKey` if it signs with another, what `writeCard` throws
 */
export async function cardFromRemote(
  target: CardTarget & { readonly address: Address },
  remote: Remote,
): Promise<SavedCard> {
  const { label } = target;
  assertLabel(label);
  assertCustody({ kind: "rpc", ...remote });
  const address = getAddress(target.address);
  const check = prepare(keyCheck(label));
  const signature = await signRemotely(remote, address, check);
  const point = recoverPoint(address, check.digest, signature);
  if (point === undefined) throw otherKey(label, { expected: address });
  return saveCard(target, { curve: "secp256k1", point, custody: { kind: "rpc", ...remote } });
}

/**
 * Has a card's signer sign typed data as such: it can show what it signs. Hashes are never sent (`eth_sign`), for nobody could see what
 * they are of.
 */
export function signWithCard({ custody, address }: CardOf<"rpc">, prepared: Prepared): Promise<Hex> {
  return signRemotely(custody, address, prepared);
}

async function signRemotely(remote: Remote, address: Address, { typed }: Prepared): Promise<Hex> {
  const place = await placeOf(remote);
  const text = JSON.stringify(typed, (name, value: unknown) => plain(name, value));
  const data = remote.params === "string" ? text : (JSON.parse(text) as unknown);
  const result = await ask(place, remote.method, [address, data]);
  if (isHex(result) && /^0x[0-9a-f]{128}([0-9a-f]{2})?$/i.test(result)) return result;
  throw new BaseError({
    code: "Remote.NoSignature",
    message: `what the signer at ${place.host} gives for ${remote.method} is no signature`,
    fix: "name the method that signs typed data by --method",
    details: { host: place.host, method: remote.method },
  });
}

/** Integers as wallets read them: the chain as a number, others too large for one as decimals. */
function plain(name: string, value: unknown): unknown {
  const isChain = name === "chainId" && (typeof value === "bigint" || typeof value === "string");
  if (isChain && Number.isSafeInteger(Number(value))) return Number(value);
  return typeof value === "bigint" ? value.toString() : value;
}
