import { decodeErrorResult, type Hex } from "viem";
import { charterValidatorAbi, errorsAbi } from "../generated/abi.ts";
import { formatDate, formatDuration } from "../time.ts";
import type { Malformed } from "./layout.ts";
import { KEY_STATES, ROLE_NAMES, Role } from "./model.ts";

/** What the Conclave's lens adds when a roster is replaced. */
type ReplacementError = "KeyStillInUse" | "Tombstoned";
type CharterError =
  | Extract<(typeof charterValidatorAbi)[number], { type: "error" }>
  | Extract<(typeof errorsAbi)[number], { name: ReplacementError }>;

export type FindingName = CharterError["name"];

const NAMES: ReadonlySet<string> = new Set<string>([
  ...charterValidatorAbi.filter((item) => item.type === "error").map(({ name }) => name),
  "KeyStillInUse" satisfies ReplacementError,
  "Tombstoned" satisfies ReplacementError,
]);

/** The errors of `ICharterValidator`, and those added when a roster is replaced. */
export const charterErrors: readonly CharterError[] = errorsAbi.filter((item): item is CharterError =>
  NAMES.has(item.name),
);

/** One broken rule: the contract's error with its arguments, and the same in people's words. */
export type Finding = {
  readonly name: FindingName;
  readonly args: readonly (number | bigint | Hex)[];
  readonly message: string;
};

/** How people are called in messages; a holder nobody knows is "holder 3". */
export type NameOf = (holder: number) => string;

export const holderNumber: NameOf = (holder) => `holder ${holder}`;

/** A finding; `message` is left out where the arguments alone say enough. */
export function finding(name: FindingName, args: Finding["args"], message?: string): Finding {
  return { name, args, message: message ?? describe(name, args, holderNumber) };
}

/** The finding for a document that cannot be read at all. */
export function unreadable(fault: Malformed): Finding {
  return finding(fault.name, [BigInt(fault.name === "DocumentMalformed" ? fault.at : fault.count)]);
}

/** The finding behind a validator's revert data; `null` if it is none of {@link charterErrors}. */
export function decode(data: Hex, nameOf: NameOf = holderNumber): Finding | null {
  try {
    const { errorName, args } = decodeErrorResult({ abi: charterErrors, data });
    const values = [...((args ?? []) as readonly (number | bigint | Hex)[])];
    return { name: errorName, args: values, message: describe(errorName, values, nameOf) };
  } catch {
    return null;
  }
}

/** The sentence for an error, from its arguments alone. */
export function describe(name: FindingName, args: Finding["args"], nameOf: NameOf): string {
  const [a = 0, b = 0, c = 0] = args;
  const duration = (value: number | bigint | Hex) => formatDuration(Number(value));
  switch (name) {
    case "DocumentMalformed":
      return `byte ${a} of the document is not what the format allows`;
    case "TierCountOutOfRange":
      return `there are ${a} tiers; there must be 1 to 16, and tier 0 among them`;
    case "TierZeroTooWeak":
      return `tier 0 asks for ${a} approvals; it needs 2 at least, besides the proposer`;
    case "TierZeroHasNoDelay":
      return "tier 0 must have a delay and cannot be the recovery tier";
    case "UnknownTierFlags":
      return `tier ${a} has flags ${b}, which are not known`;
    case "TierWithoutApprovals":
      return `tier ${a} asks for no approval; every tier needs one at least`;
    case "OverrideBelowApprovals":
      return `tier ${a}: the override count ${b} is below its ${c} approvals`;
    case "DelayTooLong":
      return `tier ${a}: a delay of ${duration(b)} is longer than ${duration(c)}`;
    case "DelayAboveTierZero":
      return `tier ${a}: a delay of ${duration(b)} is longer than tier 0's ${duration(c)}`;
    case "RecoveryTooQuick":
      return `tier ${a}: recovery after ${duration(b)} is too quick; twice tier 0's delay and signing window is ${duration(c)}`;
    case "GraceOutOfRange":
      return `tier ${a}: a grace of ${duration(b)} is not between 3 and 30 days`;
    case "TwoRecoveryTiers":
      return `tiers ${a} and ${b} are both for recovery; there can be one`;
    case "RecoveryRolesWrong":
      return `tier ${a} is for recovery: it must count RECOVERY keys alone and need no tester`;
    case "RolesDoNotCount":
      return `tier ${a} counts ${roleNames(Number(b))}, which cannot approve there`;
    case "UnknownKind":
      return `key k${a} has kind ${b}, which is not known`;
    case "HolderOutOfRange":
      return `key k${a} belongs to holder ${b}; holders are numbered 0 to 63`;
    case "RolesMissing":
      return `key k${a} has no role, or one that is not known`;
    case "RolesUnmarked":
      return `key k${a} has ${roleNames(Number(b))}: several roles need the mark "several", and one role must not have it`;
    case "SignerEmpty":
      return `key k${a} has no address or verifier, or a precompile's`;
    case "KeyNotAPoint":
      return `key k${a} has a public key of ${b} bytes; a curve point has 64`;
    case "SignerIsConclave":
      return `key k${a} is the Conclave itself`;
    case "DuplicateSigner":
      return `keys k${a} and k${b} are one secret listed twice`;
    case "GuardianApproves":
      return `${nameOf(Number(a))} holds a guardian key and an approver key; one person cannot do both`;
    case "CooldownTooShort":
      return `a guardian cooldown of ${duration(a)} is too short; with these guardians it must be ${duration(b)} at least`;
    case "PredecessorWrong":
      return `key k${a} cannot succeed k${b}: that must be an activated key of the same person, with every role k${a} has and no other successor waiting`;
    case "SerialWrong":
      return `the serial is ${a}; the next one is ${b}`;
    case "EntryChanged":
      return `key k${a} changed its kind, holder, signer, predecessor or entry serial; only roles and expiry may change`;
    case "EnteredWrong":
      return `key k${a} is new but says that it entered with serial ${b}`;
    case "TierLockedOut":
      return Number(b) === 255
        ? `tier ${a} cannot act even with everybody there`
        : `losing ${nameOf(Number(b))} would leave tier ${a} unable to act`;
    case "RenewalChanges":
      return `byte ${a} differs; a renewal may only put expiries off`;
    case "RenewalTooFar":
      return `key k${a} would expire ${formatDate(Number(b))}; a renewal reaches a year at most`;
    case "RulesUnsorted":
      return `entry ${a} is a duplicate or out of order`;
    case "TierMaskEmpty":
      return `entry ${a} is allowed to no tier`;
    case "UnknownItem":
      return `watched item ${a} is of no known kind, or has a target or parameter its kind does not take`;
    case "KeyStillInUse":
      return Number(c) === 0
        ? `the key at k${a} is ${KEY_STATES[Number(b)]}; it must be Retired or Compromised before its place is given away`
        : `the place of k${a} is free from ${formatDate(Number(c))} on, when nothing the old key signed can run any more`;
    case "Tombstoned":
      return `key k${a} (${b}) was retired or compromised once and can never return`;
  }
}

function roleNames(mask: number): string {
  const names = ROLE_NAMES.filter((role) => (mask & Role[role]) !== 0);
  return names.length === 0 ? "no role" : names.join(", ");
}
