import type { Hex } from "viem";
import { type LocalAccount, privateKeyToAccount, toAccount } from "viem/accounts";
import { BaseError } from "../errors.ts";
import type { Curve, PublicKey } from "./curve.ts";
import { decrypt, hexOf, type Opened } from "./keystore.ts";
import { sign } from "./p256.ts";
import type { Secret } from "./secret.ts";
import { read } from "./store.ts";
import { EXTENSION } from "./v3.ts";

/** A P-256 key while it is open. */
export type P256Key = {
  readonly publicKey: PublicKey;
  /** Signs a 32-byte digest as it is; r ‖ s with low s. */
  readonly sign: (digest: Hex) => Hex;
};

/**
 * Opens a keystore for one operation and lends the key as a viem account that signs messages, typed data and transactions,
 * and stops working when the operation ends (KU-06).
 *
 * Warning: viem keeps the key as a string while it works, and strings cannot be wiped. Afterwards nothing refers to it, but
 * only the end of the process is sure to remove it from memory.
 *
 * @throws what `decrypt` throws, `Key.WrongCurve`; `Key.Closed` if the account is used later
 */
export async function withKey<T>(
  path: string,
  password: Secret,
  use: (account: LocalAccount) => Promise<T>,
): Promise<T> {
  return withOpened(path, password, "secp256k1", async ({ secret, publicKey: { address } }) => {
    let lent: LocalAccount | undefined = privateKeyToAccount(hexOf(secret));
    const account = (): LocalAccount => {
      // Two libraries derived the address, from the same key.
      if (lent?.address === address) return lent;
      throw closed();
    };
    try {
      return await use(
        toAccount({
          address,
          signMessage: async (message) => account().signMessage(message),
          signTransaction: async (transaction, options) => account().signTransaction(transaction, options),
          signTypedData: async (typed) => account().signTypedData(typed),
        }),
      );
    } finally {
      lent = undefined;
    }
  });
}

/** The same for a P-256 key, which signs for an ERC-7913 verifier. @throws what `decrypt` throws, `Key.WrongCurve` */
export async function withP256Key<T>(
  path: string,
  password: Secret,
  use: (key: P256Key) => Promise<T>,
): Promise<T> {
  return withOpened(path, password, "P-256", ({ secret, publicKey }) =>
    use({ publicKey, sign: (digest) => sign(secret, digest) }),
  );
}

async function withOpened<T>(
  path: string,
  password: Secret,
  wanted: Curve,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const v3 = await read(path);
  const curve = v3[EXTENSION]?.curve ?? "secp256k1";
  if (curve !== wanted) throw wrongCurve(path, curve, wanted);
  const opened = await decrypt(v3, password);
  try {
    return await use(opened);
  } finally {
    opened.secret.wipe();
  }
}

function wrongCurve(path: string, curve: Curve, wanted: Curve): BaseError {
  return new BaseError({
    code: "Key.WrongCurve",
    message: `${path} holds a key of ${curve}, this needs one of ${wanted}`,
    fix: "use a secp256k1 key for accounts and transactions, a P-256 key for ERC-7913 signers",
    details: { path, curve, wanted },
  });
}

function closed(): BaseError {
  return new BaseError({
    code: "Key.Closed",
    message: "the key was used after the operation it had been opened for",
    fix: "open the keystore again for each operation",
  });
}
