import { type Address, type Hex, isAddressEqual } from "viem";
import type { Connection } from "../chain/client.ts";
import type { Execution, History } from "./history.ts";
import { signaturesIn, signersOf } from "./signers.ts";
import { callsIn } from "./trace.ts";

/** When each owner was last seen to consent to something the Safe executed, by block. */
export type Activity = {
  /** Where the search began. */
  readonly from: bigint;
  readonly executed: number;
  /** Executed transactions whose signatures could not be found: neither events, nor calldata, nor a trace. */
  readonly unread: number;
  readonly last: ReadonlyMap<Address, bigint>;
};

/** Transactions looked up at most, newest first, where events do not say who signed. */
const MOST = 500;

/**
 * Who signed what a Safe executed since block `from`. SafeL2 says so in its events; for others the signatures are taken from the
 * transaction's calldata, or from its trace where a contract called the Safe.
 */
export async function activity(
  connection: Connection,
  safe: Address,
  owners: readonly Address[],
  history: History,
  from: bigint,
): Promise<Activity> {
  const executions = history.executions.filter(({ block }) => block >= from);
  const last = new Map<Address, bigint>();
  let unread = 0;
  let looked = 0;
  for (const execution of executions.toReversed()) {
    if (owners.every((owner) => last.has(owner))) break;
    const signers = execution.signers ?? (looked++ < MOST ? await lookUp(connection, safe, execution) : null);
    if (signers === null) unread += 1;
    for (const signer of signers ?? []) if (!last.has(signer)) last.set(signer, execution.block);
  }
  return { from, executed: executions.length, unread, last };
}

async function lookUp(
  connection: Connection,
  safe: Address,
  { hash, transaction, threshold }: Execution,
): Promise<readonly Address[] | null> {
  const read = (calls: readonly Hex[]) => {
    const found = calls.map(signaturesIn).filter((one) => one !== null);
    // Without the threshold of the time one signature is sure to have been looked at.
    return found.length === 0 ? null : found.map((packed) => signersOf(hash, packed, threshold ?? 1));
  };
  const received = async () =>
    ((await callsIn(connection, transaction)) ?? []).flatMap(({ to, input }) =>
      isAddressEqual(to, safe) ? [input] : [],
    );
  const sent = await connection.client.getTransaction({ hash: transaction }).catch(() => null);
  const direct = sent?.to && isAddressEqual(sent.to, safe) ? read([sent.input]) : null;
  const all = direct ?? read(await received());
  // Of several executions in one transaction only the right signatures give owners for this hash; the others give strangers.
  return all === null ? null : all.flat();
}
