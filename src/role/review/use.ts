import { isAddressEqual } from "viem";
import type { Place } from "../../audit/link.ts";
import { delayAt } from "../../audit/roles/grant.ts";
import { type GrantHistory, roleOf } from "../../audit/roles/history.ts";
import { usesBy } from "../../audit/roles/operations.ts";
import type { Connection } from "../../chain/client.ts";
import { ADMIN } from "../../charter/fixed-roles.ts";
import { formatDate } from "../../time.ts";
import { directUse } from "./activity.ts";
import { isUse, leavesLogs, type RoleOf } from "./functions.ts";
import type { Granted, Manager, Role } from "./manager.ts";
import type { Use } from "./schema.ts";
import type { Window } from "./window.ts";

/**
 * Whether a grant was used in the window: by the manager's logs of what was scheduled, reviewed and granted; and for what leaves no log by what
 * else the node knows.
 */
export async function useOf(
  connection: Connection,
  manager: Manager,
  role: Role,
  granted: Granted,
  window: Window,
): Promise<Use> {
  const logged = loggedUse(manager, role, granted, window);
  if (logged !== null) return { kind: "used", at: logged.time, transaction: logged.transaction };
  const since = formatDate(window.since);
  if (role.id === ADMIN)
    return { kind: "unknowable", why: "what the Conclave does is told by its own record (`audit history`)" };
  const opened = manager.history.functions.filter((one) => one.role === role.id).map(({ target }) => target);
  if (isReviewOnly(role) && opened.length === 0)
    return { kind: "unused", how: `it let review, and reviewed nothing since ${since}` };
  if (wasDelayed(manager, granted, window) && leavesLogs(role))
    return { kind: "unused", how: `nothing was scheduled with it since ${since}` };
  const address = manager.domain.verifyingContract;
  return directUse(connection, window, {
    account: granted.account,
    targets: [...new Set([address, ...opened])],
    isUse: (call, block) =>
      [-1, Number.MAX_SAFE_INTEGER].some((index) =>
        isUse(role, address, roleAt(manager, { block, time: 0, index, transaction: "0x" }), call),
      ),
  });
}

/** The last use that the logs tell of; null if there is none in the window. */
function loggedUse(manager: Manager, role: Role, { account }: Granted, window: Window): Place | null {
  const { history, domain } = manager;
  const scheduled = usesBy(history.operations, account)
    .filter(({ target, data, scheduled }) =>
      isUse(role, domain.verifyingContract, roleAt(manager, scheduled), { to: target, data }),
    )
    .map(({ scheduled, ended, outcome }) => (outcome === "executed" && ended !== null ? ended : scheduled));
  const acts = history.grants
    .filter((grant) => role.adminOf.includes(grant.role) || role.reviewerOf.includes(grant.role))
    .flatMap(({ steps, ended }) => [...steps, ...(ended === null ? [] : [ended])])
    .filter(({ by }) => by !== null && isAddressEqual(by, account))
    .map((act) => act.at);
  const inside = [...scheduled, ...acts].filter(({ time }) => time >= window.since);
  return inside.toSorted((a, b) => b.time - a.time)[0] ?? null;
}

/** Whether the member had to schedule all the time, so that no call of it can be without a log. */
function wasDelayed(manager: Manager, { role, account, grant }: Granted, window: Window): boolean {
  const own = manager.history.grants.find(
    (one) => one.role === role && one.ended === null && isAddressEqual(one.account, account),
  );
  if (delayAt(grant.delay, window.to.time) === 0) return false;
  if (grant.delay.effect <= window.since) return true;
  return grant.delay.before > 0 && changesIn(own, window) <= 1;
}

/** Of several changes the word remembers one. */
function changesIn(grant: GrantHistory | undefined, { since }: Window): number {
  if (grant === undefined) return Number.POSITIVE_INFINITY;
  return grant.steps.filter(({ what, at }) => what === "renewed" && at.time >= since).length;
}

function isReviewOnly({ adminOf, guardianOf, reviewerOf }: Role): boolean {
  return reviewerOf.length > 0 && adminOf.length + guardianOf.length === 0;
}

/** Which roles opened functions at a moment: what a role opens now says nothing of a call before. */
function roleAt({ history }: Manager, place: Place): RoleOf {
  return (target, selector) => roleOf(history.functions, { target, selector }, place);
}
