import {
  type Address,
  getAddress,
  type Hex,
  hashMessage,
  hashTypedData,
  keccak256,
  parseSignature,
  serializeTransaction,
} from "viem";
import { type LocalAccount, toAccount } from "viem/accounts";
import { BaseError } from "../errors.ts";
import type { Curve, PublicKey } from "./curve.ts";
import type { Secret } from "./secret.ts";
import { read } from "./store.ts";
import { inStrongroom } from "./strongroom/door.ts";

/** A signature, and whose it is by the key that was found in the file. */
export type Signed = { readonly publicKey: PublicKey; readonly signature: Hex };

/**
 * Signs a 32-byte digest as it is with the key of a keystore, which is open for that one signature in a process of its own (KU-06).
 * @returns r ‖ s ‖ v for an account, r ‖ s with low s for a P-256 key
 * @throws what `read` and `inStrongroom` throw, `Keystore.*`, `Key.WrongCurve`
 */
export async function signDigest(path: string, password: Secret, curve: Curve, digest: Hex): Promise<Signed> {
  return inStrongroom("sign", { v3: await read(path), curve, digest }, { password });
}

/**
 * Lends the account of a keystore for one operation: it signs messages, typed data and transactions, and stops working when the
 * operation ends. The keystore is opened anew for each signature.
 *
 * @throws what {@link signDigest} throws; `Key.Closed` if the account is used later
 */
export async function withKey<T>(
  path: string,
  password: Secret,
  use: (account: LocalAccount) => Promise<T>,
): Promise<T> {
  // Before anything begins: a wrong password must not show half-way.
  const { publicKey } = await signDigest(path, password, "secp256k1", keccak256("0x"));
  const { address } = publicKey;
  const sign = async (digest: Hex): Promise<Hex> => {
    const signed = await signDigest(path, password, "secp256k1", digest);
    assertSame(path, address, signed.publicKey.address);
    return signed.signature;
  };
  return lendAccount(address, sign, use);
}

/** An account over whatever signs its digests, for one operation. @throws `Key.Closed` if the account is used later */
export async function lendAccount<T>(
  address: Address,
  sign: (digest: Hex) => Promise<Hex>,
  use: (account: LocalAccount) => Promise<T>,
): Promise<T> {
  let isOpen = true;
  const signOpen = (digest: Hex): Promise<Hex> => {
    if (!isOpen) throw closed();
    return sign(digest);
  };
  try {
    return await use(
      toAccount({
        address,
        signMessage: async ({ message }) => signOpen(hashMessage(message)),
        signTypedData: async (typed) => signOpen(hashTypedData(typed)),
        async signTransaction(transaction, { serializer = serializeTransaction } = {}) {
          const digest = keccak256(await serializer(transaction));
          return serializer(transaction, parseSignature(await signOpen(digest)));
        },
      }),
    );
  } finally {
    isOpen = false;
  }
}

/** The file may be swapped for another while an operation runs. */
function assertSame(path: string, expected: Address, found: Address): void {
  if (getAddress(expected) === getAddress(found)) return;
  throw new BaseError({
    code: "Key.Swapped",
    message: `${path} holds another key than when the operation began`,
    fix: "find out who wrote to the file, and begin again",
    details: { path, expected, found },
  });
}

function closed(): BaseError {
  return new BaseError({
    code: "Key.Closed",
    message: "the key was used after the operation it had been opened for",
    fix: "open the keystore again for each operation",
  });
}
