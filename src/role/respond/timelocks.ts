import { type Address, encodeFunctionData, type Hex, parseAbi, parseEventLogs, toEventSelector } from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { backwards } from "../../chain/logs.ts";
import type { World } from "../world.ts";
import { isHis, type Whose } from "./whose.ts";

// TimelockController, as OpenZeppelin documents it.
const abi = parseAbi([
  "event CallScheduled(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data, bytes32 predecessor, uint256 delay)",
  "function isOperationPending(bytes32 id) view returns (bool)",
  "function cancel(bytes32 id)",
]);
const SCHEDULED = toEventSelector("CallScheduled(bytes32,uint256,address,uint256,bytes,bytes32,uint256)");

/** An operation that waits in a timelock, scheduled by a transaction of one of the accounts. */
export type TimelockOperation = {
  readonly timelock: Address;
  readonly id: Hex;
  /** The call by which the Conclave cancels it; null if the Conclave is no canceller. */
  readonly data: Hex | null;
};

/** What waits in the timelocks of a world by these accounts' hands, and timelocks whose logs cannot be read. */
export async function timelockOperations(
  connection: Connection,
  world: World,
  whose: Whose,
): Promise<{ readonly operations: readonly TimelockOperation[]; readonly unread: readonly Address[] }> {
  const operations: TimelockOperation[] = [];
  const unread: Address[] = [];
  const timelocks = new Set(world.powers.flatMap(({ source, on }) => (source === "timelock" ? [on] : [])));
  for (const timelock of timelocks) {
    try {
      const ids = await answered(connection, pendingBy(connection, timelock, world.block.number, whose));
      const cancels = isCanceller(world, timelock);
      for (const id of ids) {
        const data = cancels ? encodeFunctionData({ abi, functionName: "cancel", args: [id] }) : null;
        operations.push({ timelock, id, data });
      }
    } catch {
      unread.push(timelock);
    }
  }
  return { operations, unread };
}

async function pendingBy(
  connection: Connection,
  timelock: Address,
  until: number,
  whose: Whose,
): Promise<ReadonlySet<Hex>> {
  const { client } = connection;
  const found = new Map<Hex, Hex>();
  for await (const { logs } of backwards(
    connection,
    { address: timelock, topics: [SCHEDULED] },
    BigInt(until),
  ))
    for (const { args, transactionHash } of parseEventLogs({
      abi,
      logs: [...logs],
      eventName: "CallScheduled",
    }))
      if (transactionHash !== null) found.set(args.id, transactionHash);
  const pending = new Set<Hex>();
  for (const [id, hash] of found) {
    const ask = { address: timelock, abi, functionName: "isOperationPending", args: [id] } as const;
    if (!(await client.readContract(ask))) continue;
    if (isHis(whose, (await client.getTransaction({ hash })).from)) pending.add(id);
  }
  return pending;
}

function isCanceller({ powers, conclave }: World, timelock: Address): boolean {
  return powers.some(
    ({ on, name, need }) =>
      on === timelock &&
      name === "CANCELLER_ROLE" &&
      need.kind === "members" &&
      need.of.some(({ account }) => account === conclave),
  );
}
