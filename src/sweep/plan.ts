import { type Address, encodeFunctionData, erc20Abi, type Hex, isAddressEqual, zeroAddress } from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { keyState, rosterOf } from "../chain/standing.ts";
import type { ChainState } from "../chain/state.ts";
import type { KeyState, WatchedItem } from "../charter/model.ts";
import { contractAddress } from "../charter/resolve.ts";
import { itemId } from "../charter/rulebook.ts";
import type { Charter } from "../charter/schema.ts";
import { BaseError } from "../errors.ts";
import { watched } from "./left.ts";
import { read } from "./reading.ts";

/**
 * What is to be done about a watched item: nothing (`clear`, or `dust` at or below the floor), `sweep`, `byHand` (this version moves ETH and
 * ERC-20 only), or nobody knows (`unknown`).
 */
export type Verdict = "clear" | "dust" | "sweep" | "byHand" | "unknown";

export type Line = {
  readonly id: Hex;
  readonly item: WatchedItem;
  readonly amount: bigint | null;
  readonly verdict: Verdict;
};

/** Wei per gas: the most a transfer may cost, and the part of it that is the tip. */
export type Fees = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };

export type Plan = {
  readonly chainId: number;
  readonly conclave: Address;
  readonly key: number;
  readonly keyState: KeyState;
  readonly account: Address;
  readonly destination: Address;
  readonly block: number;
  readonly lines: readonly Line[];
  /** ERC-20 transfers in order; ETH follows last, since it pays for them. `gas` is the limit of each. */
  readonly tokens: readonly { readonly token: Address; readonly amount: bigint; readonly gas: bigint }[];
  /** Wei that will arrive, if ETH is swept; `gas` is the limit of that transfer. */
  readonly native: { readonly amount: bigint; readonly gas: bigint } | null;
  readonly fees: Fees;
  /** Wei that all transfers cost at most, and what the account lacks to pay for them. */
  readonly cost: bigint;
  readonly lacking: bigint;
};

/** Keys that are on their way out, or should be. */
const ON_THE_WAY_OUT: readonly KeyState[] = ["Retiring", "Retired", "Compromised"];

/** Where the charter wants swept value to go. @throws `Sweep.NoDestination` */
export function destinationOf(charter: Charter): Address {
  if (charter.sweep !== undefined) return contractAddress(charter, charter.sweep.destination);
  throw new BaseError({
    code: "Sweep.NoDestination",
    message: "the charter does not say where swept value goes",
    fix: "add sweep.destination to the charter, and have the change reviewed",
  });
}

/**
 * Plans what to move from the account of a key that is being retired. Nothing is sent.
 * @throws `Sweep.KeyInUse`, `Sweep.BadDestination`, `Sweep.DestinationRefuses`, `Sweep.UnknownKey`, `Sweep.NotAnAccount`,
 * `Sweep.NoRulebook`.
 */
export function plan(
  connection: Connection,
  state: ChainState,
  index: number,
  destination: Address,
): Promise<Plan> {
  return answered(connection, make(connection, state, index, destination));
}

async function make(
  connection: Connection,
  state: ChainState,
  index: number,
  destination: Address,
): Promise<Plan> {
  const { account, items } = watched(state, index);
  const current = keyState(state, rosterOf(state), index);
  if (!ON_THE_WAY_OUT.includes(current)) {
    throw new BaseError({
      code: "Sweep.KeyInUse",
      message: `key k${index} is ${current}: only a key that is being retired is swept`,
      fix: "activate its successor, or let tier 0 begin its retirement",
    });
  }
  for (const wrong of [account, zeroAddress]) {
    if (!isAddressEqual(wrong, destination)) continue;
    throw new BaseError({
      code: "Sweep.BadDestination",
      message: `${destination} is no place to sweep to`,
      fix: "name another destination in the charter",
    });
  }
  const fees = await feesOf(connection);
  const lines = await Promise.all(items.map((item) => judge(connection, item, account)));
  const tokens = await Promise.all(
    lines
      .filter(({ item, verdict }) => item.kind === "erc20" && verdict === "sweep")
      .map(async ({ item, amount }) => {
        const data = transferOf(destination, amount ?? 0n);
        const gas = await gasFor(connection, account, { to: item.target, data, value: 0n });
        return { token: item.target, amount: amount ?? 0n, gas: gas === null ? TOKEN_GAS : gas + gas / 4n };
      }),
  );
  const tokenCost = tokens.reduce((sum, { gas }) => sum + gas * fees.maxFeePerGas, 0n);
  const balance = await connection.client.getBalance({ address: account });
  const wantsNative = lines.some(({ item, verdict }) => item.kind === "native" && verdict === "sweep");
  const nativeGas = wantsNative ? await nativeGasFor(connection, account, destination) : 0n;
  const cost = tokenCost + nativeGas * fees.maxFeePerGas;
  return {
    chainId: connection.chainId,
    conclave: state.domain.verifyingContract,
    key: index,
    keyState: current,
    account,
    destination,
    block: state.block.number,
    lines,
    tokens,
    native: wantsNative && balance > cost ? { amount: balance - cost, gas: nativeGas } : null,
    fees,
    cost,
    lacking: tokenCost > balance ? tokenCost - balance : 0n,
  };
}

/** Calldata that moves `amount` of a token. */
export function transferOf(to: Address, amount: bigint): Hex {
  return encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [to, amount] });
}

/** For a token whose gas cannot be estimated now, for instance since the account has no ETH yet. */
const TOKEN_GAS = 150_000n;
/** What a transfer of ETH to an account without code takes. */
const PLAIN_GAS = 21_000n;

/** Twice the base fee covers six full blocks; on top, the tip that is usual. */
export async function feesOf({ client }: Connection): Promise<Fees> {
  const { baseFeePerGas } = await client.getBlock();
  const tip = await client.estimateMaxPriorityFeePerGas().catch(() => 1_000_000_000n);
  return { maxFeePerGas: 2n * (baseFeePerGas ?? 0n) + tip, maxPriorityFeePerGas: tip };
}

/** Gas limit of sending ETH to the destination. @throws `Sweep.DestinationRefuses` */
export async function nativeGasFor(connection: Connection, account: Address, destination: Address) {
  // An estimate may be a little high; for an account without code the cost is known, so that no wei stays behind.
  const code = await connection.client.getCode({ address: destination });
  const gas =
    code === undefined
      ? PLAIN_GAS
      : await gasFor(connection, account, { to: destination, data: "0x", value: 1n });
  if (gas !== null) return gas;
  throw new BaseError({
    code: "Sweep.DestinationRefuses",
    message: `${destination} does not take ether`,
    fix: "name a destination in the charter that does",
  });
}

async function gasFor(
  { client }: Connection,
  account: Address,
  call: { to: Address; data: Hex; value: bigint },
): Promise<bigint | null> {
  return client.estimateGas({ account, ...call }).catch(() => null);
}

async function judge(connection: Connection, item: WatchedItem, account: Address): Promise<Line> {
  const { amount } = await read(connection, item, account);
  const line = { id: itemId(item), item, amount };
  if (amount === null) return { ...line, verdict: "unknown" };
  if (amount === 0n) return { ...line, verdict: "clear" };
  if (item.kind !== "native" && item.kind !== "erc20") return { ...line, verdict: "byHand" };
  return { ...line, verdict: amount <= item.parameter ? "dust" : "sweep" };
}
