import { type Link, REGISTER } from "./link.ts";

/**
 * What is wrong with a history:
 * - `missing`: a link is not there; `altered`: a log does not say what its link committed to; `reordered`: a log does not stand
 *   where its link does; `repeated`: a log stands twice; `invented`: a log that no link of the lane's head stands for;
 * - `broken`: a link is missing before this log, or the log is altered: the chain alone cannot tell which;
 * - `unknown`: a log that is none of the Conclave's; `metadata`: the node contradicts itself about a log;
 * - `document`: a roster or rulebook is not there or not the one that was committed to;
 * - `impossible`: the contract would have refused this; `storage`: storage is not what the history leads to.
 */
export type FindingKind =
  | "missing"
  | "altered"
  | "reordered"
  | "repeated"
  | "invented"
  | "broken"
  | "unknown"
  | "metadata"
  | "document"
  | "impossible"
  | "storage";

/** One thing that is wrong, and where. `position` counts the lane's logs as they were delivered, from 1. */
export type Finding = {
  readonly kind: FindingKind;
  readonly lane: number | null;
  readonly position: number | null;
  readonly event: string | null;
  readonly block: number | null;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
};

/** A link at its position in its lane. */
export type Positioned = { readonly link: Link; readonly position: number };

/** A finding about one log. */
export function about(
  { link, position }: Positioned,
  kind: FindingKind,
  message: string,
  values: Pick<Finding, "expected" | "actual"> = {},
): Finding {
  const { lane, eventName: event, at } = link;
  return {
    kind,
    lane,
    position,
    event,
    block: at.block,
    message: `${laneWords(lane)}: ${message}`,
    ...values,
  };
}

/** A finding about a lane, or about the whole. */
export function general(
  kind: FindingKind,
  lane: number | null,
  message: string,
  values: Pick<Finding, "expected" | "actual"> = {},
): Finding {
  const where = lane === null ? "" : `${laneWords(lane)}: `;
  return { kind, lane, position: null, event: null, block: null, message: where + message, ...values };
}

/** `lane 0x0100`, or `the register`. */
export function laneWords(lane: number): string {
  return lane === REGISTER ? "the register" : `lane 0x${lane.toString(16).padStart(4, "0")}`;
}

/** `link 3 (Executed in block 12)` */
export function linkWords({ link, position }: Positioned): string {
  return `link ${position} (${logWords(link)})`;
}

/** `Executed in block 12` */
export function logWords({ eventName, at }: Link): string {
  return `${eventName} in block ${at.block}`;
}

/** A value of a log as findings show it. */
export function valueWords(value: unknown): string {
  if (typeof value === "bigint") return `0x${value.toString(16)}`;
  return String(value);
}
