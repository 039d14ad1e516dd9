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

/** A link commits to the proposal's id, so the proposal in the log must hash to it; and the log's lane must be its own. */
export function faultOf(link: LinkOf<"Scheduled">, domain: Proposal.Domain): string | null {
  const read = readScheduled(link);
  if (read === null) return "carries a proposal or stamp that cannot be read";
  const { proposal } = read;
  if (proposal.lane !== link.lane) return `stands in another lane than its proposal, ${proposal.lane}`;
  return Proposal.id(domain, proposal) === link.args.id
    ? null
    : "carries a proposal that does not hash to its id";
}

/** Whether no state of a lane has both links in a row: what ends must have been scheduled, and be the same. */
export function cannotFollow(before: Link | null, link: Link): boolean {
  const ends = ["Executed", "Cancelled", "Cleared", "Stopped"].includes(link.eventName);
  if (!ends) return false;
  if (before?.eventName !== "Scheduled") return true;
  return "id" in link.args && link.args.id !== before.args.id;
}

export function sameContent(a: Link, b: Link): boolean {
  return a.eventName === b.eventName && stringify(argsOf(a)) === stringify(argsOf(b));
}

/** Whether the link has a field that may be anything: what it said before cannot be found by trying. */
export function isFree(link: Link): boolean {
  return FREE.includes(link.eventName);
}
