/** One difference between a charter and the chain, for people and for machines. */
export type Difference = {
  readonly document: "roster" | "rulebook";
  readonly area: "key" | "tier" | "guardians" | "rule" | "exactRule" | "watchedItem";
  readonly change: "added" | "removed" | "changed";
  /** `k4`, `tier 1`, … */
  readonly subject: string;
  /** The field that changed, with its values; left out where the whole entry did. */
  readonly field?: string;
  readonly before?: string;
  readonly after?: string;
  readonly sentence: string;
};
