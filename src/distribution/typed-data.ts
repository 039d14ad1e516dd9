import type { Hex } from "viem";
import { act } from "../signer/act.ts";
import type { TypedData } from "../signer/signer.ts";

/** Every type people sign here. */
const ACTS = {
  SendPacket:
    "string content,bytes32 subject,bytes32 ciphertext,bytes32 opening,string[] recipients,bytes sender,bytes16 nonce,uint40 created,uint40 deadline",
  ReceivePacket:
    "bytes32 packet,bytes32 hash,string content,bytes sender,bytes receiver,string recipient,bytes32 token,uint40 received",
  DispatchTransport: "bytes32 form,string about,string carrier,string[] seals,bytes signer,uint40 at",
  AcceptTransport:
    "bytes32 form,bytes32 dispatch,string about,string[] seals,bool intact,string remarks,bytes signer,uint40 at",
} as const;

/**
 * `content` is for people to read, `subject` the hash of all that is said of the secret, `ciphertext` and `opening` are SHA-256:
 * of the age file, and of the token in it.
 */
export type SendPacket = {
  content: string;
  subject: Hex;
  ciphertext: Hex;
  opening: Hex;
  recipients: readonly string[];
  sender: Hex;
  nonce: Hex;
  created: number;
  deadline: number;
};

/** `packet` is the digest the sender signed, `hash` that of the whole file; `receiver` is empty if only the received key signs. */
export type ReceivePacket = {
  packet: Hex;
  hash: Hex;
  content: string;
  sender: Hex;
  receiver: Hex;
  recipient: string;
  token: Hex;
  received: number;
};

/** `form` is keccak256 of what the form says before anybody signs it. */
export type DispatchTransport = {
  form: Hex;
  about: string;
  carrier: string;
  seals: readonly string[];
  signer: Hex;
  at: number;
};

/** `dispatch` is keccak256 of the signatures at dispatch, `seals` what the signer read off the packages. */
export type AcceptTransport = {
  form: Hex;
  dispatch: Hex;
  about: string;
  seals: readonly string[];
  intact: boolean;
  remarks: string;
  signer: Hex;
  at: number;
};

/** Sent by `sender`, whose key signs. KX-03. */
export function sendPacket(value: SendPacket): TypedData {
  return act("SendPacket", ACTS.SendPacket, value);
}

/** Received: signed by the key that was received, by the receiver's own, or both. KX-03. */
export function receivePacket(value: ReceivePacket): TypedData {
  return act("ReceivePacket", ACTS.ReceivePacket, value);
}

/** I saw these packages sealed with these numbers and handed to this carrier. KX-04. */
export function dispatchTransport(value: DispatchTransport): TypedData {
  return act("DispatchTransport", ACTS.DispatchTransport, value);
}

/** I read these numbers off the packages when they arrived. KX-04. */
export function acceptTransport(value: AcceptTransport): TypedData {
  return act("AcceptTransport", ACTS.AcceptTransport, value);
}
