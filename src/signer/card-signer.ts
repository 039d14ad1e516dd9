import { type Address, concatHex, type Hex } from "viem";
import type { Card } from "./card.ts";
import { noVerifier } from "./keystore.ts";
import { type Prepared, prepare } from "./message.ts";
import { finish } from "./recovery.ts";
import type { Signer } from "./signer.ts";

/** Has whatever keeps the key sign. Gives r ‖ s, with or without v; nobody believes it before it was checked. */
export type Sign = (prepared: Prepared) => Promise<Hex>;

/**
 * A signer for a key that is elsewhere. The message is checked before anybody is asked, the signature before anybody gets it.
 * @throws `Signer.NoVerifier`
 */
export function cardSigner(path: string, card: Card, verifier: Address | undefined, sign: Sign): Signer {
  const { label, curve, address, point } = card;
  const custody = card.custody.kind;
  const isAccount = curve === "secp256k1";
  if (!isAccount && verifier === undefined) throw noVerifier(path);
  return {
    signerBytes: isAccount
      ? (address.toLowerCase() as Hex)
      : concatHex([(verifier ?? "0x").toLowerCase() as Hex, point]),
    describe: () =>
      isAccount ? { label, kind: "EOA", custody, address } : { label, kind: "ERC7913", custody },
    async signTypedData(data) {
      const prepared = prepare(data);
      return finish(card, prepared.digest, await sign(prepared));
    },
  };
}
