import type { Hex } from "viem";
import { act } from "../signer/act.ts";
import type { TypedData } from "../signer/signer.ts";

type About = {
  readonly key: string;
  readonly account: Hex;
  /** Empty for copies that are of no set. */
  readonly set: string;
  readonly copies: readonly string[];
  readonly at: string;
};

const ABOUT = "string key,address account,string set,string[] copies,string at";

/** Signed by a recovered key, to prove that it is the one: good for nothing else. */
export function challenge(about: About & { readonly nonce: Hex }): TypedData {
  return act("BackupChallenge", `${ABOUT},bytes32 nonce`, about);
}

/** Signed by whoever was present: `evidence` is the hash of what the recovered key proved. */
export function drill(about: About & { readonly evidence: Hex }): TypedData {
  return act("BackupDrill", `${ABOUT},bytes32 evidence`, about);
}
