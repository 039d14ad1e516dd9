import { lintBackups } from "../../src/backup/lint.ts";
import { readManifest } from "../../src/backup/manifest.ts";
import { BaseError } from "../../src/errors.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { lintText } from "../ui/backup.ts";

/** Judges the manifest; fails if there is an error, so that CI and cron notice. @throws `Backup.*` */
export default answering(async ({ file }: Spoken & { file: string }) => {
  const { manifest } = await readManifest(file);
  const report = lintBackups(manifest, new Date());
  const errors = report.findings.filter(({ severity }) => severity === "error");
  const answer = { json: report, text: lintText(report) };
  if (errors.length === 0) return answer;
  const failure = new BaseError({
    code: "Backup.NotSafe",
    message: `${errors.length} thing${errors.length === 1 ? " is" : "s are"} wrong with the backups in ${file}`,
    fix: "make, move or drill copies until each is settled; docs/backup.md says what each means",
    details: { file, findings: errors },
  });
  return { ...answer, failure };
});
