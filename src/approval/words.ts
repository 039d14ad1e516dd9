import type { Missing, Reason } from "../charter/quorum.ts";
import type { Words } from "../charter/words.ts";
import { printableLine } from "../printable.ts";
import type { DecodedValue, Report } from "../proposal/report.ts";
import { formatDate } from "../time.ts";

/** Why a consent does not count, for the person who gave it. */
export function reasonWords(reason: Reason, words: Words): string {
  switch (reason.code) {
    case "noSuchKey":
      return "the roster has no key with this number";
    case "notActive":
      return `the key is ${reason.state}, not Active`;
    case "suspended":
      return `suspended until ${formatDate(reason.until)}`;
    case "expired":
      return `the key expired ${formatDate(reason.since)}`;
    case "roleDoesNotCount":
      return "the key's role does not count for this in this tier";
    case "samePerson":
      return `the same person already counts by key ${words.key(reason.as)}`;
    case "proposerCannotApprove":
      return "the proposer cannot approve too";
    case "proposerCannotTest":
      return "the proposer cannot test too";
    case "testerCannotApprove":
      return "the tester cannot approve too";
    case "alreadyProposed":
      return `key ${words.key(reason.by)} is the proposer`;
    case "alreadyTested":
      return `key ${words.key(reason.by)} is the tester`;
    case "contractWalletLimit":
      return "contract wallets may give all approvals but one";
    case "surplus":
      return "enough approvals without it";
  }
}

/** `a proposer`, `a tester`, `2 approvals`; empty if nothing is missing. `wallets`: whether contract wallets may approve at all. */
export function missingWords(missing: Missing, wallets: boolean): string[] {
  const ordinary = missing.ordinary && wallets ? ", one of them not by a contract wallet" : "";
  return [
    ...(missing.proposer ? ["a proposer"] : []),
    ...(missing.tester ? ["a tester"] : []),
    ...(missing.approvals > 0
      ? [`${missing.approvals} ${missing.approvals === 1 ? "approval" : "approvals"}${ordinary}`]
      : []),
  ];
}

type Call = Report["calls"][number];

/** `set(value: 42) of treasury, with 5 wei`; raw bytes where nothing explains them. */
export function callWords(
  { target, value, data, decoded }: Pick<Call, "target" | "value" | "data" | "decoded">,
  words: Words,
): string {
  const place = words.place(target);
  const wei = value === 0n ? "" : ` with ${value} wei`;
  if (data === "0x") return value === 0n ? `an empty call to ${place}` : `sends ${value} wei to ${place}`;
  if (decoded === null) return `calldata ${shorten(data)} to ${place}${wei} (not decoded)`;
  const args = decoded.args.map(({ name, value: arg }) =>
    name === "" ? valueWords(arg) : `${name}: ${valueWords(arg)}`,
  );
  return `${decoded.name}(${args.join(", ")}) of ${place}${wei}`;
}

function valueWords(value: DecodedValue): string {
  if (Array.isArray(value)) return `[${value.map(valueWords).join(", ")}]`;
  if (typeof value === "object") {
    return `{ ${Object.entries(value)
      .map(([name, field]) => `${name}: ${valueWords(field)}`)
      .join(", ")} }`;
  }
  return typeof value === "string" ? shorten(printableLine(value), 200) : String(value);
}

function shorten(text: string, limit = 74): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 8)}… (${text.length} characters)`;
}
