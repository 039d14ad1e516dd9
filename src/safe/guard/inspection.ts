import { type Address, getAddress, isAddressEqual } from "viem";
import { rosterOf } from "../../chain/standing.ts";
import { joinWords, type Words, wordsFrom } from "../../charter/words.ts";
import { formatDate, formatDuration } from "../../time.ts";
import { hasModuleGuard } from "../state.ts";
import { exitDelays } from "./deployment.ts";
import { type OwnerStanding, ownersIn, type Reach, reach } from "./owners.ts";
import type { Guarded } from "./state.ts";

/** What adoption shall bring besides the guard. */
export type Wanted = {
  /** Tiers whose ConclaveModule is enabled. */
  readonly tiers: readonly number[];
  /** Modules the Safe has and keeps under the module guard. */
  readonly trusted: readonly Address[];
};

/** Something about adopting that people must know. Grave: adoption is refused because of it. */
export type Finding = {
  readonly code: string;
  readonly grave: boolean;
  readonly message: string;
  readonly fix: string;
};

/** A Safe looked at before it adopts a guard. */
export type Inspection = {
  readonly owners: readonly OwnerStanding[];
  readonly reach: Reach;
  readonly findings: readonly Finding[];
};

/**
 * Looks at a Safe that is to adopt `guarded.guard`.
 * @param genuine Whether the guard is known to be this project's own code; undefined: nobody checked.
 */
export function inspect(
  guarded: Guarded,
  wanted: Wanted,
  genuine?: boolean,
  words: Words = wordsFrom(null),
): Inspection {
  const { safe, conclave } = guarded;
  const owners = ownersIn(conclave, 0, safe.owners);
  const reached = reach(conclave, 0, safe.owners);
  return {
    owners,
    reach: reached,
    findings: [
      ...ofGuard(guarded, genuine),
      ...ofSafe(guarded),
      ...ofExits(guarded),
      ...ofModules(guarded, wanted),
      ...ofPeople(guarded, reached, words),
    ],
  };
}

function ofGuard({ safe, guard, conclave }: Guarded, genuine: boolean | undefined): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, grave: boolean, message: string, fix: string) =>
    found.push({ code, grave, message, fix });
  if (genuine === false)
    add(
      "Adopt.GuardNotGenuine",
      true,
      `the guard ${guard.domain.verifyingContract} is not at the address that this version's code and its terms lead to`,
      "deploy one with `safe guard deploy`, or use the version of Conclave it was deployed with",
    );
  if (conclave.config.closed)
    add(
      "Adopt.ConclaveClosed",
      true,
      `the Conclave ${guard.conclave} was closed`,
      "use the guard of its successor",
    );
  if (!conclave.config.opened)
    add(
      "Adopt.ConclaveNotOpen",
      true,
      `the Conclave ${guard.conclave} takes no proposals yet: too few keys are in use`,
      "have the holders activate their keys first (`key activate`)",
    );
  const { least } = exitDelays(rosterOf(conclave), conclave.setting.signingWindow);
  if (guard.exitDelay < least)
    add(
      "Adopt.ExitDelayShort",
      true,
      `the guard's exit delay is ${formatDuration(guard.exitDelay)}, and tier 0 has come to need ${formatDuration(least)}: stolen owners would be rid of the guard before the Conclave could replace them`,
      "deploy a new guard with `safe guard deploy`",
    );
  if (safe.guard !== null && isAddressEqual(safe.guard, guard.domain.verifyingContract))
    add("Adopt.AdoptedAlready", true, "the Safe has this guard", "look at it with `safe status`");
  else if (safe.guard !== null)
    add(
      "Adopt.OtherGuard",
      true,
      `the Safe has another guard, ${safe.guard}, which would no longer guard it`,
      "have the owners take it off first, if that is meant (`safe create --guard none`)",
    );
  if (safe.moduleGuard !== null && !isAddressEqual(safe.moduleGuard, guard.domain.verifyingContract))
    add(
      "Adopt.OtherModuleGuard",
      true,
      `the Safe has another module guard, ${safe.moduleGuard}, which would no longer guard it`,
      "have the owners take it off first, if that is meant",
    );
  return found;
}

/** The guard keeps an announcement of the way out while the Safe is away: it would open sooner than anybody expects. */
function ofExits({ exits, conclave }: Guarded): Finding[] {
  return exits
    .filter(({ lapsesAt }) => conclave.block.timestamp < lapsesAt)
    .map(({ owner, maturesAt, lapsesAt }) => ({
      code: "Adopt.ExitAnnounced",
      grave: true,
      message: `owner ${owner} announced the way out when the Safe was guarded before: it is open from ${formatDate(maturesAt)} to ${formatDate(lapsesAt)}`,
      fix: "have that owner take it back (`withdrawExit` of the guard, from their account), or wait until it has lapsed",
    }));
}

function ofSafe({ safe }: Guarded): Finding[] {
  if (safe.release !== null) return [];
  return [
    {
      code: "Adopt.SingletonUnknown",
      grave: true,
      message: `the Safe runs code that Safe did not release (${safe.singleton}): nobody here can say what it does with its guard`,
      fix: "migrate it to one of Safe's own singletons first, or set up a new Safe",
    },
  ];
}

function ofModules({ safe, guard }: Guarded, { tiers, trusted }: Wanted): Finding[] {
  const found: Finding[] = [];
  const isIn = (list: readonly Address[], one: Address) => list.some((other) => isAddressEqual(other, one));
  const ours = [guard.conclave, ...guard.modules.map(({ address }) => address)];
  for (const module of safe.modules.filter((one) => !isIn(ours, one))) {
    if (!hasModuleGuard(safe.version))
      found.push({
        code: "Adopt.ModuleUnguarded",
        grave: true,
        message: `module ${module} can do anything with the Safe, and in ${safe.version} no guard is asked about it`,
        fix: "have the owners disable it first, or migrate the Safe to 1.5.0, which guards modules",
      });
    else if (!isIn(trusted, module))
      found.push({
        code: "Adopt.ModuleNotTrusted",
        grave: true,
        message: `module ${module} is not the Conclave's: under the guard it could do nothing more`,
        fix: `add --trust ${module} to let it go on making calls, though none to the Safe itself; or have the owners disable it`,
      });
  }
  for (const module of trusted.filter((one) => !isIn(safe.modules, one)))
    found.push({
      code: "Adopt.TrustsNoModule",
      grave: true,
      message: `${getAddress(module)} is no module of the Safe`,
      fix: "trust modules that the Safe has; others are enabled and trusted later, in tier 0",
    });
  if (!hasModuleGuard(safe.version) && !tiers.includes(0))
    found.push({
      code: "Adopt.SilentModule",
      grave: false,
      message: `where the Conclave moves a Safe of ${safe.version} as its module, a call that fails would look to it like one that succeeded`,
      fix: "add --modules 0, and have the Conclave act through tier 0's module, which fails as a whole",
    });
  for (const tier of tiers.filter((one) => !guard.modules.some((module) => module.tier === one)))
    found.push({
      code: "Adopt.ModuleNotMade",
      grave: true,
      message: `the guard has no module for tier ${tier} yet`,
      fix: `make it with \`safe guard deploy --modules ${tier}\`, which leaves the guard as it is`,
    });
  return found;
}

function ofPeople({ safe, conclave }: Guarded, reached: Reach, words: Words): Finding[] {
  const { holders, needed, possible, critical } = reached;
  const people = (list: readonly number[]) => joinWords(list.map(words.person));
  if (holders.length === 0)
    return [
      {
        code: "Adopt.NobodyCounts",
        grave: true,
        message: "no owner of the Safe is a key that counts in tier 0: nothing could pass but the way out",
        fix: "make keys of the Conclave's approvers owners of the Safe first (`safe roster`)",
      },
    ];
  if (!possible)
    return [
      {
        code: "Adopt.QuorumOutOfReach",
        grave: true,
        message: `tier 0 needs ${needed} people besides who proposes${rosterOf(conclave).tiers[0]?.testerNeeded ? " and tests" : ""}; of the owners only ${people(holders)} count${holders.length === 1 ? "s" : ""}`,
        fix: "make keys of further approvers owners of the Safe first (`safe roster`)",
      },
    ];
  const found: Finding[] = [];
  if (critical.length > 0)
    found.push({
      code: "Adopt.QuorumFragile",
      grave: false,
      message: `without ${people(critical.slice(0, 1))}${critical.length > 1 ? ` (or ${people(critical.slice(1))})` : ""} tier 0 could not act for the Safe, and only the way out were left`,
      fix: "make a key of one more approver an owner of the Safe",
    });
  const idle = approvers(conclave).filter((holder) => !holders.includes(holder));
  if (idle.length > 0)
    found.push({
      code: "Adopt.ApproversWithoutKey",
      grave: false,
      message: `${people(idle)} may approve in the Conclave, but ${idle.length === 1 ? "owns" : "own"} no key of the Safe, and cannot for it`,
      fix: "make their keys owners of the Safe, if they are to decide about it",
    });
  const strangers = ownersIn(conclave, 0, safe.owners).filter(({ reason }) => reason !== null).length;
  if (safe.owners.length - strangers < safe.threshold)
    found.push({
      code: "Adopt.ThresholdNeedsOthers",
      grave: false,
      message: `the Safe's threshold is ${safe.threshold}, and ${safe.owners.length - strangers} of its owners count: owners whose signature counts for nothing in the Conclave must sign besides`,
      fix: "lower the threshold, or make keys of the Conclave owners in their place",
    });
  return found;
}

function approvers(conclave: Guarded["conclave"]): readonly number[] {
  const { tiers, keys } = rosterOf(conclave);
  const roles = tiers[0]?.roles ?? 0;
  const holders = keys.flatMap((key) => (key !== null && (key.roles & roles) !== 0 ? [key.holder] : []));
  return [...new Set(holders)];
}
