import { answering, type Spoken } from "../ports/answer.ts";
import { type AuditOptions, audited } from "../ports/audit.ts";
import { historyText } from "../ui/audit.ts";

/** Tells the history as the node gives it; exit code 1 if the record does not bear it out. */
export default answering(async (options: Spoken & AuditOptions, hre) => {
  const { audit, told, conclave, failure } = await audited(options, hre);
  return {
    json: { ok: audit.ok, conclave, block: audit.block, findings: audit.findings, ...told },
    text: historyText(told),
    ...(failure === undefined ? {} : { failure }),
  };
});
