import { DEFECT, date, type GuardErrorName, type SayOfGuard, say } from "./phrases.ts";

const STATUS = "see `safe status` for how it stands";
const ANNOUNCE = "announce it again with `safe announce`";
const TIER = "announce it in tier 0, or in a tier whose rules allow it";
const ADOPT = "write the adoption again with `safe adopt`";

/** Errors of a ConclaveGuard and what belongs to it. */
export const GUARD_WORDS = {
  // Construction
  ExitDelayOutOfRange: (exitDelay, least, most) =>
    say(`an exit delay of ${exitDelay} s is not between ${least} s and ${most} s`, "choose one in between"),
  ExitWindowOutOfRange: (exitWindow, least, most) =>
    say(`an exit window of ${exitWindow} s is not between ${least} s and ${most} s`, "choose one in between"),
  DelegateInvalid: (codeHash) =>
    say(`${codeHash} cannot be listed: it is no code, or is listed twice`, "correct the list"),

  // Announcing
  RefundRefused: (gasPrice) =>
    say(
      `the transaction pays a refund (gasPrice ${gasPrice}), which nobody has judged`,
      "create it without one",
    ),
  NonceSpent: (nonce, current) =>
    say(
      `nonce ${nonce} of the Safe is used; it is at ${current}`,
      "create the transaction again with the next nonce",
    ),
  DeadlineTooFar: (deadline, latest) =>
    say(
      `the announcement's deadline ${date(deadline)} is more than a signing window away (${date(latest)})`,
      ANNOUNCE,
    ),
  DeadlineNotLater: (deadline, last) =>
    say(
      `this person's last announcement of it had the deadline ${date(last)}; ${date(deadline)} is not later`,
      ANNOUNCE,
    ),
  ReportMissing: (testerKey) =>
    say(`key k${testerKey} vouches for no report`, "have the tester examine the transaction"),
  RecoveryTierRefused: (tier) =>
    say(`tier ${tier} is for recovery of the roster, and does nothing for Safes`, TIER),
  NotAnnounced: () =>
    say("nobody has announced this, or it was withdrawn", "announce it with `safe announce`, and wait"),
  NotAnnouncedBy: (_safe, _hash, holder) =>
    say(`holder ${holder} has no announcement of it standing`, STATUS),
  KeyOfAnotherHolder: (key, holder) =>
    say(
      `key k${key} is not of holder ${holder}, whose announcement it is`,
      "only who announced it can withdraw it",
    ),

  // Passing
  AnnouncementNotReady: (_hash, readyAt) => say(`it waits until ${date(readyAt)}`, "execute it then"),
  AnnouncementExpired: (_hash, expiresAt) =>
    say(`it could be executed until ${date(expiresAt)}`, `${ANNOUNCE}, and wait`),
  AnnouncementVoided: (_hash, epoch, lastVoid) =>
    say(
      `a guardian voided all consent (epoch ${lastVoid}) after it was announced (epoch ${epoch})`,
      `${ANNOUNCE}, and wait`,
    ),
  ExecutorsFirst: (_hash, until) =>
    say(
      `until ${date(until)} only EXECUTOR keys may execute it`,
      "send it from an EXECUTOR's address, or wait",
    ),
  ProposerDropped: (holder) =>
    say(`holder ${holder}, who announced it, no longer counts`, "let another proposer announce it"),
  TesterDropped: (holder) =>
    say(
      `holder ${holder}, who tested it, no longer counts`,
      "have another tester examine it, and announce it",
    ),
  ExecutionFailed: () =>
    say("what it does failed, so nothing happened", "send with more gas; see with `safe test` why it fails"),
  TierZeroOnly: (call, target, tier) =>
    say(`call ${call} goes to ${target}, about which tier 0 decides, not tier ${tier}`, "use tier 0"),
  DelegatecallRefused: (target) =>
    say(
      `the guard does not let ${target} be delegatecalled: it is none of the contracts it was deployed with`,
      "make calls, or a batch by Safe's MultiSendCallOnly",
    ),
  OperationInvalid: (operation) => say(`there is no operation ${operation}`, DEFECT),
  BatchMalformed: (offset) =>
    say(`the batch is not packed as MultiSend wants it (byte ${offset})`, "create the transaction again"),
  NestedOperationRefused: (call) =>
    say(
      `call ${call} of the batch is a delegatecall, which the guard lets no batch make`,
      "make calls alone in the batch",
    ),
  ModuleEnablingRefused: (module) =>
    say(
      `module ${module} would get round the guard, which is not this Safe's module guard`,
      "enable none but the Conclave's modules; Safes of 1.5.0 can have others under the module guard",
    ),

  // Signatures
  SignaturesTooShort: (length, threshold) =>
    say(
      `${length} bytes of signatures are too few for a threshold of ${threshold}`,
      "collect more signatures",
    ),
  SurplusSignatureInvalid: (position, owner) =>
    say(
      `signature ${position}, of ${owner}, is not good: wrong, out of order or of no owner`,
      "leave it out, or have that owner sign again",
    ),
  OwnerTombstoned: (owner) =>
    say(
      `the key ${owner} was retired or compromised: the guard takes its signature for nothing, the Safe for an owner's`,
      "leave its signature out, and replace that owner (`safe roster`)",
    ),
  PersonMissing: () =>
    say(
      "all who count are contract wallets",
      "have somebody sign with an account's key: wallets fill all but one of the approvals",
    ),

  // Modules, adoption, exit
  ModuleRefused: (module) =>
    say(
      `module ${module} is neither the Conclave's nor trusted by the Safe`,
      "have the Safe trust it, in tier 0",
    ),
  ModuleTooWild: (module, to) =>
    say(
      `module ${module} is trusted with calls, but not with this one to ${to}`,
      "have the Conclave or the owners do it",
    ),
  ModuleCallFailed: (safe) => say(`the call that the Safe ${safe} was to make failed`, STATUS),
  OnlyConclave: (caller) => say(`only the Conclave may do this; ${caller} called`, "propose it there"),
  OnlyOwner: (caller) => say(`${caller} is no owner of the Safe`, "send it from an owner's account"),
  NoExit: (_safe, owner) => say(`${owner} has announced no way out`, "see `safe exit status`"),
  GuardNotSet: (safe, guard) => say(`${guard} is not the guard of the Safe ${safe}`, ADOPT),
  ModuleGuardNotSet: (safe, guard) => say(`${guard} is not the module guard of the Safe ${safe}`, ADOPT),
  HandlerNotSet: (safe, handler) => say(`${handler} is not the fallback handler of the Safe ${safe}`, ADOPT),
  ModuleNotTrusted: (_safe, module) =>
    say(`the Safe has module ${module}, which is neither the Conclave's nor trusted`, ADOPT),
  TooManyModules: (safe) => say(`the Safe ${safe} has more modules than anybody looks at`, "disable some"),
} satisfies { readonly [N in GuardErrorName]: SayOfGuard<N> };
