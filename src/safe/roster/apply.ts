import type { Hex } from "viem";
import type { Connection, Sender } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import { execute } from "../execute.ts";
import type { SafeFile } from "../file.ts";
import * as File from "../file.ts";
import { status } from "../status.ts";
import { safeTxHash } from "../transaction.ts";
import { type Difference, difference, type Ground } from "./diff.ts";
import type { SafesFile } from "./file.ts";
import { transactionFor } from "./plan.ts";

/** What became of one Safe: `done` before, `executed` now, `waiting` for signatures or earlier nonces. */
export type Applied = {
  readonly name: string;
  readonly outcome: "done" | "executed" | "waiting";
  readonly sentence: string;
  readonly transaction: Hex | null;
};

/** What carries out plans: the files by the Safes' names, and whoever pays on each chain. */
export type Means = {
  readonly fileFor: (name: string) => Promise<SafeFile | null>;
  readonly withSender: <T>(connection: Connection, use: (sender: Sender) => Promise<T>) => Promise<T>;
};

/**
 * Executes the plans that have their signatures, in the file's order; says so of each as it goes. What is done is skipped, so that it
 * may be run again at any time. At the first Safe that is other than its plan expects, it stops.
 * @throws `SafesApply.NoPlan`, `SafesApply.Surprise`, `SafeExecution.*`, what {@link difference} throws
 */
export async function* apply({ safes }: SafesFile, ground: Ground, means: Means): AsyncGenerator<Applied> {
  for (const entry of safes) {
    const before = await difference(entry, ground);
    if (before.same) {
      yield { name: entry.name, outcome: "done", sentence: "is as safes.yaml has it", transaction: null };
      continue;
    }
    const file = await means.fileFor(entry.name);
    if (file === null) throw noPlan(before);
    yield await carryOut(before, file, ground, means);
  }
}

async function carryOut(
  before: Difference,
  file: SafeFile,
  ground: Ground,
  { withSender }: Means,
): Promise<Applied> {
  const { entry, connection, state } = before;
  const { name } = entry;
  File.checkDomain(file, { chainId: state.chainId, verifyingContract: state.address });
  const now = await status(connection, file);
  if (now.phase !== "waiting" && now.phase !== "collecting" && now.phase !== "executable")
    throw surprise(name, `its plan can do nothing any more: ${now.sentence}`, before);
  const planned = await transactionFor(before, file.transaction.nonce);
  if (safeTxHash(file.domain, planned) !== file.safeTxHash)
    throw surprise(name, "its plan does something else than safes.yaml asks for now", before);
  const waiting = (sentence: string): Applied => ({ name, outcome: "waiting", sentence, transaction: null });
  if (now.phase !== "executable") return waiting(now.sentence);
  const receipt = await withSender(connection, (sender) => execute(sender, file));
  const after = await difference(entry, ground);
  if (after.same) {
    const sentence = `executed: ${before.words.join("; ")}`;
    return { name, outcome: "executed", sentence, transaction: receipt.transactionHash };
  }
  throw surprise(name, `its plan was executed, and it is still not as safes.yaml has it`, after);
}

function noPlan({ entry }: Difference): BaseError {
  return new BaseError({
    code: "SafesApply.NoPlan",
    message: `${entry.name} is not as safes.yaml has it, and there is no plan for it`,
    fix: "run `safe roster plan`, and have the owners sign",
    details: { safe: entry.name },
  });
}

function surprise(name: string, what: string, { words, state }: Difference): BaseError {
  return new BaseError({
    code: "SafesApply.Surprise",
    message: `${name}: ${what}. Left to do: ${words.join("; ")}`,
    fix: "find out who changed it; then run `safe roster plan` again. Nothing further was executed",
    details: { safe: name, words, nonce: state.nonce },
  });
}
