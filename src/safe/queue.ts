import type { Address } from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { ownAddresses } from "./queue-addresses.ts";
import { addressesOf, dangersOf, imitationsAmong } from "./queue-dangers.ts";
import { readFacts } from "./queue-facts.ts";
import { found, nameOf, type QueueFinding, sorted } from "./queue-finding.ts";
import { guardFindings } from "./queue-guard.ts";
import { gather, type Item, type Source } from "./queue-item.ts";
import { type Next, nextFindings, nextOf } from "./queue-next.ts";
import { clashFindings, holeFindings, slotsOf, staleFindings } from "./queue-order.ts";
import { approvalFindings, type OwnerView, outstandingOf } from "./queue-outstanding.ts";
import { readRecord } from "./queue-record.ts";
import type { Doubt } from "./service-verify.ts";
import type { SafeState } from "./state.ts";

export type QueueOptions = {
  /** Where the Safe's logs begin; they are read for approvals and for whom it has dealt with. */
  readonly fromBlock?: bigint;
  /** Seconds after which a waiting transaction is old. */
  readonly staleAfter?: number;
  /** Addresses that the operator knows, such as a charter's contracts. */
  readonly known?: readonly Address[];
  /** What a service said that is not so, from fetching its queue. */
  readonly doubts?: readonly Doubt[];
  /** What was found wrong while the sources were read; see `readFolder`. */
  readonly findings?: readonly QueueFinding[];
};

export type Queue = {
  readonly state: SafeState;
  readonly items: readonly (Item & { readonly next: Next | null })[];
  readonly owners: readonly OwnerView[];
  readonly findings: readonly QueueFinding[];
  /** Nothing dangerous was found. */
  readonly ok: boolean;
};

const MONTH = 30 * 86_400;

/**
 * Examines a Safe's queue: what waits, in which order, what it would do, who has consented, and what is wrong with it. Reads only.
 * @param sources Transactions of this Safe, from files and services; see `fetchQueue` for the latter.
 * @throws `Chain.Unreachable`
 */
export async function examine(
  connection: Connection,
  state: SafeState,
  sources: readonly Source[],
  options: QueueOptions = {},
): Promise<Queue> {
  const { fromBlock = 0n, staleAfter = MONTH, known = [], doubts = [], findings: read = [] } = options;
  const [items, record, block] = await Promise.all([
    gather(connection, state, sources),
    readRecord(connection, state, fromBlock),
    answered(connection, connection.client.getBlock({ blockNumber: state.block })),
  ]);
  const open = items.filter(({ transaction }) => transaction.nonce >= state.nonce);
  const familiar = new Set([...ownAddresses(state), ...record.dealtWith, ...known]);
  const facts = await readFacts(connection, state, open.flatMap(addressesOf));
  const nexts = await Promise.all(
    items.map(async (item) => {
      const next = item.transaction.nonce === state.nonce ? await nextOf(connection, state, item) : null;
      return { ...item, next };
    }),
  );
  const slots = slotsOf(state, items);
  const now = Number(block.timestamp);
  const findings = sorted([
    ...open.flatMap((item) => dangersOf(item, facts, familiar)),
    ...imitationsAmong(open, familiar),
    ...holeFindings(state, slots),
    ...clashFindings(slots),
    ...staleFindings(state, items, record, { now, staleAfter }),
    ...approvalFindings(state, items, record),
    ...(await guardFindings(connection, state, open, now)),
    ...nexts.flatMap((item) => (item.next === null ? [] : nextFindings(item, item.next))),
    ...sourceFindings(open),
    ...doubts.map(doubtFinding),
    ...read,
  ]);
  return {
    state,
    items: nexts,
    owners: outstandingOf(state, items, record),
    findings,
    ok: findings.every(({ severity }) => severity !== "danger"),
  };
}

/** Where files and a service were both looked at: what only one of them has. */
function sourceFindings(items: readonly Item[]): readonly QueueFinding[] {
  const has = (item: Item, kind: Source["kind"]) => item.sources.some((one) => one.kind === kind);
  const both = (["file", "service"] as const).every((kind) => items.some((item) => has(item, kind)));
  if (!both) return [];
  return items.flatMap((item) => {
    const about = { nonce: item.transaction.nonce, safeTxHash: item.safeTxHash };
    if (!has(item, "service")) {
      const reason = `the service does not have ${nameOf(item)}`;
      return [
        found("onlyInFiles", "note", reason, "hand it in with `safe propose`, or leave it to files", about),
      ];
    }
    if (has(item, "file")) return [];
    const reason = `no file has ${nameOf(item)}: who removes it at the service removes no signature`;
    return [found("onlyAtService", "note", reason, "keep it with `safe pull`", about)];
  });
}

const LIES: readonly Doubt["kind"][] = ["hash", "otherSafe", "forged"];

function doubtFinding({ kind, safeTxHash, message }: Doubt): QueueFinding {
  if (LIES.includes(kind)) {
    const fix = "believe nothing it shows that is not in files; ask who runs it, and use another";
    return found("serviceLies", "danger", message, fix, { safeTxHash });
  }
  return found("serviceOdd", "warning", message, "it was not used; compare with the owners' files", {
    safeTxHash,
  });
}
