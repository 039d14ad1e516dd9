import { type Address, isAddressEqual, zeroAddress } from "viem";
import { decodeBatch } from "../../safe/batch.ts";
import { DEPLOYMENTS, type Deployment } from "../../safe/deployments.ts";
import { DELEGATECALL, type SafeTransaction } from "../../safe/transaction.ts";

/** One call that the Safe made; `asSafe`: by delegatecall, so that the other contract's code acted as the Safe. */
export type Call = Pick<SafeTransaction, "to" | "value" | "data"> & { readonly asSafe: boolean };

/** What was executed, call by call: a batch of Safe's MultiSend comes apart into its own. A batch that cannot be read stays whole. */
export function callsOf(
  content: Pick<SafeTransaction, "to" | "value" | "data" | "operation">,
  safe: Address,
): readonly Call[] {
  const { to, value, data, operation } = content;
  const whole: Call = { to, value, data, asSafe: operation === DELEGATECALL };
  const contract = whole.asSafe ? deploymentAt(to) : undefined;
  if (contract?.contract !== "MultiSend" && contract?.contract !== "MultiSendCallOnly") return [whole];
  const items = decodeBatch(data);
  if (items === null) return [whole];
  // From 1.5.0 on the zero address stands for the Safe itself.
  const own = (named: Address) => contract.version === "1.5.0" && isAddressEqual(named, zeroAddress);
  return items.map((item) => ({
    to: own(item.to) ? safe : item.to,
    value: item.value,
    data: item.data,
    asSafe: item.operation === DELEGATECALL,
  }));
}

/** Whether the call can have done more than its decoding tells: other code acting as the Safe, unless it is known to leave it as it is. */
export function isOpaque({ to, asSafe }: Call): boolean {
  return asSafe && deploymentAt(to)?.contract !== "SignMessageLib";
}

function deploymentAt(address: Address): Deployment | undefined {
  return DEPLOYMENTS.find((one) => isAddressEqual(one.address, address));
}
