import { encodeFunctionData } from "viem";
import { roleManagerAbi } from "../../generated/abi.ts";
import { formatDuration } from "../../time.ts";
import { type Comparison, callOf, comparison, type SettingCall } from "./call.ts";
import { grants, isOver, reviewedLate, revocations } from "./grants.ts";
import { conflicts, declarations, definitions, functions, ownAdmins, unlisted } from "./setup.ts";
import type { Settings } from "./state.ts";
import type { WantedSettings } from "./wanted.ts";

/** What it takes to make a manager what the charter says, in order; and what calls cannot bring about, or not now. */
export type SettingsDifference = {
  readonly calls: readonly SettingCall[];
  readonly notes: readonly string[];
};

/** How many roles one role can be in conflict with. */
const MAX_CONFLICTS = 16;

/**
 * The calls of the Conclave that make a RoleManager what the charter says: first what takes away, then what sets up, grants last. Applying them
 * leaves no difference; a grant that has its end by the role's term is made again only once that end has come.
 */
export function difference(wanted: WantedSettings, actual: Settings): SettingsDifference {
  const compared = comparison(wanted, actual);
  const apart = [...conflicts(compared, true)];
  const together = [...conflicts(compared, false)];
  const first = isRoomShort(compared, apart.length) ? together : [];
  const calls = [
    ...ownAdmins(compared),
    ...revocations(compared),
    ...declarations(compared, false),
    ...functions(compared, true),
    ...first,
    ...apart,
    ...(first.length > 0 ? [] : together),
    ...declarations(compared, true),
    ...targetDelays(compared),
    ...functions(compared, false),
    ...definitions(compared),
    ...grants(compared),
  ];
  return { calls, notes: [...notes(compared)] };
}

/** Whether a role's room for conflicts might not do for the new ones beside those that are to go. */
function isRoomShort({ actual }: Comparison, more: number): boolean {
  return actual.roles.some((role) => role.conflicts.length + more > MAX_CONFLICTS);
}

/** The Conclave has delays of its own: a target's would only make its proposals fail. */
function* targetDelays(compared: Comparison): Generator<SettingCall> {
  const { actual, account } = compared;
  for (const { address, nextDelay } of actual.targets) {
    if (nextDelay === 0) continue;
    yield callOf(
      compared,
      encodeFunctionData({ abi: roleManagerAbi, functionName: "setTargetAdminDelay", args: [address, 0] }),
      {
        kind: "target-delay",
        words: `lets the Conclave change functions of ${account(address)} without a further delay, which holds after 5 days at the earliest`,
        loosens: true,
      },
    );
  }
}

function* notes(compared: Comparison): Generator<string> {
  const { actual, account, wanted, role: roleName } = compared;
  for (const { name, members } of wanted.roles) {
    for (const member of members) {
      if (isOver(member, actual.block.time))
        yield `${member.name} gets no grant of ${name}: the end that the charter gives, or the key's, is past`;
    }
  }
  yield* reviewedLate(compared);
  for (const { address, closed, adminDelay } of actual.targets) {
    if (closed)
      yield `${account(address)} is closed: nobody can call it through its roles until the Conclave opens it`;
    if (adminDelay > 0) {
      yield `functions of ${account(address)} are left as they are: changes wait ${formatDuration(adminDelay)} in the RoleManager, until that delay is gone`;
    }
  }
  for (const { id, terms } of unlisted(compared)) {
    if (terms !== null)
      yield `${roleName(id)} stays defined, though the charter does not list it: it opens nothing and has no member`;
  }
}
