import { formatDate, formatDuration } from "../time.ts";
import type { Path } from "../yaml/source.ts";
import type { Located } from "./located.ts";
import { memberName } from "./role-resolve.ts";
import type { CharterRole } from "./role-schema.ts";
import type { Charter } from "./schema.ts";

const YEAR = 365 * 86_400;

/** What would be taken of a charter's roles, but is seldom meant. `now` is UNIX seconds. */
export function* remarksOnRoles(charter: Charter, now: number): Generator<Located> {
  for (const [index, role] of charter.roles.entries()) {
    const path: Path = ["roles", index];
    yield* remarksOnEffects(role, path);
    if (role.review > YEAR) {
      yield {
        code: "Charter.ReviewRare",
        path: [...path, "review"],
        message: `${role.name} is reviewed every ${formatDuration(role.review)}, less than once a year`,
        fix: "review it once a year at least",
      };
    }
    if (role.admin !== undefined && comesRound(charter, role)) {
      yield {
        code: "Charter.RoleGrantsItself",
        path: [...path, "admin"],
        message: `whoever has ${role.name} can keep it and give it on: its admins come round to itself`,
        fix: "let another role, or the Conclave, be its admin",
      };
    }
    yield* remarksOnMembers(role, path, now);
  }
  for (const [index, limit] of charter.limits.entries()) {
    for (const unit of ["people", "organisations", "vendors", "places"] as const) {
      if (limit[unit] !== 1) continue;
      yield {
        code: "Charter.LimitOfOne",
        path: ["limits", index, unit],
        message: `a limit of 1 holds always`,
        fix: "ask for 2 at least, or leave it out",
      };
    }
  }
}

function* remarksOnEffects(role: CharterRole, path: Path): Generator<Located> {
  const effects = role.effects ?? [];
  const grave = effects.filter((effect) => effect === "upgrade" || effect === "funds");
  if (grave.length > 0 && !role.live) {
    yield {
      code: "Charter.RoleNotLive",
      path: [...path, "live"],
      message: `${role.name} (${grave.join(", ")}) is not live: a suspended person's key goes on acting until its grant is revoked`,
      fix: 'write "live: true", so that a suspension holds at once',
    };
  }
  if (effects.includes("pause") && !role.critical) {
    yield {
      code: "Charter.SwitchLapses",
      path: [...path, "critical"],
      message: `${role.name} can pause, and lapses if a review is forgotten`,
      fix: 'write "critical: true": then it alarms and does not lapse',
    };
  }
  if (grave.length > 0 && role.critical) {
    yield {
      code: "Charter.GraveNeverLapses",
      path: [...path, "critical"],
      message: `${role.name} (${grave.join(", ")}) is critical: it never lapses, even if nobody ever reviews it`,
      fix: "keep critical for switches that only stop things",
    };
  }
}

function* remarksOnMembers(role: CharterRole, path: Path, now: number): Generator<Located> {
  const upgrades = role.effects?.includes("upgrade") === true;
  for (const [index, member] of role.members.entries()) {
    const place: Path = [...path, "members", index];
    if (member.until !== undefined && member.until <= now) {
      yield {
        code: "Charter.GrantOver",
        path: [...place, "until"],
        message: `the grant of ${role.name} to ${memberName(member)} ended ${formatDate(member.until)}`,
        fix: "remove the member, or write a later end",
      };
    }
    if (member.until === undefined && role.term === 0) {
      yield {
        code: "Charter.GrantWithoutEnd",
        path: place,
        message: `the grant of ${role.name} to ${memberName(member)} has no end: the role has no term, the member no until`,
        fix: "give the role a term, or the member an end",
      };
    }
    if (upgrades && member.delay === 0) {
      yield {
        code: "Charter.UpgradeWithoutDelay",
        path: [...place, "delay"],
        message: `${memberName(member)} upgrades at once as ${role.name}: nobody could stop it`,
        fix: "give the member a delay",
      };
    }
  }
}

/** Whether the role's admin, its admin's admin … is the role itself. */
function comesRound(charter: Charter, role: CharterRole): boolean {
  const seen = new Set<string>();
  for (let at = role.admin; at !== undefined && !seen.has(at); ) {
    if (at === role.name) return true;
    seen.add(at);
    const above: string | undefined = charter.roles.find(({ name }) => name === at)?.admin;
    at = above;
  }
  return false;
}
