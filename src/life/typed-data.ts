import type { Hex } from "viem";
import { act } from "../signer/act.ts";
import type { TypedData } from "../signer/signer.ts";

/** Every type people sign here. One per act, and each named as no other in the project, so that none passes for another. */
const ACTS = {
  DestroyKeyCopy: "bytes32 intent,string key,address identity,string copy,bool last,uint40 begun",
  CertifyDestruction:
    "bytes32 record,string signedAs,string key,address identity,string copy,string method,bool last,uint40 ended",
  KeyHandedOver: "string key,address identity,bytes owner,uint40 received",
  KeyRotated: "string key,address identity,string predecessor,uint256 chainId,address conclave,bytes32 block",
} as const;

/** The operator is about to destroy a copy. `intent` is the hash of all that is known before. KZ-03. */
export function destroyKeyCopy(value: {
  intent: Hex;
  key: string;
  identity: Hex;
  copy: string;
  last: boolean;
  begun: number;
}): TypedData {
  return act("DestroyKeyCopy", ACTS.DestroyKeyCopy, value);
}

/** The copy was destroyed: by the operator, and by a witness who was there. `record` is the hash of the record less signatures. KZ-03. */
export function certifyDestruction(value: {
  record: Hex;
  signedAs: "operator" | "witness";
  key: string;
  identity: Hex;
  copy: string;
  method: string;
  last: boolean;
  ended: number;
}): TypedData {
  return act("CertifyDestruction", ACTS.CertifyDestruction, value);
}

/** The owner has the key: signed by the owner's own key, and by the key itself where it is now. KZ-02. */
export function keyHandedOver(value: {
  key: string;
  identity: Hex;
  owner: Hex;
  received: number;
}): TypedData {
  return act("KeyHandedOver", ACTS.KeyHandedOver, value);
}

/** A successor that is in use signs still. KU-10. */
export function keyRotated(value: {
  key: string;
  identity: Hex;
  predecessor: string;
  chainId: number;
  conclave: Hex;
  block: Hex;
}): TypedData {
  return act("KeyRotated", ACTS.KeyRotated, value);
}
