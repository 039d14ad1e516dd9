import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { BaseError } from "../../src/errors.ts";
import * as SafeAddress from "../../src/safe/address.ts";
import { checkSafe, failures, type SafeReport } from "../../src/safe/check/check.ts";
import { SEVERITIES, type Severity } from "../../src/safe/check/finding.ts";
import { parseDuration } from "../../src/time.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { networksNamed } from "../ports/networks.ts";
import { readNumber } from "../ports/number.ts";
import { conclaveIfAny, type PlaceOptions } from "../ports/place.ts";
import { safeSpot } from "../ports/safe-spot.ts";
import { safeReportText } from "../ui/safe-check.ts";

type Options = Spoken &
  PlaceOptions & {
    safe: string;
    also: string | undefined;
    fromBlock: string | undefined;
    silence: string;
    failOn: string | undefined;
  };

/** Reads only. A Conclave is asked if one is named, by option or by the charter for this chain. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  const limit = severityOf(options.failOn);
  const silence = parseDuration(options.silence);
  const { connection, safe, charter } = await safeSpot(options, hre);
  const conclave = conclaveIfAny(options, charter, connection.chainId);
  const report = await checkSafe(connection, safe, {
    silence,
    also: await networksNamed(options.also, hre),
    ...(charter === undefined ? {} : { charter }),
    ...(conclave === undefined ? {} : { conclave }),
    ...(options.fromBlock === undefined ? {} : { fromBlock: BigInt(readNumber(options.fromBlock)) }),
  });
  const name = await SafeAddress.format(report.safe.address, report.safe.chainId);
  const failure = limit === undefined ? undefined : failureOf(report, limit);
  return {
    json: report,
    text: safeReportText(name, report),
    ...(failure === undefined ? {} : { failure }),
  };
});

function severityOf(text: string | undefined): Severity | undefined {
  const severity = SEVERITIES.find((one) => one === text && one !== "ok" && one !== "unknown");
  if (severity !== undefined || text === undefined) return severity;
  throw new BaseError({
    code: "Task.BadSeverity",
    message: `--fail-on does not know "${text}"`,
    fix: "use critical, high, medium or low",
  });
}

function failureOf(report: SafeReport, limit: Severity): BaseError | undefined {
  const found = failures(report, limit);
  if (found.length === 0) return undefined;
  return new BaseError({
    code: "SafeCheck.Failed",
    message: `${found.length} findings are ${limit} or worse`,
    fix: "do what the report says of each, or name a worse severity with --fail-on",
    details: { limit, checks: found.map(({ check }) => check) },
  });
}
