import { type Address, concatHex, type Hex, isAddress, isHex, size, zeroAddress } from "viem";
import { pretty } from "../../src/canonical.ts";
import { BaseError } from "../../src/errors.ts";
import { prepare } from "../../src/signer/message.ts";
import type { Hand, Signing } from "../../src/signer/paper.ts";
import { identityOf } from "../../src/signer/signature.ts";
import { fromWallet, toldTime } from "../../src/signer/wallet.ts";
import { isoSeconds } from "../../src/time.ts";
import type { Answer } from "./answer.ts";
import { needed } from "./packet.ts";
import { readSignature } from "./safe.ts";

/** Who signs elsewhere, and when by their own word. */
export type WalletOptions = { readonly account: string | undefined };
export type WalletTimeOptions = WalletOptions & { readonly at: string | undefined };

/** With the signature that was made. */
export type BroughtOptions = WalletOptions & { readonly signature: string | undefined };

/** Signer bytes: of an account itself; of a P-256 key its point, alone or behind its verifier. @throws `Task.OptionMissing`, `Task.BadAccount` */
export function accountFrom({ account }: WalletOptions): Hex {
  const text = needed(account, "--account", "whose wallet signs, by its address");
  if (isAddress(text)) return text.toLowerCase() as Hex;
  const bytes = isHex(text) && text.length % 2 === 0 ? size(text) : 0;
  if (bytes === 64) return concatHex([zeroAddress, text.toLowerCase() as Hex]);
  if (bytes === 84) return text.toLowerCase() as Hex;
  throw new BaseError({
    code: "Task.BadAccount",
    message: "--account is no account, nor the point of a P-256 key",
    fix: "write the address from 0x on; mind capitals, which are a checksum",
    details: { account: text },
  });
}

/** By what people know who signs. @throws as {@link accountFrom} */
export function accountIdentity(options: WalletOptions): Address {
  return identityOf(accountFrom(options)) ?? zeroAddress;
}

/** @throws as {@link accountFrom}, `Task.SafeNotHex` */
export function brought(options: BroughtOptions): Hand {
  const text = needed(options.signature, "--signature", "what the wallet made, in hex");
  return fromWallet(accountFrom(options), readSignature(text));
}

/** When it is signed: now, for what is still to be signed. @throws as `toldTime` */
export function signingTime({ at }: WalletTimeOptions): Date {
  return at === undefined ? new Date() : toldTime(at, new Date());
}

/** When it was signed, which is part of it. @throws `Task.OptionMissing`, as `toldTime` */
export function signedTime({ at }: WalletTimeOptions): Date {
  return toldTime(needed(at, "--at", "the time that `typed` told"), new Date());
}

/** `--at` as a person gives it back. */
export function atOption(at: Date): string {
  return `--at ${isoSeconds(at)}`;
}

/** The typed data as wallets take it (`eth_signTypedData_v4`); on standard error what it is of, and how the signature comes back. */
export function typedAnswer({ typed }: Signing<unknown>, shown: string, next: string): Answer {
  const { typed: spelt, digest } = prepare(typed);
  const told = [...(shown === "" ? [] : [shown]), `digest ${digest}`, `next: ${next} --signature 0x…`];
  return { json: spelt, text: pretty(spelt).trimEnd(), notes: told };
}
