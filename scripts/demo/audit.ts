import { join } from "node:path";
import { wordsFor } from "../../src/approval/amendment.ts";
import { history } from "../../src/audit/history.ts";
import * as Report from "../../src/audit/report.ts";
import { verify as auditAt } from "../../src/audit/verify.ts";
import { connect } from "../../src/chain/client.ts";
import { writeAtomic } from "../../src/files.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import * as Interfaces from "../../src/proposal/interfaces.ts";
import { formatDate } from "../../src/time.ts";
import type { Desk } from "./change.ts";
import * as Doctored from "./doctored.ts";
import type { Tampered, Verdict } from "./outcome.ts";
import { VAULT } from "./protocol.ts";
import type { Told } from "./teller.ts";

const FROM = { fromBlock: 0 };

/** Recomputes the whole record from the logs, holds it against storage, and writes the report. No key is needed for it. */
export async function verify(
  { network, conclave, charter, teller }: Desk,
  folder: string,
  shown: string,
): Promise<Told<Verdict>> {
  const audit = await auditAt(network.connection.client, conclave, FROM);
  const { ok, findings } = audit;
  const told = history(audit, wordsFor(charter), Interfaces.from(conclave, VAULT));
  await writeAtomic(join(folder, "audit.json"), Report.toJson(audit, told));
  await writeAtomic(join(folder, "audit.md"), Report.toMarkdown(audit, told));
  for (const { tier, calls, proposer, tester, approvers, outcome, endedAt } of told.operations) {
    const people = [proposer, ...(tester === null ? [] : [tester]), ...approvers].join(", ");
    const when = endedAt === null ? "" : ` ${formatDate(endedAt)}`;
    teller.say(`${tier}, ${outcome}${when}, by ${people}`);
    for (const call of calls) teller.say(`  ${call}`);
  }
  for (const finding of findings) teller.say(Report.findingLine(finding));
  const verdict = { links: audit.links.length, lanes: audit.lanes.length, ok };
  const found = ok ? "nothing is missing or altered" : `${findings.length} findings`;
  return {
    ok,
    detail: `${verdict.links} links in ${verdict.lanes} lanes, ${found}; report in ${shown}`,
    value: verdict,
  };
}

/** The same audit through nodes that lie: one alters a log, one hides it. Both must be found out, with the place. */
export async function tamper(desk: Desk, fee: ProposalFile): Promise<Told<Tampered>> {
  const { network, conclave, teller } = desk;
  const data = fee.proposal.calls[0]?.data ?? "0x";
  const other = `${data.slice(0, -4)}2710` as typeof data;
  const verdicts = [];
  for (const [what, forge] of [
    ["a node shows that a fee of 100 % was decided", Doctored.replaceCall(fee.id, data, other)],
    ["a node hides that the fee was ever decided", Doctored.hide(fee.id)],
  ] as const) {
    const { client } = await connect(Doctored.lying(network.provider, forge));
    const { ok, findings } = await auditAt(client, conclave, FROM);
    const where = findings[0]?.message ?? "nothing was found";
    teller.say(what);
    teller.say(`  the audit ${ok ? "passes" : "fails"}: ${where}`);
    verdicts.push({ ok, where });
  }
  const isFooled = verdicts.some(({ ok }) => ok);
  const where = verdicts.map((verdict) => verdict.where).join("; ");
  return {
    ok: !isFooled,
    detail: isFooled ? "the audit was fooled" : "the audit fails over an altered and over a hidden log",
    value: { ok: isFooled, where },
  };
}
