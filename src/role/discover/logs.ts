import type { Address, Hex, RpcLog } from "viem";
import type { Connection } from "../../chain/client.ts";
import { forwards } from "../../chain/logs.ts";
import { BaseError } from "../../errors.ts";
import { firstBlock } from "../../safe/history.ts";
import { cannotRead, type Draft } from "./draft.ts";

/** More logs of one contract than this are not read: a node, or whoever may write logs there, could give any number. */
const MOST = 20_000;

/**
 * A contract's logs with one of some topics, oldest first. Null, and entered as unread, if the node does not give them; what logs say is to
 * be confirmed by calls, and what a node leaves out is not seen.
 */
export async function logsOf(
  draft: Draft,
  address: Address,
  topics: readonly Hex[],
  what: string,
): Promise<readonly RpcLog[] | null> {
  const { connection, block } = draft.site;
  const found: RpcLog[] = [];
  try {
    const from = await beginning(connection, address, draft);
    for await (const logs of forwards(connection, { address, topics: [topics] }, from, block)) {
      found.push(...logs.filter((log) => isRight(log, address, topics)));
      if (found.length <= MOST) continue;
      cannotRead(draft, address, what, `there are more than ${MOST} logs of it`);
      return found.slice(0, MOST);
    }
    return found;
  } catch (error) {
    if (!(error instanceof BaseError) || error.code !== "Chain.Unreachable") throw error;
    cannotRead(draft, address, what, "the node does not give the contract's logs");
    return null;
  }
}

/** A node that has forgotten old states cannot say: then from the block that was named, or from the first. */
function beginning(connection: Connection, address: Address, draft: Draft): Promise<bigint> {
  return firstBlock(connection, address, draft.site.block).catch(() => draft.fromBlock);
}

function isRight(log: RpcLog, address: Address, topics: readonly Hex[]): boolean {
  const isHere = typeof log.address === "string" && log.address.toLowerCase() === address.toLowerCase();
  const [topic] = Array.isArray(log.topics) ? log.topics : [];
  return isHere && topic !== undefined && topics.includes(topic);
}
