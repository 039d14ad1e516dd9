import { CHARTER, DEFECT, date, type ErrorName, KEYS, lanes, type Say, say, stateOf } from "./phrases.ts";

/** Errors about the Conclave as a whole and its register of keys. */
export const REGISTER_WORDS = {
  DeployedTooLate: (before, now) =>
    say(
      `this charter could be deployed until ${date(before)}; it is ${date(now)}`,
      "set a later deploy-before and deploy again",
    ),
  SigningWindowOutOfRange: (window, limit) =>
    say(`a signing window of ${window} seconds is not between 1 and ${limit}`, CHARTER),
  SuspensionOutOfRange: (suspension) =>
    say(`a suspension of ${suspension} seconds is not between 1 second and 90 days`, CHARTER),
  WrongCode: (helper) =>
    say(
      `the helper at ${helper} is not the one this Conclave was compiled with`,
      "deploy the helpers of this version",
    ),
  CharterRefused: () =>
    say(
      "the validator gave no answer, which counts as a refusal",
      "send with more gas; if that does not help, check the charter",
    ),
  ConclaveClosed: () => say("this Conclave has closed", "use its successor"),
  SchedulingNotOpen: () =>
    say("scheduling has not opened: too few keys are activated for tier 0 to act", "activate more keys"),
  OnlySelf: (caller) =>
    say(
      `only the Conclave itself may do this, from an operation of tier 0; ${caller} called`,
      "propose it in tier 0",
    ),
  ReentrancyGuardReentrantCall: () =>
    say("a call of the operation came back into the Conclave", "remove the call that calls the Conclave"),
  InvalidShortString: () => say("the contract holds a malformed string", DEFECT),
  StringTooLong: () => say("the contract was given a string that is too long", DEFECT),
  DocumentTooLong: (size, limit) =>
    say(`the document takes ${size} bytes, contract code holds ${limit}`, "list fewer keys or rules"),
  DocumentNotCreated: (generation) =>
    say(`the document of generation ${generation} could not be created`, "send with more gas"),

  UnexpectedKeyState: (key, state, wanted) =>
    say(`key k${key} is ${stateOf(state)}; it must be ${stateOf(wanted)}`, KEYS),
  GuardianCooling: (holder, ready) =>
    say(
      `holder ${holder} may act as guardian again from ${date(ready)}`,
      "let another guardian act, or wait",
    ),
  RecoveryUntouchable: (lane) =>
    say(`guardians have no say in a recovery (${lanes(lane)})`, "approvers can stop it"),
  UnknownHolder: (holder) => say(`no key of the roster is holder ${holder}'s`, KEYS),
  NotSuspended: (holder) => say(`holder ${holder} is not suspended`, "there is nothing to lift"),
  NotSuspendedBy: (holder, guardian) =>
    say(`holder ${guardian} is not the one guardian who suspended holder ${holder}`, "tier 0 can lift it"),
  AlreadyAttested: () => say("this key attested the same already", "there is nothing to do"),
  WitnessMissing: (key) =>
    say(
      `key k${key} is no EOA: its retirement needs an attestation by another person`,
      "attest that it was destroyed (kind 1)",
    ),
  ItemNotClear: (key, item) =>
    say(
      Number(item) === 0
        ? `the gate could not judge key k${key} at all`
        : `a watched item is left on key k${key}, or could not be read: ${item}`,
      "move it away, or let tier 0 waive it",
    ),
  NotEnoughToStop: (counted, needed) =>
    say(
      `${counted} of the ${needed} approvers it takes to stop this recovery are there`,
      "collect the others' signatures",
    ),
} satisfies { readonly [N in ErrorName]?: Say<N> };
