import { type Address, zeroAddress } from "viem";
import { type Path, type Problem, refuse } from "../yaml/source.ts";
import * as Check from "./check.ts";
import { checkRoles } from "./check-roles.ts";
import { type Compiled, compile, GENESIS, type Previous } from "./compile.ts";
import type { Finding } from "./finding.ts";
import type { ParsedCharter } from "./parse.ts";
import { tierNumber } from "./resolve.ts";
import { remarksOnRoles } from "./role-remarks.ts";
import { encode } from "./roster.ts";
import { remarksOnRotation } from "./rotation.ts";
import type { Charter } from "./schema.ts";

/** What a charter is judged against. Without `chain` it is judged as the first one. */
export type Context = {
  /** UNIX seconds. */
  readonly now: number;
  /** The Conclave's address; without it, the one the charter names, if any. */
  readonly conclave?: Address;
  readonly chain?: Previous & {
    readonly states: Check.KeyStates;
    readonly records?: Check.Records;
  };
};

/** A charter's documents and everything the contract would refuse about them, with the place in the file. */
export type Review = {
  readonly compiled: Compiled;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** What the RoleManager would refuse of the roles, or nobody could ever use; the Conclave's documents do not depend on it. */
  readonly roleProblems: readonly Problem[];
  /** What would be accepted, but has no effect, or is seldom meant. */
  readonly warnings: readonly Problem[];
};

/** Compiles a charter and judges it as the contract would. */
export function review(parsed: ParsedCharter, context: Context): Review {
  const { charter, source } = parsed;
  const { chain } = context;
  const compiled = compile(charter, chain ?? GENESIS);
  const nameOf = (holder: number) =>
    charter.people.find(({ id }) => id === holder)?.name ?? `holder ${holder}`;
  const setting = {
    now: context.now,
    signingWindow: charter.chain["signing-window"],
    suspension: charter.chain.suspension,
    conclave: context.conclave ?? charter.chain.conclave ?? zeroAddress,
  };
  const { rosterDocument } = compiled;
  const old = chain?.roster ? encode(chain.roster) : null;
  const findings =
    old === null || chain === undefined
      ? Check.genesis(rosterDocument, setting, nameOf)
      : [
          ...Check.amendment(old, rosterDocument, chain.states, setting, nameOf),
          ...(chain.records
            ? Check.replacement(old, rosterDocument, chain.records, setting.signingWindow, setting.now)
            : []),
        ];
  findings.push(...Check.rulebook(compiled.rulebookDocument, compiled.rulebook.serial));
  return {
    compiled,
    findings,
    problems: findings.map((finding) =>
      source.problem(pathOf(charter, finding), {
        code: `Charter.${finding.name}`,
        message: finding.message,
        fix:
          FIXES[finding.name] ?? "change the charter so that the rule holds; docs/charter.md explains each",
      }),
    ),
    roleProblems: [...checkRoles(charter, context.now)].map(({ path, ...text }) =>
      source.problem(path, text),
    ),
    warnings: [
      ...[...withoutEffect(charter)].map(({ path, message }) =>
        source.problem(path, {
          code: "Charter.RuleWithoutEffect",
          message,
          fix: "remove the tier from the rule",
        }),
      ),
      ...[...remarksOnRoles(charter, context.now), ...remarksOnRotation(charter, context.now)].map(
        ({ path, ...text }) => source.problem(path, text),
      ),
    ],
  };
}

/**
 * As {@link review}, for those who can only go on with a charter the contracts take.
 * @throws {BaseError} with the first finding's name as code (`Charter.TierLockedOut`, …) and all of them in `details.problems`.
 */
export function accept(parsed: ParsedCharter, context: Context): Review {
  const result = review(parsed, context);
  const problems = [...result.problems, ...result.roleProblems];
  if (problems.length > 0) throw refuse(parsed.source.file, problems);
  return result;
}

const FIXES: Partial<Record<Finding["name"], string>> = {
  TierLockedOut: "give more people keys that count, extend expiries, or ask for fewer approvals",
  RolesUnmarked: 'write "several: true" for a key with several roles, or give each role a key of its own',
  GuardianApproves: "let somebody else be guardian, or somebody else approve",
  CooldownTooShort: "lengthen guardian-cooldown, or name fewer guardians",
  EntryChanged: "leave the key as it is and enter a new one at a free index",
  KeyStillInUse: "keep the key in the charter until its place is free, and use another index",
  Tombstoned: "make a new key",
};

/** The field of the charter that a finding is about. */
function pathOf(charter: Charter, { name, args }: Finding): Path {
  const first = Number(args[0] ?? 0);
  const key = (index: number): Path => {
    const position = charter.keys.findIndex((one) => one.index === index);
    return position === -1 ? ["keys"] : ["keys", position];
  };
  const tier = (number: number): Path => ["tiers", charter.tiers.findIndex((one) => one.number === number)];
  switch (name) {
    case "CooldownTooShort":
      return ["guardian-cooldown"];
    case "TierZeroTooWeak":
      return [...tier(0), "approvals"];
    case "TierZeroHasNoDelay":
      return [...tier(0), "delay"];
    case "GuardianApproves":
      return ["people", charter.people.findIndex(({ id }) => id === first)];
    case "DelayTooLong":
    case "DelayAboveTierZero":
    case "RecoveryTooQuick":
      return [...tier(first), "delay"];
    case "GraceOutOfRange":
      return [...tier(first), "grace"];
    case "RecoveryRolesWrong":
    case "RolesDoNotCount":
      return [...tier(first), "counts"];
    case "TierWithoutApprovals":
      return [...tier(first), "approvals"];
    case "OverrideBelowApprovals":
      return [...tier(first), "override"];
    case "TierLockedOut":
    case "UnknownTierFlags":
      return tier(first);
    case "TwoRecoveryTiers":
    case "DuplicateSigner": {
      const second = Number(args[1] ?? 0);
      return name === "DuplicateSigner" ? key(second) : [...tier(second), "recovery"];
    }
    case "RolesUnmarked":
    case "RolesMissing":
      return [...key(first), "roles"];
    case "PredecessorWrong":
      return [...key(first), "successor-of"];
    case "UnknownKind":
    case "HolderOutOfRange":
    case "SignerEmpty":
    case "KeyNotAPoint":
    case "SignerIsConclave":
    case "EntryChanged":
    case "EnteredWrong":
    case "KeyStillInUse":
    case "Tombstoned":
    case "RenewalTooFar":
      return key(first);
    default:
      return [];
  }
}

/** Rules that list a tier which never looks at them. */
function* withoutEffect(charter: Charter): Generator<{ path: Path; message: string }> {
  for (const section of ["rules", "emergency"] as const) {
    for (const [index, { tiers }] of charter[section].entries()) {
      for (const [position, text] of tiers.entries()) {
        const number = tierNumber(charter, text);
        const tier = charter.tiers.find((one) => one.number === number);
        const reason = reasonWithoutEffect(section, tier, text);
        if (reason !== null) yield { path: [section, index, "tiers", position], message: reason };
      }
    }
  }
}

function reasonWithoutEffect(
  section: "rules" | "emergency",
  tier: Charter["tiers"][number] | undefined,
  text: string,
): string | null {
  if (tier === undefined) return `there is no tier ${text}`;
  if (tier.number === 0) return "tier 0 may do anything and needs no rule";
  if (tier.recovery) return "the recovery tier may amend the roster and nothing else";
  if (section === "rules" && tier.delay === 0)
    return `${tier.name} has no delay and looks at emergency rules only`;
  if (section === "emergency" && tier.delay !== 0) return `${tier.name} has a delay and looks at rules only`;
  return null;
}
