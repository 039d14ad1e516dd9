import type { Address, Hex } from "viem";
import { callWords } from "../../approval/words.ts";
import { decodeCall, type Interfaces } from "../../proposal/interfaces.ts";
import { endOf, type Grant, isCurrent } from "./grant.ts";
import { roleOf } from "./history.ts";
import { accountWords, actorWords, type Naming } from "./names.ts";
import type { Outcome } from "./operations.ts";
import { sentence } from "./sentence.ts";
import type { RolesAudit } from "./verify.ts";

/** What somebody did about a grant, and when; UNIX seconds. */
export type ToldStep = {
  readonly what: string;
  readonly by: string;
  readonly time: number;
  readonly transaction: Hex;
};

/** One grant, in people's words. Times are UNIX seconds. */
export type ToldGrant = {
  readonly role: bigint;
  readonly roleName: string;
  readonly account: Address;
  readonly member: string;
  readonly since: number | null;
  /** When it ends by itself; null: never. */
  readonly ends: number | null;
  readonly reviewDue: number | null;
  /** `counts`: as far as its word says, of live roles too; `later`: not begun; `ended`: by itself; `gone`: taken away. */
  readonly standing: "counts" | "later" | "ended" | "gone";
  readonly live: boolean;
  readonly steps: readonly ToldStep[];
};

/** What somebody had scheduled. */
export type ToldOperation = {
  readonly id: Hex;
  readonly nonce: number;
  readonly caller: Address;
  readonly member: string;
  readonly role: bigint;
  readonly roleName: string;
  readonly call: string;
  readonly scheduledAt: number;
  readonly ready: number;
  readonly outcome: Outcome;
  readonly endedAt: number | null;
};

export type ToldHappening = {
  readonly time: number;
  readonly block: number;
  readonly transaction: Hex;
  readonly event: string;
  readonly sentence: string;
};

export type Told = {
  readonly grants: readonly ToldGrant[];
  readonly operations: readonly ToldOperation[];
  readonly happenings: readonly ToldHappening[];
};

/** Who granted, reviewed, dropped and scheduled what, when. Believe it as far as the audit says. */
export function tell(
  { history, links, block, domain }: RolesAudit,
  naming: Naming,
  interfaces: Interfaces,
): Told {
  const end = {
    block: block.number,
    time: block.time,
    index: Number.MAX_SAFE_INTEGER,
    transaction: block.hash,
  };
  const grants = history.grants.map((one): ToldGrant => {
    const { role, account, grant, steps, ended } = one;
    const last = ended ?? steps.at(-1);
    return {
      role,
      roleName: naming.role(role),
      account,
      member: accountWords(account, last?.at ?? end, naming),
      since: grant?.since ?? null,
      ends: grant === null ? null : endOf(grant),
      reviewDue: grant?.due ?? null,
      standing: ended === null ? standingOf(grant, block.time) : "gone",
      live: grant?.live ?? false,
      steps: [
        ...steps.map(({ what, by, at }) => ({
          what,
          by: what === "alarm" ? "anybody" : actorWords(by, at, naming),
          time: at.time,
          transaction: at.transaction,
        })),
        ...(ended === null
          ? []
          : [
              {
                what: ended.how === "passed" ? "passed on" : ended.how,
                by: actorWords(ended.by, ended.at, naming),
                time: ended.at.time,
                transaction: ended.at.transaction,
              },
            ]),
      ],
    };
  });
  const operations = history.operations.map((one): ToldOperation => {
    const { id, nonce, caller, target, selector, data, scheduled, ready, outcome, ended } = one;
    const own = target === domain.verifyingContract;
    const role = selector === null || own ? 0n : roleOf(history.functions, { target, selector }, scheduled);
    const call = { target, value: 0n, data, decoded: decodeCall(interfaces, target, data) };
    return {
      id,
      nonce,
      caller,
      member: accountWords(caller, scheduled, naming),
      role,
      roleName: own ? "the administration of roles" : naming.role(role),
      call: callWords(call, naming.words),
      scheduledAt: scheduled.time,
      ready,
      outcome,
      endedAt: ended?.time ?? null,
    };
  });
  const happenings = links.flatMap((link): ToldHappening[] => {
    const said = sentence(link, naming);
    const { time, block: number, transaction } = link.at;
    return said === null ? [] : [{ time, block: number, transaction, event: link.eventName, sentence: said }];
  });
  return { grants, operations, happenings };
}

function standingOf(grant: Grant | null, time: number): ToldGrant["standing"] {
  if (grant === null) return "gone";
  if (isCurrent(grant, time)) return "counts";
  return time < grant.since ? "later" : "ended";
}
