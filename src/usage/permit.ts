import { type Address, type Hex, isAddressEqual, keccak256, size, slice } from "viem";
import { BaseError, report } from "../errors.ts";
import { alert } from "./alert.ts";
import { type Journal, type Past, record } from "./log/journal.ts";
import { cut, type Entry, isUse, type Line } from "./log/line.ts";
import { withOutcome } from "./outcome.ts";
import { type PolicyFile, readPolicy } from "./policy/file.ts";
import { judge, type Uses } from "./policy/judge.ts";
import { loggedAct, type Request } from "./policy/request.ts";

/** Under what a key is used: its policy is read from its file's folder each time, its uses go to the log there. */
export type Watch = {
  /** The keystore or card. */
  readonly file: string;
  readonly label: string;
  /** The key's account, or the identity of one that is none (docs/formats.md, 1). */
  readonly address: Address;
  /** None in a folder without log. */
  readonly journal?: Journal;
  readonly clock: () => Date;
  /** Tells people what they should know, on standard error. */
  readonly tell: (words: string) => void;
};

const DAY = 86_400_000;
/** Two machines' clocks may differ so much. */
const TOLERANCE = 5 * 60_000;

/**
 * Asks whether a key may be used, before anything of it is opened or asked. What is permitted is in the log when this returns; what is
 * refused is there too, and alerts. KU-01, KU-03, KU-11, KU-13.
 * @returns the line that asked; undefined in a folder without log
 * @throws `Policy.Refused`, `Policy.*` for a policy that cannot be read, `Log.*` for a log that cannot be written
 */
export async function permit(watch: Watch, request: Request): Promise<Line | undefined> {
  const { journal, tell, file, address } = watch;
  let policy: PolicyFile | undefined;
  try {
    policy = await readPolicy(file, address);
  } catch (error) {
    // Nobody knows what a policy that cannot be read would allow.
    const { code } = report(error).json;
    if (journal !== undefined) await record(journal, { event: "refused", ...subject(watch, request), code });
    throw error;
  }
  const told = { ...subject(watch, request), ...(policy === undefined ? {} : { policy: policy.hash }) };
  if (journal === undefined) {
    const why = policy === undefined ? undefined : reasonWithout(policy, watch, request);
    if (why !== undefined) throw await refuse(watch, policy, request, why);
    return undefined;
  }
  let why: string | undefined;
  const line = await record(journal, async (past, now): Promise<Entry> => {
    const counts = policy !== undefined && isCounting(policy);
    const { last, uses, latest } = await recent(past, address, { now: now.getTime(), counts });
    if (last !== undefined && last.policy !== policy?.hash) tell(change(watch, last, policy));
    why = policy === undefined ? undefined : reasonWith(policy, watch, request, { uses, latest, now });
    return why === undefined ? { event: "asked", ...told } : { event: "refused", ...told, rule: cut(why) };
  });
  if (why !== undefined) throw await refuse(watch, policy, request, why, line);
  return line;
}

/** Does what was permitted, and logs what came of it: what is not logged is not given out. */
export async function using<T>(
  { journal, tell }: Watch,
  permitted: Line | undefined,
  outcome: "signed" | "opened",
  work: () => Promise<T>,
): Promise<T> {
  if (journal === undefined || permitted === undefined) return work();
  const { key, policy, number } = permitted;
  const asked = {
    ...(key === undefined ? {} : { key }),
    ...(policy === undefined ? {} : { policy }),
    of: number,
  };
  return withOutcome(journal, asked, work, () => ({ event: outcome }), tell);
}

function subject({ label, address }: Watch, request: Request): Pick<Entry, "key" | "act"> {
  return {
    key: { label: cut(label), address: address.toLowerCase() as Hex },
    act: loggedAct(request),
  };
}

function reasonWithout({ policy }: PolicyFile, watch: Watch, request: Request): string | undefined {
  if (policy.log === "required") return "log: the folder has no log, which the policy asks for";
  if (isCounting({ policy })) return "per-day: without a log nobody counts";
  return otherKey(policy.key, watch) ?? judge(policy, request, [], watch.clock().getTime());
}

function isCounting({ policy }: Pick<PolicyFile, "policy">): boolean {
  return policy["per-day"] !== undefined || policy.allow.some((rule) => rule["per-day"] !== undefined);
}

function reasonWith(
  { policy }: PolicyFile,
  watch: Watch,
  request: Request,
  { uses, latest, now }: { uses: Uses; latest: number; now: Date },
): string | undefined {
  if (latest > now.getTime() + TOLERANCE)
    return `clock: it is set before the log's latest line, of ${new Date(latest).toISOString()}`;
  return otherKey(policy.key, watch) ?? judge(policy, request, uses, now.getTime());
}

function otherKey(expected: Address, { address }: Watch): string | undefined {
  return isAddressEqual(expected, address) ? undefined : `key: the policy is for ${expected}`;
}

/** The account of a key, or the identity of one that is none (docs/formats.md, 1). */
export function identityOf(signer: Hex): Address {
  return size(signer) === 20 ? signer : slice(keccak256(slice(signer, 20)), 12);
}

type Recent = { readonly last?: Line; readonly uses: Uses; readonly latest: number };

/**
 * What the log knows of a key's last day, and its last use. Lines are in the order of their writing, not of their dates: behind one that
 * a clock set back dated long ago there may be uses of today. Where uses count, all lines are read.
 */
async function recent(
  past: Past,
  address: Address,
  { now, counts }: { readonly now: number; readonly counts: boolean },
): Promise<Recent> {
  const failed = new Set<number>();
  const uses: { act: string }[] = [];
  let last: Line | undefined;
  let latest = 0;
  let isRecent = true;
  for await (const line of past()) {
    const time = Date.parse(line.time);
    isRecent &&= last === undefined || time >= now - DAY;
    if (!isRecent && !counts) break;
    if (isRecent) latest = Math.max(latest, time);
    if (line.key?.address !== address.toLowerCase()) continue;
    if (line.event === "failed" && line.of !== undefined) failed.add(line.of);
    // Of a policy that could not be read nothing is known.
    if (isUse(line) || (line.event === "refused" && line.code === undefined)) last ??= line;
    if (isUse(line) && time >= now - DAY && !failed.has(line.number)) uses.push(...use(line));
  }
  return { ...(last === undefined ? {} : { last }), uses, latest };
}

function use({ act }: Line): { act: string }[] {
  switch (act?.kind) {
    case "typed":
      return [{ act: act.type }];
    case "transaction":
      return [{ act: "Transaction" }];
    case "message":
      return [{ act: "Message" }];
    default:
      return [];
  }
}

function change({ label }: Watch, last: Line, policy: PolicyFile | undefined): string {
  const since = `since its last use in line ${last.number} of the log, on ${last.time}`;
  if (policy === undefined) return `the policy of ${label} is gone ${since}`;
  return last.policy === undefined
    ? `${label} has a policy now, which it had not ${since}`
    : `the policy of ${label} was changed ${since}`;
}

async function refuse(
  { label, address, clock, tell }: Watch,
  file: PolicyFile | undefined,
  { act }: Request,
  rule: string,
  line?: Line,
): Promise<BaseError> {
  const program = file?.policy.alert;
  if (program !== undefined) {
    const time = line?.time ?? clock().toISOString();
    const number = line === undefined ? {} : { line: line.number };
    const failure = await alert(program, { time, key: label, address, act, rule, ...number });
    if (failure !== undefined) tell(`the alert of the policy of ${label} failed: ${failure}`);
  }
  return new BaseError({
    code: "Policy.Refused",
    message: `the policy of "${label}" does not allow this: ${rule}`,
    fix: "if it should be allowed, have whoever is responsible change the policy file; do not work around it",
    details: {
      key: label,
      act,
      rule,
      policy: file?.path,
      ...(line === undefined ? {} : { line: line.number }),
    },
  });
}
