import { toJson, toMarkdown } from "../../src/audit/report.ts";
import { writeAtomic } from "../../src/files.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type AuditOptions, audited } from "../ports/audit.ts";
import { auditText } from "../ui/audit.ts";

type Options = Spoken & AuditOptions & { out: string | undefined };

/** Exit code 1 if anything was found; the findings say what and where. */
export default answering(async ({ out, ...options }: Options, hre) => {
  const { audit, told, conclave, failure } = await audited(options, hre);
  const { ok, fromBlock, block, lanes, findings, links, followed } = audit;
  if (out !== undefined) {
    await writeAtomic(out, out.endsWith(".json") ? toJson(audit, told) : toMarkdown(audit, told));
  }
  return {
    json: { ok, conclave, fromBlock, block, links: links.length, lanes, findings, followed },
    text: auditText(conclave, audit),
    notes: out === undefined ? [] : [`wrote ${out}`],
    ...(failure === undefined ? {} : { failure }),
  };
});
