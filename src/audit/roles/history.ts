import type { Address, Hex } from "viem";
import { ADMIN } from "../../charter/fixed-roles.ts";
import type { Place } from "../link.ts";
import { type EventOf, isLink, type RoleEvent, type RoleLink } from "./event.ts";
import { decodeOrNull, type Grant } from "./grant.ts";
import type { RoleOperation } from "./operations.ts";

/**
 * What happened to a grant after it was made. `by`: as the record names them; null where it names nobody.
 * - `renewed`: granted again before it ended; `kept`: by a review; `passed`: from a predecessor's key; `alarm`: its review is overdue, which in a critical
 *   role ends nothing.
 */
export type GrantStep = {
  readonly what: "granted" | "renewed" | "kept" | "passed" | "alarm";
  readonly by: Address | null;
  readonly at: Place;
};

/** `dropped`: by a review; `passed`: to the key's successor; `removed`: revoked, renounced, or cleared away after its end, also by a new grant. */
export type GrantEnd = {
  readonly how: "dropped" | "passed" | "removed";
  readonly by: Address | null;
  readonly at: Place;
};

/** One grant, from when it was made until it was taken away. Whether it counts is in its word. */
export type GrantHistory = {
  readonly role: bigint;
  readonly account: Address;
  /** The word as it was last stored; null if no log tells it. */
  readonly word: bigint | null;
  readonly grant: Grant | null;
  readonly steps: readonly GrantStep[];
  /** When it was last looked at by a reviewer, UNIX seconds; null: never. */
  readonly reviewed: number | null;
  readonly ended: GrantEnd | null;
};

/** What the logs of a manager say of grants and of their use. Believe it as far as the audit says. */
export type RoleHistory = {
  readonly grants: readonly GrantHistory[];
  /** Which role a function took, through time: the last entry holds. */
  readonly functions: readonly FunctionRole[];
  readonly operations: readonly RoleOperation[];
};

export type FunctionRole = {
  readonly target: Address;
  readonly selector: Hex;
  readonly role: bigint;
  readonly from: Place;
};

/**
 * The grants and what of their use leaves logs: operations that waited out a delay. Calls at once leave none at the manager; whoever asks
 * if a grant was used must look for those elsewhere, or say that it cannot be known.
 */
export function roleHistory(events: readonly RoleEvent[], operations: readonly RoleOperation[]): RoleHistory {
  const links = events.filter(isLink);
  return { grants: grantsOf(links), functions: links.flatMap(functionRole), operations };
}

/** The role that opened a function at a moment; 0, the Conclave's own, where nothing was said. */
export function roleOf(
  functions: readonly FunctionRole[],
  { target, selector }: { readonly target: Address; readonly selector: Hex },
  at: Place,
): bigint {
  const said = functions.findLast(
    (one) => one.target === target && one.selector === selector && !isAfter(one.from, at),
  );
  return said?.role ?? ADMIN;
}

type Open = { -readonly [K in keyof GrantHistory]: GrantHistory[K] } & { steps: GrantStep[] };

function grantsOf(links: readonly RoleLink[]): readonly GrantHistory[] {
  const all: Open[] = [];
  const open = new Map<string, Open>();
  const start = (role: bigint, account: Address, step: GrantStep): Open => {
    const grant: Open = {
      role,
      account,
      word: null,
      grant: null,
      steps: [step],
      reviewed: null,
      ended: null,
    };
    all.push(grant);
    open.set(keyOf(role, account), grant);
    return grant;
  };
  const end = (role: bigint, account: Address, ended: GrantEnd) => {
    const grant = open.get(keyOf(role, account));
    if (grant === undefined) return;
    grant.ended = ended;
    open.delete(keyOf(role, account));
  };
  for (const [index, link] of links.entries()) {
    const { at } = link;
    switch (link.eventName) {
      case "RoleGranted": {
        const { roleId, account, newMember } = link.args;
        const by = granterOf(links[index + 1], link);
        // One that had ended by its terms stays where it is until another takes its place.
        if (newMember) end(roleId, account, { how: "removed", by, at });
        const known = open.get(keyOf(roleId, account));
        if (known === undefined) start(roleId, account, { what: "granted", by, at });
        else known.steps.push({ what: "renewed", by, at });
        break;
      }
      case "GrantTermed":
        setWord(open.get(keyOf(link.args.roleId, link.args.account)), link.args.grant);
        break;
      case "GrantReviewed": {
        const { roleId, account, reviewer, kept, grant: word } = link.args;
        const grant = open.get(keyOf(roleId, account));
        if (grant !== undefined) grant.reviewed = at.time;
        if (!kept) {
          end(roleId, account, { how: "dropped", by: reviewer, at });
          break;
        }
        grant?.steps.push({ what: "kept", by: reviewer, at });
        setWord(grant, word);
        break;
      }
      case "GrantSucceeded": {
        // RoleRevoked and RoleGranted came before it, and were this.
        const { roleId, predecessor, successor } = link.args;
        const before = all.findLast((grant) => isOf(grant, roleId, predecessor));
        if (before?.ended?.at.transaction === at.transaction)
          before.ended = { how: "passed", by: null, at: before.ended.at };
        const after = open.get(keyOf(roleId, successor));
        const step = after?.steps.at(-1);
        if (after !== undefined && step !== undefined)
          after.steps = after.steps.with(-1, { what: "passed", by: predecessor, at: step.at });
        break;
      }
      case "ReviewOverdue":
        open.get(keyOf(link.args.roleId, link.args.account))?.steps.push({ what: "alarm", by: null, at });
        break;
      case "RoleRevoked":
        end(link.args.roleId, link.args.account, { how: "removed", by: null, at });
        break;
      default:
    }
  }
  return all;
}

function functionRole(link: RoleLink): FunctionRole[] {
  if (link.eventName !== "TargetFunctionRoleUpdated") return [];
  const { target, selector, roleId: role } = link.args;
  return [{ target, selector, role, from: link.at }];
}

/** `GrantTermed` follows its `RoleGranted`, and names who granted. */
function granterOf(next: RoleLink | undefined, { args }: EventOf<"RoleGranted">): Address | null {
  if (next?.eventName !== "GrantTermed") return null;
  const { roleId, account, by } = next.args;
  return roleId === args.roleId && account === args.account ? by : null;
}

function setWord(grant: Open | undefined, word: bigint): void {
  if (grant === undefined) return;
  grant.word = word;
  grant.grant = decodeOrNull(word);
}

function isOf(grant: GrantHistory, role: bigint, account: Address): boolean {
  return keyOf(grant.role, grant.account) === keyOf(role, account);
}

function keyOf(role: bigint, account: Address): string {
  return `${role}/${account.toLowerCase()}`;
}

function isAfter(one: Place, other: Place): boolean {
  return one.block === other.block ? one.index > other.index : one.block > other.block;
}
