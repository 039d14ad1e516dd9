import { type Address, type Hex, isAddressEqual } from "viem";
import { addressOf, type Sender } from "../chain/client.ts";
import { send } from "../chain/send.ts";
import * as ChainState from "../chain/state.ts";
import type { WatchedItem } from "../charter/model.ts";
import { BaseError, type ErrorJson, report } from "../errors.ts";
import { type Left, left } from "./left.ts";
import { feesOf, nativeGasFor, type Plan, transferOf } from "./plan.ts";
import { read } from "./reading.ts";

/** One transfer. `amount` is what left the account; `error` says why nothing did. */
export type Move = {
  readonly asset: "native" | Address;
  readonly amount: bigint;
  readonly transaction: Hex | null;
  readonly error: ErrorJson | null;
};

export type Result = {
  readonly moves: readonly Move[];
  /** What the gate still sees: while it is not empty (or waived), the key cannot be retired. */
  readonly left: readonly Left[];
};

/**
 * Carries out a plan: tokens first, since ETH pays for them, then all the ETH that is left. One token that refuses does not keep the others
 * back.
 * @param sender The account of the key itself, for as long as its keystore is open.
 * @throws `Sweep.WrongAccount`, `Sweep.NeedsEther`, and for what is left as {@link left}.
 */
export async function run(sender: Sender, plan: Plan): Promise<Result> {
  if (!isAddressEqual(addressOf(sender), plan.account) || sender.connection.chainId !== plan.chainId) {
    throw new BaseError({
      code: "Sweep.WrongAccount",
      message: `the plan is for ${plan.account} on chain ${plan.chainId}`,
      fix: "open the keystore of the key that is being retired",
      details: { account: addressOf(sender) },
    });
  }
  if (plan.lacking > 0n) {
    throw new BaseError({
      code: "Sweep.NeedsEther",
      message: `${plan.account} lacks ${plan.lacking} wei to pay for the transfers`,
      fix: "send it that much ether, then plan again",
      details: { account: plan.account, wei: plan.lacking },
    });
  }
  const moves: Move[] = [];
  for (const { token, gas } of plan.tokens) moves.push(await moveToken(sender, plan, token, gas));
  if (plan.native !== null) moves.push(await moveNative(sender, plan));
  const state = await ChainState.read(sender.connection, plan.conclave);
  return { moves, left: await left(sender.connection, state, plan.key) };
}

async function moveToken(sender: Sender, plan: Plan, token: Address, gas: bigint): Promise<Move> {
  const item: WatchedItem = { kind: "erc20", target: token, parameter: 0n };
  const before = (await read(sender.connection, item, plan.account)).amount ?? 0n;
  return attempt(token, async () => {
    const fees = { gas, ...(await feesOf(sender.connection)) };
    const receipt = await send(sender, { to: token, data: transferOf(plan.destination, before), fees });
    const after = (await read(sender.connection, item, plan.account)).amount;
    // A token may answer false instead of reverting: only the balance tells.
    if (after === null || after >= before) {
      throw new BaseError({
        code: "Sweep.NotMoved",
        message: `${token} took the transfer but moved nothing`,
        fix: "find out what this token wants; tier 0 can waive it if it cannot be moved",
        details: { token },
      });
    }
    return { amount: before - after, transaction: receipt.transactionHash };
  });
}

async function moveNative(sender: Sender, plan: Plan): Promise<Move> {
  const { connection } = sender;
  return attempt("native", async () => {
    const gas = await nativeGasFor(connection, plan.account, plan.destination);
    const { maxFeePerGas } = await feesOf(connection);
    const balance = await connection.client.getBalance({ address: plan.account });
    const value = balance - gas * maxFeePerGas;
    if (value <= 0n) return { amount: 0n, transaction: null };
    // All of the fee is tip: what the transfer costs is then known to the wei, and nothing of it comes back to the account.
    const fees = { gas, maxFeePerGas, maxPriorityFeePerGas: maxFeePerGas };
    const receipt = await send(sender, { to: plan.destination, data: "0x", value, fees });
    return { amount: value, transaction: receipt.transactionHash };
  });
}

async function attempt(
  asset: Move["asset"],
  work: () => Promise<Pick<Move, "amount" | "transaction">>,
): Promise<Move> {
  try {
    return { asset, ...(await work()), error: null };
  } catch (error) {
    return { asset, amount: 0n, transaction: null, error: report(error).json };
  }
}
