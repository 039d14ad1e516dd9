import type { Hex } from "viem";
import type { Key } from "../charter/model.ts";
import type { Verify } from "./verify.ts";

/** A document with signatures in it that were verified, and the same done to it as others left it meanwhile. */
export type Verified<T> = {
  readonly document: T;
  /** Asks no chain: who has locked a file need not wait for one. What was not verified before is refused. */
  readonly put: (now: T) => Promise<T>;
};

/**
 * Puts signatures into a document, once verified.
 * @param change Puts them there if they verify; done once more for each `put`.
 * @throws what `change` throws
 */
export async function verified<T>(
  document: T,
  verify: Verify,
  change: (to: T, verify: Verify) => T | Promise<T>,
): Promise<Verified<T>> {
  const good = new Set<string>();
  const first = await change(document, async (key, digest, signature) => {
    const isGood = await verify(key, digest, signature);
    if (isGood) good.add(nameOf(key, digest, signature));
    return isGood;
  });
  const known: Verify = async (key, digest, signature) => good.has(nameOf(key, digest, signature));
  return { document: first, put: async (now) => change(now, known) };
}

function nameOf({ kind, signer }: Key, digest: Hex, signature: Hex): string {
  return [kind, signer, digest, signature].join(" ");
}
