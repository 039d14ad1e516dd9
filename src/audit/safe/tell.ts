import { type Address, type Hex, isAddressEqual, zeroAddress } from "viem";
import { wordsFor } from "../../approval/amendment.ts";
import type { Connection } from "../../chain/client.ts";
import type { Charter } from "../../charter/schema.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { safeAbi } from "../../generated/safe-abi.ts";
import type { Interfaces } from "../../proposal/interfaces.ts";
import { type Audit, verify } from "../verify.ts";
import { announcedProposers, announcements, type RosterAt } from "./announcements.ts";
import { checkApprovers } from "./approvers.ts";
import { type Claim, claimedProposers, displaced } from "./claims.ts";
import { type Finding, found } from "./finding.ts";
import { type Proposer, tell } from "./history.ts";
import { isAfter, peopleOf, rostersOf } from "./people.ts";
import type { Report } from "./report.ts";
import { type Range, type SafeAudit, verifySafe } from "./verify.ts";

/** What the history is told with: the Conclave whose people the owners are, their charter, ABIs, and what a service claims. */
export type Company = {
  /** If no guard of the Safe names it. */
  readonly conclave?: Address | undefined;
  readonly charter?: Charter | undefined;
  readonly interfaces: Interfaces;
  readonly claims: readonly Claim[];
};

/**
 * Audits a Safe, and the Conclave whose people its owners are, and tells what the Safe did and who was behind it. Reads only.
 * @throws what {@link verifySafe} and the Conclave's `verify` throw
 */
export async function auditSafe(
  connection: Connection,
  safe: Address,
  range: Range,
  { conclave, charter, interfaces, claims }: Company,
): Promise<Report> {
  const bare = await verifySafe(connection, safe, range);
  const named = bare.guards.at(-1)?.conclave ?? conclave;
  const upTo = { fromBlock: range.fromBlock, toBlock: bare.block.number };
  const own = named === undefined ? null : await verify(connection.client, named, upTo);
  const rosters = own === null ? [] : rostersOf(own);
  const rosterAt: RosterAt = (at) => rosters.findLast(({ from }) => !isAfter(from, at))?.roster ?? null;
  const audit = withFindings(bare, [
    ...(own === null ? [] : ofConclave(own)),
    ...others(bare, named),
    ...checkApprovers(bare, rosterAt),
  ]);
  const words = wordsFor(charter);
  const people = peopleOf(own, charter, words);
  const proposers = new Map<Hex, Proposer>([
    ...claimedProposers(claims, audit, people),
    ...announcedProposers(audit.guards, rosterAt, words),
  ]);
  // The Safe's own functions come first where the Safe is called, as nothing that is brought along may hide them.
  const known = named === undefined ? interfaces : { ...interfaces, conclave: named };
  const decoding = { ...known, brought: [...safeAbi, ...conclaveGuardAbi, ...interfaces.brought] };
  return {
    audit,
    history: tell(audit, { words, people, interfaces: decoding }, proposers),
    announcements: announcements(audit, rosterAt, words),
    displaced: displaced(claims, audit),
  };
}

function withFindings(audit: SafeAudit, more: readonly Finding[]): SafeAudit {
  const findings = [...audit.findings, ...more];
  const ok = findings.every(({ severity }) => severity !== "error");
  return { ...audit, findings, ok, proved: ok && findings.every(({ severity }) => severity !== "unproved") };
}

function ofConclave({ ok, findings, setting }: Audit): Finding[] {
  if (ok) return [];
  const { verifyingContract } = setting.domain;
  const message = `the record of Conclave ${verifyingContract} does not hold (${findings[0]?.message}): who its people were is not proved`;
  return [found("error", "conclave", message)];
}

/** Earlier guards of other Conclaves: their people are called by numbers. */
function others({ guards }: SafeAudit, named: Address = zeroAddress): Finding[] {
  return guards
    .filter(({ conclave }) => !isAddressEqual(conclave, named))
    .map(({ guard, conclave }) =>
      found(
        "notice",
        "conclave",
        `guard ${guard} is bound to Conclave ${conclave}, which was not audited here`,
      ),
    );
}
