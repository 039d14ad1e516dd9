import { plain, toJson, toMarkdown } from "../../src/audit/roles/report.ts";
import { writeAtomic } from "../../src/files.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type RoleHistoryOptions, roleHistory } from "../ports/role-history.ts";
import { roleHistoryText } from "../ui/role-history.ts";

type Options = Spoken & RoleHistoryOptions & { out: string | undefined };

/** Tells who granted, reviewed and dropped what, and proves it; exit code 1 if the record does not hold. */
export default answering(async ({ out, ...options }: Options, hre) => {
  const { report, failure } = await roleHistory(options, hre);
  if (out !== undefined) await writeAtomic(out, out.endsWith(".json") ? toJson(report) : toMarkdown(report));
  return {
    json: plain(report),
    text: roleHistoryText(report),
    notes: out === undefined ? [] : [`wrote ${out}`],
    ...(failure === undefined ? {} : { failure }),
  };
});
