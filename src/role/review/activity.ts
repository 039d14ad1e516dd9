import {
  type Address,
  encodeFunctionData,
  type Hex,
  isAddress,
  isAddressEqual,
  numberToHex,
  parseAbi,
  size,
  zeroAddress,
} from "viem";
import { z } from "zod";
import type { Connection } from "../../chain/client.ts";
import { dataOf } from "../../chain/revert.ts";
import { callsIn } from "../../safe/trace.ts";
import { formatDate } from "../../time.ts";
import type { Call } from "./functions.ts";
import type { Use } from "./schema.ts";
import type { Window } from "./window.ts";

/** Whose calls are looked for: those of `account` to one of `targets` that `isUse` says exercise the role. */
export type Search = {
  readonly account: Address;
  readonly targets: readonly Address[];
  /** @param block The one in which it was called. */
  readonly isUse: (call: Call, block: number) => boolean;
};

const hits = z.array(
  z.looseObject({
    action: z.looseObject({
      to: z
        .string()
        .refine((value) => isAddress(value, { strict: false }))
        .optional(),
    }),
    blockNumber: z.number().int(),
    transactionHash: z.string().transform((value) => value as Hex),
  }),
);

/** ERC-2771. */
const forwardedAbi = parseAbi(["function isTrustedForwarder(address forwarder) view returns (bool)"]);

/** Transactions looked into at most, newest first. */
const MOST = 50;

/**
 * Whether an account called something at once, which leaves no log at the manager. Three ways to know, the cheapest first: an account without
 * code whose nonce stood still sent nothing; the node's traces (`trace_filter`); all transactions, where there are few blocks. Where none of
 * them answers, it cannot be known.
 */
export async function directUse(connection: Connection, window: Window, search: Search): Promise<Use> {
  const use = await seenUse(connection, window, search);
  if (use.kind !== "unused") return use;
  // What the account did itself says nothing of calls that others make in its name.
  for (const target of search.targets)
    if (await mayBePassedOn(connection, window, target))
      return unknowable(`${target} may take calls that others pass on for it (ERC-2771)`);
  return use;
}

async function seenUse(connection: Connection, window: Window, search: Search): Promise<Use> {
  const { client } = connection;
  const { account } = search;
  const code = await client
    .getCode({ address: account, blockNumber: BigInt(window.to.number) })
    .catch(() => null);
  const isPlain = code === undefined || code === "0x";
  const sent = isPlain ? await sentIn(connection, window, account) : null;
  const since = formatDate(window.since);
  if (sent === 0)
    return { kind: "unused", how: `its account sent nothing since ${since} (its nonce stood still)` };
  const traced = await tracedUse(connection, window, search, sent);
  if (traced !== null) return traced;
  if (!isPlain)
    return unknowable("it acts by code, whose calls show in traces alone, and the node gives none");
  return scannedUse(connection, window, search, sent);
}

/** How many transactions an account sent, or was delegated by; null if the node has forgotten how many there were before. */
async function sentIn(
  { client }: Connection,
  { from, to }: Window,
  address: Address,
): Promise<number | null> {
  const at = (number: number) => client.getTransactionCount({ address, blockNumber: BigInt(number) });
  return Promise.all([from.number === 0 ? 0 : at(from.number - 1), at(to.number)]).then(
    ([before, after]) => after - before,
    () => null,
  );
}

/** Whether a contract knows what a trusted forwarder is, or does not say: then the one who calls need not be the one who is asked about. */
async function mayBePassedOn({ client }: Connection, { to }: Window, target: Address): Promise<boolean> {
  const data = encodeFunctionData({ abi: forwardedAbi, args: [zeroAddress] });
  return client.call({ to: target, data, blockNumber: BigInt(to.number) }).then(
    ({ data: answer = "0x" }) => size(answer) >= 32,
    (error: unknown) => dataOf(error) === null,
  );
}

/** By the node's traces; null if it has none, or not of all that the account sent. */
async function tracedUse(
  connection: Connection,
  window: Window,
  search: Search,
  sent: number | null,
): Promise<Use | null> {
  const filter = {
    fromBlock: numberToHex(window.from.number),
    toBlock: numberToHex(window.to.number),
    // Nodes differ in what both addresses together mean: one is asked for, the other is compared here.
    fromAddress: [search.account],
  };
  const answer: unknown = await connection.client
    .request({ method: "trace_filter", params: [filter] } as never)
    .catch(() => null);
  const found = hits.safeParse(answer);
  if (!found.success) return null;
  // A node may keep traces of some blocks only, and cut what it answers. `sent` counts delegations too, and with them this looks further.
  if (sent !== null && new Set(found.data.map((hit) => hit.transactionHash)).size < sent) return null;
  const ours = found.data.filter(({ action: { to } }) => search.targets.some((one) => isSame(one, to)));
  const newest = ours.toSorted((a, b) => b.blockNumber - a.blockNumber);
  const transactions = [...new Map(newest.map((hit) => [hit.transactionHash, hit.blockNumber]))];
  for (const [hash, number] of transactions.slice(0, MOST)) {
    const calls = await callsIn(connection, hash);
    if (calls === null) return null;
    if (!calls.some((call) => isOwnUse(search, call.from, { to: call.to, data: call.input }, number)))
      continue;
    const block = await connection.client.getBlock({ blockNumber: BigInt(number) }).catch(() => null);
    if (block === null) return null;
    return { kind: "used", at: Number(block.timestamp), transaction: hash };
  }
  if (transactions.length > MOST)
    return unknowable(
      `the last ${MOST} of its ${transactions.length} calls are no use, and more were not looked into`,
    );
  return { kind: "unused", how: `no call of it in the node's traces since ${formatDate(window.since)}` };
}

/** By all transactions of the window: enough for an account that had no code all the time. */
async function scannedUse(
  connection: Connection,
  window: Window,
  search: Search,
  sent: number | null,
): Promise<Use> {
  const all = await window.transactions();
  if (all === null)
    return unknowable(
      `calls at once leave no log, the node gives no traces, and ${window.to.number - window.from.number + 1} blocks are too many to look through, or cannot be read`,
    );
  const own = all.filter(({ from }) => isAddressEqual(from, search.account));
  for (const { hash, from, to, data, block, time } of own.toReversed()) {
    if (to === null || !isOwnUse(search, from, { to, data }, block)) continue;
    const receipt = await connection.client.getTransactionReceipt({ hash }).catch(() => null);
    if (receipt === null) return unknowable("the node does not say whether its calls succeeded");
    if (receipt.status === "success") return { kind: "used", at: time, transaction: hash };
  }
  // A nonce counts delegations too: what it counts more than was sent may have called from within others' transactions.
  const delegated = sent === null ? all.some(({ delegates }) => delegates) : sent !== own.length;
  if (delegated)
    return unknowable("its account may have acted by code (EIP-7702), and the node gives no traces");
  return { kind: "unused", how: `no transaction of it since ${formatDate(window.since)} is a use` };
}

function isSame(one: Address, other: string | undefined): boolean {
  return other !== undefined && isAddressEqual(one, other as Address);
}

function isOwnUse({ account, isUse }: Search, from: Address, call: Call, block: number): boolean {
  return isAddressEqual(from, account) && isUse(call, block);
}

function unknowable(why: string): Use {
  return { kind: "unknowable", why };
}
