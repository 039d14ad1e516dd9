import type { Hex } from "viem";
import { act } from "../signer/act.ts";
import type { TypedData } from "../signer/signer.ts";

/** One type per act, named as no other in the project, so that no signature passes for another. */
const ACTS = {
  Ceremony: "string title,bytes32 transcript,string role,string name,bool rehearsal,uint40 signed",
  CeremonyKey: "string label,bytes32 transcript",
} as const;

/** `transcript` is the transcript's hash, `signed` when by the signer's own word (UNIX seconds). */
export type Ceremony = {
  title: string;
  transcript: Hex;
  role: "operator" | "witness" | "auditor";
  name: string;
  rehearsal: boolean;
  signed: number;
};

/** What somebody signs who was there: it went as the transcript says. KG-01. */
export function ceremony(value: Ceremony): TypedData {
  return act("Ceremony", ACTS.Ceremony, value);
}

/** Signed by a key that was made there: the transcript names a key that somebody holds. */
export function ceremonyKey(value: { label: string; transcript: Hex }): TypedData {
  return act("CeremonyKey", ACTS.CeremonyKey, value);
}
