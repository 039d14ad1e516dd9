import { formatDate } from "../../src/time.ts";
import type { AllowedCall, Policy, Rule } from "../../src/usage/policy/schema.ts";
import { formatAmount } from "../../src/yaml/amount.ts";
import { facts, list, sections } from "./table.ts";

export function policyText(policy: Policy, path: string, hash: string, remarks: readonly string[]): string {
  const { key, purpose, expires, hours, log, alert } = policy;
  const rows: [string, string | undefined][] = [
    ["policy", path],
    ["SHA-256", hash],
    ["key", key],
    ["purpose", purpose],
    ["expires", expires === undefined ? "never" : formatDate(expires)],
    [
      "hours",
      hours === undefined ? "any" : `${hours.days.join(" ")} ${clock(hours.from)}–${clock(hours.to)} UTC`,
    ],
    ["in 24 hours", String(policy["per-day"] ?? "any number")],
    ["log", log],
    ["alert", alert?.join(" ")],
  ];
  return sections(
    facts(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
    ...policy.allow.map((rule, i) => list(`rule ${i} allows ${rule.acts.join(", ")}`, ruleWords(rule))),
    list("it leaves open", remarks),
  );
}

function ruleWords(rule: Rule): string[] {
  const { domain, chains, contracts, calls, value, fee } = rule;
  return [
    ...(domain === undefined ? [] : [`in the domain ${domain}`]),
    ...(chains === undefined ? [] : [`on chain ${chains.join(", ")}`]),
    ...(contracts === undefined ? [] : [`for the contract ${contracts.join(", ")}`]),
    ...(value === undefined ? [] : [`with ${formatAmount(value)} in all`]),
    ...(fee === undefined ? [] : [`for a fee of ${formatAmount(fee)}`]),
    ...(rule["per-day"] === undefined ? [] : [`${rule["per-day"]} times in 24 hours`]),
    ...(calls ?? []).map(callWords),
    ...(calls?.length === 0 ? ["no calls"] : []),
  ];
}

function callWords({ target, functions, value, delegate }: AllowedCall): string {
  const what =
    functions === undefined
      ? "any function"
      : functions.map((one) => (one === "0x" ? "receive()" : one)).join(", ");
  return `${delegate ? "the code of" : "calls to"} ${target}: ${what}, with ${formatAmount(value)} each`;
}

function clock(minutes: number): string {
  const pad = (number: number) => String(number).padStart(2, "0");
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
