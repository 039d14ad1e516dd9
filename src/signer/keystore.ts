import { basename } from "node:path";
import { type Address, concatHex, getAddress, type Hex, recoverAddress } from "viem";
import { BaseError } from "../errors.ts";
import { isOwn } from "../keys/ecdsa.ts";
import { signDigest } from "../keys/open.ts";
import { Secret } from "../keys/secret.ts";
import { read } from "../keys/store.ts";
import { claimedAddress, EXTENSION } from "../keys/v3.ts";
import { prepare } from "./message.ts";
import { otherKey } from "./other-key.ts";
import type { Signer } from "./signer.ts";

/** Asks for the password each time it is needed; the secret is wiped after use. */
export type AskPassword = () => Promise<Secret>;

/**
 * A signer whose key lies in a keystore file: an account if the key is on secp256k1, an ERC-7913 signer if it is on P-256. The
 * file is opened for each signature and closed after it; making the signer needs no password.
 * @param options.verifier the ERC-7913 verifier contract, needed for P-256
 * @param options.address the account, needed only for files that name none (such as cast's)
 * @throws `Signer.NoVerifier`, `Signer.NoAddress`, what `read` throws
 */
export async function keystoreSigner(
  path: string,
  password: AskPassword,
  options: { readonly verifier?: Address; readonly address?: Address } = {},
): Promise<Signer> {
  const v3 = await read(path);
  const metadata = v3[EXTENSION];
  const label = metadata?.label ?? basename(path, ".json");
  if (metadata?.curve === "P-256") {
    if (options.verifier === undefined) throw noVerifier(path);
    return p256Signer({ path, label, password, verifier: options.verifier, point: metadata.point });
  }
  const address = options.address === undefined ? claimedAddress(v3) : getAddress(options.address);
  if (address === undefined) throw noAddress(path);
  return accountSigner({ path, label, password, address });
}

type Source = { readonly path: string; readonly label: string; readonly password: AskPassword };

function accountSigner({ path, label, password, address }: Source & { address: Address }): Signer {
  return {
    signerBytes: address.toLowerCase() as Hex,
    describe: () => ({ label, kind: "EOA", custody: "keystore", address }),
    async signTypedData(data) {
      const { digest: hash } = prepare(data);
      const { signature } = await lend(password, (secret) => signDigest(path, secret, "secp256k1", hash));
      // Catches faults in computation, and a file whose key is not the one the charter knows.
      const signed = await recoverAddress({ hash, signature });
      if (signed === address) return signature;
      throw otherKey(label, { expected: address, found: signed });
    },
  };
}

function p256Signer({
  path,
  label,
  password,
  verifier,
  point,
}: Source & { verifier: Address; point: Hex }): Signer {
  return {
    signerBytes: concatHex([verifier.toLowerCase() as Hex, point]),
    describe: () => ({ label, kind: "ERC7913", custody: "keystore" }),
    async signTypedData(data) {
      const { digest: hash } = prepare(data);
      const { signature } = await lend(password, (secret) => signDigest(path, secret, "P-256", hash));
      if (isOwn(point, hash, signature)) return signature;
      throw otherKey(label, { expected: point });
    },
  };
}

/** Lends the password for one operation, and wipes it. */
export async function lend<T>(ask: AskPassword, use: (password: Secret) => Promise<T>): Promise<T> {
  const password = await ask();
  try {
    return await use(password);
  } finally {
    password.wipe();
  }
}

/** Gives copies of one secret, to what asks for it several times and wipes what it was given. */
export function again(secret: Secret): AskPassword {
  return async () => secret.use((bytes) => Secret.take(Uint8Array.from(bytes)));
}

/** For whichever file holds a P-256 key. */
export function noVerifier(path: string): BaseError {
  return new BaseError({
    code: "Signer.NoVerifier",
    message: `${path} holds a P-256 key, which signs for a verifier contract, and none was named`,
    fix: "name the ERC-7913 verifier, as the charter does for this key",
    details: { path },
  });
}

function noAddress(path: string): BaseError {
  return new BaseError({
    code: "Signer.NoAddress",
    message: `${path} does not say whose key it holds`,
    fix: "name the account as the charter does, or write the key to a new keystore, which will say so",
    details: { path },
  });
}
