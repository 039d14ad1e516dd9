import {
  AbiDecodingDataSizeTooSmallError,
  type Address,
  CallExecutionError,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  getAddress,
  type Hex,
  hexToBigInt,
  keccak256,
  sliceHex,
  stringToHex,
  BaseError as ViemError,
} from "viem";
import { answered, type Connection, isNodes } from "../chain/client.ts";
import { BaseError } from "../errors.ts";
import { safeAbi } from "../generated/safe-abi.ts";
import { byCodeHash, type Deployment, VERSIONS, type Version } from "./deployments.ts";

/** A Safe as it stands at one block. */
export type SafeState = {
  readonly chainId: number;
  readonly address: Address;
  readonly block: bigint;
  readonly version: Version;
  /** The contract whose code the proxy runs. */
  readonly singleton: Address;
  /** Which of Safe's releases that is by its code, or null: somebody else's code. */
  readonly release: Deployment | null;
  readonly owners: readonly Address[];
  readonly threshold: number;
  readonly nonce: bigint;
  /** Null: none is set. `moduleGuard` is always null before 1.5.0, which cannot have one. */
  readonly guard: Address | null;
  readonly moduleGuard: Address | null;
  readonly fallbackHandler: Address | null;
  readonly modules: readonly Address[];
};

/** Storage slots that Safe derives from names. */
const GUARD = keccak256(stringToHex("guard_manager.guard.address"));
const MODULE_GUARD = keccak256(stringToHex("module_manager.module_guard.address"));
const FALLBACK_HANDLER = keccak256(stringToHex("fallback_manager.handler.address"));
const SINGLETON: Hex = `0x${"00".repeat(32)}`;

/** The head, and the end, of Safe's linked lists. */
export const SENTINEL: Address = "0x0000000000000000000000000000000000000001";
const PAGE = 50n;
/** A contract that only looks like a Safe could give pages for ever. */
const MOST_MODULES = 1_000;

/**
 * Reads a Safe, all at one block.
 * @throws `Safe.NotASafe`, `Safe.VersionUnsupported`, `Chain.Unreachable`
 */
export async function readSafe(connection: Connection, address: Address, at?: bigint): Promise<SafeState> {
  const { client, chainId } = connection;
  const block = at ?? (await answered(connection, client.getBlockNumber()));
  const version = await versionOf(connection, address, block);
  const read = { address, abi: safeAbi, blockNumber: block } as const;
  const slot = async (name: Hex) =>
    addressIn(await client.getStorageAt({ address, slot: name, blockNumber: block }));
  const reads = Promise.all([
    slot(SINGLETON),
    slot(GUARD),
    slot(MODULE_GUARD),
    slot(FALLBACK_HANDLER),
    client.readContract({ ...read, functionName: "getOwners" }),
    client.readContract({ ...read, functionName: "getThreshold" }),
    client.readContract({ ...read, functionName: "nonce" }),
    modulesOf(connection, address, block),
  ]);
  const [singleton, guard, moduleGuard, fallbackHandler, owners, threshold, nonce, modules] = await answered(
    connection,
    reads.catch((cause: unknown) => {
      throw refusedBy(address, cause);
    }),
  );
  if (singleton === null) throw notASafe(address);
  const code = await answered(connection, client.getCode({ address: singleton, blockNumber: block }));
  return {
    chainId,
    address: getAddress(address),
    block,
    version,
    singleton,
    release: (code === undefined ? undefined : byCodeHash(keccak256(code))) ?? null,
    owners: owners.map((owner) => getAddress(owner)),
    threshold: Number(threshold),
    nonce,
    guard,
    moduleGuard: hasModuleGuard(version) ? moduleGuard : null,
    fallbackHandler,
    modules,
  };
}

/** Whether the version can guard its modules. Before that, whatever a module does passes any guard by. */
export function hasModuleGuard(version: Version): boolean {
  return version === "1.5.0";
}

async function versionOf(connection: Connection, address: Address, block: bigint): Promise<Version> {
  const read = connection.client
    .readContract({ address, abi: safeAbi, functionName: "VERSION", blockNumber: block })
    .catch((cause: unknown) => {
      throw refusedBy(address, cause);
    });
  const said = await answered(connection, read);
  const version = VERSIONS.find((one) => said === one || said.startsWith(`${one}+`));
  if (version !== undefined) return version;
  throw new BaseError({
    code: "Safe.VersionUnsupported",
    message: `the Safe ${address} is of version ${said.slice(0, 20)}; ${VERSIONS.join(", ")} are supported`,
    fix: "migrate it to 1.5.0 with Safe's own SafeMigration, then try again",
    details: { safe: address, version: said.slice(0, 20) },
  });
}

async function modulesOf({ client }: Connection, address: Address, block: bigint): Promise<Address[]> {
  const found: Address[] = [];
  let start = SENTINEL;
  do {
    const [page, next] = await client.readContract({
      address,
      abi: safeAbi,
      functionName: "getModulesPaginated",
      args: [start, PAGE],
      blockNumber: block,
    });
    found.push(...page.map((module) => getAddress(module)));
    if (found.length > MOST_MODULES) throw notASafe(address);
    // Versions before 1.4.0 give as `next` the first of the next page, which would be left out: go on from the last one read.
    const last = page.at(-1);
    start = next === SENTINEL || last === undefined ? SENTINEL : last;
  } while (start !== SENTINEL);
  return found;
}

function addressIn(word: Hex | undefined): Address | null {
  if (word === undefined || hexToBigInt(word) === 0n) return null;
  return getAddress(sliceHex(word, 12));
}

/** Only what the contract itself answers can say that it is no Safe; a node that fails is told apart. */
function refusedBy(address: Address, cause: unknown): unknown {
  const isAnswer =
    cause instanceof ViemError &&
    cause.walk(
      (one) =>
        one instanceof ContractFunctionRevertedError ||
        one instanceof ContractFunctionZeroDataError ||
        one instanceof AbiDecodingDataSizeTooSmallError ||
        one instanceof CallExecutionError,
    ) !== null &&
    !isNodes(cause);
  return isAnswer ? notASafe(address, cause) : cause;
}

function notASafe(address: Address, cause?: unknown): BaseError {
  return new BaseError({
    code: "Safe.NotASafe",
    message: `${address} does not answer as a Safe does`,
    fix: "check the address and the chain",
    details: { address },
    cause,
  });
}
