import { isAddressEqual } from "viem";
import { formatDate } from "../../time.ts";
import { formatAmount } from "../../yaml/amount.ts";
import { type Call, type Request, selectorOf } from "./request.ts";
import { type AllowedCall, DAYS, type Policy, type Rule } from "./schema.ts";

/** Uses of the key within the last 24 hours: what was asked for and did not fail. */
export type Uses = readonly { readonly act: string }[];

/** Domains of what the toolkit's own contracts and records take; what Safes take has no name. */
const OWN_DOMAINS = ["Conclave", "ConclaveGuard", "RoleManager", "Conclave Safe Owner"];
const NAMELESS = ["SafeTx", "SafeMessage"];
/** What rules call that which is no typed data. */
const RESERVED = ["Transaction", "Message"];

/**
 * Why a policy does not allow a request, in words; undefined if it does. One rule must allow all of it. KU-11, KU-13.
 * @param now milliseconds
 */
export function judge(policy: Policy, request: Request, uses: Uses, now: number): string | undefined {
  const { expires, hours } = policy;
  if (expires !== undefined && now >= expires * 1000)
    return `expires: the policy ended on ${formatDate(expires)}`;
  if (hours !== undefined && !isWithin(hours, now))
    return `hours: not at ${clock(now)} UTC on a ${dayOf(now)}`;
  const most = policy["per-day"];
  if (most !== undefined && uses.length >= most && request.kind !== "open")
    return `per-day: ${uses.length} uses in 24 hours, ${most} are allowed`;
  if (request.delegatesAccount === true)
    return "allow: an EIP-7702 authorization hands the whole account to code, which no rule allows";
  const { act, kind } = request;
  if (kind === "typed" && RESERVED.includes(act))
    return `allow: typed data called ${act} would pass for what rules call so`;
  const rules = policy.allow.flatMap((rule, i) => (rule.acts.includes(act) ? [{ rule, i }] : []));
  if (rules.length === 0) return `allow: no rule allows the act ${act}`;
  // An account that is lent signs nothing yet.
  if (kind === "open") return undefined;
  const refusals: string[] = [];
  for (const { rule, i } of rules) {
    const why = refusalBy(rule, request, uses);
    if (why === undefined) return undefined;
    refusals.push(`allow[${i}].${why}`);
  }
  return refusals.join("; ");
}

function refusalBy(rule: Rule, request: Request, uses: Uses): string | undefined {
  const { kind, act, domain, chain, contract } = request;
  if (kind === "typed" && (rule.domain === undefined ? !isOwnDomain(act, domain) : rule.domain !== domain))
    return `domain: ${domain === undefined ? "it has no name" : `it is ${domain}`}`;
  if (rule.chains !== undefined && !rule.chains.some((id) => BigInt(id) === chain))
    return `chains: ${chain === undefined ? "it is for no chain" : `it is for chain ${chain}`}`;
  const { contracts } = rule;
  if (
    contracts !== undefined &&
    !contracts.some((one) => contract !== undefined && isAddressEqual(one, contract))
  )
    return `contracts: ${contract === undefined ? "it is for no contract" : `it is for ${contract}`}`;
  const most = rule["per-day"];
  const used = uses.filter((use) => rule.acts.includes(use.act)).length;
  if (most !== undefined && used >= most) return `per-day: ${used} uses in 24 hours, ${most} are allowed`;
  if (rule.fee !== undefined && (request.fee === undefined || request.fee > rule.fee))
    return `fee: ${request.fee === undefined ? "it is not known" : `it may cost ${formatAmount(request.fee)}`}`;
  return refusalOfCalls(rule, request);
}

function refusalOfCalls(rule: Rule, { calls, refunds }: Request): string | undefined {
  const { calls: allowed, value } = rule;
  if (allowed === undefined && value === undefined) return undefined;
  if (refunds === true) return "calls: the Safe would pay a refund to whoever sends it";
  if (calls === undefined) return "calls: it does not show what it calls";
  const sum = calls.reduce((total, call) => total + call.value, 0n);
  if (value !== undefined && sum > value) return `value: ${formatAmount(sum)} in all`;
  if (allowed === undefined) return undefined;
  for (const call of calls) {
    const why = allowed.map((one) => refusalOfCall(one, call));
    // Of several entries the one that comes nearest says why.
    if (!why.includes(undefined)) return `calls: ${nearest(why) ?? "none is allowed"}`;
  }
  return undefined;
}

function refusalOfCall(allowed: AllowedCall, call: Call): { rank: number; words: string } | undefined {
  const { target, value, data, delegate } = call;
  const place = target ?? "a new contract";
  const isTarget =
    allowed.target === "new" ? target === null : target !== null && isAddressEqual(allowed.target, target);
  if (!isTarget) return { rank: 0, words: `${place} is not listed` };
  if (delegate !== allowed.delegate)
    return {
      rank: 1,
      words: delegate
        ? `the code of ${place} would run as the Safe`
        : `${place} is listed for DELEGATECALL alone`,
    };
  const selector = selectorOf(data);
  const { functions } = allowed;
  if (functions !== undefined && !functions.includes(selector))
    return {
      rank: 2,
      words: `the function ${selector === "0x" ? "receive()" : selector} of ${place} is not listed`,
    };
  if (value > allowed.value) return { rank: 3, words: `${formatAmount(value)} to ${place}` };
  return undefined;
}

function nearest(why: readonly ({ rank: number; words: string } | undefined)[]): string | undefined {
  return why.flatMap((one) => one ?? []).toSorted((a, b) => b.rank - a.rank)[0]?.words;
}

function isOwnDomain(act: string, domain: string | undefined): boolean {
  return domain === undefined ? NAMELESS.includes(act) : OWN_DOMAINS.includes(domain);
}

function isWithin({ days, from, to }: NonNullable<Policy["hours"]>, now: number): boolean {
  const date = new Date(now);
  const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
  // From 22:00 to 06:00 goes over midnight; the day is that of the moment.
  const inTime = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  return inTime && days.includes(dayOf(now));
}

function dayOf(now: number): (typeof DAYS)[number] {
  return DAYS[(new Date(now).getUTCDay() + 6) % 7] ?? "mon";
}

function clock(now: number): string {
  return new Date(now).toISOString().slice(11, 16);
}
