import {
  type Address,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  numberToHex,
  type TransactionReceipt,
} from "viem";
import { decode } from "../../audit/roles/grant.ts";
import { addressOf, answered, type Connection, type Sender } from "../../chain/client.ts";
import { send } from "../../chain/send.ts";
import { BaseError } from "../../errors.ts";
import { roleManagerAbi } from "../../generated/abi.ts";
import type { Call } from "../../proposal/proposal.ts";
import type { Change } from "../../proposal/source.ts";
import { ballotOf, decisionsOf, forConclave } from "./ballot.ts";
import { grantOf, isSameGrant } from "./file.ts";
import type { ReviewFile, ReviewGrant, ReviewRole } from "./schema.ts";
import { signedContent } from "./sign.ts";

/** What became of one reviewer's decisions over one role: sent now, or found to be carried out before. */
export type Submitted = {
  readonly role: bigint;
  readonly reviewer: Address;
  readonly decided: number;
  readonly receipt: TransactionReceipt | null;
};

/**
 * Hands in what reviewers signed, one transaction for each signature; anybody may. What was carried out before is not sent again, so it can be
 * run until everything is.
 * @throws `RoleReview.SignedOtherwise`, `RoleReview.Stale`, `Revert.*`, `Chain.*`
 */
export async function submit(sender: Sender, file: ReviewFile): Promise<readonly Submitted[]> {
  const done: Submitted[] = [];
  for (const role of file.roles) {
    for (const signature of role.signatures) {
      const content = signedContent(file, role, signature);
      const { reviewer, accounts } = signature;
      const grants = accounts.flatMap((account) => grantOf(role, account) ?? []);
      const isDone = await carriedOut(sender.connection, file, role, grants, reviewer);
      const args = [
        content.roleId,
        content.decisions,
        reviewer,
        content.deadline,
        signature.signature,
      ] as const;
      const data = encodeFunctionData({ abi: roleManagerAbi, functionName: "reviewBySignature", args });
      const receipt = isDone ? null : await sendTo(sender, file, data);
      done.push({ role: role.id, reviewer, decided: accounts.length, receipt });
    }
  }
  return done;
}

/** As a reviewer, from one's own account: what is decided and not signed by anybody. @throws as {@link submit} */
export async function submitOwn(sender: Sender, file: ReviewFile): Promise<readonly Submitted[]> {
  const own = addressOf(sender);
  const done: Submitted[] = [];
  for (const role of file.roles) {
    const reviewer = role.reviewers.find(({ account }) => isAddressEqual(account, own));
    const signed = role.signatures.some((one) => isAddressEqual(one.reviewer, own));
    const ballot = reviewer === undefined || signed ? [] : ballotOf(role, reviewer);
    if (reviewer === undefined || ballot.length === 0) continue;
    const isDone = await carriedOut(sender.connection, file, role, ballot, own);
    const args = [role.id, decisionsOf(ballot)] as const;
    const data = encodeFunctionData({ abi: roleManagerAbi, functionName: "review", args });
    const receipt = isDone ? null : await sendTo(sender, file, data);
    done.push({ role: role.id, reviewer: own, decided: ballot.length, receipt });
  }
  return done;
}

/**
 * What the Conclave is to decide and has not decided yet, as the calls of a proposal; null if it is nothing.
 * @throws `RoleReview.Stale`, `Chain.Unreachable`
 */
export async function conclaveChange(connection: Connection, file: ReviewFile): Promise<Change | null> {
  const calls: Call[] = [];
  for (const role of file.roles) {
    const grants = forConclave(role);
    if (grants.length === 0 || (await carriedOut(connection, file, role, grants, "the Conclave"))) continue;
    const args = [role.id, decisionsOf(grants)] as const;
    const data = encodeFunctionData({ abi: roleManagerAbi, functionName: "review", args });
    calls.push({ target: file.domain.verifyingContract, value: 0n, data, minGas: 0 });
  }
  // A RoleManager's functions are known to every reader of a proposal.
  return calls.length === 0 ? null : { calls, conditions: [], documents: [], interfaces: [] };
}

/** Whether the chain has carried all of it out. @throws `RoleReview.Stale` if it went on in another way, in part or whole */
async function carriedOut(
  connection: Connection,
  file: ReviewFile,
  role: ReviewRole,
  grants: readonly ReviewGrant[],
  by: string,
): Promise<boolean> {
  const fates = await Promise.all(grants.map((grant) => fateOf(connection, file, role, grant)));
  if (fates.every((fate) => fate === "open")) return false;
  if (fates.every((fate) => fate === "done")) return true;
  const names = grants.filter((_, index) => fates[index] !== "open").map(({ name }) => name);
  throw new BaseError({
    code: "RoleReview.Stale",
    message: `${role.name}: the grants of ${names.join(", ")} have changed since ${by} decided`,
    fix: "prepare the review anew, and decide over what holds now",
    details: { role: role.id, by, fates },
  });
}

type Fate = "open" | "done" | "changed";

async function fateOf(
  connection: Connection,
  { domain }: ReviewFile,
  { id }: ReviewRole,
  { account, word, due, decision }: ReviewGrant,
): Promise<Fate> {
  const ask = { address: domain.verifyingContract, abi: roleManagerAbi, args: [id, account] } as const;
  const actual = await answered(
    connection,
    connection.client.readContract({ ...ask, functionName: "grantOf" }),
  );
  if (isSameGrant(numberToHex(actual, { size: 32 }), word)) return "open";
  const now = decode(actual);
  if (decision?.keep === false) return now === null ? "done" : "changed";
  return now !== null && now.due > due ? "done" : "changed";
}

function sendTo(sender: Sender, { domain }: ReviewFile, data: Hex): Promise<TransactionReceipt> {
  return send(sender, { to: domain.verifyingContract, data, interfaces: roleManagerAbi });
}
