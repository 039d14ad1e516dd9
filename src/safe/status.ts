import type { Hex } from "viem";
import type { Connection } from "../chain/client.ts";
import { backwards } from "../chain/logs.ts";
import { BaseError } from "../errors.ts";
import { firstWord, TOPICS } from "./events.ts";
import type { SafeFile } from "./file.ts";
import { type Standing, standing } from "./standing.ts";
import { readSafe, type SafeState } from "./state.ts";

/**
 * `waiting`: other transactions come first. `collecting`, `executable`: it is next. `executed`, `failed`: it ran; `failed` where
 * what it does failed and it used up the nonce all the same. `replaced`: another one took its nonce. `used`: its nonce is used, by which is
 * not known.
 */
export type Phase = "waiting" | "collecting" | "executable" | "executed" | "failed" | "replaced" | "used";

export type Status = Standing & {
  readonly phase: Phase;
  readonly sentence: string;
  readonly state: SafeState;
  /** The transaction that executed it, if it was found. */
  readonly transaction: Hex | null;
};

/** 500,000 blocks: more is not asked of a node for a status. */
const PORTIONS = 50;

/** Where a file's transaction stands on its chain. @throws `SafeFile.OtherVersion`, what {@link readSafe} throws */
export async function status(connection: Connection, file: SafeFile): Promise<Status> {
  const state = await readSafe(connection, file.domain.verifyingContract);
  checkVersion(file, state);
  const stands = await standing(connection, state, file);
  const { nonce } = file.transaction;
  if (nonce < state.nonce) return { ...stands, state, ...(await past(connection, state, file)) };
  if (nonce > state.nonce) {
    const before = nonce - state.nonce;
    const sentence = `${before} ${before === 1n ? "transaction has" : "transactions have"} to be executed before it: the Safe is at nonce ${state.nonce}; ${needed(stands)}`;
    return { ...stands, state, phase: "waiting", sentence, transaction: null };
  }
  const phase = stands.missing === 0 ? "executable" : "collecting";
  return { ...stands, state, phase, sentence: needed(stands), transaction: null };
}

function needed({ missing, threshold }: Standing): string {
  if (missing === 0) return "it has the signatures it needs";
  return `${missing} more of the ${threshold} signatures are needed`;
}

async function past(
  connection: Connection,
  { address, block }: SafeState,
  { safeTxHash, transaction }: SafeFile,
): Promise<Pick<Status, "phase" | "sentence" | "transaction">> {
  const filter = { address, topics: [[TOPICS.succeeded, TOPICS.failed]] };
  let asked = 0;
  let first = block;
  for await (const portion of backwards(connection, filter, block)) {
    first = portion.first;
    const found = portion.logs.find((log) => firstWord(log) === safeTxHash);
    if (found !== undefined) {
      const failed = found.topics[0] === TOPICS.failed;
      const sentence = failed
        ? "it was executed, and what it does failed: its nonce is used up"
        : "it was executed";
      return { phase: failed ? "failed" : "executed", sentence, transaction: found.transactionHash };
    }
    asked += 1;
    if (asked === PORTIONS) break;
  }
  const used = `nonce ${transaction.nonce} is used`;
  if (first === 0n)
    return { phase: "replaced", sentence: `another transaction took its place: ${used}`, transaction: null };
  const sentence = `${used}, by this or by another transaction: it is not among those since block ${first}`;
  return { phase: "used", sentence, transaction: null };
}

/** What contracts that are owners sign depends on the Safe's version. @throws `SafeFile.OtherVersion` */
export function checkVersion({ version }: SafeFile, state: Pick<SafeState, "version" | "address">): void {
  if (version === state.version) return;
  throw new BaseError({
    code: "SafeFile.OtherVersion",
    message: `the file is for a Safe of ${version}; ${state.address} is of ${state.version} now`,
    fix: "create the transaction again for the Safe as it is",
    details: { file: version, safe: state.version },
  });
}
