import {
  type Address,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  numberToHex,
  type TransactionReceipt,
} from "viem";
import { decode } from "../../audit/roles/grant.ts";
import * as Canonical from "../../canonical.ts";
import { addressOf, answered, type Connection, type Sender } from "../../chain/client.ts";
import { send } from "../../chain/send.ts";
import { BaseError } from "../../errors.ts";
import { roleManagerAbi } from "../../generated/abi.ts";
import type { ProposalFile } from "../../proposal/file.ts";
import type { Call } from "../../proposal/proposal.ts";
import type { Change } from "../../proposal/source.ts";
import { ballotOf, decisionsOf, forConclave, unsigned } from "./ballot.ts";
import { grantOf, isSameGrant } from "./file.ts";
import type { ReviewFile, ReviewGrant, ReviewRole } from "./schema.ts";
import { signedContent } from "./sign.ts";

/** What became of one reviewer's decisions over one role. */
export type Submitted = {
  readonly role: bigint;
  readonly reviewer: Address;
  readonly decided: number;
  /** Null: not sent, since it was carried out before, or for the problem. */
  readonly receipt: TransactionReceipt | null;
  /** Why the chain would refuse it. */
  readonly problem: BaseError | null;
};

/**
 * Hands in what reviewers signed, one transaction for each signature; anybody may. What was carried out before is not sent again, and what the
 * chain would refuse keeps nothing else back, so it can be run until everything is done.
 * @throws `Chain.*`
 */
export async function submit(sender: Sender, file: ReviewFile): Promise<readonly Submitted[]> {
  const done: Submitted[] = [];
  for (const role of file.roles) {
    for (const signature of role.signatures) {
      const { reviewer, accounts } = signature;
      const outcome = await outcomeOf(async () => {
        const { roleId, decisions, deadline } = signedContent(file, role, signature);
        const grants = accounts.flatMap((account) => grantOf(role, account) ?? []);
        const { open, changed } = await fatesOf(sender.connection, file, role, grants);
        // A signature is over all of its grants, or none.
        const gone = open.length === 0 ? changed : grants.filter((grant) => !open.includes(grant));
        if (gone.length > 0) throw stale(role, gone, reviewer);
        if (open.length === 0) return null;
        const args = [roleId, decisions, reviewer, deadline, signature.signature] as const;
        const data = encodeFunctionData({ abi: roleManagerAbi, functionName: "reviewBySignature", args });
        return sendTo(sender, file, data);
      });
      done.push({ role: role.id, reviewer, decided: accounts.length, ...outcome });
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
    const left = unsigned(role);
    const ballot =
      reviewer === undefined ? [] : ballotOf(role, reviewer).filter((grant) => left.includes(grant));
    if (ballot.length === 0) continue;
    const outcome = await outcomeOf(async () => {
      const { open, changed } = await fatesOf(sender.connection, file, role, ballot);
      if (changed.length > 0) throw stale(role, changed, own);
      return open.length === 0 ? null : sendTo(sender, file, reviewCall(role, open));
    });
    done.push({ role: role.id, reviewer: own, decided: ballot.length, ...outcome });
  }
  return done;
}

/** What the Conclave is to decide and has not decided yet. `change`: the calls of a proposal, null if there are none. */
export type ForConclave = { readonly change: Change | null; readonly problems: readonly BaseError[] };

/** Decisions that the Conclave alone carries out, and of which roles they cannot be, since grants changed. @throws `Chain.Unreachable` */
export async function conclaveChange(connection: Connection, file: ReviewFile): Promise<ForConclave> {
  const calls: Call[] = [];
  const problems: BaseError[] = [];
  for (const role of file.roles) {
    const { open, changed } = await fatesOf(connection, file, role, forConclave(role));
    if (changed.length > 0) problems.push(stale(role, changed, null));
    else if (open.length > 0)
      calls.push({
        target: file.domain.verifyingContract,
        value: 0n,
        data: reviewCall(role, open),
        minGas: 0,
      });
  }
  // A RoleManager's functions are known to every reader of a proposal.
  const change = calls.length === 0 ? null : { calls, conditions: [], documents: [], interfaces: [] };
  return { change, problems };
}

/** Whether a proposal is of a Conclave and does what is to be done, neither more nor less. */
export function isProposalOf(
  { conclave, domain }: ReviewFile,
  change: Change,
  proposal: ProposalFile,
): boolean {
  return (
    proposal.domain.chainId === domain.chainId &&
    isAddressEqual(proposal.domain.verifyingContract, conclave) &&
    Canonical.stringify(proposal.proposal.calls) === Canonical.stringify(change.calls)
  );
}

/** What a submission that came to problems failed with; null if there are none. */
export function notAll(problems: readonly BaseError[]): BaseError | null {
  const [first] = problems;
  if (first === undefined) return null;
  return new BaseError({
    code: "RoleReview.NotAllSubmitted",
    message: `${problems.length} of the parts could not be handed in; the rest was`,
    fix: "do what stands beside each; what was handed in is not sent again",
    details: { codes: problems.map(({ code }) => code) },
    cause: first,
  });
}

/** A refusal of the chain's, or one that foresees it, is an outcome; whatever else goes wrong ends the work. */
async function outcomeOf(
  work: () => Promise<TransactionReceipt | null>,
): Promise<Pick<Submitted, "receipt" | "problem">> {
  try {
    return { receipt: await work(), problem: null };
  } catch (error) {
    if (error instanceof BaseError && /^(RoleReview|Revert)\./.test(error.code))
      return { receipt: null, problem: error };
    throw error;
  }
}

/** Grants that are as they were looked at, and those that went on in another way than was decided. Of all others that was carried out. */
type Fates = { readonly open: readonly ReviewGrant[]; readonly changed: readonly ReviewGrant[] };

async function fatesOf(
  connection: Connection,
  file: ReviewFile,
  role: ReviewRole,
  grants: readonly ReviewGrant[],
): Promise<Fates> {
  const fates = await Promise.all(grants.map((grant) => fateOf(connection, file, role, grant)));
  const those = (wanted: Fate) => grants.filter((_, index) => fates[index] === wanted);
  return { open: those("open"), changed: those("changed") };
}

type Fate = "open" | "done" | "changed";

async function fateOf(
  connection: Connection,
  { domain }: ReviewFile,
  { id }: ReviewRole,
  { account, word, since, due, decision }: ReviewGrant,
): Promise<Fate> {
  const ask = { address: domain.verifyingContract, abi: roleManagerAbi, args: [id, account] } as const;
  const actual = await answered(
    connection,
    connection.client.readContract({ ...ask, functionName: "grantOf" }),
  );
  if (isSameGrant(numberToHex(actual, { size: 32 }), word)) return "open";
  const now = decode(actual);
  if (decision?.keep === false) return now === null ? "done" : "changed";
  // Of one and the same grant nothing but a review moves the date by which it is due.
  return now !== null && now.since === since && now.due !== due ? "done" : "changed";
}

function stale(role: ReviewRole, grants: readonly ReviewGrant[], by: Address | null): BaseError {
  return new BaseError({
    code: "RoleReview.Stale",
    message: `${role.name}: the grants of ${grants.map(({ name }) => name).join(", ")} have changed since ${by === null ? "it was decided" : `${by} decided`}`,
    fix: "prepare the review anew, and decide over what holds now",
    details: { role: role.id, by, accounts: grants.map(({ account }) => account) },
  });
}

function reviewCall({ id }: ReviewRole, grants: readonly ReviewGrant[]): Hex {
  const args = [id, decisionsOf(grants)] as const;
  return encodeFunctionData({ abi: roleManagerAbi, functionName: "review", args });
}

function sendTo(sender: Sender, { domain }: ReviewFile, data: Hex): Promise<TransactionReceipt> {
  return send(sender, { to: domain.verifyingContract, data, interfaces: roleManagerAbi });
}
