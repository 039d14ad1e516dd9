import { type Address, isAddressEqual } from "viem";
import { cardSigner } from "./card-signer.ts";
import { digestSigner } from "./custodian.ts";
import { readKeyFile } from "./key-file.ts";
import { type AskPassword, keystoreSigner } from "./keystore.ts";
import { otherKey } from "./other-key.ts";
import type { Signer } from "./signer.ts";

/** What a key's file does not say. */
export type SignerOptions = {
  /** The ERC-7913 verifier contract, needed for P-256. */
  readonly verifier?: Address;
  /** The account it must be; needed for files that name none (such as cast's). */
  readonly address?: Address;
};

/**
 * What signs for the key of a file, whoever keeps it: an encrypted keystore, or a card. Nothing is opened or asked before something is
 * signed.
 * @param ask for the password or PIN, if it takes one
 * @throws `Signer.NoVerifier`, `Signer.NoAddress`, `Signer.OtherKey`, what `readKeyFile` throws
 */
export async function signerOf(path: string, ask: AskPassword, options: SignerOptions = {}): Promise<Signer> {
  const { card } = await readKeyFile(path);
  if (card === undefined) return keystoreSigner(path, ask, options);
  const { address: wanted } = options;
  if (wanted !== undefined && !isAddressEqual(wanted, card.address))
    throw otherKey(card.label, { expected: wanted, found: card.address });
  const { custody } = card;
  if (custody.kind === "rpc") {
    return cardSigner(path, card, options.verifier, async (prepared) => {
      const { signWithCard } = await import("./rpc/remote.ts");
      return signWithCard({ ...card, custody }, prepared);
    });
  }
  const sign = digestSigner(path, { ...card, custody }, ask);
  return cardSigner(path, card, options.verifier, ({ digest }) => sign(digest));
}
