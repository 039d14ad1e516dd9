import { encodeFunctionData, type Hex, type TransactionReceipt } from "viem";
import type { Sender } from "../../chain/client.ts";
import { send } from "../../chain/send.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import type { TypedData } from "../../signer/signer.ts";
import type { Announcement } from "./announcement.ts";
import type { Guarded } from "./state.ts";
import * as TypedDataOf from "./typed-data.ts";

/** A holder takes back their announcement of a transaction or message: what any of their keys signs for it. */
export function prepareWithdrawal(
  { safe, guard }: Guarded,
  hash: Hex,
  { proposer, deadline }: Announcement,
): TypedData {
  return TypedDataOf.withdraw(guard.domain, { safe: safe.address, hash, holder: proposer, deadline });
}

/** @param signature Empty: the sender is the key's account. @throws `Revert.*`, `Chain.*` */
export function withdraw(
  sender: Sender,
  { safe, guard }: Guarded,
  hash: Hex,
  { proposer }: Announcement,
  { key, signature }: { readonly key: number; readonly signature: Hex },
): Promise<TransactionReceipt> {
  return send(sender, {
    to: guard.domain.verifyingContract,
    data: encodeFunctionData({
      abi: conclaveGuardAbi,
      functionName: "withdraw",
      args: [safe.address, hash, proposer, key, signature],
    }),
    interfaces: conclaveGuardAbi,
  });
}
