import { type Address, isAddressEqual } from "viem";
import { type Range, type RolesAudit, verifyRoles } from "../audit/roles/verify.ts";
import { answered, type Connection } from "../chain/client.ts";
import { BaseError } from "../errors.ts";
import { firstBlock } from "../safe/history.ts";
import { ofAnother } from "./deployment.ts";

export type ProvenOptions = Partial<Range> & {
  /** Whose manager it must be, if that is known. */
  readonly conclave?: Address | undefined;
};

/**
 * A RoleManager at one block, as its record has it. The head of the record is in the manager's storage, so a node cannot keep anything back of what
 * is set or granted: where the record does not hold, nothing is told of it.
 * @param options.fromBlock First block of logs, where the node cannot say when the manager began; the chain's first if left out.
 * @throws `Role.RecordBroken`, `Role.ManagerOfAnother`, `Audit.*`, `Chain.Unreachable`
 */
export async function proven(
  connection: Connection,
  address: Address,
  { fromBlock = 0, toBlock, conclave }: ProvenOptions = {},
): Promise<RolesAudit> {
  const to = toBlock ?? Number(await answered(connection, connection.client.getBlockNumber()));
  // Not to be believed, nor need it be: of a record that begins earlier the head is another one.
  const first = await firstBlock(connection, address, BigInt(to)).then(Number, () => fromBlock);
  const audit = await verifyRoles(connection, address, { fromBlock: first, toBlock: to });
  if (conclave !== undefined && !isAddressEqual(audit.conclave, conclave))
    throw ofAnother(address, audit.conclave, conclave);
  if (!audit.ok) throw broken(audit);
  return audit;
}

function broken({ domain, findings }: RolesAudit): BaseError {
  return new BaseError({
    code: "Role.RecordBroken",
    message: `the record of the RoleManager ${domain.verifyingContract} does not hold: ${findings[0]?.message}`,
    fix: "ask another node, and leave --from-block out; if that one says the same, `hardhat role history` tells all that is wrong",
    details: { findings },
  });
}
