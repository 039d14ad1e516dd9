import type { Hex } from "viem";
import type { TypedData } from "../signer/signer.ts";

/** What is signed about backups. One type per act; no chain is meant. */
const DOMAIN = { name: "Conclave", version: "1" } as const;
const TYPES = {
  BackupChallenge: [
    "string key",
    "address account",
    "string set",
    "string[] copies",
    "string at",
    "bytes32 nonce",
  ],
  BackupDrill: [
    "string key",
    "address account",
    "string set",
    "string[] copies",
    "string at",
    "bytes32 evidence",
  ],
} as const;

type About = {
  readonly key: string;
  readonly account: Hex;
  /** Empty for copies that are of no set. */
  readonly set: string;
  readonly copies: readonly string[];
  readonly at: string;
};

/** Signed by a recovered key, to prove that it is the one: good for nothing else. */
export function challenge(about: About & { readonly nonce: Hex }): TypedData {
  return typed("BackupChallenge", about);
}

/** Signed by whoever was present: `evidence` is the hash of what the recovered key proved. */
export function drill(about: About & { readonly evidence: Hex }): TypedData {
  return typed("BackupDrill", about);
}

function typed(primaryType: keyof typeof TYPES, message: Record<string, unknown>): TypedData {
  const fields = TYPES[primaryType].map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });
  return { domain: DOMAIN, types: { [primaryType]: fields }, primaryType, message };
}
