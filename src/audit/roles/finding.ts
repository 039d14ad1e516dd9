import type { FindingKind as LinkFindingKind } from "../finding.ts";
import type { Place } from "../link.ts";

/** What is wrong with a RoleManager's record, in the words of the Conclave's audit (`../finding.ts`); `conclave`: that one's record does not hold. */
export type FindingKind = Exclude<LinkFindingKind, "document"> | "conclave";

export type Finding = {
  readonly kind: FindingKind;
  readonly event: string | null;
  readonly block: number | null;
  readonly transaction: string | null;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
};

export type Values = Pick<Finding, "expected" | "actual">;

/** A finding about one log. */
export function about(
  { eventName: event, at }: { readonly eventName: string; readonly at: Place },
  kind: FindingKind,
  message: string,
  values: Values = {},
): Finding {
  const where = `${event} in block ${at.block}`;
  const { block, transaction } = at;
  return { kind, event, block, transaction, message: `${where}: ${message}`, ...values };
}

/** A finding about a block, or about the whole. */
export function general(
  kind: FindingKind,
  message: string,
  values: Values = {},
  block: number | null = null,
): Finding {
  return { kind, event: null, block, transaction: null, message, ...values };
}
