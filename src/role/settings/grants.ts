import { type Address, isAddressEqual } from "viem";
import { type Grant, hasEnded } from "../../audit/roles/grant.ts";
import { ADMIN } from "../../charter/fixed-roles.ts";
import { formatDate, formatDuration } from "../../time.ts";
import { asAdmin, type Comparison, callOf, encode, type SettingCall } from "./call.ts";
import type { RoleSetting, StoredGrant } from "./state.ts";
import type { WantedMember, WantedRole } from "./wanted.ts";

const DAY = 86_400;

/** Takes away what the charter does not list, and what it lists for another key or person than the grant was made to. */
export function* revocations(compared: Comparison): Generator<SettingCall> {
  const { wanted, actual, role: roleName, account: nameOf } = compared;
  const time = actual.block.time;
  for (const role of actual.roles) {
    const meant = wanted.roles.find(({ id }) => id === role.id);
    // Where the Conclave is to be the admin it is so by now.
    const admin = meant === undefined || meant.admin === ADMIN ? ADMIN : role.admin;
    for (const { account, grant } of role.members) {
      const member = listed(meant, account, time);
      if (member !== undefined && isSameBearer(grant, member)) continue;
      const words = `${roleName(role.id)} from ${nameOf(account)}`;
      if (hasEnded(grant, time)) {
        yield callOf(compared, encode.removeEnded(role.id, account), {
          kind: "revoke",
          words: `clears away the ended grant of ${words}`,
          loosens: false,
        });
      } else {
        const call = callOf(compared, encode.revoke(role.id, account), {
          kind: "revoke",
          words: `revokes ${words}`,
          loosens: false,
        });
        yield* asAdmin(compared, role.id, admin, call);
      }
    }
  }
}

/** Grants what is missing, has ended, or was granted on other terms. */
export function* grants(compared: Comparison): Generator<SettingCall> {
  const { wanted, actual, role: roleName } = compared;
  const time = actual.block.time;
  for (const role of wanted.roles) {
    const stored = actual.roles.find(({ id }) => id === role.id);
    for (const member of role.members) {
      if (isOver(member, time)) continue;
      const known = storedFor(stored, member);
      const reason = known === undefined ? "" : reasonToRenew(known.grant, role, member, time);
      if (reason === null) continue;
      const until = untilFor(known?.grant, role, member, time);
      const end = until === 0 ? "" : ` until ${formatDate(until)}`;
      const delay = member.delay === 0 ? "" : ` with a delay of ${formatDuration(member.delay)}`;
      const data =
        until === 0
          ? encode.grant(role.id, member.account, member.delay)
          : encode.grantUntil(role.id, member.account, member.delay, until);
      const call = callOf(compared, data, {
        kind: "grant",
        words: `grants ${roleName(role.id)} to ${member.name}${end}${delay}${reason === "" ? "" : `: ${reason}`}`,
        loosens: true,
      });
      yield* asAdmin(compared, role.id, role.admin, call);
    }
  }
}

/** Grants that are reviewed later than the role's period has it now: to grant again is not to review, so that waits for their next review. */
export function* reviewedLate({ wanted, actual, role: roleName }: Comparison): Generator<string> {
  const time = actual.block.time;
  for (const role of wanted.roles) {
    const stored = actual.roles.find(({ id }) => id === role.id);
    for (const member of role.members) {
      const grant = storedFor(stored, member)?.grant;
      if (grant === undefined || hasEnded(grant, time)) continue;
      if (grant.due > Math.max(time, grant.since) + role.terms.period)
        yield `${member.name} is reviewed as ${roleName(role.id)} by ${formatDate(grant.due)}, as it was granted; the shorter period holds from that review on`;
    }
  }
}

/** The charter's member, unless its time is over. */
function listed(role: WantedRole | undefined, account: Address, time: number): WantedMember | undefined {
  return role?.members.find((one) => isAddressEqual(one.account, account) && !isOver(one, time));
}

/** Past its own end, or past its key's: the RoleManager would refuse the grant. */
export function isOver({ until, expires }: WantedMember, time: number): boolean {
  return (until !== null && until <= time) || (expires !== null && expires <= time);
}

function isSameBearer(grant: Grant, member: WantedMember): boolean {
  return grant.key === member.key && grant.holder === member.holder;
}

function storedFor(stored: RoleSetting | undefined, member: WantedMember): StoredGrant | undefined {
  const found = stored?.members.find(({ account }) => isAddressEqual(account, member.account));
  return found !== undefined && isSameBearer(found.grant, member) ? found : undefined;
}

/** Why a grant that is there must be made again; null: it is as it should be. */
function reasonToRenew(grant: Grant, role: WantedRole, member: WantedMember, time: number): string | null {
  const { terms } = role;
  if (hasEnded(grant, time)) return "the last one ended, by its end or for want of a review";
  if (grant.delay.after !== member.delay) return `the delay was ${formatDuration(grant.delay.after)}`;
  if (grant.live !== terms.live) return terms.live ? "it was not live" : "it was live";
  if ((grant.grace === null) !== terms.critical)
    return terms.critical ? "it was one that lapses" : "it was one that never lapses";
  if (grant.grace !== null && grant.grace !== terms.grace / DAY)
    return `its grace was ${formatDuration(grant.grace * DAY)}`;
  const begins = Math.max(time, grant.since);
  const end = endWanted(role, member);
  if (end !== undefined && end !== grant.until)
    return grant.until === null ? "it had no end" : `it was to end ${formatDate(grant.until)}`;
  if (terms.term > 0 && (grant.until === null || grant.until > begins + terms.term))
    return "it lasted longer than the term";
  return null;
}

/** When exactly the grant is to end (null: never), where that follows from the charter alone; undefined where it depends on when it was made. */
function endWanted({ terms }: WantedRole, { until, expires }: WantedMember): number | null | undefined {
  if (until === null && terms.term > 0) return undefined;
  if (until === null || expires === null) return until ?? expires;
  return Math.min(until, expires);
}

/** The end to grant with, 0 for as long as can be. One that runs and may stay as it is stays. */
function untilFor(
  grant: Grant | undefined,
  { terms }: WantedRole,
  member: WantedMember,
  time: number,
): number {
  if (member.until !== null) return member.until;
  if (grant === undefined || grant.until === null || terms.term === 0 || hasEnded(grant, time)) return 0;
  return grant.until <= Math.max(time, grant.since) + terms.term ? grant.until : 0;
}
