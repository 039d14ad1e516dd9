import { formatDate, formatDuration } from "../../time.ts";
import type { RoleLink } from "./event.ts";
import { decodeOrNull, endOf } from "./grant.ts";
import { accountWords, endWords, type Naming } from "./names.ts";

/** What a link says, as a sentence without its full stop; null if another link of the same act says it. */
export function sentence(link: RoleLink, naming: Naming): string | null {
  const { at } = link;
  const { role, words } = naming;
  const who = (account: `0x${string}`) => accountWords(account, at, naming);
  switch (link.eventName) {
    case "RoleLabel":
      return `role ${link.args.roleId} is labelled "${link.args.label}"`;
    case "RoleDefined": {
      const { terms } = link.args;
      const lapse = terms.critical
        ? "never lapsing (critical)"
        : `lapsing ${formatDuration(terms.grace)} after`;
      const live = terms.live ? ["live"] : [];
      const term =
        terms.term === 0 ? "without a longest term" : `for ${formatDuration(terms.term)} at the most`;
      const review = `reviewed every ${formatDuration(terms.period)} by ${role(terms.reviewer)}`;
      return `${role(link.args.roleId)} is defined: ${[term, review, lapse, ...live].join(", ")}`;
    }
    case "RoleAdminChanged":
      return `${role(link.args.roleId)} is granted and revoked by ${role(link.args.admin)}`;
    case "RoleGuardianChanged":
      return `what waits under ${role(link.args.roleId)} is cancelled by ${role(link.args.guardian)}`;
    case "RoleGrantDelayChanged":
      return `grants of ${role(link.args.roleId)} count after ${formatDuration(link.args.delay)}, from ${formatDate(Number(link.args.since))} on`;
    case "RoleGranted":
      return null;
    case "GrantTermed": {
      const grant = decodeOrNull(link.args.grant);
      const end = grant === null ? null : endOf(grant);
      const from = grant === null ? "" : ` from ${formatDate(grant.since)}`;
      return `${who(link.args.account)} has ${role(link.args.roleId)}${from}${endWords(end)}`;
    }
    case "RoleRevoked":
      return `${who(link.args.account)} has ${role(link.args.roleId)} no more`;
    case "GrantReviewed": {
      const { account, reviewer, kept, roleId } = link.args;
      return `${who(reviewer)} ${kept ? "keeps" : "drops"} ${who(account)} in ${role(roleId)}`;
    }
    case "GrantSucceeded": {
      const { roleId, predecessor, successor } = link.args;
      return `${role(roleId)} passes from the key ${who(predecessor)} to its successor ${who(successor)}`;
    }
    case "ReviewOverdue":
      return `the review of ${who(link.args.account)} in ${role(link.args.roleId)} is overdue since ${formatDate(Number(link.args.due))}`;
    case "ConflictSet": {
      const { roleA, roleB, conflicting } = link.args;
      const pair = `${role(roleA)} and ${role(roleB)}`;
      return conflicting ? `${pair} are kept apart: nobody combines them` : `one person may combine ${pair}`;
    }
    case "ContractDeclared": {
      const { account, declared, holder } = link.args;
      const whose = holder === 255 ? "nobody's alone" : words.person(holder);
      return declared
        ? `the contract ${who(account)} may be a member (${whose})`
        : `the contract ${who(account)} may be a member no more`;
    }
    case "AuthorityMoved":
      return `${words.place(link.args.target)} is handed on to the authority ${words.place(link.args.newAuthority)}`;
    case "TargetClosed":
      return `${words.place(link.args.target)} is ${link.args.closed ? "closed to everybody" : "open again"}`;
    case "TargetFunctionRoleUpdated": {
      const { target, selector, roleId } = link.args;
      return `${words.call(target, selector)} of ${words.place(target)} takes ${role(roleId)}`;
    }
    case "TargetAdminDelayUpdated": {
      const { target, delay, since } = link.args;
      return `the administration of ${words.place(target)} waits ${formatDuration(delay)}, from ${formatDate(Number(since))} on`;
    }
  }
}
