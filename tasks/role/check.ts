import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { BaseError } from "../../src/errors.ts";
import { checkRoles, failures, type RoleReport } from "../../src/role/check/check.ts";
import { SEVERITIES, type Severity } from "../../src/safe/check/finding.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { besideOf, charterOf } from "../ports/role-check.ts";
import { type WorldOptions, worldOf } from "../ports/world.ts";
import { roleReportText } from "../ui/role-check.ts";

type Options = Spoken & WorldOptions & { failOn: string | undefined };

/** Reads only. With `--world` no node is asked, and the report says what was not looked at. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  const limit = severityOf(options.failOn ?? "high");
  const charter = await charterOf(options);
  const world = await worldOf(options, hre);
  const report = checkRoles(charter, world, await besideOf(charter, world, options, hre));
  const failure = limit === null ? undefined : failureOf(report, limit);
  return {
    json: report,
    text: roleReportText(charter.name, world, report),
    notes: report.skipped.map((what) => `not looked at: ${what}`),
    ...(failure === undefined ? {} : { failure }),
  };
});

function severityOf(text: string): Severity | null {
  if (text === "never") return null;
  const severity = SEVERITIES.find((one) => one === text && one !== "ok" && one !== "unknown");
  if (severity !== undefined) return severity;
  throw new BaseError({
    code: "Task.BadFailOn",
    message: `--fail-on does not know "${text}"`,
    fix: "use critical, high, medium, low or never",
    details: { text },
  });
}

function failureOf(report: RoleReport, limit: Severity): BaseError | undefined {
  const found = failures(report, limit);
  if (found.length === 0) return undefined;
  return new BaseError({
    code: "RoleCheck.Failed",
    message: `${found.length} findings are ${limit} or worse`,
    fix: "do what the report says of each, or name a worse severity with --fail-on",
    details: { limit, checks: found.map(({ check }) => check) },
  });
}
