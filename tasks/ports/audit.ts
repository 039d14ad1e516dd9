import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { wordsFor } from "../../src/approval/amendment.ts";
import { type History, history } from "../../src/audit/history.ts";
import { type Report, toldBy } from "../../src/audit/roles/tell.ts";
import { verifyRoles } from "../../src/audit/roles/verify.ts";
import { type Audit, verify } from "../../src/audit/verify.ts";
import { BaseError } from "../../src/errors.ts";
import * as Interfaces from "../../src/proposal/interfaces.ts";
import { charterFunctions, readAbi } from "./abi.ts";
import { readNumber } from "./number.ts";
import { type Place, type PlaceOptions, placeOf } from "./place.ts";
import { rolesFailure } from "./role-history.ts";
import { roleManagerOf } from "./role-manager.ts";

export type AuditOptions = PlaceOptions & {
  readonly fromBlock: string;
  readonly toBlock: string | undefined;
  readonly abi: string | undefined;
};

/** `roles`: of the charter's RoleManager, if it names one on this chain. */
export type Audited = Place & {
  readonly audit: Audit;
  readonly told: History;
  readonly roles: Report | null;
  readonly failure?: BaseError;
};

/** Audits the Conclave, and the charter's RoleManager, and tells its history. Reads only: no key is needed and nothing is written. */
export async function audited(options: AuditOptions, hre: HardhatRuntimeEnvironment): Promise<Audited> {
  const place = await placeOf(options, hre);
  const { charter } = place.parsed ?? {};
  const { connection } = place;
  const toBlock = options.toBlock === undefined ? {} : { toBlock: readNumber(options.toBlock) };
  const range = { fromBlock: readNumber(options.fromBlock), ...toBlock };
  const audit = await verify(connection.client, place.conclave, range);
  const brought = options.abi === undefined ? [] : await readAbi(options.abi);
  const interfaces = Interfaces.from(place.conclave, [...brought, ...charterFunctions(charter)]);
  const told = history(audit, wordsFor(charter), interfaces);
  const manager = roleManagerOf(charter, connection.chainId);
  const upTo = { fromBlock: range.fromBlock, toBlock: audit.block.number };
  const roles =
    manager === undefined
      ? null
      : toldBy(await verifyRoles(connection, manager, upTo), audit, { charter, interfaces });
  const failure = audit.ok ? failureOfRoles(roles) : failureOf(audit);
  return { ...place, audit, told, roles, ...(failure === undefined ? {} : { failure }) };
}

function failureOfRoles(roles: Report | null): BaseError | undefined {
  return roles === null || roles.audit.ok ? undefined : rolesFailure(roles);
}

function failureOf({ findings }: Audit): BaseError {
  const [first] = findings;
  const more = findings.length > 1 ? `, and ${findings.length - 1} more findings` : "";
  return new BaseError({
    code: "Task.AuditFailed",
    message: `the record does not hold: ${first?.message}${more}`,
    fix: "ask another node; if it says the same, the history you were given is not the one the contract committed to",
    details: { findings },
  });
}
