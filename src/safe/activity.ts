import type { Address, Hex } from "viem";
import { getAddress, isAddressEqual } from "viem";
import type { Connection } from "../chain/client.ts";
import { type Frame, frameSchema } from "../test/trace.ts";
import type { Execution, History } from "./history.ts";
import { signaturesIn, signersOf } from "./signers.ts";

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
  { client }: Connection,
  safe: Address,
  { hash, transaction, threshold }: Execution,
): Promise<readonly Address[] | null> {
  const read = (calls: readonly Hex[]) => {
    const found = calls.map(signaturesIn).filter((one) => one !== null);
    // Without the threshold of the time one signature is sure to have been looked at.
    return found.length === 0 ? null : found.map((packed) => signersOf(hash, packed, threshold ?? 1));
  };
  const sent = await client.getTransaction({ hash: transaction }).catch(() => null);
  const direct = sent?.to && isAddressEqual(sent.to, safe) ? read([sent.input]) : null;
  const all = direct ?? read(await callsTo(client, safe, transaction));
  // Of several executions in one transaction only the right signatures give owners for this hash; the others give strangers.
  return all === null ? null : all.flat();
}

async function callsTo(client: Connection["client"], safe: Address, hash: Hex): Promise<Hex[]> {
  const method = "debug_traceTransaction";
  const request = { method, params: [hash, { tracer: "callTracer" }] } as never;
  const root = frameSchema.safeParse(await client.request(request).catch(() => null));
  if (!root.success) return [];
  const frames: Frame[] = [root.data];
  for (const frame of frames) frames.push(...frame.calls);
  return frames.flatMap(({ type, to, input }) =>
    type === "CALL" && to !== undefined && isAddressEqual(getAddress(to), safe) ? [input] : [],
  );
}
