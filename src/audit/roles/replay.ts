import type { Address } from "viem";
import { ADMIN } from "../../charter/fixed-roles.ts";
import type { EventOf, RoleLink } from "./event.ts";
import { about, type Finding } from "./finding.ts";
import type { Grant } from "./grant.ts";
import { alarm, grant, pass, review, revoke } from "./granting.ts";
import { setUp } from "./setup.ts";
import { empty, roleIn, type State } from "./state.ts";

export type Replayed = { readonly state: State; readonly findings: readonly Finding[] };

/**
 * Takes a state of one's own through the links, as the contract's rules have it. A link that it would not have made is found, and followed all
 * the same: what comes after is then judged by what the logs say.
 */
export function replay(links: readonly RoleLink[], manager: Address, conclave: Address): Replayed {
  const state = empty(manager, conclave);
  const findings: Finding[] = [];
  const fault = (link: RoleLink, message: string | null) => {
    if (message !== null) findings.push(about(link, "impossible", message));
  };
  let revoked: { readonly account: Address; readonly grant: Grant | null } | null = null;
  for (const [index, link] of links.entries()) {
    const [next, afterNext] = [links[index + 1], links[index + 2]];
    switch (link.eventName) {
      case "RoleGranted": {
        if (!isTerming(link, next)) {
          fault(link, "no GrantTermed of the same follows it");
          break;
        }
        const made = { granted: link, termed: next };
        const passed = isPassing(link, afterNext) ? afterNext : null;
        const from = passed?.args.predecessor === revoked?.account ? (revoked?.grant ?? null) : null;
        fault(link, passed === null ? grant(state, made) : pass(state, made, from));
        break;
      }
      case "GrantTermed":
        if (!isTermed(links[index - 1], link)) fault(link, "no RoleGranted of the same comes before it");
        break;
      case "RoleRevoked": {
        const before = revoke(state, link);
        revoked = { account: link.args.account, grant: before };
        if (before === null) fault(link, "there was no grant that could be revoked");
        break;
      }
      case "GrantReviewed":
        fault(link, review(state, link) ?? dropFault(link, next));
        break;
      case "GrantSucceeded": {
        const { roleId, successor, grant: word } = link.args;
        const stands = roleIn(state, roleId).members.get(successor) === word;
        const follows = isTerming(links[index - 2], links[index - 1]) && isPassing(links[index - 2], link);
        if (!stands || !follows) fault(link, "no grant of the successor comes before it");
        break;
      }
      case "ReviewOverdue":
        fault(link, alarm(state, link));
        break;
      default:
        fault(link, setUp(state, link));
    }
  }
  const [first] = links;
  if (first !== undefined && !(first.eventName === "RoleGranted" && first.args.roleId === ADMIN))
    findings.push(about(first, "missing", "a record begins with the Conclave's own grant"));
  return { state, findings };
}

function isTerming(
  granted: RoleLink | undefined,
  next: RoleLink | undefined,
): next is EventOf<"GrantTermed"> {
  return next?.eventName === "GrantTermed" && isTermed(granted, next);
}

function isTermed(granted: RoleLink | undefined, { args, at }: EventOf<"GrantTermed">): boolean {
  if (granted?.eventName !== "RoleGranted" || granted.at.transaction !== at.transaction) return false;
  return granted.args.roleId === args.roleId && granted.args.account === args.account;
}

function isPassing(
  granted: RoleLink | undefined,
  link: RoleLink | undefined,
): link is EventOf<"GrantSucceeded"> {
  if (granted?.eventName !== "RoleGranted" || link?.eventName !== "GrantSucceeded") return false;
  const { roleId, successor } = link.args;
  return roleId === granted.args.roleId && successor === granted.args.account;
}

/** A drop takes the grant away in the same breath. */
function dropFault({ args, at }: EventOf<"GrantReviewed">, next: RoleLink | undefined): string | null {
  const follows =
    next?.eventName === "RoleRevoked" &&
    next.at.transaction === at.transaction &&
    next.args.roleId === args.roleId &&
    next.args.account === args.account;
  return args.kept || follows ? null : "no RoleRevoked of the same follows the drop";
}
