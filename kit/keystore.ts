import { type Address, isAddressEqual, slice } from "viem";
import type { Roster } from "../src/charter/model.ts";
import { identity } from "../src/charter/roster.ts";
import { BaseError } from "../src/errors.ts";
import { read } from "../src/keys/store.ts";
import { claimedAddress } from "../src/keys/v3.ts";
import { keystoreSigner } from "../src/signer/keystore.ts";
import type { Signer } from "../src/signer/signer.ts";
import { passwordFor, type SecretOptions } from "../tasks/ports/secret.ts";
import { keyPath } from "../tasks/ports/signer.ts";

export type KeystoreOptions = SecretOptions & { readonly keys: string };

/**
 * The keystore's place in a roster, and what signs with it: the kit knows no other custody than keystores.
 * @throws `Kit.NotInRoster`, `Signer.*`, `Files.*`
 */
export async function signerIn(
  roster: Roster,
  named: string,
  options: KeystoreOptions,
): Promise<{ readonly index: number; readonly signer: Signer; readonly path: string }> {
  const path = keyPath(options.keys, named);
  const own = claimedAddress(await read(path));
  const index = roster.keys.findIndex(
    (item) => item !== null && own !== undefined && isAddressEqual(identity(item), own),
  );
  const key = roster.keys[index];
  if (!key) {
    throw new BaseError({
      code: "Kit.NotInRoster",
      message: `the key in ${path} is not in the roster`,
      fix: "use a key that the charter lists; for one that is to enter, name the amendment with --proposal",
      details: { path, identity: own },
    });
  }
  const verifier = key.kind === "ERC7913" ? { verifier: slice(key.signer, 0, 20) as Address } : {};
  return { index, path, signer: await keystoreSigner(path, passwordFor(options, named), verifier) };
}
