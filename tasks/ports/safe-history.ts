import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { zeroAddress } from "viem";
import { claimsSchema } from "../../src/audit/safe/claims.ts";
import { type Report, verdict } from "../../src/audit/safe/report.ts";
import { auditSafe } from "../../src/audit/safe/tell.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import * as Interfaces from "../../src/proposal/interfaces.ts";
import { charterFunctions, readAbi } from "./abi.ts";
import { readNumber } from "./number.ts";
import { conclaveIfAny, type PlaceOptions } from "./place.ts";
import { safeSpot } from "./safe-spot.ts";

export type SafeHistoryOptions = PlaceOptions & {
  readonly safe: string;
  readonly fromBlock: string;
  readonly toBlock: string | undefined;
  readonly abi: string | undefined;
  readonly claims: string | undefined;
  readonly strict: boolean;
};

/** Audits a Safe and tells its history. Reads only: no key is needed and nothing is written. */
export async function safeHistory(options: SafeHistoryOptions, hre: HardhatRuntimeEnvironment) {
  const { connection, safe, charter } = await safeSpot(options, hre);
  const toBlock = options.toBlock === undefined ? {} : { toBlock: readNumber(options.toBlock) };
  const range = { fromBlock: readNumber(options.fromBlock), ...toBlock };
  const brought = options.abi === undefined ? [] : await readAbi(options.abi);
  const conclave = conclaveIfAny(options, charter, connection.chainId);
  const interfaces = Interfaces.from(conclave ?? zeroAddress, [...brought, ...charterFunctions(charter)]);
  const claims = options.claims === undefined ? [] : await readJson(options.claims, claimsSchema);
  const report = await auditSafe(connection, safe, range, { conclave, charter, interfaces, claims });
  const { ok, proved } = report.audit;
  const holds = ok && (proved || !options.strict);
  return { report, ...(holds ? {} : { failure: failureOf(report) }) };
}

function failureOf({ audit }: Report): BaseError {
  const findings = audit.findings.filter(({ severity }) => severity !== "notice");
  return new BaseError({
    code: "Task.SafeHistoryFailed",
    message: `${verdict(audit)}; first: ${findings[0]?.message}`,
    fix: audit.ok
      ? "ask a node that traces and keeps old state, or leave out --strict and judge what cannot be proved yourself"
      : "ask another node; if it says the same, the history you were given is not what the Safe did",
    details: { findings },
  });
}
