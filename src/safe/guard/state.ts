import { type Address, getAddress, type Hex, isAddressEqual, keccak256, zeroAddress } from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { rosterOf, rulebookOf } from "../../chain/standing.ts";
import * as ChainState from "../../chain/state.ts";
import { BaseError } from "../../errors.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { readSafe, type SafeState } from "../state.ts";
import { DELEGATECALL, type SafeTransaction } from "../transaction.ts";
import { type Announced, announcedExits } from "./exit.ts";
import { type Ground, targets } from "./rules.ts";
import { DOMAIN, type GuardDomain } from "./typed-data.ts";

/** A ConclaveGuard: what it was built with, and the modules it made, by tier. Durations are seconds. */
export type Guard = {
  readonly domain: GuardDomain;
  readonly conclave: Address;
  readonly handler: Address;
  readonly exitDelay: number;
  readonly exitWindow: number;
  readonly modules: readonly { readonly tier: number; readonly address: Address }[];
};

/** A Safe, a guard that it has or may get, and the guard's Conclave, all at one block. */
export type Guarded = {
  readonly safe: SafeState;
  readonly guard: Guard;
  readonly conclave: ChainState.ChainState;
  /** Owners' announcements of the way out that the guard keeps, also from a time before. */
  readonly exits: readonly Announced[];
};

const TIERS = 16;

/** @throws `SafeGuard.NotAGuard`, `Chain.Unreachable` */
export async function readGuard(connection: Connection, address: Address, block?: bigint): Promise<Guard> {
  const blockNumber = block ?? (await answered(connection, connection.client.getBlockNumber()));
  const code = await answered(connection, connection.client.getCode({ address, blockNumber }));
  if (code === undefined) throw notAGuard(address);
  const at = { address, abi: conclaveGuardAbi, blockNumber } as const;
  const ask = connection.client.readContract;
  const [domain, conclave, handler, exitDelay, exitWindow, modules] = await Promise.all([
    ask({ ...at, functionName: "eip712Domain" }),
    ask({ ...at, functionName: "conclave" }),
    ask({ ...at, functionName: "handler" }),
    ask({ ...at, functionName: "exitDelay" }),
    ask({ ...at, functionName: "exitWindow" }),
    Promise.all(
      Array.from({ length: TIERS }, async (_, tier) => ({
        tier,
        address: getAddress(await ask({ ...at, functionName: "moduleOf", args: [tier] })),
      })),
    ),
  ]).catch((cause: unknown) => {
    throw notAGuard(address, cause);
  });
  const [, name, version, chainId, verifyingContract] = domain;
  const isOwn = chainId === BigInt(connection.chainId) && isAddressEqual(verifyingContract, address);
  if (!isOwn || name !== DOMAIN.name || version !== DOMAIN.version) throw notAGuard(address);
  return {
    domain: { chainId: connection.chainId, verifyingContract: getAddress(address) },
    conclave: getAddress(conclave),
    handler: getAddress(handler),
    exitDelay: Number(exitDelay),
    exitWindow: Number(exitWindow),
    modules: modules.filter((module) => !isAddressEqual(module.address, zeroAddress)),
  };
}

/**
 * Reads a Safe, its guard and the guard's Conclave.
 * @param guard One it may get; left out, the one it has.
 * @throws `Safe.*`, `SafeGuard.NotGuarded`, `SafeGuard.NotAGuard`, `Chain.*`
 */
export async function readGuarded(
  connection: Connection,
  address: Address,
  guard?: Address,
): Promise<Guarded> {
  const safe = await readSafe(connection, address);
  const named = guard ?? safe.guard;
  if (named === null) {
    throw new BaseError({
      code: "SafeGuard.NotGuarded",
      message: `the Safe ${safe.address} has no guard`,
      fix: "let it adopt one with `safe adopt`; what it does needs no announcement until then",
      details: { safe: safe.address },
    });
  }
  const read = await readGuard(connection, named, safe.block);
  const conclave = await ChainState.read(connection, read.conclave, {
    at: safe.block,
    identities: safe.owners,
  });
  const exits = await answered(connection, announcedExits(connection, safe, named));
  return { safe, guard: read, conclave, exits };
}

/** Whether a guard at `address` speaks as a ConclaveGuard does. @throws `Chain.Unreachable` */
export async function isGuard(connection: Connection, address: Address, block?: bigint): Promise<boolean> {
  return readGuard(connection, address, block).then(
    () => true,
    (error: unknown) => {
      if (error instanceof BaseError && error.code === "SafeGuard.NotAGuard") return false;
      throw error;
    },
  );
}

/** What the guard's rules look at for this transaction. @throws `Chain.Unreachable` */
export async function groundFor(
  connection: Connection,
  { safe, guard, conclave }: Guarded,
  transaction: SafeTransaction,
): Promise<Ground> {
  const blockNumber = safe.block;
  const { client } = connection;
  const code = new Map<Address, Hex | null>();
  const delegates = new Map<Hex, "batch" | "plain">();
  const read = targets(transaction).map(async (address) => {
    const bytes = await client.getCode({ address, blockNumber });
    code.set(address, bytes === undefined ? null : keccak256(bytes));
  });
  await answered(connection, Promise.all(read));
  const delegate = code.get(getAddress(transaction.to));
  if (transaction.operation === DELEGATECALL && delegate) {
    const at = { address: guard.domain.verifyingContract, abi: conclaveGuardAbi, blockNumber } as const;
    const ask = client.readContract({ ...at, functionName: "delegateOf", args: [delegate] });
    const [listed, batch] = await answered(connection, ask);
    if (listed) delegates.set(delegate, batch ? "batch" : "plain");
  }
  return {
    safe: safe.address,
    guard: guard.domain.verifyingContract,
    handler: guard.handler,
    conclave: guard.conclave,
    moduleGuard: safe.moduleGuard,
    modules: guard.modules.map(({ address }) => address),
    roster: rosterOf(conclave),
    rulebook: rulebookOf(conclave),
    code,
    delegates,
  };
}

function notAGuard(address: Address, cause?: unknown): BaseError {
  return new BaseError({
    code: "SafeGuard.NotAGuard",
    message: `${address} is no ConclaveGuard`,
    fix: "check the address and the chain; a Safe whose guard is another contract's answers to that one",
    details: { guard: address },
    ...(cause === undefined ? {} : { cause }),
  });
}
