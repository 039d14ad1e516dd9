import { BaseError } from "../../errors.ts";
import type { CardOf } from "../card.ts";
import { type AskPassword, again, lend } from "../keystore.ts";
import { otherKey } from "../other-key.ts";
import { CKA, CKO } from "./cryptoki.ts";
import { nameOf, objectsOf } from "./keys.ts";
import { attribute, describe, find, pointOf } from "./objects.ts";
import { type Session, withToken } from "./session.ts";

/** What was destroyed on which device, for the certificate (KZ-03). */
export type Destroyed = {
  readonly token: string;
  readonly serial: string;
  readonly keyId: string;
  /** Objects that were there before: the private key, its public half. */
  readonly objects: number;
};

/**
 * Destroys a token's key pair, and looks for it again in a new session: gone by id, and by its public key. Of copies in other tokens, or
 * in backups of this one, the token knows nothing. KZ-04.
 * @throws `Token.NotDestroyed`, `Signer.OtherKey` if the id is another key's by now, `Token.NoKey` if it is gone already, `Token.*`
 */
export async function destroyObject(card: CardOf<"pkcs11">, ask: AskPassword): Promise<Destroyed> {
  const { custody, label, point } = card;
  const { keyId, token, device } = custody;
  // The PIN of one asking serves both sessions.
  return lend(ask, async (pin) => {
    const objects = await withToken(nameOf(custody), again(pin), (session) => {
      const found = describe(session, keyId);
      if (found.point !== point) throw otherKey(label, { expected: point, found: found.point });
      const handles = objectsOf(session, keyId);
      for (const object of handles)
        session.call("destruction", (library, handle) => library.C_DestroyObject(handle, object));
      return handles.length;
    });
    const left = await withToken(nameOf(custody), again(pin), (session) => [
      ...objectsOf(session, keyId),
      ...withPoint(session, card),
    ]);
    // One object may be found by its id and by its point.
    const { size } = new Set(left.map((object) => object.toString("hex")));
    if (size > 0) throw notDestroyed(token, keyId, size);
    return { token, serial: device.serial, keyId, objects };
  });
}

/** Public keys with the card's point, under whatever id: whoever made a copy within the token has one beside it. */
function withPoint(session: Session, { point }: CardOf<"pkcs11">) {
  return find(session, [{ type: CKA.CLASS, value: CKO.PUBLIC_KEY }]).filter(
    (object) => pointOf(attribute(session, object, CKA.EC_POINT)) === point,
  );
}

function notDestroyed(token: string, keyId: string, left: number): BaseError {
  return new BaseError({
    code: "Token.NotDestroyed",
    message: `the token "${token}" still has ${left} objects of key ${keyId}`,
    fix: "delete them with the vendor's tool, or wipe the token; do not certify the destruction before",
    details: { token, keyId, left },
  });
}
