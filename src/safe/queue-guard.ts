import { type Address, type Hex, zeroAddress } from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { conclaveGuardAbi } from "../generated/abi.ts";
import { formatDate } from "../time.ts";
import { found, nameOf, type QueueFinding } from "./queue-finding.ts";
import type { Item } from "./queue-item.ts";
import type { SafeState } from "./state.ts";

/** One holder's announcement, from the word that a ConclaveGuard stores. Times are UNIX seconds. */
export type Announcement = {
  readonly holder: number;
  readonly tier: number;
  readonly readyAt: number;
  readonly expiresAt: number;
};

/** docs/formats.md, 11. */
const STANDING = 1n << 248n;
const HOLDERS = 64;

/** Whether a guard is a ConclaveGuard: it names a Conclave, and there is one. Others may answer anything to what they do not know. */
async function isConclaveGuard(
  { client }: Connection,
  { block }: SafeState,
  guard: Address,
): Promise<boolean> {
  const read = {
    address: guard,
    abi: conclaveGuardAbi,
    functionName: "conclave",
    blockNumber: block,
  } as const;
  const conclave = await client.readContract(read).catch(() => zeroAddress);
  return (await client.getCode({ address: conclave, blockNumber: block })) !== undefined;
}

/** The announcements of a transaction that were not withdrawn: waiting, ready or expired. */
async function announcementsOf(
  { client }: Connection,
  { address, block }: SafeState,
  guard: Address,
  safeTxHash: Hex,
): Promise<readonly Announcement[]> {
  const read = { address: guard, abi: conclaveGuardAbi, blockNumber: block } as const;
  const args = [address, safeTxHash] as const;
  const first = await client.readContract({ ...read, functionName: "announcement", args });
  const others = Array.from({ length: HOLDERS }, (_, holder) => holder).filter(
    (holder) => ((first >> BigInt(holder)) & 1n) === 1n,
  );
  const words = await Promise.all(
    others.map((holder) =>
      client.readContract({ ...read, functionName: "announcementBy", args: [...args, holder] }),
    ),
  );
  return [first, ...words].filter((word) => (word & STANDING) !== 0n).map(unpack);
}

function unpack(word: bigint): Announcement {
  const field = (from: number, bits: number) => Number((word >> BigInt(from)) & ((1n << BigInt(bits)) - 1n));
  const readyAt = field(96, 40) + field(176, 24);
  return { holder: field(232, 8), tier: field(224, 8), readyAt, expiresAt: readyAt + field(200, 24) };
}

/** What a guarded Safe's transactions lack of being announced. @param now The chain's, UNIX seconds @throws `Chain.Unreachable` */
export async function guardFindings(
  connection: Connection,
  state: SafeState,
  items: readonly Item[],
  now: number,
): Promise<readonly QueueFinding[]> {
  const { guard } = state;
  if (guard === null) return [];
  const read = async () => {
    if (!(await isConclaveGuard(connection, state, guard))) return [];
    return Promise.all(
      items.map(async (item) =>
        announcementFindings(item, await announcementsOf(connection, state, guard, item.safeTxHash), now),
      ),
    );
  };
  return (await answered(connection, read())).flat();
}

function announcementFindings(
  item: Item,
  announcements: readonly Announcement[],
  now: number,
): readonly QueueFinding[] {
  const about = { nonce: item.transaction.nonce, safeTxHash: item.safeTxHash };
  const name = nameOf(item);
  const fix = "have a proposer announce it with the guard, and wait out the tier's delay";
  if (announcements.length === 0)
    return [
      found(
        "unannounced",
        "warning",
        `${name} is not announced, and the Safe's guard lets nothing else pass`,
        fix,
        about,
      ),
    ];
  const live = announcements.filter(({ expiresAt }) => now < expiresAt);
  if (live.length === 0) {
    const last = Math.max(...announcements.map(({ expiresAt }) => expiresAt));
    const reason = `${name} was announced, and the announcement expired ${formatDate(last)}`;
    return [found("announcementExpired", "warning", reason, `${fix} again; or void it`, about)];
  }
  const ready = Math.min(...live.map(({ readyAt }) => readyAt));
  const until = Math.max(...live.map(({ expiresAt }) => expiresAt));
  const when = now < ready ? `passes the guard from ${formatDate(ready)}` : "passes the guard's delay";
  const reason = `${name} is announced, and ${when} until ${formatDate(until)}`;
  return [found("announced", "note", reason, "execute it before that, or have it announced again", about)];
}
