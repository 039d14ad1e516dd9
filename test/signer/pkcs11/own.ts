import type { Card, CardOf } from "../../../src/signer/card.ts";

/** The card of a token's key, known as such. */
export function own(card: Omit<Card, "format" | "version">): CardOf<"pkcs11"> {
  if (card.custody.kind !== "pkcs11") throw new Error("no token's");
  return { format: "conclave-card", version: 1, ...card, custody: card.custody };
}
