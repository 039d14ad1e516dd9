import { randomBytes } from "node:crypto";
import type { Hex } from "viem";
import { BaseError } from "../../errors.ts";
import type { Curve } from "../../keys/curve.ts";
import { assertLabel } from "../../keys/store.ts";
import type { CardOf } from "../card.ts";
import type { AskPassword } from "../keystore.ts";
import { type CardTarget, type SavedCard, saveTried } from "../new-card.ts";
import { CKA, CKK_EC, CKM, CKO, EC_PARAMS, type Handle } from "./cryptoki.ts";
import { describe, find, findPrivate, type Pair } from "./objects.ts";
import { type Session, type TokenName, withToken } from "./session.ts";

/** A card to be written, and the token whose key it is to tell of. */
export type TokenTarget = CardTarget & TokenName;

/**
 * Makes a key pair in a token, from which the private key cannot come out, tries it, and writes its card. If the card cannot be
 * written, the key is taken back. KG-02, KG-03, KS-02.
 * @throws `Token.*`, `Signer.OtherKey`, what `writeCard` throws
 */
export async function generateInToken(
  target: TokenTarget & { curve: Curve },
  ask: AskPassword,
): Promise<SavedCard> {
  assertLabel(target.label);
  return withToken(target, ask, async (session) => {
    const keyId = randomBytes(16).toString("hex");
    try {
      make(session, target, keyId);
      const pair = describe(session, keyId);
      const { local, neverExtractable, alwaysSensitive, sensitive, extractable } = pair.born;
      if (!local || !neverExtractable || !alwaysSensitive || !sensitive || extractable)
        throw notKept(session.token, pair);
      return await keep(session, target, pair);
    } catch (error) {
      takeBack(session, keyId);
      throw error;
    }
  });
}

/** Writes the card of a key that a token has already, once the key was tried. @throws as {@link generateInToken} */
export async function cardFromToken(
  target: TokenTarget & { readonly keyId?: string },
  ask: AskPassword,
): Promise<SavedCard> {
  assertLabel(target.label);
  return withToken(target, ask, async (session) => keep(session, target, describe(session, target.keyId)));
}

/** r ‖ s by a token's key, as the token made it. @throws `Token.*` */
export async function signInToken(
  { custody }: CardOf<"pkcs11">,
  ask: AskPassword,
  digest: Hex,
): Promise<Hex> {
  return withToken(nameOf(custody), ask, (session) => signWith(session, custody.keyId, digest));
}

/** The token of a card, and no other with the same label. */
export function nameOf({ module, token, device }: CardOf<"pkcs11">["custody"]): TokenName {
  return { module, token, serial: device.serial };
}

async function keep(session: Session, target: TokenTarget, pair: Pair): Promise<SavedCard> {
  const { module, token } = target;
  const { keyId, curve, point, born } = pair;
  const custody = { kind: "pkcs11", module, token, keyId, device: session.device, born } as const;
  return saveTried(target, { curve, point, custody }, (digest) => signWith(session, keyId, digest));
}

function make(session: Session, { label, curve }: { label: string; curve: Curve }, keyId: string): void {
  const common = [
    { type: CKA.KEY_TYPE, value: CKK_EC },
    { type: CKA.TOKEN, value: true },
    { type: CKA.LABEL, value: label },
    { type: CKA.ID, value: Buffer.from(keyId, "hex") },
  ];
  session.call("generation", (library, handle) =>
    library.C_GenerateKeyPair(
      handle,
      { mechanism: CKM.EC_KEY_PAIR_GEN },
      [
        { type: CKA.CLASS, value: CKO.PUBLIC_KEY },
        ...common,
        { type: CKA.VERIFY, value: true },
        { type: CKA.EC_PARAMS, value: EC_PARAMS[curve] },
      ],
      [
        { type: CKA.CLASS, value: CKO.PRIVATE_KEY },
        ...common,
        { type: CKA.PRIVATE, value: true },
        { type: CKA.SENSITIVE, value: true },
        { type: CKA.EXTRACTABLE, value: false },
        { type: CKA.SIGN, value: true },
      ],
    ),
  );
}

function signWith(session: Session, keyId: string, digest: Hex): Hex {
  const key = findPrivate(session, keyId);
  const signature = session.call("signing", (library, handle) => {
    library.C_SignInit(handle, { mechanism: CKM.ECDSA }, key);
    return library.C_Sign(handle, Buffer.from(digest.slice(2), "hex"), Buffer.alloc(128));
  });
  return `0x${signature.toString("hex")}`;
}

/** Every object of a key pair, the private key first. Keys of other kinds may have the same id. */
export function objectsOf(session: Session, keyId: string): Handle[] {
  return [CKO.PRIVATE_KEY, CKO.PUBLIC_KEY].flatMap((kind) =>
    find(session, [
      { type: CKA.CLASS, value: kind },
      { type: CKA.KEY_TYPE, value: CKK_EC },
      { type: CKA.ID, value: Buffer.from(keyId, "hex") },
    ]),
  );
}

/** A key nobody was told of: best effort, for the token may be what failed. */
function takeBack(session: Session, keyId: string): void {
  try {
    for (const object of objectsOf(session, keyId))
      session.call("removal", (library, handle) => library.C_DestroyObject(handle, object));
  } catch {}
}

function notKept(token: string, { born }: Pair): BaseError {
  return new BaseError({
    code: "Token.NotKept",
    message: `the token "${token}" made a key that is not sure to stay inside, and it was destroyed`,
    fix: "set the token up so that keys are sensitive and not extractable, or use another",
    details: { token, ...born },
  });
}
