import {
  type Address,
  encodeFunctionData,
  getAbiItem,
  type Hex,
  parseEventLogs,
  toEventSelector,
} from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { backwards } from "../../chain/logs.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import * as Announcement from "../../safe/guard/announcement.ts";

/** An announcement of a holder that a Safe's guard still holds. */
export type Announced = {
  readonly safe: Address;
  readonly hash: Hex;
  /** UNIX seconds from which it may pass no more. */
  readonly expires: number;
  /** The call by which the Conclave withdraws it. */
  readonly data: Hex;
};

/** Of `withdraw`'s key, where the Conclave itself calls. */
const NO_KEY = 255;

const TOPICS = (["Announced", "MessageAnnounced"] as const).map((name) =>
  toEventSelector(getAbiItem({ abi: conclaveGuardAbi, name })),
);

/**
 * What a person announced and may still pass, for every Safe of the guard: found by logs, each confirmed by the guard itself.
 * @throws `Chain.Unreachable`
 */
export function standingAnnouncements(
  connection: Connection,
  guard: Address,
  holder: number,
): Promise<readonly Announced[]> {
  return answered(connection, read(connection, guard, holder));
}

async function read(connection: Connection, guard: Address, holder: number): Promise<readonly Announced[]> {
  const { client } = connection;
  const { number, timestamp } = await client.getBlock();
  const seen = new Map<string, { safe: Address; hash: Hex }>();
  for await (const { logs } of backwards(connection, { address: guard, topics: [TOPICS] }, number ?? 0n)) {
    for (const { args } of parseEventLogs({
      abi: conclaveGuardAbi,
      logs: [...logs],
      eventName: ["Announced", "MessageAnnounced"],
    })) {
      const { safe } = args;
      const hash = "safeTxHash" in args ? args.safeTxHash : args.messageHash;
      if (Announcement.unpack(args.announcement).proposer === holder)
        seen.set(`${safe}/${hash}`, { safe, hash });
    }
  }
  const found: Announced[] = [];
  for (const { safe, hash } of seen.values()) {
    const ask = { address: guard, abi: conclaveGuardAbi, functionName: "announcementBy" } as const;
    const now = Announcement.decode(await client.readContract({ ...ask, args: [safe, hash, holder] }));
    if (now?.standing !== true) continue;
    const expires = Announcement.expiresAt(now);
    const args = [safe, hash, holder, NO_KEY, "0x"] as const;
    const data = encodeFunctionData({ abi: conclaveGuardAbi, functionName: "withdraw", args });
    if (expires > Number(timestamp)) found.push({ safe, hash, expires, data });
  }
  return found;
}
