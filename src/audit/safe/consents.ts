import type { Address, Hex } from "viem";
import type { Connection } from "../../chain/client.ts";
import { each } from "../../chain/each.ts";
import { safeAbi } from "../../generated/safe-abi.ts";
import { consents as saysYes } from "../../safe/contract-owner.ts";
import type { SafeState } from "../../safe/state.ts";
import type { SafeDomain } from "../../safe/transaction.ts";
import { type Approval, isOwn } from "./approval.ts";
import { type Finding, found } from "./finding.ts";
import { type Approved, type Replayed, whereOf } from "./replay.ts";

/** Consents held against storage and the contracts that gave them. */
export type Consents = { readonly executions: readonly Approved[]; readonly findings: readonly Finding[] };

/**
 * Proves what signatures alone do not: approved hashes, by the Safe's storage, which never forgets one; a contract owner's yes, by
 * asking it about the block before. Says where nothing but the node's word ties a content to the chain.
 */
export async function consents(
  connection: Connection,
  domain: SafeDomain,
  { executions, hashes, messages }: Replayed,
  state: SafeState,
): Promise<Consents> {
  const { client } = connection;
  const at = { address: domain.verifyingContract, abi: safeAbi, blockNumber: state.block } as const;
  const isStored = (owner: Address, hash: Hex) =>
    client.readContract({ ...at, functionName: "approvedHashes", args: [owner, hash] });
  const findings: Finding[] = [];

  const logged = await each(hashes, async (event) => {
    const { owner, approvedHash } = event.args;
    if ((await isStored(owner, approvedHash)) === 0n) {
      const message = `${owner} has not approved ${approvedHash} in storage`;
      findings.push(found("error", "invented", message, whereOf("ApproveHash", event.at)));
    }
    return event;
  });
  const places = new Map(logged.map(({ args, at }) => [`${args.owner}/${args.approvedHash}`, at]));
  await each(messages, async ({ args: { msgHash }, at: place }) => {
    const signed = await client.readContract({ ...at, functionName: "signedMessages", args: [msgHash] });
    if (signed === 0n) {
      const message = `the message ${msgHash} is not signed in storage`;
      findings.push(found("error", "invented", message, whereOf("SignMsg", place)));
    }
  });

  const proved = await each(executions, async (execution): Promise<Approved> => {
    const { txHash } = execution.outcome.args;
    const where = { ...whereOf(execution.outcome.eventName, execution.outcome.at), nonce: execution.nonce };
    const approvals: Approval[] = [];
    for (const approval of execution.approvals) {
      const { owner, way } = approval;
      if (way === "approved") {
        const stored = (await isStored(owner, txHash)) !== 0n;
        const transaction = places.get(`${owner}/${txHash}`)?.transaction ?? null;
        if (!stored)
          findings.push(found("error", "signature", `${owner} has not approved ${txHash} in storage`, where));
        else if (transaction === null) {
          const message = `${owner} has approved ${txHash} in storage, and no log says so`;
          findings.push(found("error", "missing", message, { ...where, event: "ApproveHash" }));
        }
        approvals.push({ ...approval, transaction, proof: stored ? "storage" : "word" });
      } else if (way === "contract") {
        const says = await asked(connection, domain, execution, approval);
        if (!says) {
          const message = `that the contract ${owner} consented is the Safe's word: it does not say so now, or the node has not its state of then`;
          findings.push(found("unproved", "signature", message, where));
        }
        approvals.push({ ...approval, proof: says ? "asked" : "word" });
      } else approvals.push(approval);
    }
    return { ...execution, approvals };
  });
  return { executions: proved, findings: [...findings, ...proved.flatMap(unbound)] };
}

/** Whether some signature or stored approval is of this very hash; if not, the node could have made the content up. */
function unbound({ content, approvals, outcome, nonce, settings }: Approved): Finding[] {
  if (content === null || settings === null) return [];
  if (approvals.some((approval) => isOwn(approval) || approval.proof === "storage")) return [];
  const message =
    "no signature or approval in storage is of this content: that it is what ran is the node's word";
  return [found("unproved", "unbound", message, { ...whereOf(outcome.eventName, outcome.at), nonce })];
}

/** In either form, about the block before: which one the Safe asked in depends on its version of then. */
async function asked(
  connection: Connection,
  domain: SafeDomain,
  { content, nonce, outcome }: Approved,
  { owner, bytes: signature }: Approval,
): Promise<boolean> {
  if (content === null || nonce === null) return false;
  const transaction = { ...content.call, nonce };
  const question = { owner, domain, transaction, signature, block: BigInt(outcome.at.block - 1) };
  return (await saysYes(connection, question, "standard")) || (await saysYes(connection, question, "draft"));
}
