import { stringify } from "../canonical.ts";
import * as Proposal from "../proposal/proposal.ts";
import { argsOf, type Link, type LinkOf, readScheduled } from "./link.ts";

/** Events with a field that may be anything, so that not all it may have been can be tried. */
const FREE: readonly Link["eventName"][] = [
  "Scheduled",
  "Executed",
  "Cleared",
  "PreApproved",
  "Attested",
  "MessageApproved",
  "Closed",
];

/** The proposal in the log must hash to the id by which people find it. The link commits to the proposal, not to that. */
export function faultOf(link: LinkOf<"Scheduled">, domain: Proposal.Domain): string | null {
  const read = readScheduled(link);
  if (read === null) return "carries a proposal or stamp that cannot be read";
  return Proposal.id(domain, read.proposal) === link.args.id
    ? null
    : "carries a proposal that does not hash to its id";
}

/** Whether no state of a lane has both links in a row: what ends must have been scheduled. */
export function cannotFollow(before: Link | null, link: Link): boolean {
  const ends = ["Executed", "Cancelled", "Cleared", "Stopped"].includes(link.eventName);
  if (!ends) return false;
  return before?.eventName !== "Scheduled";
}

export function sameContent(a: Link, b: Link): boolean {
  return a.eventName === b.eventName && stringify(argsOf(a)) === stringify(argsOf(b));
}

/** Whether the link has a field that may be anything: what it said before cannot be found by trying. */
export function isFree(link: Link): boolean {
  return FREE.includes(link.eventName);
}
