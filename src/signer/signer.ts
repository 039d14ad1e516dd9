import type { Address, Hex } from "viem";
import type { CustodyKind } from "./card.ts";

/** EIP-712 typed data as wallets take it. `types` need not list `EIP712Domain`. */
export type TypedData = {
  readonly domain: Readonly<Record<string, unknown>>;
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
};

/** How a contract checks a signer's signatures: recovery to an account, or by a verifier contract. */
export type SignerKind = "EOA" | "ERC7913";

/**
 * Whatever signs for one key: a keystore, a token, a remote signer (signer-of.ts). It signs typed data only, so that what is signed can
 * always be shown.
 */
export interface Signer {
  /** For people: nothing of it is secret. */
  describe(): {
    readonly label: string;
    readonly kind: SignerKind;
    readonly custody: CustodyKind;
    readonly address?: Address;
  };
  /** The 20-byte account, or `verifier ‖ key` (docs/formats.md, 1). */
  readonly signerBytes: Hex;
  /** The signature in the form the contract takes, checked before it is returned. */
  signTypedData(typed: TypedData): Promise<Hex>;
}
