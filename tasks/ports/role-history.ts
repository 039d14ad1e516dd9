import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { zeroAddress } from "viem";
import { verdict } from "../../src/audit/roles/report.ts";
import { auditRoles, type Report } from "../../src/audit/roles/tell.ts";
import { BaseError } from "../../src/errors.ts";
import * as Interfaces from "../../src/proposal/interfaces.ts";
import { charterFunctions, readAbi } from "./abi.ts";
import { readNumber } from "./number.ts";
import { type RoleManagerOptions, roleManagerSpot } from "./role-manager.ts";

export type RoleHistoryOptions = RoleManagerOptions & {
  readonly fromBlock: string;
  readonly toBlock: string | undefined;
  readonly abi: string | undefined;
};

export type RoleHistoryAnswer = { readonly report: Report; readonly failure?: BaseError };

/** Audits a RoleManager and tells its history. Reads only: no key is needed and nothing is written. */
export async function roleHistory(
  options: RoleHistoryOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<RoleHistoryAnswer> {
  const { connection, manager, charter } = await roleManagerSpot(options, hre);
  const toBlock = options.toBlock === undefined ? {} : { toBlock: readNumber(options.toBlock) };
  const range = { fromBlock: readNumber(options.fromBlock), ...toBlock };
  const brought = options.abi === undefined ? [] : await readAbi(options.abi);
  const interfaces = Interfaces.from(zeroAddress, [...brought, ...charterFunctions(charter)]);
  const report = await auditRoles(connection, manager, range, { charter, interfaces });
  return { report, ...(report.audit.ok ? {} : { failure: rolesFailure(report) }) };
}

export function rolesFailure({ audit }: Report): BaseError {
  const { findings } = audit;
  return new BaseError({
    code: "Task.RoleHistoryFailed",
    message: `${verdict(audit)}; first: ${findings[0]?.message}`,
    fix: "ask another node; if it says the same, the history you were given is not what the manager recorded",
    details: { findings },
  });
}
