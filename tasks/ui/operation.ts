import type { Hex, TransactionReceipt } from "viem";
import type { Submitted } from "../../src/execution/submit.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import { decode } from "../../src/proposal/word.ts";
import { formatDate } from "../../src/time.ts";
import { facts, sections } from "./table.ts";

/** What is worth keeping of a receipt. */
export type Transaction = { readonly hash: Hex; readonly block: number; readonly gasUsed: bigint };

export function transactionOf({ transactionHash, blockNumber, gasUsed }: TransactionReceipt): Transaction {
  return { hash: transactionHash, block: Number(blockNumber), gasUsed };
}

export function transactionText(done: string, receipt: TransactionReceipt): string {
  const { hash, block, gasUsed } = transactionOf(receipt);
  return sections(done, facts([["transaction", `${hash} in block ${block}, ${gasUsed} gas`]]));
}

export function submittedText(path: string, { operation, executed, receipt }: Submitted): string {
  if (executed) return transactionText("it ran at once: its tier has no delay", receipt);
  const { ready } = Stamp.decode(operation.stamp);
  const { expiry, protected: isProtected } = decode(operation.word);
  return sections(
    transactionText("scheduled", receipt),
    facts([
      ["ready", formatDate(ready)],
      ["expires", formatDate(expiry * 60)],
      ["protected", isProtected ? "yes: guardians cannot cancel it" : "no: a guardian can cancel it"],
    ]),
    `next, once it is ready: hardhat proposal execute ${path}`,
  );
}
