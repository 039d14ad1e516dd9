import type { Hex } from "viem";
import { publicKeyOf } from "../../../src/keys/curve.ts";
import { Secret } from "../../../src/keys/secret.ts";
import type { AskPassword } from "../../../src/signer/keystore.ts";
import {
  CKA,
  CKK_EC,
  CKO,
  type Cryptoki,
  EC_PARAMS,
  type Handle,
  type Template,
} from "../../../src/signer/pkcs11/cryptoki.ts";
import { type TokenName, withToken } from "../../../src/signer/pkcs11/session.ts";

const CKA_VALUE = 0x011;

/** Puts a secp256k1 key that was made outside onto a token, as somebody might; gives its point. */
export async function importKey(name: TokenName, ask: AskPassword, id: string, number = 3n): Promise<Hex> {
  const bytes = Buffer.from(number.toString(16).padStart(64, "0"), "hex");
  const point = publicKeyOf(Secret.take(Uint8Array.from(bytes)), "secp256k1")?.point ?? "0x";
  const common = [
    { type: CKA.KEY_TYPE, value: CKK_EC },
    { type: CKA.TOKEN, value: true },
    { type: CKA.ID, value: Buffer.from(id, "hex") },
    { type: CKA.EC_PARAMS, value: EC_PARAMS.secp256k1 },
  ];
  const objects = [
    [
      { type: CKA.CLASS, value: CKO.PRIVATE_KEY },
      ...common,
      { type: CKA.SENSITIVE, value: true },
      { type: CKA.EXTRACTABLE, value: false },
      { type: CKA.SIGN, value: true },
      { type: CKA_VALUE, value: bytes },
    ],
    [
      { type: CKA.CLASS, value: CKO.PUBLIC_KEY },
      ...common,
      { type: CKA.EC_POINT, value: Buffer.from(`044104${point.slice(2)}`, "hex") },
    ],
  ];
  type Creating = Cryptoki & { C_CreateObject(session: Handle, template: Template): Handle };
  await withToken(name, ask, (session) => {
    for (const template of objects)
      session.call("import", (library, handle) => (library as Creating).C_CreateObject(handle, template));
  });
  return point;
}
