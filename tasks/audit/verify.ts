import { toJson, toMarkdown } from "../../src/audit/report.ts";
import type { RolesAudit } from "../../src/audit/roles/verify.ts";
import { writeAtomic } from "../../src/files.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type AuditOptions, audited } from "../ports/audit.ts";
import { auditText } from "../ui/audit.ts";
import { rolesVerdict } from "../ui/role-history.ts";
import { sections } from "../ui/table.ts";

type Options = Spoken & AuditOptions & { out: string | undefined };

/** Exit code 1 if anything was found; the findings say what and where. */
export default answering(async ({ out, ...options }: Options, hre) => {
  const { audit, told, roles, conclave, failure } = await audited(options, hre);
  const { ok, fromBlock, block, lanes, findings, links, followed } = audit;
  if (out !== undefined) {
    await writeAtomic(out, out.endsWith(".json") ? toJson(audit, told) : toMarkdown(audit, told));
  }
  const whole = { ok: ok && (roles?.audit.ok ?? true), conclave, fromBlock, block, links: links.length };
  return {
    json: { ...whole, lanes, findings, followed, ...(roles === null ? {} : { roles: summary(roles.audit) }) },
    text: sections(auditText(conclave, audit), roles === null ? "" : rolesVerdict(roles)),
    notes: out === undefined ? [] : [`wrote ${out}`],
    ...(failure === undefined ? {} : { failure }),
  };
});

function summary({ domain, ok, head, links, findings }: RolesAudit) {
  return { manager: domain.verifyingContract, ok, head, links: links.length, findings };
}
