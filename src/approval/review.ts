import type { Hex } from "viem";
import type { Act, Missing } from "../charter/quorum.ts";
import type { Charter } from "../charter/schema.ts";
import type { Words } from "../charter/words.ts";
import { BaseError } from "../errors.ts";
import * as Documents from "../proposal/documents.ts";
import { check, checkDomain, type ProposalFile } from "../proposal/file.ts";
import * as Interfaces from "../proposal/interfaces.ts";
import * as Proposal from "../proposal/proposal.ts";
import * as Report from "../proposal/report.ts";
import * as TypedData from "../proposal/typed-data.ts";
import { amendmentWords, wordsFor } from "./amendment.ts";
import { type Count, count, typedFor } from "./consents.ts";
import { checkReport, type Problem, problems, warnings } from "./problem.ts";
import type { State } from "./state.ts";
import type { Verify } from "./verify.ts";
import { callWords, reasonWords } from "./words.ts";

/** What a reviewer brings along. Everything is optional but `verify`. */
export type Means = {
  readonly verify: Verify;
  /** Names for people, keys and contracts. */
  readonly charter?: Charter;
  /** The address that will submit: it may propose without a signature. */
  readonly sender?: Hex;
  /** Simulates the file again on the report's block and at its time, to see that the report is true. */
  readonly simulate?: (
    file: ProposalFile,
    block: Report.Report["block"],
    at: number,
  ) => Promise<Report.Report>;
};

/** One signature or on-chain approval, and what it is worth. */
export type ConsentView = {
  readonly act: Act;
  readonly key: number;
  readonly label: string;
  readonly person: string;
  readonly counts: boolean;
  /** Why it does not count; null if it does. */
  readonly why: string | null;
  readonly onChain: boolean;
};

/** Everything somebody needs to see before signing, recomputed from the file and the chain. */
export type Review = {
  readonly id: Hex;
  readonly domain: Proposal.Domain;
  readonly title: string;
  readonly note: string;
  readonly tier: string;
  readonly lane: { readonly lane: number; readonly tier: number; readonly number: number };
  readonly created: number;
  readonly deadline: number;
  readonly demanded: number;
  readonly changes: readonly {
    readonly sentence: string;
    readonly details: readonly string[];
    readonly call: Proposal.Call;
  }[];
  readonly conditions: readonly string[];
  readonly simulation: Simulation | null;
  readonly consents: readonly ConsentView[];
  readonly missing: Missing;
  readonly complete: boolean;
  /** Hashes a hardware wallet shows, by act. */
  readonly hashes: Readonly<Partial<Record<Act, TypedData.Hashes>>>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
};

export type Simulation = {
  readonly hash: Hex;
  readonly block: Report.Report["block"];
  readonly at: number;
  readonly outcome: "success" | "failure";
  readonly gasUsed: number;
  /** Whether this review simulated again and found the same. */
  readonly repeated: boolean;
  readonly findings: readonly string[];
};

/**
 * Reviews a proposal file: recomputes id, note, documents, report, digests and every signature, and shows the result. Writes
 * nothing and needs no key. Mismatches are refused; what merely stands in the way is in `problems`.
 * @throws `ProposalFile.*`, `Documents.*`, `Approval.ReportMismatch`, `Approval.ReportNotRepeated`, `Approval.SignatureInvalid`,
 * `Approval.WrongHolder`, `Approval.UnknownTier`.
 */
export async function review(file: ProposalFile, state: State, means: Means): Promise<Review> {
  check(file);
  checkDomain(file, state.domain);
  checkReport(file);
  const repeated = await repeat(file, means);
  const counted = await count(file, state, means.verify, means.sender);
  const words = wordsFor(means.charter);
  const { proposal, domain, context } = file;
  const tier = Proposal.tierOf(proposal.lane);
  return {
    id: Proposal.id(domain, proposal),
    domain,
    title: context.title,
    note: context.note,
    tier: words.tier(tier),
    lane: { lane: proposal.lane, tier, number: Proposal.numberOf(proposal.lane) },
    created: proposal.created,
    deadline: proposal.deadline,
    demanded: proposal.approvals,
    changes: changes(file, state, words, means.charter),
    conditions: conditionWords(file, words),
    simulation: simulation(file, words, repeated),
    consents: consents(counted, words),
    missing: counted.tally.missing,
    complete: counted.tally.complete,
    hashes: hashes(file),
    problems: problems(file, state),
    warnings: warnings(file, state),
  };
}

async function repeat(file: ProposalFile, means: Means): Promise<boolean> {
  const { report } = file;
  if (report === undefined || means.simulate === undefined) return false;
  const [expected, actual] = [report, await means.simulate(file, report.block, report.at)].map(Report.hash);
  if (expected !== actual) {
    throw new BaseError({
      code: "Approval.ReportNotRepeated",
      message: "simulating again gave another report than the one in the file",
      fix: "do not sign; run the test step yourself and compare the two reports",
      details: { expected, actual },
    });
  }
  return true;
}

function changes(
  file: ProposalFile,
  state: State,
  words: Words,
  charter: Charter | undefined,
): Review["changes"] {
  const { domain, proposal, context, documents } = file;
  const interfaces = Interfaces.from(domain.verifyingContract, context.interfaces);
  const named = Documents.named(domain.verifyingContract, proposal.calls);
  return proposal.calls.map((call, index) => {
    const decoded = Interfaces.decodeCall(interfaces, call.target, call.data);
    const at = named.findIndex((item) => item.call === index);
    const supplied = documents[at];
    const name = named[at]?.name;
    const details = supplied && name ? amendmentWords(name, supplied, state, charter) : [];
    return { sentence: callWords({ ...call, decoded }, words), details, call };
  });
}

/** Each condition in words. */
export function conditionWords({ proposal, domain, context }: ProposalFile, words: Words): string[] {
  const interfaces = Interfaces.from(domain.verifyingContract, context.interfaces);
  const signs = { EQ: "=", GE: "≥", LE: "≤" } as const;
  return proposal.conditions.map(({ target, data, comparison, expected }) => {
    const decoded = Interfaces.decodeCall(interfaces, target, data);
    const wanted = BigInt(expected) < 2n ** 96n ? BigInt(expected).toString() : expected;
    return `afterwards ${callWords({ target, value: 0n, data, decoded }, words)} ${signs[comparison]} ${wanted}, or all reverts`;
  });
}

/** What the simulation in the file showed; null if there is none. */
export function simulation(file: ProposalFile, words: Words, repeated: boolean): Simulation | null {
  const { report } = file;
  if (report === undefined) return null;
  const { block, at, outcome, gasUsed, failure, events, balances, storage, code, conditions } = report;
  const findings = [
    ...(failure === null ? [] : [`fails: ${failureWords(failure)}`]),
    ...balances.map(
      ({ account, asset, id, change }) =>
        `${words.place(account)} ${change < 0n ? "loses" : "gains"} ${change < 0n ? -change : change} ${
          asset === "native" ? "wei" : `of ${words.place(asset)}${id === null ? "" : ` #${id}`}`
        }`,
    ),
    ...events.map(
      ({ address, decoded }) =>
        `${words.place(address)} emits ${decoded?.signature ?? "an event nobody decoded"}`,
    ),
    ...storage.map(
      ({ address, slot, before, after }) => `${words.place(address)} storage ${slot}: ${before} → ${after}`,
    ),
    ...code.map(
      ({ address, after }) => `code ${after === null ? "goes from" : "is put at"} ${words.place(address)}`,
    ),
    ...conditions.map(({ holds }, index) => `condition ${index} ${holds ? "holds" : "does not hold"}`),
  ];
  return { hash: Report.hash(report), block, at, outcome, gasUsed, repeated, findings };
}

function failureWords({ call, condition, data, decoded }: NonNullable<Report.Report["failure"]>): string {
  const where =
    call !== null ? `call ${call}` : condition !== null ? `condition ${condition}` : "the operation itself";
  const args = decoded?.args.map(({ value }) => JSON.stringify(value)).join(", ");
  return `${where} reverts with ${decoded === null ? (data === "0x" ? "no reason" : data) : `${decoded.name}(${args})`}`;
}

function consents({ given, tally, poll }: Count, words: Words): ConsentView[] {
  return given.map(({ act, key, signature, confirmed }) => {
    const refused = tally.notCounted.find((item) => item.act === act && item.key === key);
    const holder = poll.roster.keys[key]?.holder;
    return {
      act,
      key,
      label: words.key(key),
      person: holder === undefined ? "nobody" : words.person(holder),
      counts: confirmed && refused === undefined,
      why: confirmed ? (refused ? reasonWords(refused.reason, words) : null) : "not confirmed on-chain",
      onChain: signature === "0x",
    };
  });
}

/** Hashes that a wallet shows, for each act that can be signed. */
export function hashes(file: ProposalFile): Review["hashes"] {
  const acts: readonly Act[] =
    file.report === undefined ? ["propose", "approve"] : ["propose", "test", "approve"];
  return Object.fromEntries(acts.map((act) => [act, TypedData.hashes(typedFor(file, act))]));
}
