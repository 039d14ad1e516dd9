import { plain, toJson, toMarkdown } from "../../src/audit/safe/report.ts";
import { writeAtomic } from "../../src/files.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type SafeHistoryOptions, safeHistory } from "../ports/safe-history.ts";
import { safeHistoryText } from "../ui/safe-history.ts";

type Options = Spoken & SafeHistoryOptions & { out: string | undefined };

/** Tells what a Safe did, and proves it as far as it can be; exit code 1 if the record does not hold. */
export default answering(async ({ out, ...options }: Options, hre) => {
  const { report, failure } = await safeHistory(options, hre);
  if (out !== undefined) await writeAtomic(out, out.endsWith(".json") ? toJson(report) : toMarkdown(report));
  return {
    json: plain(report),
    text: safeHistoryText(report),
    notes: out === undefined ? [] : [`wrote ${out}`],
    ...(failure === undefined ? {} : { failure }),
  };
});
