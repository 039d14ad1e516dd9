import { toFunctionSelector } from "viem";
import { formatDate, formatDuration } from "../time.ts";
import type { Path } from "../yaml/source.ts";
import { checkDutiesKept } from "./check-duties.ts";
import { checkReach } from "./check-limits.ts";
import type { Located } from "./located.ts";
import {
  keyLabelled,
  memberAccount,
  memberHolder,
  memberName,
  roleFunction,
  rolesUnder,
} from "./role-resolve.ts";
import type { CharterMember, CharterRole } from "./role-schema.ts";
import type { Charter } from "./schema.ts";

const DAY = 86_400;
/** Limits of `RoleManager.defineRole`, in seconds. */
const MIN_PERIOD = DAY;
const MAX_PERIOD = 400 * DAY;
const MAX_GRACE = 90 * DAY;
/** How many grants of one role one holder can have: four bits count them. */
const MAX_GRANTS = 15;
/** `setAuthority(address)`, which AccessManager keeps to itself. */
const SET_AUTHORITY = toFunctionSelector("setAuthority(address)");

/**
 * What the RoleManager would refuse of a charter's roles, or what nobody could ever use or undo. `now` is UNIX seconds. What stands in the
 * keys' state on-chain (pending, suspended) is not looked at.
 */
export function* checkRoles(charter: Charter, now: number): Generator<Located> {
  for (const [index, role] of charter.roles.entries()) {
    const path: Path = ["roles", index];
    yield* checkTerms(role, path);
    yield* checkFunctions(charter, role, path);
    yield* checkUse(charter, role, path);
    yield* checkWayIn(charter, role, path);
    yield* checkGrants(charter, role, path);
    for (const [position, member] of role.members.entries())
      yield* checkMember(charter, role, member, [...path, "members", position], now);
  }
  yield* checkAutomata(charter);
  yield* checkDutiesKept(charter);
  yield* checkReach(charter);
}

function* checkTerms(role: CharterRole, path: Path): Generator<Located> {
  const wrong = (field: string, value: number, range: string): Located => ({
    code: "Charter.TermsOutOfRange",
    path: [...path, field],
    message: `${role.name}: ${field} is ${formatDuration(value)}, it must be ${range}`,
    fix: "write a value that RoleManager takes",
  });
  if (role.review < MIN_PERIOD || role.review > MAX_PERIOD)
    yield wrong("review", role.review, "1 to 400 days");
  if (role.grace > MAX_GRACE || role.grace % DAY !== 0)
    yield wrong("grace", role.grace, "whole days, 90 at most");
}

function* checkUse(charter: Charter, role: CharterRole, path: Path): Generator<Located> {
  // What a role does to itself is no use of it.
  const others = rolesUnder(charter, role).filter(({ name }) => name !== role.name);
  if (role.members.length === 0 || role.functions.length > 0 || others.length > 0) return;
  yield {
    code: "Charter.RoleWithoutUse",
    path: [...path, "members"],
    message: `${role.name} has members, but opens nothing: no function, and it is admin, guardian or reviewer of no role`,
    fix: "list its functions, or leave its members out until it has some",
  };
}

function* checkFunctions(charter: Charter, { functions }: CharterRole, path: Path): Generator<Located> {
  for (const [index, entry] of functions.entries()) {
    const { target, selector } = roleFunction(charter, entry);
    if (selector !== SET_AUTHORITY && target !== charter.chain.roles) continue;
    yield {
      code: "Charter.FunctionNotGiven",
      path: [...path, "functions", index],
      message:
        selector === SET_AUTHORITY
          ? "setAuthority goes by no role: a contract's authority is moved by the Conclave, with updateAuthority"
          : "the RoleManager's own functions go by no role of it, but by its admins",
      fix: "leave it out",
    };
  }
}

/** Whoever follows the admins upwards must come to the Conclave, or to a role that somebody has. */
function* checkWayIn(charter: Charter, role: CharterRole, path: Path): Generator<Located> {
  const seen = new Set([role.name]);
  for (let at = role.admin; at !== undefined; ) {
    const admin = charter.roles.find(({ name }) => name === at);
    if (admin === undefined || admin.members.length > 0) return;
    if (seen.has(at)) {
      yield {
        code: "Charter.RoleNobodyGrants",
        path: [...path, "admin"],
        message: `nobody can grant ${role.name}: its admins (${[...seen].join(", ")}) come round to ${at}, and nobody is among them`,
        fix: "leave admin out where the Conclave is to grant, or give one of them a member",
      };
      return;
    }
    seen.add(at);
    at = admin.admin;
  }
}

function* checkGrants(charter: Charter, role: CharterRole, path: Path): Generator<Located> {
  const holders = role.members.map((member) => memberHolder(charter, member));
  for (const holder of new Set(holders)) {
    if (holder === null || holders.filter((one) => one === holder).length <= MAX_GRANTS) continue;
    yield {
      code: "Charter.TooManyGrants",
      path: [...path, "members"],
      message: `${nameOf(charter, holder)} has more than ${MAX_GRANTS} grants of ${role.name}`,
      fix: `let one person be a member of a role ${MAX_GRANTS} times at most`,
    };
  }
}

function* checkMember(
  charter: Charter,
  role: CharterRole,
  member: CharterMember,
  path: Path,
  now: number,
): Generator<Located> {
  const { until } = member;
  const key = member.key === undefined ? null : keyLabelled(charter, member.key);
  if (key?.kind === "ERC7913") {
    yield {
      code: "Charter.MemberWithoutAccount",
      path: [...path, "key"],
      message: `${key.label} of ${key.owner} is a key of kind ERC7913, which calls no contract`,
      fix: "name a key of kind EOA or ERC1271",
    };
  }
  if (member.contract !== undefined && !isDeclared(charter, member)) {
    yield {
      code: "Charter.MemberNotDeclared",
      path: [...path, "contract"],
      message: `${member.contract} is a member of ${role.name}, but not listed under "automata"`,
      fix: "list the contract under automata, with its holder if it is somebody's alone",
    };
  }
  if (key !== null && key.expires <= now) {
    yield {
      code: "Charter.MemberKeyOver",
      path: [...path, "key"],
      message: `${key.label} of ${key.owner} expired ${formatDate(key.expires)}, and is to be ${role.name}`,
      fix: "extend the key, name another one, or take the member out",
    };
  }
  if (until !== undefined && key !== null && until > key.expires) {
    yield {
      code: "Charter.GrantOutlivesKey",
      path: [...path, "until"],
      message: `${key.label} expires ${formatDate(key.expires)}, before its grant of ${role.name} ends`,
      fix: "end the grant with the key, or extend the key",
    };
  }
  const latest = now + role["grant-delay"] + role.term;
  if (until !== undefined && role.term > 0 && until > latest) {
    yield {
      code: "Charter.GrantBeyondTerm",
      path: [...path, "until"],
      message: `a grant of ${role.name} lasts ${formatDuration(role.term)} at most, until ${formatDate(latest)} if made now`,
      fix: "write an earlier end, or lengthen the role's term",
    };
  }
  yield* checkReviewer(charter, role, member, path);
}

/** Somebody else must be able to review the grant: the Conclave where there is no reviewer role, else a key of another person. */
function* checkReviewer(
  charter: Charter,
  role: CharterRole,
  member: CharterMember,
  path: Path,
): Generator<Located> {
  const reviewers = charter.roles.find(({ name }) => name === role.reviewer);
  if (reviewers === undefined) return;
  const holder = memberHolder(charter, member);
  const others = reviewers.members.filter(
    (one) => one.key !== undefined && memberHolder(charter, one) !== holder,
  );
  if (others.length > 0) return;
  yield {
    code: "Charter.ReviewOfOneself",
    path,
    message: `nobody but ${holder === null ? "the Conclave" : nameOf(charter, holder)} could review ${memberName(member)} as ${role.name}: ${reviewers.name} has no other person's key`,
    fix: "give the reviewer role a key of somebody else, or leave reviewer out: then the Conclave reviews",
  };
}

function isDeclared(charter: Charter, member: CharterMember): boolean {
  const account = memberAccount(charter, member);
  return charter.automata.some(({ contract }) => memberAccount(charter, { contract }) === account);
}

function* checkAutomata(charter: Charter): Generator<Located> {
  for (const [index, { contract }] of charter.automata.entries()) {
    const account = memberAccount(charter, { contract });
    const key = charter.keys.find(({ address }) => address === account);
    const isConclave = account === charter.chain.conclave;
    if (key === undefined && !isConclave) continue;
    yield {
      code: "Charter.NoAutomaton",
      path: ["automata", index, "contract"],
      message: `${contract} is ${isConclave ? "the Conclave, which has every power already" : `the key ${key?.label} of ${key?.owner}`}`,
      fix: isConclave ? "leave it out" : 'make it a member by its label, as "key"',
    };
  }
}

function nameOf({ people }: Charter, holder: number): string {
  return people.find(({ id }) => id === holder)?.name ?? `holder ${holder}`;
}
