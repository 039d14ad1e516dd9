import {
  type Address,
  decodeAbiParameters,
  decodeEventLog,
  getAddress,
  type Hex,
  type RpcLog,
  sliceHex,
} from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { forwards } from "../chain/logs.ts";
import { safeAbi } from "../generated/safe-abi.ts";
import { firstWord, TOPICS } from "./events.ts";
import { signersOf } from "./signers.ts";
import { safeTxHash } from "./transaction.ts";

/** What a Safe's own events tell, from a block on. 1.3.0 has the same events, with fewer fields indexed. */
export type History = {
  readonly from: bigint;
  readonly to: bigint;
  readonly setup: Setup | null;
  readonly approvals: readonly { readonly hash: Hex; readonly owner: Address; readonly block: bigint }[];
  readonly executions: readonly Execution[];
  /** When an address last became owner by a change of the Safe (not by its set-up). */
  readonly added: ReadonlyMap<Address, bigint>;
};

/** How the Safe began. */
export type Setup = {
  readonly block: bigint;
  readonly transaction: Hex;
  readonly owners: readonly Address[];
  readonly threshold: number;
};

/** A transaction that went through `execTransaction`. */
export type Execution = {
  readonly hash: Hex;
  readonly block: bigint;
  readonly transaction: Hex;
  /** How many signatures the Safe looked at; null if the events read do not reach back to where it was set. */
  readonly threshold: number | null;
  /** Whose they were, where the event says so (SafeL2). */
  readonly signers: readonly Address[] | null;
};

/**
 * Reads a Safe's events from block `from` to block `to`.
 * @throws `Chain.Unreachable` if the node gives none
 */
export async function readHistory(
  connection: Connection,
  safe: Address,
  from: bigint,
  to: bigint,
): Promise<History> {
  const approvals: History["approvals"][number][] = [];
  const executions: Execution[] = [];
  const added = new Map<Address, bigint>();
  const signed = new Map<Hex, readonly Address[]>();
  let setup: Setup | null = null;
  let threshold: number | null = null;
  const filter = { address: safe, topics: [Object.values(TOPICS)] };
  for await (const logs of forwards(connection, filter, from, to)) {
    for (const log of logs) {
      const block = BigInt(log.blockNumber ?? 0);
      const transaction = log.transactionHash ?? "0x";
      switch (log.topics[0]) {
        case TOPICS.setup: {
          setup ??= { block, transaction, ...setupOf(log) };
          threshold = setup.threshold;
          break;
        }
        case TOPICS.threshold:
          threshold = Number(BigInt(log.data));
          break;
        case TOPICS.added:
          added.set(getAddress(sliceHex(firstWord(log), 12)), block);
          break;
        case TOPICS.approved: {
          const [, hash = "0x", owner = "0x"] = log.topics;
          approvals.push({ hash, owner: getAddress(sliceHex(owner, 12)), block });
          break;
        }
        case TOPICS.told: {
          const { hash, signers } = signedBy(log, { chainId: connection.chainId, verifyingContract: safe });
          signed.set(hash, signers);
          break;
        }
        default: {
          const hash = firstWord(log);
          executions.push({ hash, block, transaction, threshold, signers: signed.get(hash) ?? null });
        }
      }
    }
  }
  return { from, to, setup, approvals, executions, added };
}

/**
 * The first block in which the Safe had code: bisection over its code, which an archive node answers.
 * @throws `Chain.Unreachable` if the node has forgotten old states
 */
export async function firstBlock(connection: Connection, safe: Address, to: bigint): Promise<bigint> {
  let [low, high] = [0n, to];
  while (low < high) {
    const middle = (low + high) / 2n;
    const code = await answered(
      connection,
      connection.client.getCode({ address: safe, blockNumber: middle }),
    );
    if (code === undefined || code === "0x") low = middle + 1n;
    else high = middle;
  }
  return low;
}

function setupOf({ topics, data }: RpcLog): { owners: readonly Address[]; threshold: number } {
  const { args } = decodeEventLog({ abi: safeAbi, eventName: "SafeSetup", topics: topics as never, data });
  return { owners: args.owners.map((owner) => getAddress(owner)), threshold: Number(args.threshold) };
}

function signedBy(
  { topics, data }: RpcLog,
  domain: { readonly chainId: number; readonly verifyingContract: Address },
): { readonly hash: Hex; readonly signers: readonly Address[] } {
  const eventName = "SafeMultiSigTransaction";
  const { args } = decodeEventLog({ abi: safeAbi, eventName, topics: topics as never, data });
  const [nonce, , threshold] = decodeAbiParameters(
    [{ type: "uint256" }, { type: "address" }, { type: "uint256" }],
    args.additionalInfo,
  );
  const operation = args.operation === 1 ? 1 : 0;
  const hash = safeTxHash(domain, { ...args, operation, nonce });
  return { hash, signers: signersOf(hash, args.signatures, Number(threshold)) };
}
