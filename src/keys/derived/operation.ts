import { stringify } from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { type Curve, publicKeyOf } from "../curve.ts";
import { derive, stretch } from "../derivation.ts";
import type { Cost } from "../keystore.ts";
import type { Secret } from "../secret.ts";
import { type Description, type Written, write } from "../written.ts";
import type { Recipe } from "./record.ts";

/** Names what is derived: a key that signs. */
const LABEL = "conclave key of a passphrase";
/** As in curve.ts: one number in 2^32 is out of range for P-256. */
const TRIES = 8;

type Request = {
  readonly recipe: Recipe;
  readonly description: Description;
  readonly cost: Cost;
  /** x ‖ y of the key it must be, if that is known. */
  readonly point?: string;
};

/** A keystore of the key that a passphrase and a recipe give. In the strongroom. @throws `Derivation.OtherKey` */
export async function deriveKey(
  { recipe, description, cost, point }: Request,
  { passphrase, password }: { passphrase: Secret; password: Secret },
): Promise<Written> {
  const salt = Buffer.from(recipe.salt, "hex");
  const stretched = stretch(passphrase, salt, recipe.scrypt, 64);
  try {
    const key = keyOf(stretched, salt, recipe);
    const found = publicKeyOf(key, recipe.curve)?.point;
    if (point !== undefined && found !== point) {
      key.wipe();
      throw otherKey(point);
    }
    return await write(key, password, { description, curve: recipe.curve, cost });
  } finally {
    stretched.wipe();
  }
}

function keyOf(stretched: Secret, salt: Buffer, { curve, context }: Recipe): Secret {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const key = derive(stretched, {
      label: LABEL,
      context: stringify({ attempt, context, curve }),
      salt,
      length: 32,
    });
    if (publicKeyOf(key, curve) !== undefined) return key;
    key.wipe();
  }
  throw noKey(curve);
}

function otherKey(expected: string): BaseError {
  return new BaseError({
    code: "Derivation.OtherKey",
    message: "this passphrase does not give the key of the record",
    fix: "check the passphrase, byte by byte, and that it is the record's",
    details: { expected },
  });
}

function noKey(curve: Curve): BaseError {
  return new BaseError({
    code: "Derivation.NoKey",
    message: `no private key of ${curve} could be derived`,
    fix: "this machine computes wrongly: use another",
    details: { curve },
  });
}
