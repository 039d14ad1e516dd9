import type { Connection } from "../chain/client.ts";
import { formatDate } from "../time.ts";
import { type Announcement, expiresAt, readyAt } from "./guard/announcement.ts";
import { readAnnouncements } from "./guard/guarded.ts";
import { isGuard } from "./guard/state.ts";
import { found, nameOf, type QueueFinding } from "./queue-finding.ts";
import type { Item } from "./queue-item.ts";
import type { SafeState } from "./state.ts";

/** What a guarded Safe's transactions lack of being announced. @param now The chain's, UNIX seconds @throws `Chain.Unreachable` */
export async function guardFindings(
  connection: Connection,
  state: SafeState,
  items: readonly Item[],
  now: number,
): Promise<readonly QueueFinding[]> {
  const { guard } = state;
  if (guard === null || !(await isGuard(connection, guard, state.block))) return [];
  const place = { safe: state, guard: { domain: { verifyingContract: guard } } };
  const findings = items.map(async (item) => {
    const all = await readAnnouncements(connection, place, item.safeTxHash);
    return announcementFindings(
      item,
      all.filter(({ standing }) => standing),
      now,
    );
  });
  return (await Promise.all(findings)).flat();
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
  const live = announcements.filter((one) => now < expiresAt(one));
  if (live.length === 0) {
    const last = Math.max(...announcements.map(expiresAt));
    const reason = `${name} was announced, and the announcement expired ${formatDate(last)}`;
    return [found("announcementExpired", "warning", reason, `${fix} again; or void it`, about)];
  }
  const ready = Math.min(...live.map(readyAt));
  const until = Math.max(...live.map(expiresAt));
  const when = now < ready ? `passes the guard from ${formatDate(ready)}` : "passes the guard's delay";
  const reason = `${name} is announced, and ${when} until ${formatDate(until)}`;
  return [found("announced", "note", reason, "execute it before that, or have it announced again", about)];
}
