import type { Address, Hex } from "viem";
import { callWords } from "../../approval/words.ts";
import type { Words } from "../../charter/words.ts";
import { decodeCall, type Interfaces } from "../../proposal/interfaces.ts";
import { isRejection } from "../../safe/settings.ts";
import type { Place } from "../link.ts";
import type { Approval } from "./approval.ts";
import { callsOf } from "./calls.ts";
import type { Source } from "./content.ts";
import type { People, Person } from "./people.ts";
import type { Approved } from "./replay.ts";
import { sentence } from "./sentence.ts";
import type { SafeAudit } from "./verify.ts";

/** An owner's consent, and who that was then. */
export type Consent = Omit<Approval, "bytes"> & { readonly person: Person | null };

/** Who proposed: `announced` on the guard's record, or `claimed` by somebody's service. A signature does not say. */
export type Proposer = {
  readonly address: Address | null;
  readonly words: string;
  readonly by: "announced" | "claimed";
};

/** One multisig transaction. Times are UNIX seconds. */
export type Told = {
  readonly nonce: bigint | null;
  readonly nonceBy: "hash" | "order" | null;
  readonly safeTxHash: Hex;
  readonly kind: "transaction" | "rejection" | "unknown";
  readonly calls: readonly string[];
  readonly source: Source | null;
  readonly result: "success" | "failure";
  /** Wei or units of the refund's token. */
  readonly payment: bigint;
  readonly threshold: number | null;
  readonly consents: readonly Consent[];
  readonly proposer: Proposer | null;
  readonly executor: Address | null;
  readonly executorPerson: Person | null;
  /** Why something about it cannot be proved, and what was found wrong with it. */
  readonly findings: readonly string[];
  readonly at: Place;
};

/** What a module had the Safe do, without owners and without a nonce. */
export type ToldByModule = {
  readonly module: Address;
  readonly calls: readonly string[];
  readonly source: Source | null;
  readonly result: "success" | "failure";
  readonly at: Place;
};

/** A hash that an owner approved on-chain and that has not run. */
export type Unused = {
  readonly hash: Hex;
  readonly owner: Address;
  readonly person: Person | null;
  readonly at: Place;
};

/** Everything that is no execution, in people's words. */
export type Happening = { readonly event: string; readonly sentence: string; readonly at: Place };

export type SafeHistory = {
  readonly transactions: readonly Told[];
  readonly modules: readonly ToldByModule[];
  readonly unused: readonly Unused[];
  readonly happenings: readonly Happening[];
};

export type Telling = { readonly words: Words; readonly people: People; readonly interfaces: Interfaces };

/** What the Safe did, who consented and how, and what came of it. Believe it as far as the audit says. */
export function tell(audit: SafeAudit, telling: Telling, proposers: ReadonlyMap<Hex, Proposer>): SafeHistory {
  const { people } = telling;
  const ran = new Set(audit.executions.map(({ outcome }) => outcome.args.txHash));
  return {
    transactions: audit.executions.map((execution) => told(audit, execution, telling, proposers)),
    modules: audit.modules.map(({ module, call, outcome }) => ({
      module,
      calls: call === null ? [] : inWords(call, audit, telling),
      source: call?.source ?? null,
      result: outcome.eventName === "ExecutionFromModuleSuccess" ? "success" : "failure",
      at: outcome.at,
    })),
    unused: audit.hashes
      .filter(({ args }) => !ran.has(args.approvedHash))
      .map(({ args: { owner, approvedHash: hash }, at }) => ({ hash, owner, person: people(owner, at), at })),
    happenings: audit.events.flatMap((event) => {
      const said = sentence(event, telling);
      return said === null || event.eventName === null
        ? []
        : [{ event: event.eventName, sentence: said, at: event.at }];
    }),
  };
}

function told(
  audit: SafeAudit,
  { outcome, nonce, nonceBy, content, approvals, settings }: Approved,
  telling: Telling,
  proposers: ReadonlyMap<Hex, Proposer>,
): Told {
  const { people } = telling;
  const { at, args, eventName } = outcome;
  const kind =
    content === null
      ? "unknown"
      : isRejection(audit.domain.verifyingContract, content.call)
        ? "rejection"
        : "transaction";
  const own = audit.findings.filter(
    (finding) =>
      finding.transaction === at.transaction && (finding.nonce === null || finding.nonce === nonce),
  );
  return {
    nonce,
    nonceBy,
    safeTxHash: args.txHash,
    kind,
    calls: content === null ? [] : inWords(content.call, audit, telling),
    source: content?.source ?? null,
    result: eventName === "ExecutionSuccess" ? "success" : "failure",
    payment: args.payment,
    threshold: settings?.threshold ?? null,
    consents: approvals.map(({ bytes: _, ...approval }) => ({
      ...approval,
      person: people(approval.owner, at),
    })),
    proposer: proposers.get(args.txHash) ?? null,
    executor: content?.executor ?? null,
    executorPerson: content === null ? null : people(content.executor, at),
    findings: own.map(({ message }) => message),
    at,
  };
}

function inWords(
  content: Parameters<typeof callsOf>[0],
  { domain: { verifyingContract: safe } }: SafeAudit,
  { words, interfaces }: Telling,
): string[] {
  return callsOf(content, safe).map(({ to, value, data, asSafe }) => {
    const said = callWords({ target: to, value, data, decoded: decodeCall(interfaces, to, data) }, words);
    return asSafe ? `as the Safe itself (delegatecall): ${said}` : said;
  });
}
