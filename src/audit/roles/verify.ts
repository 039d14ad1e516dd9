import {
  type Address,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  getAddress,
  type Hex,
  isAddressEqual,
  BaseError as ViemError,
} from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import { roleManagerAbi } from "../../generated/abi.ts";
import type { Domain } from "../../proposal/proposal.ts";
import { type Block, blockAt, collect, type Log } from "../collect.ts";
import { decode, isLink, isOperation, type RoleEvent, type RoleLink } from "./event.ts";
import { type Finding, general } from "./finding.ts";
import { type RoleHistory, roleHistory } from "./history.ts";
import { genesis } from "./link.ts";
import { operationsOf } from "./operations.ts";
import { follow } from "./record.ts";
import { replay } from "./replay.ts";
import type { State } from "./state.ts";
import { compare } from "./storage.ts";

/** What the audit of a RoleManager found. `ok`: nothing; the record is whole, in order, possible, and storage is where it leads. */
export type RolesAudit = {
  readonly ok: boolean;
  readonly domain: Domain;
  readonly conclave: Address;
  readonly fromBlock: number;
  readonly block: Block;
  /** In storage. */
  readonly head: Hex;
  readonly events: readonly RoleEvent[];
  readonly links: readonly RoleLink[];
  readonly state: State;
  readonly history: RoleHistory;
  readonly findings: readonly Finding[];
};

/** Blocks to look at: from the one that created the manager, or before it, to the latest or the given one. */
export type Range = { readonly fromBlock: number; readonly toBlock?: number };

/**
 * Audits a RoleManager through a node that need not be trusted about its logs, only about storage: recomputes the record link by link, replays
 * it by the contract's rules, and holds the contract's answers against where that leads. Needs no key and writes nothing.
 * @throws `Audit.NotARoleManager`, `Audit.RolesMoved`, `Audit.LogsUnavailable`, `Audit.BadAnswer`, `Chain.Unreachable`
 */
export async function verifyRoles(
  connection: Connection,
  manager: Address,
  { fromBlock, toBlock }: Range,
): Promise<RolesAudit> {
  const { client, chainId } = connection;
  const address = getAddress(manager);
  const domain = { chainId, verifyingContract: address };
  const block = await answered(connection, blockAt(client, toBlock));
  const { head, conclave } = await answered(connection, readManager(connection, address, block));
  const collected = await answered(connection, collect(client, address, fromBlock, block));
  const { events, foreign } = read(collected.logs);
  const links = events.filter(isLink);
  const first = genesis(domain);
  const headAt = (number: number) => readHead(connection, address, number, first);
  const chain = { links, first, head, fromBlock, toBlock: block.number };
  const parted = await answered(connection, follow(chain, headAt));
  const { state, findings: impossible } = replay(links, address, conclave);
  const { operations, findings: used } = operationsOf(events.filter(isOperation), block.time);
  const stored = await answered(connection, compare(connection, state, links, operations, block));
  if ((await answered(connection, blockAt(client, block.number))).hash !== block.hash) throw moved(block);
  const findings = [
    ...collected.findings.map(({ kind, message, block: number }) =>
      general(kind as Finding["kind"], message, {}, number),
    ),
    ...foreign,
    ...parted,
    ...impossible,
    ...used,
    ...stored,
  ];
  const history = roleHistory(events, operations);
  const ok = findings.length === 0;
  return { ok, domain, conclave, fromBlock, block, head, events, links, state, history, findings };
}

function read(logs: readonly Log[]) {
  const events: RoleEvent[] = [];
  const foreign: Finding[] = [];
  for (const log of logs) {
    const event = decode(log);
    if (event !== null) events.push(event);
    else {
      const message = `log ${log.index} of block ${log.block} is none of a RoleManager's (topic ${log.topics[0] ?? "none"})`;
      foreign.push(general("unknown", message, {}, log.block));
    }
  }
  return { events, foreign };
}

async function readManager({ client, chainId }: Connection, address: Address, { number }: Block) {
  const at = { address, abi: roleManagerAbi, blockNumber: BigInt(number) } as const;
  try {
    const [head, conclave, domain] = await Promise.all([
      client.readContract({ ...at, functionName: "head" }),
      client.readContract({ ...at, functionName: "conclave" }),
      client.readContract({ ...at, functionName: "eip712Domain" }),
    ]);
    const [, name, version, chain, self] = domain;
    const isOwn = name === "RoleManager" && version === "1" && chain === BigInt(chainId);
    if (!isOwn || !isAddressEqual(self, address)) throw notAManager(address);
    return { head, conclave };
  } catch (cause) {
    if (isRefusal(cause)) throw notAManager(address, cause);
    throw cause;
  }
}

/** The head after a former block; `first` before the manager was there; null if the node does not keep that state. */
async function readHead(
  { client }: Connection,
  address: Address,
  block: number,
  first: Hex,
): Promise<Hex | null> {
  try {
    return await client.readContract({
      address,
      abi: roleManagerAbi,
      blockNumber: BigInt(block),
      functionName: "head",
    });
  } catch (error) {
    return isRefusal(error) ? first : null;
  }
}

/** The contract's own no, or no contract there, rather than the node's. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ViemError)) return false;
  const isNo = (cause: unknown) =>
    cause instanceof ContractFunctionRevertedError || cause instanceof ContractFunctionZeroDataError;
  return error.walk(isNo) !== null;
}

function notAManager(address: Address, cause?: unknown): BaseError {
  return new BaseError({
    code: "Audit.NotARoleManager",
    message: `${address} does not answer as a RoleManager`,
    fix: "check the address, the chain and the node",
    details: { address },
    ...(cause === undefined ? {} : { cause }),
  });
}

function moved(block: Block): BaseError {
  return new BaseError({
    code: "Audit.RolesMoved",
    message: `block ${block.number} was replaced while the manager was being read`,
    fix: "run it again, up to a block that is final",
    details: { block: block.number, hash: block.hash },
  });
}
