import { type Address, getAddress, type Hex, keccak256, zeroHash } from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import * as ChainState from "../../chain/state.ts";
import type { Charter } from "../../charter/schema.ts";
import { BaseError } from "../../errors.ts";
import { safeAbi } from "../../generated/safe-abi.ts";
import { type Account, describe } from "../account.ts";
import { type Activity, activity } from "../activity.ts";
import { type Creation, creationOf } from "../creation.ts";
import { firstBlock, type History, readHistory } from "../history.ts";
import { type People, peopleOf, peopleOfCharter } from "../people.ts";
import { readSafe, type SafeState } from "../state.ts";
import { type Guarding, readGuarding } from "./guarding.ts";
import { type Elsewhere, lookElsewhere } from "./other-chains.ts";

/** Everything the checks judge, read at one block of the Safe's chain. */
export type Subject = {
  readonly state: SafeState;
  readonly time: number;
  readonly proxyHash: Hex;
  readonly owners: readonly Account[];
  readonly modules: readonly Account[];
  readonly guard: Account | null;
  readonly moduleGuard: Account | null;
  readonly handler: Account | null;
  /** What the transaction guard says if it is a ConclaveGuard; null if it is none. */
  readonly guarding: Guarding | null;
  readonly people: People | null;
  readonly history: Known<History>;
  readonly creation: Creation | null;
  readonly activity: Activity | null;
  /** Approved hashes of the history that the Safe still counts. */
  readonly approvals: readonly Approval[];
  readonly elsewhere: readonly Elsewhere[];
};

/** What was read, or why it could not be. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string };

export type Approval = { readonly hash: Hex; readonly owner: Address; readonly executed: boolean };

export type CheckOptions = {
  readonly conclave?: Address;
  readonly charter?: Charter;
  /** Nodes of other chains to look at for the same address. */
  readonly also?: readonly Connection[];
  /** First block of the Safe's events; found by itself on a node that keeps old states. */
  readonly fromBlock?: bigint;
  /** How long an owner may be silent, in seconds. */
  readonly silence: number;
};

/** Reads what the checks need. @throws `Safe.*`, `Chain.*`, what reading a Conclave throws */
export async function readSubject(
  connection: Connection,
  safe: Address,
  options: CheckOptions,
): Promise<Subject> {
  const block = await answered(connection, connection.client.getBlock());
  const state = await readSafe(connection, safe, block.number);
  const time = Number(block.timestamp);
  const people = await peopleFor(connection, state, options, time);
  const subject = await answered(connection, readAll(connection, state, time, people, options));
  const after = await answered(connection, connection.client.getBlock({ blockNumber: block.number }));
  if (after.hash === block.hash) return subject;
  throw new BaseError({
    code: "Safe.BlockGone",
    message: `block ${block.number} changed while the Safe was read`,
    fix: "check again",
    details: { block: block.number },
  });
}

async function readAll(
  connection: Connection,
  state: SafeState,
  time: number,
  people: People | null,
  options: CheckOptions,
): Promise<Subject> {
  const { address, block } = state;
  const look = (one: Address) => describe(connection, one, block);
  const lookIfAny = (one: Address | null) => (one === null ? null : look(one));
  const [owners, modules, guard, moduleGuard, handler, code, guarding, history] = await Promise.all([
    Promise.all(state.owners.map(look)),
    Promise.all(state.modules.map(look)),
    lookIfAny(state.guard),
    lookIfAny(state.moduleGuard),
    lookIfAny(state.fallbackHandler),
    connection.client.getCode({ address, blockNumber: block }),
    readGuarding(connection, state),
    historyOf(connection, state, options.fromBlock),
  ]);
  const setup = history.known ? history.value.setup : null;
  const since = history.known ? await firstSince(connection, history.value, time - options.silence) : 0n;
  return {
    state,
    time,
    proxyHash: code === undefined ? zeroHash : keccak256(code),
    owners,
    modules,
    guard,
    moduleGuard,
    handler,
    guarding,
    people,
    history,
    creation: setup === null ? null : await creationOf(connection, address, setup),
    activity: history.known ? await activity(connection, address, state.owners, history.value, since) : null,
    approvals: history.known ? await approvalsOf(connection, state, history.value) : [],
    elsewhere: await Promise.all((options.also ?? []).map((other) => lookElsewhere(other, address))),
  };
}

/** The Conclave at the Safe's block where one is named, else the charter's word. Null if neither is given. */
async function peopleFor(
  connection: Connection,
  { block, owners }: SafeState,
  { conclave, charter }: CheckOptions,
  time: number,
): Promise<People | null> {
  if (conclave === undefined) return charter === undefined ? null : peopleOfCharter(charter, time);
  const conclaveState = await ChainState.read(connection, conclave, { at: block, identities: owners });
  return peopleOf(conclaveState, charter ?? null);
}

async function historyOf(
  connection: Connection,
  { address, block }: SafeState,
  from: bigint | undefined,
): Promise<Known<History>> {
  try {
    const first = from ?? (await firstBlock(connection, address, block));
    return { known: true, value: await readHistory(connection, address, first, block) };
  } catch (error) {
    if (!(error instanceof BaseError) || error.code !== "Chain.Unreachable") throw error;
    return { known: false, why: "the node does not give the Safe's old states or events" };
  }
}

/** The first block of the history at or after `time`, by bisection over timestamps. */
async function firstSince({ client }: Connection, { from, to }: History, time: number): Promise<bigint> {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) / 2n;
    const { timestamp } = await client.getBlock({ blockNumber: middle });
    if (Number(timestamp) < time) low = middle + 1n;
    else high = middle;
  }
  return low;
}

/** Approvals that still stand; their number is the Safe's own word, for a delegatecall may have cleared some. */
async function approvalsOf(
  { client }: Connection,
  { address, block }: SafeState,
  { approvals, executions }: History,
): Promise<Approval[]> {
  const executed = new Set(executions.map(({ hash }) => hash));
  const distinct = new Map(approvals.map(({ hash, owner }) => [`${hash}${owner}`, { hash, owner }]));
  const judged = await Promise.all(
    [...distinct.values()].map(async ({ hash, owner }) => {
      const stands = await client.readContract({
        address,
        abi: safeAbi,
        functionName: "approvedHashes",
        args: [owner, hash],
        blockNumber: block,
      });
      return stands === 0n ? [] : [{ hash, owner: getAddress(owner), executed: executed.has(hash) }];
    }),
  );
  return judged.flat();
}
