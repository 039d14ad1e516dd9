import { type Hex, keccak256, toBytes } from "viem";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readBytes, readJson } from "../files.ts";
import { drillRecord, type Verified, verifyDrill } from "./drill-record.ts";

const LIMIT = 2 ** 20;

/**
 * Checks the file of a drill's record: proof, signatures, and that its bytes are those which the hash stands for on-chain.
 * @throws `Drill.SpelledOtherwise`, what `verifyDrill` and `readJson` throw
 */
export async function readDrill(path: string): Promise<Verified & { readonly hash: Hex }> {
  const verified = await verifyDrill(await readJson(path, drillRecord, LIMIT));
  // What was verified is hashed, whatever lies there by now: a file that says the same in another spelling is another document.
  const hash = keccak256(toBytes(pretty(verified.record)));
  if (hash === keccak256(await readBytes(path, LIMIT))) return { ...verified, hash };
  throw new BaseError({
    code: "Drill.SpelledOtherwise",
    message: `${path} is not the canonical text of the record it holds, so its hash would be another`,
    fix: "write the record as the command that made it did, or ask for the original file",
    details: { path },
  });
}
