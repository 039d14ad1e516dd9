import { type Hex, recoverAddress } from "viem";
import { wordsFor } from "../approval/amendment.ts";
import { typedFor } from "../approval/consents.ts";
import { checkReport } from "../approval/problem.ts";
import { conditionWords, hashes, type Review, simulation } from "../approval/review.ts";
import { callWords } from "../approval/words.ts";
import type { Charter } from "../charter/schema.ts";
import { check, type ProposalFile } from "../proposal/file.ts";
import * as Interfaces from "../proposal/interfaces.ts";
import { numberOf, tierOf } from "../proposal/proposal.ts";
import * as TypedData from "../proposal/typed-data.ts";

/** What a proposal file says by itself, without a word about the chain: who may sign and whose key is which is not in it. */
export type Outline = Pick<
  Review,
  | "id"
  | "domain"
  | "title"
  | "note"
  | "tier"
  | "lane"
  | "created"
  | "deadline"
  | "demanded"
  | "simulation"
  | "hashes"
> & {
  readonly changes: readonly string[];
  readonly conditions: readonly string[];
  /** `by`: the account whose key made it; null for what no account signed. */
  readonly signatures: readonly { readonly act: string; readonly key: number; readonly by: string | null }[];
};

/** @throws `ProposalFile.*`, `Documents.*`, `Approval.ReportMismatch` */
export async function outline(file: ProposalFile, charter: Charter | undefined): Promise<Outline> {
  check(file);
  checkReport(file);
  const { proposal, domain, context } = file;
  const words = wordsFor(charter);
  const interfaces = Interfaces.from(domain.verifyingContract, context.interfaces);
  const tier = tierOf(proposal.lane);
  return {
    id: file.id,
    domain,
    title: context.title,
    note: context.note,
    tier: words.tier(tier),
    lane: { lane: proposal.lane, tier, number: numberOf(proposal.lane) },
    created: proposal.created,
    deadline: proposal.deadline,
    demanded: proposal.approvals,
    changes: proposal.calls.map((call) =>
      callWords({ ...call, decoded: Interfaces.decodeCall(interfaces, call.target, call.data) }, words),
    ),
    conditions: conditionWords(file, words),
    simulation: simulation(file, words, false),
    signatures: await Promise.all(
      file.signatures.map(async ({ act, key, signature }) => ({
        act,
        key,
        by: await accountOf(TypedData.digest(typedFor(file, act)), signature),
      })),
    ),
    hashes: hashes(file),
  };
}

async function accountOf(hash: Hex, signature: Hex): Promise<string | null> {
  return recoverAddress({ hash, signature }).catch(() => null);
}
