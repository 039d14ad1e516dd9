import { DEFECT, date, KEYS, type RoleErrorName, type SayOfRoles, say, stateOf } from "./phrases.ts";

const CONCLAVE = "propose it to the Conclave";
const ROLE = "see who has the role with `role history`";
const SCHEDULE = "see with `getSchedule` whether and when it was scheduled";
const REVIEW = "prepare the review again with `role review`";
const MEMBERS = "members are keys in use that have an account, and contracts declared as `automata`";

/** Errors of a RoleManager: OpenZeppelin's AccessManager's, and what is ours. */
export const ROLE_WORDS = {
  // OpenZeppelin's
  AccessManagerAlreadyScheduled: (id) => say(`the operation ${id} is scheduled already`, SCHEDULE),
  AccessManagerBadConfirmation: () =>
    say("a role is renounced by its member alone, who must name itself", "send it from the member's account"),
  AccessManagerExpired: (id) =>
    say(`the operation ${id} was to be executed within a week, and was not`, "schedule it again"),
  AccessManagerInvalidInitialAdmin: (admin) => say(`${admin} cannot be the admin`, "name the Conclave"),
  AccessManagerLockedFunction: (selector) =>
    say(`no role opens ${selector}`, "use `updateAuthority` to move a target to another authority"),
  AccessManagerLockedRole: (role) =>
    say(`role ${role} is the admin's (0) or everybody's, of which this cannot be said`, "name another role"),
  AccessManagerNotReady: (id) => say(`the operation ${id} waits out its delay`, SCHEDULE),
  AccessManagerNotScheduled: (id) =>
    say(
      `the operation ${id} is not scheduled`,
      "schedule it first: this member has an execution delay, or it was done or cancelled already",
    ),
  AccessManagerUnauthorizedAccount: (account, role) =>
    say(`${account} does not have role ${role}, or has it no more`, role === 0n ? CONCLAVE : ROLE),
  AccessManagerUnauthorizedCall: (caller, target, selector) =>
    say(
      `${caller} may not call ${selector} of ${target}, or not so soon: its grant has ended, is suspended, or has a delay`,
      ROLE,
    ),
  AccessManagerUnauthorizedCancel: (account, _caller, target, selector) =>
    say(
      `${account} may not cancel the call of ${selector} of ${target}`,
      "let who scheduled it, a guardian of the role, or the Conclave do so",
    ),
  AccessManagerUnauthorizedConsume: (target) =>
    say(`${target} is not executing anything that was scheduled`, "call the target, or `execute`"),
  AddressEmptyCode: (target) => say(`there is no contract at ${target}`, "check the address and the network"),
  FailedCall: () => say("the call failed without a reason", "see what the contract that was called does"),
  InsufficientBalance: (balance, needed) =>
    say(`there is a balance of ${balance} wei, and ${needed} are needed`, "send enough with it"),
  SafeCastOverflowedUintDowncast: (bits, value) => say(`${value} does not fit into ${bits} bits`, DEFECT),

  // The whole
  NotAConclave: (account) =>
    say(`there is no Conclave at ${account}`, "check the address and the network; deploy the Conclave first"),
  AdminIsConclave: () =>
    say(
      "the Conclave is the manager's only admin, for good",
      "to have another authority, move the targets with `updateAuthority`",
    ),
  MulticallRefused: () => say("the manager takes no batches by itself", "make several calls in one proposal"),
  RoleUndefined: (role) => say(`role ${role} is not defined`, "define it first with `defineRole`"),
  RoleWithoutUse: (role) =>
    say(
      `role ${role} opens nothing, so nobody is to have it`,
      "give it functions with `setTargetFunctionRole`, or make it another role's admin, guardian or reviewer, first",
    ),
  TermsOutOfRange: (role) =>
    say(
      `role ${role} cannot be so`,
      "a review every 1 to 400 days; a grace of whole days, at most 90; a reviewer that is not everybody",
    ),
  EndOutOfRange: (role, until, begins, latest) =>
    say(
      `a grant of role ${role} that begins ${time(begins)} cannot end ${time(until)}; the latest is ${time(latest)}`,
      "name an end in between; a key's own expiry is the latest in any case",
    ),
  GrantToBeScheduled: (role, delay) =>
    say(
      `who grants role ${role} does so with a delay of ${delay} s, which this function does not know`,
      "schedule `grantRole`, or let the Conclave do it",
    ),
  NotAMember: (role, account) => say(`${account} has no grant of role ${role}`, ROLE),

  // Members
  NeitherKeyNorDeclared: (account) => say(`${account} is nobody whom the Conclave knows`, MEMBERS),
  MemberKeyNotActive: (_account, key, state) => say(`key k${key} is ${stateOf(state)}, not Active`, KEYS),
  MemberKeyExpired: (_account, key, at) =>
    say(`key k${key} expired ${date(at)}`, "renew it: expired keys may sign that for 90 days"),
  MemberSuspended: (_account, holder, until) =>
    say(
      `holder ${holder} is suspended until ${date(until)}`,
      "wait for the suspension to lapse, or have it lifted",
    ),
  GrantToOneself: (role, holder) =>
    say(
      `holder ${holder} would grant role ${role} to a key or contract of its own`,
      "let somebody else grant it",
    ),
  TooManyGrants: (role, holder) =>
    say(`holder ${holder} has role ${role} fifteen times already`, "revoke one that is not needed"),
  NotAContract: (account) =>
    say(
      `${account} is no contract that can be declared: it has no code, a person's (EIP-7702), or is the manager`,
      MEMBERS,
    ),
  KeyDeclaredAsContract: (account, key) =>
    say(`${account} is key k${key}, which needs no declaration`, "grant to the key"),

  // Duties
  DutiesCombined: (holder, role, other) =>
    say(
      `holder ${holder} would have both role ${role} and role ${other}, which nobody combines`,
      "revoke the one first; grants that have ended are removed with `removeEnded`",
    ),
  ConflictWithItself: (role) => say(`role ${role} cannot be in conflict with itself`, "name two roles"),
  TooManyConflicts: (role) =>
    say(`role ${role} is in conflict with sixteen others already`, "take one back, or join roles"),

  // Reviews
  NotAReviewer: (role, account) =>
    say(
      `${account} does not review role ${role}`,
      "let a member of its reviewer role do so, by a key of the roster; an account that EIP-7702 gave code signs instead of sending",
    ),
  ReviewOfOneself: (_role, account, holder) =>
    say(`the grant to ${account} is holder ${holder}'s own`, "let another reviewer decide about it"),
  ReviewDeadlinePassed: (deadline) => say(`the review was good until ${date(deadline)}`, REVIEW),
  ReviewSignatureInvalid: (reviewer) => say(`the signature is not ${reviewer}'s, of this review`, REVIEW),
  GrantChanged: (_role, account) =>
    say(`the grant to ${account} is not the one that was looked at: it has changed since`, REVIEW),
  GrantEnded: (_role, account) =>
    say(`the grant to ${account} has ended, or its key is gone`, "grant it anew, if it is still needed"),
  RoleIsCritical: (role) =>
    say(`only the Conclave drops grants of role ${role}, which is critical`, CONCLAVE),
  RoleNotCritical: (role) =>
    say(`the grant of role ${role} lapses by itself when it is not reviewed`, "see `removeEnded`"),
  ReviewNotDue: (_role, _account, due) => say(`the review is due ${date(due)}`, "raise the alarm then"),
  AlarmRaised: (_role, account) =>
    say(`the alarm about the grant to ${account} is on record already`, "have it reviewed"),
  NotASuccessor: (predecessor, successor) =>
    say(
      `${successor} does not succeed ${predecessor}, or not from a key that is going out of use`,
      "name the key that the roster has as its successor, once that is activated",
    ),
  GrantStands: (_role, account) =>
    say(`the grant to ${account} stands`, "revoke it, if it is not to; the Conclave or the role's admin may"),
} satisfies { readonly [N in RoleErrorName]: SayOfRoles<N> };

/** A second that may be never, or further away than dates reach. */
function time(seconds: bigint): string {
  return seconds >= 2n ** 40n - 1n ? "never" : date(seconds);
}
