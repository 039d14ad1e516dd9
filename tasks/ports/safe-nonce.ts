import { BaseError } from "../../src/errors.ts";
import { readFolder } from "../../src/safe/queue-folder.ts";
import type { SafeState } from "../../src/safe/state.ts";

/**
 * The nonce that was asked for; else the first that neither the Safe has used nor a file in the folder has taken.
 * @throws `Task.BadNonce`, `Task.NonceUsed`, `Files.CannotList`
 */
export async function nonceFor(
  state: SafeState,
  { nonce, folder }: { readonly nonce: string | undefined; readonly folder: string },
): Promise<bigint> {
  if (nonce === undefined) {
    // Files that cannot be read take no nonce: other commands say what is wrong with them.
    const taken = (await readFolder(folder, state)).sources.map(({ file }) => file.transaction.nonce);
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
