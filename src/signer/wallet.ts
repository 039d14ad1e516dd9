import { type Address, concatHex, type Hex, numberToHex, recoverAddress, size, slice } from "viem";
import { BaseError } from "../errors.ts";
import { parseDate } from "../time.ts";
import { prepare } from "./message.ts";
import type { Hand } from "./paper.ts";
import { ACCOUNT, identityOf, isSignedBy } from "./signature.ts";
import type { TypedData } from "./signer.ts";

/** The highest bit of s, where EIP-2098 keeps the parity: in its one spelling s never reaches it. */
const PARITY = 1n << 255n;
/** What clocks may differ by, in milliseconds. */
const TOLERANCE = 5 * 60_000;

/**
 * The hand of somebody whose key is in a wallet: a signature that was made there, in the form that files have. Wallets write an account's
 * with v of 27 and 28, or of 0 and 1, or in 64 bytes (EIP-2098); a P-256 key's is r ‖ s.
 * @param signer the account, or the verifier and point of a P-256 key
 * @throws `Wallet.Malformed`, `Wallet.NotTheirs`
 */
export function fromWallet(signer: Hex, signature: Hex): Hand {
  return async (typed) => {
    const spelled = size(signer) === ACCOUNT ? spellOut(signature) : signature;
    if (size(spelled) !== (size(signer) === ACCOUNT ? 65 : 64)) throw malformed(signature);
    if (await isSignedBy(signer, typed, spelled)) return spelled;
    throw notTheirs(identityOf(signer), await recovered(signer, typed, spelled));
  };
}

/**
 * When somebody says that they sign. Nobody knows better, but no time that is to come: by a later one nobody could sign again.
 * @throws `Wallet.TimeToCome`, `Time.BadDate`
 */
export function toldTime(text: string, now: Date): Date {
  const at = new Date(parseDate(text) * 1000);
  if (at.getTime() <= now.getTime() + TOLERANCE) return at;
  throw new BaseError({
    code: "Wallet.TimeToCome",
    message: `${text} is still to come`,
    fix: "give the time at which it is signed, in UTC; if that is it, a clock is wrong",
    details: { at: at.toISOString(), now: now.toISOString() },
  });
}

/** r ‖ s ‖ v with v of 27 or 28. What cannot be spelt so stays as it is. */
function spellOut(signature: Hex): Hex {
  if (size(signature) === 64) {
    const s = BigInt(slice(signature, 32));
    const v = s < PARITY ? "0x1b" : "0x1c";
    return concatHex([slice(signature, 0, 32), numberToHex(s % PARITY, { size: 32 }), v]);
  }
  if (size(signature) !== 65) return signature;
  const v = Number(slice(signature, 64));
  return v > 1 ? signature : concatHex([slice(signature, 0, 64), numberToHex(27 + v, { size: 1 })]);
}

/** Whose it is instead, as far as that can be told: of another message the answer is an account that nobody has. */
async function recovered(signer: Hex, typed: TypedData, signature: Hex): Promise<Address | undefined> {
  if (size(signer) !== ACCOUNT) return undefined;
  return recoverAddress({ hash: prepare(typed).digest, signature }).catch(() => undefined);
}

function malformed(signature: Hex): BaseError {
  return new BaseError({
    code: "Wallet.Malformed",
    message: `a signature has 65 bytes, or 64; this one has ${size(signature)}`,
    fix: "copy all of what the wallet shows; what a contract wallet gives cannot be checked without a chain: sign with a key of its owners",
    details: { bytes: size(signature) },
  });
}

function notTheirs(signer: Address | undefined, found: Address | undefined): BaseError {
  return new BaseError({
    code: "Wallet.NotTheirs",
    message:
      signer === found
        ? `the signature is ${signer}'s in a second spelling (a high s), which is not taken`
        : `this is no signature of ${signer} over what is to be signed${found === undefined ? "" : `: by that it would be ${found}'s`}`,
    fix: "sign exactly what the command prints, by eth_signTypedData_v4, with the account you name and the same options",
    details: { signer, found },
  });
}
