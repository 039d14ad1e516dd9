import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { zeroAddress } from "viem";
import { claimsSchema } from "../../src/audit/safe/claims.ts";
import { type Report, verdict } from "../../src/audit/safe/report.ts";
import { auditSafe } from "../../src/audit/safe/tell.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import * as Interfaces from "../../src/proposal/interfaces.ts";
import * as SafeAddress from "../../src/safe/address.ts";
import { charterFunctions, readAbi } from "./abi.ts";
import { charterIfAny } from "./charter.ts";
import { connectTo } from "./network.ts";
import { readNumber } from "./number.ts";
import { type PlaceOptions, readAddress } from "./place.ts";

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
  const charter = (await charterIfAny(options.charter))?.charter;
  const connection = await connectTo(options, hre);
  const safe = await SafeAddress.parse(options.safe, connection.chainId);
  const toBlock = options.toBlock === undefined ? {} : { toBlock: readNumber(options.toBlock) };
  const range = { fromBlock: readNumber(options.fromBlock), ...toBlock };
  const brought = options.abi === undefined ? [] : await readAbi(options.abi);
  // The charter's Conclave is meant on the charter's chain only.
  const isHere = charter?.chain.id === connection.chainId;
  const conclave =
    options.conclave === undefined
      ? isHere
        ? charter?.chain.conclave
        : undefined
      : readAddress(options.conclave);
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
