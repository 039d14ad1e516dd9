import { type Address, type Hex, type RpcLog, toHex } from "viem";
import { type Connection, unreachable } from "./client.ts";

/** Which logs: of one contract, by topic; `null` stands for any. */
export type Filter = { readonly address: Address; readonly topics: readonly (Hex | readonly Hex[] | null)[] };

/** Blocks asked for at once, to begin with; a node that refuses is asked for fewer, down to the least. */
const SPAN = 10_000n;
const LEAST = 100n;

/**
 * Logs from `from` to `to`, oldest first, in portions of as many blocks as the node answers for.
 * @throws `Chain.Unreachable`.
 */
export async function* forwards(
  connection: Connection,
  filter: Filter,
  from: bigint,
  to: bigint,
): AsyncGenerator<readonly RpcLog[]> {
  for (let first = from, span = SPAN; first <= to; ) {
    const last = first + span - 1n < to ? first + span - 1n : to;
    const logs = await portion(connection, filter, first, last, span);
    if (logs === null) span /= 2n;
    else {
      yield logs;
      first = last + 1n;
    }
  }
}

/** As {@link forwards}, newest portion first, each with its first block. The caller stops when it has seen enough. */
export async function* backwards(
  connection: Connection,
  filter: Filter,
  to: bigint,
): AsyncGenerator<{ readonly first: bigint; readonly logs: readonly RpcLog[] }> {
  for (let last = to, span = SPAN; last >= 0n; ) {
    const first = last >= span ? last - span + 1n : 0n;
    const logs = await portion(connection, filter, first, last, span);
    if (logs === null) span /= 2n;
    else {
      yield { first, logs };
      last = first - 1n;
    }
  }
}

/** `null` if the node refuses, and might answer for fewer blocks. */
async function portion(
  { client, label }: Connection,
  { address, topics }: Filter,
  first: bigint,
  last: bigint,
  span: bigint,
): Promise<readonly RpcLog[] | null> {
  const filter = { address, topics: topics as Hex[], fromBlock: toHex(first), toBlock: toHex(last) };
  try {
    return await client.request({ method: "eth_getLogs", params: [filter] });
  } catch (cause) {
    if (span > LEAST && first !== last) return null;
    throw unreachable(label, cause);
  }
}
