import type { Hex } from "viem";
import { type SafeDomain, safeTxHash } from "../../safe/transaction.ts";
import { type Content, fromEvent, type Stated } from "./content.ts";
import type { EventOf, Foreign, SafeEvent } from "./event.ts";

export type Outcome = EventOf<"ExecutionSuccess" | "ExecutionFailure">;

/** All logs of the Safe in one transaction of the chain; `first` is the index of the first of them in the whole. */
export type Group = {
  readonly transaction: Hex;
  readonly first: number;
  readonly events: readonly (SafeEvent | Foreign)[];
};

/** One multisig transaction that ran. `index` is its outcome's in the whole, `begin` that of the first log it can have made. */
export type Execution = {
  readonly outcome: Outcome;
  readonly index: number;
  readonly begin: number;
  /** Whether `begin` is exact, by an event of SafeL2. */
  readonly exact: boolean;
  readonly nonce: bigint | null;
  /** `hash`: the content gives the hash with this nonce and no other; `order`: by counting those before and behind. */
  readonly nonceBy: "hash" | "order" | null;
  readonly content: Content | null;
  /** What SafeL2 said the threshold was. */
  readonly threshold: number | null;
};

export function isOutcome(event: SafeEvent | Foreign): event is Outcome {
  return event.eventName === "ExecutionSuccess" || event.eventName === "ExecutionFailure";
}

/** An execution whose content is not known yet. */
export function unknown(outcome: Outcome, index: number, group: Group): Execution {
  const bare = { nonce: null, nonceBy: null, content: null, threshold: null } as const;
  return { outcome, index, begin: group.first, exact: false, ...bare };
}

/** What SafeL2 said in a transaction, each with its index in the whole; null where it cannot be read. */
export function statedIn({
  events,
  first,
}: Group): { readonly stated: Stated | null; readonly index: number }[] {
  return events.flatMap((event, offset) =>
    event.eventName === "SafeMultiSigTransaction"
      ? [{ stated: fromEvent(event), index: first + offset }]
      : [],
  );
}

/** Which outcome SafeL2's event belongs to: the one whose hash it gives. Undefined: none, so that one of both was altered. */
export function outcomeOf(
  domain: SafeDomain,
  { call, nonce }: Stated,
  waiting: readonly Execution[],
): Execution | undefined {
  const hash = safeTxHash(domain, { ...call, nonce });
  return waiting.find(({ outcome }) => outcome.args.txHash === hash);
}

/** Which of the executions that wait for their content, and with which nonce of a range, this is the content of. */
export function matching(
  domain: SafeDomain,
  { call }: Content,
  waiting: readonly Execution[],
  from: bigint,
  count: number,
): { readonly execution: Execution; readonly nonce: bigint } | undefined {
  const byHash = new Map(waiting.map((execution) => [execution.outcome.args.txHash, execution]));
  for (let nonce = from; nonce < from + BigInt(count); nonce++) {
    const execution = byHash.get(safeTxHash(domain, { ...call, nonce }));
    if (execution !== undefined) return { execution, nonce };
  }
  return undefined;
}

/**
 * Gives nonces by counting to executions of unknown content: where as many stand between two known nonces as are free between them.
 * Several of one transaction may have run one inside the other, so that their order tells nothing: they stay without.
 * @param end The nonce after the last execution, from storage.
 */
export function counted(executions: readonly Execution[], end: bigint): Execution[] {
  const result = [...executions];
  const alone = (index: number) =>
    [-1, 1].every(
      (step) => result[index + step]?.outcome.at.transaction !== result[index]?.outcome.at.transaction,
    );
  let start = 0;
  for (let index = 0, from = 0n; index <= result.length; index++) {
    const at = index === result.length ? end : (result[index]?.nonce ?? null);
    if (at === null) continue;
    if (at - from === BigInt(index - start)) {
      for (let each = start; each < index; each++) {
        const one = result[each];
        if (one === undefined || !alone(each)) continue;
        result[each] = { ...one, nonce: from + BigInt(each - start), nonceBy: "order" };
      }
    }
    start = index + 1;
    from = at + 1n;
  }
  return result;
}
