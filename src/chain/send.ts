import {
  type Abi,
  type Address,
  type Hex,
  InsufficientFundsError,
  type TransactionReceipt,
  BaseError as ViemError,
} from "viem";
import { BaseError } from "../errors.ts";
import { addressOf, type Connection, type Sender, unreachable, walletOf } from "./client.ts";
import * as Revert from "./revert.ts";

/** A transaction to be. `interfaces`: errors of the contracts it reaches, so that a refusal can be read. */
export type Request = {
  readonly to: Address;
  readonly data: Hex;
  readonly value?: bigint;
  readonly interfaces?: Abi;
  /** Gas limit and wei per gas, where the cost must be known to the wei; else estimated. */
  readonly fees?: {
    readonly gas: bigint;
    readonly maxFeePerGas: bigint;
    readonly maxPriorityFeePerGas: bigint;
  };
};

/** EIP-7825: no transaction may ask for more. */
const GAS_LIMIT = 16_777_216n;

/**
 * Runs the call without sending it, in the state the next block would find.
 * @returns What it returns.
 * @throws `Revert.<error name>` with the contract's error and its arguments in `details`, `Chain.Unreachable`.
 */
export async function simulate(connection: Connection, from: Address, request: Request): Promise<Hex> {
  const { to, data, value = 0n } = request;
  try {
    const call = { account: from, to, data, value, blockTag: "pending" } as const;
    return (await connection.client.call(call)).data ?? "0x";
  } catch (error) {
    throw explained(connection, error, request);
  }
}

/**
 * Simulates, sends and waits until it is mined. What would be refused is not sent.
 * @throws As {@link simulate}; `Chain.InsufficientFunds`, `Chain.NotSent`; `Chain.NotMined` if it is still not mined after three
 * minutes; `Chain.Reverted` if it failed all the same, since the chain moved on in between.
 */
export async function send(sender: Sender, request: Request): Promise<TransactionReceipt> {
  const { connection } = sender;
  const from = addressOf(sender);
  const { to, data, value = 0n } = request;
  await simulate(connection, from, request);
  const hash = await submit(sender, { to, data, value }, request);
  const receipt = await connection.client.waitForTransactionReceipt({ hash }).catch((cause: unknown) => {
    throw new BaseError({
      code: "Chain.NotMined",
      message: `transaction ${hash} was sent but is not known to be mined`,
      fix: "look at its status before sending again",
      details: { hash },
      cause,
    });
  });
  if (receipt.status === "success") return receipt;
  throw new BaseError({
    code: "Chain.Reverted",
    message: `transaction ${hash} failed, though its simulation passed: the chain moved on in between`,
    fix: "look at the status, then try again",
    details: { hash },
    cause: await simulate(connection, from, request).catch((error: unknown) => error),
  });
}

async function submit(
  sender: Sender,
  call: { to: Address; data: Hex; value: bigint },
  request: Request,
): Promise<Hex> {
  const { connection } = sender;
  try {
    if (request.fees !== undefined)
      return await walletOf(sender).sendTransaction({ ...call, ...request.fees });
    const estimate = await connection.client.estimateGas({ account: sender.account, ...call });
    // What is left over comes back; a state read cold since the estimate must not make it fail.
    const padded = estimate + estimate / 4n;
    const gas = padded > GAS_LIMIT && estimate <= GAS_LIMIT ? GAS_LIMIT : padded;
    return await walletOf(sender).sendTransaction({ ...call, gas });
  } catch (error) {
    const poor = error instanceof ViemError && error.walk((one) => one instanceof InsufficientFundsError);
    if (poor || /insufficient funds|enough funds/i.test(String(error))) {
      throw new BaseError({
        code: "Chain.InsufficientFunds",
        message: `${addressOf(sender)} cannot pay for the transaction`,
        fix: "send ether to it, or send from another account",
        details: { account: addressOf(sender) },
        cause: error,
      });
    }
    if (Revert.dataOf(error) !== null) throw explained(connection, error, request);
    throw new BaseError({
      code: "Chain.NotSent",
      message: `${connection.label} did not take the transaction`,
      fix: "see the reason given, and look at the status before sending again",
      cause: error,
    });
  }
}

function explained(connection: Connection, error: unknown, { interfaces = [] }: Request): BaseError {
  const data = Revert.dataOf(error);
  if (data === null) return unreachable(connection.label, error);
  return Revert.toError(Revert.decode(data, interfaces));
}
