import type { ProposalFile } from "../proposal/file.ts";
import * as Report from "../proposal/report.ts";
import { checkReport } from "./problem.ts";

/** The file with a report of its simulation. Another one's signatures end: testers sign theirs. @throws `Approval.ReportMismatch` */
export function withReport(file: ProposalFile, report: Report.Report): ProposalFile {
  const isSame = file.report !== undefined && Report.hash(file.report) === Report.hash(report);
  const signatures = file.signatures.filter(({ act }) => isSame || act !== "test");
  const reported = { ...file, report, signatures };
  checkReport(reported);
  return reported;
}
