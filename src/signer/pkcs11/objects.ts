import type { Hex } from "viem";
import { BaseError } from "../../errors.ts";
import type { Curve } from "../../keys/curve.ts";
import { isOnCurve } from "../../keys/point.ts";
import type { Born } from "../card.ts";
import { CKA, CKK_EC, CKO, EC_PARAMS, type Handle, type Template } from "./cryptoki.ts";
import type { Session } from "./session.ts";

/** A key pair on a token, as the token describes it. */
export type Pair = {
  readonly keyId: string;
  readonly curve: Curve;
  readonly point: Hex;
  readonly born: Born;
};

/** Handles that are asked for at a time. */
const BATCH = 256;

/** Handles of all objects that fit. */
export function find(session: Session, template: Template): Handle[] {
  return session.call("search", (library, handle) => {
    library.C_FindObjectsInit(handle, template);
    try {
      const found: Handle[] = [];
      for (;;) {
        const batch = library.C_FindObjects(handle, BATCH);
        found.push(...batch);
        // What lies beyond must not pass for gone.
        if (batch.length < BATCH) return found;
      }
    } finally {
      library.C_FindObjectsFinal(handle);
    }
  });
}

/**
 * The handle of the private key with this CKA_ID; without id, of the only one on an elliptic curve.
 * @throws `Token.NoKey`, `Token.SeveralKeys`
 */
export function findPrivate(session: Session, keyId: string | undefined): Handle {
  const id = keyId === undefined ? [] : [{ type: CKA.ID, value: Buffer.from(keyId, "hex") }];
  const found = find(session, [
    { type: CKA.CLASS, value: CKO.PRIVATE_KEY },
    { type: CKA.KEY_TYPE, value: CKK_EC },
    ...id,
  ]);
  const [first, second] = found;
  const { token } = session;
  if (first === undefined) {
    throw new BaseError({
      code: "Token.NoKey",
      message: `the token "${token}" has no ${keyId === undefined ? "key on an elliptic curve" : `key ${keyId}`}`,
      fix: "check --key-id and the token; `pkcs11-tool --module <library> --login -O` lists its objects",
      details: { token, keyId },
    });
  }
  if (second === undefined) return first;
  const ids = found.map((key) => attribute(session, key, CKA.ID)?.toString("hex") ?? "?");
  throw new BaseError({
    code: "Token.SeveralKeys",
    message: `the token "${token}" has several keys that fit`,
    fix:
      keyId === undefined
        ? `name one by --key-id: ${ids.join(", ")}`
        : "give each key of the token an id of its own",
    details: { token, keyId, ids },
  });
}

/** @throws `Token.OtherCurve`, `Token.NoPoint`, what {@link findPrivate} throws */
export function describe(session: Session, keyId?: string): Pair {
  const key = findPrivate(session, keyId);
  const { token } = session;
  const id = attribute(session, key, CKA.ID) ?? Buffer.alloc(0);
  const [found] = find(session, [
    { type: CKA.CLASS, value: CKO.PUBLIC_KEY },
    { type: CKA.KEY_TYPE, value: CKK_EC },
    { type: CKA.ID, value: id },
  ]);
  // Some tokens keep no public key, but tell the point of the private one.
  const sources = found === undefined ? [key] : [found, key];
  const first = (type: number) =>
    sources.map((source) => attribute(session, source, type)).find((value) => value?.length);
  const parameters = first(CKA.EC_PARAMS)?.toString("hex");
  const curve = (["secp256k1", "P-256"] as const).find(
    (name) => EC_PARAMS[name].toString("hex") === parameters,
  );
  if (curve === undefined) {
    throw new BaseError({
      code: "Token.OtherCurve",
      message: `key ${id.toString("hex")} of the token "${token}" is on neither secp256k1 nor P-256`,
      fix: "use a secp256k1 key for accounts, a P-256 key for ERC-7913 signers",
      details: { token, parameters },
    });
  }
  const point = pointOf(first(CKA.EC_POINT));
  if (point === undefined || !isOnCurve(curve, point)) {
    throw new BaseError({
      code: "Token.NoPoint",
      message: `the token "${token}" does not tell the public key of ${id.toString("hex")}, or one that is no point of ${curve}`,
      fix: "put the key's public half on the token, with the same id",
      details: { token, keyId: id.toString("hex") },
    });
  }
  const flag = (type: number, unsaid: boolean) => {
    const value = attribute(session, key, type);
    return value === undefined ? unsaid : value.some((byte) => byte !== 0);
  };
  const born = {
    local: flag(CKA.LOCAL, false),
    neverExtractable: flag(CKA.NEVER_EXTRACTABLE, false),
    alwaysSensitive: flag(CKA.ALWAYS_SENSITIVE, false),
    sensitive: flag(CKA.SENSITIVE, false),
    extractable: flag(CKA.EXTRACTABLE, true),
  };
  return { keyId: id.toString("hex"), curve, point, born };
}

/** x ‖ y of CKA_EC_POINT: an uncompressed point in a DER octet string, as the standard has it, or by itself, as some tokens do. */
export function pointOf(value: Buffer | undefined): Hex | undefined {
  const hex = value?.toString("hex") ?? "";
  const found = /^(?:0441)?04([0-9a-f]{128})$/.exec(hex)?.[1];
  return found === undefined ? undefined : `0x${found}`;
}

/** An attribute; undefined if the token does not tell it. */
export function attribute(session: Session, object: Handle, type: number): Buffer | undefined {
  return session.call("reading", (library, handle) => {
    try {
      return library.C_GetAttributeValue(handle, object, [{ type }])[0]?.value;
    } catch (error) {
      if (/CKR_ATTRIBUTE_(TYPE_INVALID|SENSITIVE)/.test(String(error))) return undefined;
      throw error;
    }
  });
}
