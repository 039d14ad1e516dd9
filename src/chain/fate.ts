/** Why an operation that was scheduled can run no more, by the number the contract gives. */
export const FATES = [
  "Stands",
  "TierGone",
  "RulesChanged",
  "TesterMissing",
  "Voided",
  "ProposerDropped",
  "TesterDropped",
  "ApprovalsLost",
] as const;

export type Fate = (typeof FATES)[number];

export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  Stands: "it stands",
  TierGone: "its tier is gone",
  RulesChanged: "the rules no longer allow it",
  TesterMissing: "its tier now needs a tester, and it has none",
  Voided: "a guardian voided it",
  ProposerDropped: "its proposer no longer counts",
  TesterDropped: "its tester no longer counts",
  ApprovalsLost: "it lost too many approvals",
};

/** The name of a fate number. A number this version does not know is nothing to rely on: it counts as dead. */
export function fateName(number: number): Fate {
  return FATES[number] ?? "TierGone";
}
