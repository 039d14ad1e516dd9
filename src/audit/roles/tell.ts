import { type Address, isAddressEqual } from "viem";
import { wordsFor } from "../../approval/amendment.ts";
import type { Connection } from "../../chain/client.ts";
import type { Charter } from "../../charter/schema.ts";
import { roleManagerAbi } from "../../generated/abi.ts";
import type { Interfaces } from "../../proposal/interfaces.ts";
import { history } from "../history.ts";
import { peopleOf } from "../safe/people.ts";
import { type Audit, verify } from "../verify.ts";
import { general } from "./finding.ts";
import { roleNames } from "./names.ts";
import { type Told, tell } from "./told.ts";
import { type Range, type RolesAudit, verifyRoles } from "./verify.ts";

/** All of it: the audit of the manager, what it tells, and whether its Conclave's record holds. */
export type Report = { readonly audit: RolesAudit; readonly told: Told; readonly conclave: Audit };

/**
 * Audits a RoleManager, and the Conclave whose people its members are, and tells who granted, reviewed and dropped what. Reads only.
 * @throws what {@link verifyRoles} and the Conclave's `verify` throw
 */
export async function auditRoles(
  connection: Connection,
  manager: Address,
  range: Range,
  { charter, interfaces }: { readonly charter?: Charter | undefined; readonly interfaces: Interfaces },
): Promise<Report> {
  const bare = await verifyRoles(connection, manager, range);
  const upTo = { fromBlock: range.fromBlock, toBlock: bare.block.number };
  const conclave = await verify(connection.client, bare.conclave, upTo);
  return toldBy(bare, conclave, { charter, interfaces });
}

/** The same of audits that were made already, up to the same block. */
export function toldBy(
  bare: RolesAudit,
  conclave: Audit,
  { charter, interfaces }: { readonly charter?: Charter | undefined; readonly interfaces: Interfaces },
): Report {
  const words = wordsFor(charter);
  const decoding = { ...interfaces, brought: [...roleManagerAbi, ...interfaces.brought] };
  const naming = {
    words,
    people: peopleOf(conclave, charter, words),
    conclave: bare.conclave,
    operations: history(conclave, words, decoding).operations,
    role: roleNames(charter, bare.state),
  };
  const audit = withConclave(bare, conclave, charter);
  return { audit, told: tell(audit, naming, decoding), conclave };
}

/** Who the people were is the Conclave's record to say: where it does not hold, or it is another's, nor does this. */
function withConclave(audit: RolesAudit, { ok, findings, setting }: Audit, charter?: Charter): RolesAudit {
  const { verifyingContract: conclave, chainId } = setting.domain;
  const named = charter?.chain.id === chainId ? charter.chain.conclave : undefined;
  const strange = [conclave, named].find((one) => one !== undefined && !isAddressEqual(one, audit.conclave));
  const wrong = [
    ...(ok
      ? []
      : [
          `the record of Conclave ${conclave} does not hold (${findings[0]?.message}): who its people were is not proved`,
        ]),
    ...(strange === undefined
      ? []
      : [
          `the manager is bound to Conclave ${audit.conclave}, not to ${strange}: the names are not those of its people`,
        ]),
  ];
  if (wrong.length === 0) return audit;
  const found = wrong.map((message) => general("conclave", message));
  return { ...audit, ok: false, findings: [...audit.findings, ...found] };
}
