import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isAddressEqual } from "viem";
import { BaseError } from "../../src/errors.ts";
import type { SafeState } from "../../src/safe/state.ts";
import { readSafeFile } from "./safe.ts";

/**
 * The nonce that was asked for; else the first that neither the Safe has used nor a file in the folder has taken.
 * @throws `Task.BadNonce`, `Task.NonceUsed`
 */
export async function nonceFor(
  state: SafeState,
  { nonce, folder }: { readonly nonce: string | undefined; readonly folder: string },
): Promise<bigint> {
  if (nonce === undefined) {
    const taken = await noncesIn(folder, state);
    return taken.reduce((next, one) => (one >= next ? one + 1n : next), state.nonce);
  }
  if (!/^\d{1,18}$/.test(nonce))
    throw new BaseError({
      code: "Task.BadNonce",
      message: `"${nonce}" is no nonce`,
      fix: "write it in digits",
    });
  if (BigInt(nonce) >= state.nonce) return BigInt(nonce);
  throw new BaseError({
    code: "Task.NonceUsed",
    message: `nonce ${nonce} is used; the Safe is at ${state.nonce}`,
    fix: `give ${state.nonce} or a later one, or leave it out`,
  });
}

/** Files that cannot be read take no nonce: other commands say what is wrong with them. */
async function noncesIn(folder: string, { chainId, address }: SafeState): Promise<readonly bigint[]> {
  const names = await readdir(folder).catch(() => []);
  const read = names
    .filter((name) => name.endsWith(".json") && !name.startsWith("."))
    .map(async (name) => readSafeFile(join(folder, name)).catch(() => null));
  return (await Promise.all(read)).flatMap((file) =>
    file !== null && file.domain.chainId === chainId && isAddressEqual(file.domain.verifyingContract, address)
      ? [file.transaction.nonce]
      : [],
  );
}
