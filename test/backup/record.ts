import { type Hex, slice } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { challengeOf, type DrillRecord } from "../../src/backup/drill-record.ts";
import { prepare } from "../../src/signer/message.ts";

const KEY = privateKeyToAccount(`0x${"99".padStart(64, "0")}`);
const NONCE: Hex = `0x${"22".repeat(32)}`;

/** The record of a drill at which a key was recovered from two shares: it proves itself, and its key is held here in memory. */
export async function recordOf(at = "2026-03-01T12:00:00.000Z"): Promise<DrillRecord> {
  const bare = { key: "ana", address: KEY.address, set: "7242", copies: ["ben", "cleo"], at, nonce: NONCE };
  const proof = await KEY.signTypedData(prepare(challengeOf(bare)).typed as never);
  const evidence = { ...bare, curve: "secp256k1", point: slice(KEY.publicKey, 1), proof } as const;
  return { version: 1, type: "backup-drill", evidence, present: [] };
}
