import { type Address, isAddressEqual } from "viem";
import * as Grant from "../../audit/roles/grant.ts";
import { keyState, rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { contractAddress } from "../../charter/resolve.ts";
import type { Charter } from "../../charter/schema.ts";
import { roleManagerAbi as abi } from "../../generated/abi.ts";
import { type Manager, type Membership, readManager } from "./access-manager.ts";
import { type Draft, member, mention } from "./draft.ts";
import { isManager } from "./manager-reading.ts";
import { ask, askAddress } from "./site.ts";
import type { Subject } from "./subject.ts";

/** What of a charter and its Conclave a RoleManager's grants are judged by. */
export type RoleGround = { readonly charter: Charter; readonly state: ChainState | null };

/** A RoleManager: its grants end, and live ones count only while their key may be used. Null if it is none. */
export async function readRoleManager(
  draft: Draft,
  { address }: Subject,
  ground: RoleGround,
): Promise<Manager | null> {
  const { site } = draft;
  const conclave = await askAddress(site, address, abi, "conclave");
  const head = await ask(site, address, abi, "head");
  if (conclave === undefined || head === undefined || !(await isManager(draft, address))) return null;
  mention(draft, address, "RoleManager");
  mention(draft, conclave);
  const { charter } = ground;
  // Another Conclave's keys are not known here: its live grants are taken to count.
  const isKnown = ground.state !== null && isAddressEqual(ground.state.domain.verifyingContract, conclave);
  const isOurs = charter.chain.roles !== undefined && isAddressEqual(charter.chain.roles, address);
  const roleIn = (role: bigint) => (isOurs ? charter.roles.find(({ id }) => id === role) : undefined);
  return readManager(draft, address, {
    source: "role-manager",
    membership: termedMembership(draft, address, isKnown ? ground.state : null),
    name: (role) => roleIn(role)?.name,
    effectsOf: (role) => roleIn(role)?.effects,
    accounts: [conclave, ...charter.automata.map(({ contract }) => contractAddress(charter, contract))],
  });
}

/** As the stored word says, also if it does not count any more; `ends` is then in the past. */
function termedMembership({ site }: Draft, address: Address, state: ChainState | null): Membership {
  return async (role, account) => {
    const word = await ask(site, address, abi, "grantOf", [role, account]);
    if (typeof word !== "bigint") return undefined;
    if (word === 0n) return null;
    const grant = Grant.decodeOrNull(word);
    if (grant === null) return undefined;
    const { since, live, holder } = grant;
    const begins = since <= site.time ? 0 : since;
    const terms = { since: begins, ends: Grant.endOf(grant), delay: leastDelay(grant.delay, site.time) };
    if (!live) return member(account, terms);
    const isUsable =
      grant.key === null ? await isDeclared(site, address, account) : mayBeUsed(state, grant.key, account);
    const until = state?.holders.find((one) => one.holder === holder)?.suspendedUntil ?? 0;
    return member(account, {
      ...terms,
      since: Math.max(begins, until > site.time ? until : 0),
      // Out of use, it does not count now, whatever its end.
      ...(isUsable ? {} : { ends: Math.min(terms.ends ?? site.time, site.time) }),
    });
  };
}

/** A delay that is going to be shorter is worth waiting for, if that is sooner. */
function leastDelay({ before, after, effect }: Grant.Delay, time: number): number {
  return effect <= time ? after : Math.min(before, effect - time + after);
}

function mayBeUsed(state: ChainState | null, key: number, account: Address): boolean {
  if (state === null) return true;
  const record = state.keys.find((one) => one.key === key);
  const isHis = record !== undefined && isAddressEqual(record.identity, account);
  return isHis && keyState(state, rosterOf(state), key) === "Active";
}

async function isDeclared(site: Draft["site"], manager: Address, account: Address): Promise<boolean> {
  const answer = await ask(site, manager, abi, "declaration", [account]);
  return Array.isArray(answer) && answer[0] === true;
}
