import { type Address, type Hex, isHex, numberToHex, type PublicClient } from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { type Finding, general } from "./finding.ts";

/** A log as the node delivered it, with its block's time (UNIX seconds). */
export type Log = {
  readonly block: number;
  readonly time: number;
  readonly index: number;
  readonly transaction: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
};

/** The moment a history is told up to. `time` is UNIX seconds. */
export type Block = { readonly number: number; readonly hash: Hex; readonly time: number };

export type Collected = { readonly logs: readonly Log[]; readonly findings: readonly Finding[] };

const hex = z.custom<Hex>((value) => isHex(value, { strict: true }));
const quantity = hex.transform((value, context) => {
  const number = Number(value === "0x" ? "NaN" : value);
  if (!Number.isSafeInteger(number)) context.addIssue({ code: "custom", message: "not a quantity" });
  return number;
});
const lower = hex.transform((value) => value.toLowerCase() as Hex);
const rawLog = z.object({
  address: lower,
  topics: z.array(lower),
  data: lower,
  blockNumber: quantity,
  blockHash: lower,
  transactionHash: lower,
  logIndex: quantity,
  removed: z.boolean().optional(),
});

type RawLog = z.output<typeof rawLog>;

/** Blocks asked for at a time. */
const AT_A_TIME = 16;

/**
 * All logs of the Conclave from `fromBlock` to `to`, in the order of the chain. Where a node refuses a range, or answers with a
 * count that looks like a cap, the range is halved; a cap that hits a single block cannot be seen here, but the chain of links
 * shows what is missing.
 * @param topics Which logs, as `eth_getLogs` takes it; all of them if left out.
 * @throws `Audit.LogsUnavailable`, `Audit.BadAnswer`
 */
export async function collect(
  client: PublicClient,
  address: Address,
  fromBlock: number,
  to: Block,
  topics: readonly (Hex | null)[] = [],
): Promise<Collected> {
  const delivered = await fetchRange(client, { address, topics }, fromBlock, to.number);
  const findings: Finding[] = [];
  const ordered = [...delivered].sort(byPlace);
  if (delivered.some((log, index) => log !== ordered[index])) {
    findings.push(general("metadata", null, "the node did not deliver the logs in the order of the chain"));
  }
  const logs = ordered.filter((log, index) => {
    const before = ordered[index - 1];
    const again = before !== undefined && byPlace(before, log) === 0;
    if (again) findings.push(at(log, "repeated", "two logs claim this place"));
    const foreign = log.address !== address.toLowerCase() || log.removed === true;
    if (foreign) findings.push(at(log, "unknown", "is of another contract, or of a block that was dropped"));
    const outside = log.blockNumber < fromBlock || log.blockNumber > to.number;
    if (outside) findings.push(at(log, "metadata", "is outside of the blocks that were asked for"));
    return !foreign && !outside;
  });
  const blocks = await fetchBlocks(client, [...new Set(logs.map((log) => log.blockNumber))]);
  return {
    findings,
    logs: logs.map((log) => {
      const block = blocks.get(log.blockNumber) as Block;
      if (block.hash !== log.blockHash)
        findings.push(
          at(log, "metadata", `names the block ${log.blockHash}, but the node has ${block.hash}`),
        );
      return {
        block: log.blockNumber,
        time: block.time,
        index: log.logIndex,
        transaction: log.transactionHash,
        topics: log.topics,
        data: log.data,
      };
    }),
  };
}

/** The block that a history is told up to: the latest, or the given one. */
export async function blockAt(client: PublicClient, number?: number): Promise<Block> {
  const block = await client.getBlock(number === undefined ? {} : { blockNumber: BigInt(number) });
  if (block.hash === null || block.number === null) throw badAnswer("a block without a hash");
  return { number: Number(block.number), hash: block.hash, time: Number(block.timestamp) };
}

async function fetchRange(
  client: PublicClient,
  filter: { readonly address: Address; readonly topics: readonly (Hex | null)[] },
  from: number,
  to: number,
): Promise<readonly RawLog[]> {
  if (from > to) return [];
  const halves = async () => {
    const middle = Math.floor((from + to) / 2);
    const first = await fetchRange(client, filter, from, middle);
    return [...first, ...(await fetchRange(client, filter, middle + 1, to))];
  };
  let answer: unknown;
  try {
    answer = await client.request({
      method: "eth_getLogs",
      params: [
        {
          address: filter.address,
          ...(filter.topics.length === 0 ? {} : { topics: [...filter.topics] }),
          fromBlock: numberToHex(from),
          toBlock: numberToHex(to),
        },
      ],
    });
  } catch (cause) {
    // A node that is down fails all the way to one block, which takes few requests.
    if (from < to) return halves();
    throw new BaseError({
      code: "Audit.LogsUnavailable",
      message: `the node does not deliver the logs of block ${from}`,
      fix: "check the node, or use one that keeps all logs",
      cause,
      details: { block: from },
    });
  }
  const logs = z.array(rawLog).safeParse(answer);
  if (!logs.success) throw badAnswer("logs that cannot be read", logs.error);
  if (!looksCapped(logs.data.length) || from === to) return logs.data;
  const again = await halves();
  return again.length > logs.data.length ? again : logs.data;
}

/** Nodes that cut an answer short without saying so do it at a round number. */
function looksCapped(count: number): boolean {
  return count > 0 && (count % 500 === 0 || [100, 200, 1024, 4096, 8192].includes(count));
}

async function fetchBlocks(client: PublicClient, numbers: readonly number[]): Promise<Map<number, Block>> {
  const blocks = new Map<number, Block>();
  for (let start = 0; start < numbers.length; start += AT_A_TIME) {
    const some = numbers.slice(start, start + AT_A_TIME);
    for (const block of await Promise.all(some.map((number) => blockAt(client, number))))
      blocks.set(block.number, block);
  }
  return blocks;
}

function byPlace(a: RawLog, b: RawLog): number {
  return a.blockNumber - b.blockNumber || a.logIndex - b.logIndex;
}

function at(log: RawLog, kind: Finding["kind"], message: string): Finding {
  return {
    ...general(kind, null, `log ${log.logIndex} of block ${log.blockNumber} ${message}`),
    block: log.blockNumber,
  };
}

function badAnswer(what: string, cause?: unknown): BaseError {
  return new BaseError({
    code: "Audit.BadAnswer",
    message: `the node answered with ${what}`,
    fix: "use another node",
    ...(cause === undefined ? {} : { cause }),
  });
}
