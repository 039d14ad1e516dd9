import { type Address, decodeEventLog, getAddress, type Hex, type RpcLog, zeroAddress } from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { forwards } from "../chain/logs.ts";
import { safeAbi } from "../generated/safe-abi.ts";
import { decode, flatten } from "./decode.ts";
import { firstWord, TOPICS } from "./events.ts";
import * as SafeFile from "./file.ts";
import { addressesIn } from "./queue-addresses.ts";
import type { SafeState } from "./state.ts";
import { CALL, call, DELEGATECALL } from "./transaction.ts";

/** An approval on-chain. It cannot be taken back: it lives until its transaction's nonce is used. */
export type Approval = {
  readonly owner: Address;
  readonly safeTxHash: Hex;
  readonly block: bigint;
  readonly transaction: Hex | null;
};

/** What a Safe's logs tell that its storage does not. */
export type Record = {
  readonly fromBlock: bigint;
  readonly approvals: readonly Approval[];
  /** What was executed, and whether what it does succeeded. */
  readonly executed: ReadonlyMap<Hex, boolean>;
  /** Addresses that executed transactions dealt with: of a SafeL2 alone, others do not log them. */
  readonly dealtWith: ReadonlySet<Address>;
};

/**
 * Reads a Safe's logs from `fromBlock` to the block of `state`. Approvals are confirmed by storage, so a node cannot invent one; one
 * that it leaves out is not found, unless its owner is asked about (see `standing.ts`).
 * @throws `Chain.Unreachable`
 */
export async function readRecord(
  connection: Connection,
  state: SafeState,
  fromBlock: bigint,
): Promise<Record> {
  const claimed: Approval[] = [];
  const executed = new Map<Hex, boolean>();
  const dealtWith = new Set<Address>();
  const filter = {
    address: state.address,
    topics: [[TOPICS.approved, TOPICS.succeeded, TOPICS.failed, TOPICS.told]],
  };
  for await (const logs of forwards(connection, filter, fromBlock, state.block)) {
    for (const log of logs) {
      const [topic, first, second] = log.topics;
      if (topic === TOPICS.succeeded || topic === TOPICS.failed)
        executed.set(firstWord(log), topic === TOPICS.succeeded);
      if (topic === TOPICS.told) for (const address of addressesTold(state, log)) dealtWith.add(address);
      if (topic !== TOPICS.approved || first === undefined || second === undefined) continue;
      const block = BigInt(log.blockNumber ?? 0);
      claimed.push({
        owner: getAddress(`0x${second.slice(26)}`),
        safeTxHash: first,
        block,
        transaction: log.transactionHash,
      });
    }
  }
  const { client } = connection;
  const read = {
    address: state.address,
    abi: safeAbi,
    functionName: "approvedHashes",
    blockNumber: state.block,
  } as const;
  const stored = await answered(
    connection,
    Promise.all(
      claimed.map(({ owner, safeTxHash }) => client.readContract({ ...read, args: [owner, safeTxHash] })),
    ),
  );
  return { fromBlock, approvals: claimed.filter((_, index) => stored[index] !== 0n), executed, dealtWith };
}

/** Whom a logged transaction dealt with. Transfer events would not do: poisoners make them up in the Safe's name. */
function addressesTold(state: SafeState, log: RpcLog): readonly Address[] {
  const told = argumentsOf(log);
  if (told === null) return [];
  const transaction = call({ ...told, operation: told.operation === CALL ? CALL : DELEGATECALL }, 0n);
  const domain = { chainId: state.chainId, verifyingContract: state.address };
  const file = SafeFile.create({ domain, version: state.version, transaction, title: "executed" });
  return flatten(decode(file))
    .flatMap(({ view }) => addressesIn(view))
    .filter((address) => address !== zeroAddress);
}

/** Null for a log that is not what its topic says. */
function argumentsOf({ topics, data }: RpcLog) {
  try {
    const { eventName, args } = decodeEventLog({ abi: safeAbi, topics: topics as [Hex, ...Hex[]], data });
    return eventName === "SafeMultiSigTransaction" ? args : null;
  } catch {
    return null;
  }
}
