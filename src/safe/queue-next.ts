import { type Address, decodeAbiParameters } from "viem";
import { answered, type Connection } from "../chain/client.ts";
import * as Revert from "../chain/revert.ts";
import { BaseError } from "../errors.ts";
import { chosen } from "./execute.ts";
import { pack } from "./kit.ts";
import { found, nameOf, type QueueFinding } from "./queue-finding.ts";
import type { Item } from "./queue-item.ts";
import { inWords } from "./refusal.ts";
import type { SafeState } from "./state.ts";
import { encodeExecution } from "./transaction.ts";

/** Somebody without any rights, to try with whether anybody could execute. */
const ANYBODY: Address = "0x000000000000000000000000000000000000bEEF";

/** What can be done now with an item whose nonce is next. */
export type Next = {
  /** Who can execute it as things are: anybody, or these owners, whose sending is the signature that lacks. */
  readonly by: "anybody" | readonly Address[];
  /** What an execution would come to; null: it was not tried, since signatures lack. */
  readonly trial: "succeeds" | { readonly failure: string } | null;
};

/**
 * Who could execute a next item at this moment, tried by a call to the Safe's own `execTransaction` (guard included) that changes
 * nothing. @throws `Chain.Unreachable`
 */
export async function nextOf(connection: Connection, state: SafeState, item: Item): Promise<Next> {
  const { missing, able } = item.standing;
  const by = missing === 0 ? "anybody" : missing === 1 ? able : [];
  const from = missing === 0 ? ANYBODY : missing === 1 ? able[0] : undefined;
  return { by, trial: from === undefined ? null : await attempt(connection, state, item, from) };
}

async function attempt(
  connection: Connection,
  state: SafeState,
  { standing, transaction }: Item,
  from: Address,
): Promise<Exclude<Next["trial"], null>> {
  const status = { ...standing, state, phase: "executable", sentence: "", transaction: null } as const;
  const data = encodeExecution(transaction, await pack(chosen(status, from)));
  const call = { account: from, to: state.address, data, blockNumber: state.block, gas: GAS } as const;
  try {
    const result = await connection.client.call(call);
    const [success] = decodeAbiParameters([{ type: "bool" }], result.data ?? "0x");
    return success ? "succeeds" : { failure: "what it does fails, and its nonce would be used up" };
  } catch (error) {
    const data = Revert.dataOf(error);
    if (data === null) return answered(connection, Promise.reject(error));
    const refusal = inWords(Revert.toError(Revert.decode(data)));
    return { failure: refusal instanceof BaseError ? refusal.message : "it is refused" };
  }
}

const GAS = 15_000_000n;

/** What is to be said about what is next. */
export function nextFindings(item: Item, next: Next): readonly QueueFinding[] {
  const { transaction, safeTxHash, standing } = item;
  const about = { nonce: transaction.nonce, safeTxHash };
  const { trial, by } = next;
  const who = by === "anybody" ? "anybody" : by.join(", ");
  if (trial !== null && trial !== "succeeds") {
    const reason = `${nameOf(item)} has its signatures, but executed now it would fail: ${trial.failure}`;
    return [
      found(
        "wouldFail",
        "warning",
        reason,
        "simulate it with `safe test`; put right what it says, or void it",
        about,
      ),
    ];
  }
  if (trial === "succeeds") {
    const how = by === "anybody" ? "" : ": for an owner, to send it is to sign it";
    const reason = `${nameOf(item)} can be executed now by ${who}${how}`;
    return [
      found(
        "executable",
        "note",
        reason,
        "execute it with `safe execute` if it is meant; else void it at once",
        about,
      ),
    ];
  }
  const reason = `${nameOf(item)} is next and lacks ${standing.missing} of ${standing.threshold} signatures, of: ${standing.able.join(", ")}`;
  return [found("collecting", "note", reason, "have them sign with `safe sign`", about)];
}
