import { type Address, getAddress, type Hex } from "viem";
import { z } from "zod";
import { type Block, blockAt } from "../../audit/collect.ts";
import { answered, type Connection } from "../../chain/client.ts";

/** A transaction as far as the search for uses looks at it. */
export type Sent = {
  readonly hash: Hex;
  readonly from: Address;
  readonly to: Address | null;
  readonly data: Hex;
  readonly block: number;
  readonly time: number;
  /** Whether it delegates accounts to code (EIP-7702), so that they may call in other transactions. */
  readonly delegates: boolean;
};

/** The blocks in which uses are looked for, and all their transactions once somebody asks; null if there are too many blocks, or one cannot be read. */
export type Window = {
  /** UNIX seconds: what was asked for. The first block may be a good deal later. */
  readonly since: number;
  readonly from: Block;
  readonly to: Block;
  readonly transactions: () => Promise<readonly Sent[] | null>;
};

const AT_A_TIME = 16;

const blockSchema = z.object({
  transactions: z.array(
    z.object({
      hash: z.string().transform((value) => value as Hex),
      from: z.string().transform((value) => getAddress(value)),
      to: z
        .string()
        .nullish()
        .transform((value) => (value ? getAddress(value) : null)),
      input: z.string().transform((value) => value as Hex),
      authorizationList: z.array(z.unknown()).optional(),
    }),
  ),
});

/**
 * The blocks from the first whose time is `since` or later up to `to`.
 * @param limit How many blocks are looked through one by one at most.
 * @throws `Chain.Unreachable`, `Audit.BadAnswer`
 */
export async function openWindow(
  connection: Connection,
  to: Block,
  since: number,
  limit: number,
): Promise<Window> {
  const from = await answered(connection, firstSince(connection, to, since));
  let read: Promise<readonly Sent[] | null> | undefined;
  return {
    since,
    from,
    to,
    transactions: () => {
      const few = to.number - from.number < limit;
      read ??= few
        ? answered(connection, readAll(connection, from.number, to.number))
        : Promise.resolve(null);
      return read;
    },
  };
}

/** Bisection over the blocks' times, which never go back. */
async function firstSince({ client }: Connection, to: Block, since: number): Promise<Block> {
  let [low, high] = [0, to.number];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { time } = await blockAt(client, middle);
    if (time < since) low = middle + 1;
    else high = middle;
  }
  return blockAt(client, low);
}

async function readAll({ client }: Connection, from: number, to: number): Promise<readonly Sent[] | null> {
  const sent: Sent[] = [];
  for (let start = from; start <= to; start += AT_A_TIME) {
    const numbers = Array.from({ length: Math.min(AT_A_TIME, to - start + 1) }, (_, i) => start + i);
    const blocks = await Promise.all(
      numbers.map((number) => client.getBlock({ blockNumber: BigInt(number), includeTransactions: true })),
    );
    for (const [index, block] of blocks.entries()) {
      const read = blockSchema.safeParse(block);
      // What cannot be read is not taken for a block without transactions.
      if (!read.success) return null;
      const time = Number(block.timestamp);
      sent.push(
        ...read.data.transactions.map(({ hash, from, to: target, input, authorizationList = [] }) => {
          const delegates = authorizationList.length > 0;
          return { hash, from, to: target, data: input, block: start + index, time, delegates };
        }),
      );
    }
  }
  return sent;
}
