import { rosterOf, rulebookOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { compile } from "../../charter/compile.ts";
import { diff } from "../../charter/diff.ts";
import type { Charter } from "../../charter/schema.ts";
import type { CheckFinding } from "./finding.ts";

/** What of roster and rulebook is not as the charter has it. */
export function checkDocuments(charter: Charter, state: ChainState): CheckFinding[] {
  const previous = { roster: rosterOf(state), rulebook: rulebookOf(state) };
  return diff(charter, compile(charter, previous), previous).map((one) => ({
    check: "charter-differs",
    severity: "high",
    on: state.domain.verifyingContract,
    power: null,
    found: `still to be done: ${one.sentence}`,
    fix: "propose the charter (hardhat charter plan), or correct the file",
    evidence: { document: one.document, area: one.area, subject: one.subject },
  }));
}
