/**
 * What the detectors find and why it may stand, by detector and key. `npm run check` fails over a finding that is not here, and over an
 * entry that nothing is found for any more. docs/static-analysis.md says what each detector looks for.
 */
import { ROLES } from "./allowed-roles.ts";

const ASKS_LENS = "STATICCALL to the lens, whose code the constructor pinned; it can change nothing.";
const ASKS_VALIDATOR =
  "STATICCALL to the validator, whose code the constructor pinned; no answer, or another than yes, means no.";
const ASKED_BY =
  "STATICCALL to the Conclave that asks. Whoever passes another address deceives only himself.";
const OWN_CREATION =
  "CREATE of the carrier runs ten fixed bytes that call nobody, and only the Conclave itself comes here.";
const RECEIVES =
  "OpenZeppelin's holder: answers its selector and writes nothing. Receiving makes no link and gives nothing.";

const ASKS_CONCLAVE =
  "STATICCALL to the guard's Conclave, fixed at construction. If it fails or answers short, nothing passes but the way out, which does not ask.";
const ASKS_SAFE =
  "STATICCALL to the Safe that the state is kept for. Whoever passes another address deceives only himself.";
const ASKS_GUARD = "STATICCALL to the guard that created it; it can change nothing.";
const TO_ITSELF =
  "STATICCALL to itself, so that a refusal by one announcement can be caught and the next be tried; for want of gas none passes.";
const SAFE_CALLS =
  "Calls nothing but by STATICCALL, so nobody comes back in; what it writes is kept for the address that calls.";
const CONSENTED =
  "Calls nothing but by STATICCALL, so nobody comes back in; consent is by signature, by the caller's key, or the Conclave's.";

const KEY_BIT = "One bit for a key that the roster holds, hence of an index below 64.";
const KEY_INDEX = "The index of a key as read from one byte of the signatures, widened to be counted with.";
const TIME = "Seconds since 1970, for 35,000 years to come.";
const LOW_FIELD = "The lowest field of a packed word.";

const CONCLAVE_AND_GUARD: Record<string, Record<string, string>> = {
  "external-call": {
    "Execution._perform calls LowLevelCall.callNoReturn":
      "A self-call with the document it names appended: after the link, under the lock, return data not copied.",
    "Execution._perform calls call":
      "What the Conclave is for: the approved calls, after the link, under the lock, calldata sent as it came, return data not copied.",
    "Documents.write calls create": OWN_CREATION,
    "BoundedCall reads staticcall":
      "The one read of contracts that may be hostile: capped gas, one word copied. Signers, conditions and the gate go through it.",
    "PlainSignatures reads staticcall":
      "The ecrecover precompile, address 1. If it answers nothing, be it for want of gas, no key is recovered and Consent asks again.",
    "Conclave reads ICharterValidator.checkGenesis": ASKS_VALIDATOR,
    "Amendments reads IConclaveLens.checkAmendment": ASKS_LENS,
    "Amendments reads IConclaveLens.checkRenewal": ASKS_LENS,
    "Amendments reads IConclaveLens.checkRulebook": ASKS_LENS,
    "Guardians reads IConclaveLens.checkStop": ASKS_LENS,
    "Guardians reads IConclaveLens.fate": ASKS_LENS,
    "Guardians reads IConclaveLens.keyStates": ASKS_LENS,
    "KeyRegister reads IConclaveLens.checkAble": ASKS_LENS,
    "KeyRegister reads IConclaveLens.checkEmpty": ASKS_LENS,
    "Lanes reads IConclaveLens.fate": ASKS_LENS,
    "Lanes reads IConclaveLens.isExecutor": ASKS_LENS,
    "ConclaveLens reads ICharterValidator.checkAble": ASKS_VALIDATOR,
    "ConclaveLens reads ICharterValidator.checkAmendment": ASKS_VALIDATOR,
    "ConclaveLens reads ICharterValidator.checkRenewal": ASKS_VALIDATOR,
    "ConclaveLens reads ICharterValidator.checkRulebook": ASKS_VALIDATOR,
    "ConclaveLens reads IRetirementGate.notClear":
      "STATICCALL to the gate, whose code the constructor pinned; if it fails, the key counts as not empty.",
    "ConclaveLens reads ConclaveLens.checkRules":
      "STATICCALL to itself, so that a refusal can be caught; one without a reason, as for want of gas, reverts all of it.",
    "ConclaveLens reads IConclave.config": ASKED_BY,
    "ConclaveLens reads IConclave.gate": ASKED_BY,
    "ConclaveLens reads IConclave.holderRecord": ASKED_BY,
    "ConclaveLens reads IConclave.keyRecord": ASKED_BY,
    "ConclaveLens reads IConclave.laneWord": ASKED_BY,
    "ConclaveLens reads IConclave.rosterCarrier": ASKED_BY,
    "ConclaveLens reads IConclave.rulebookCarrier": ASKED_BY,
    "ConclaveLens reads IConclave.signingWindow": ASKED_BY,
    "ConclaveLens reads IConclave.suspensionPeriod": ASKED_BY,
    "ConclaveLens reads IConclave.tombstoned": ASKED_BY,
    "ConclaveLens reads IConclave.validator": ASKED_BY,
    "ConclaveLens reads IConclave.waived": ASKED_BY,
    "ConclaveGuard.constructor calls new": "CREATE of the fallback handler, whose constructor calls nobody.",
    "Modules.moduleFor calls new": "CREATE2 of a module, whose constructor calls nobody.",
    "ConclaveModule.execute calls ISafe.execTransactionFromModuleReturnData":
      "What it is for: a Safe's call that the Conclave has decided on. It holds no state.",
    "ConclaveGuard reads IConclave.signingWindow": ASKS_CONCLAVE,
    "ConclaveGuard reads IConclave.rosterCarrier": ASKS_CONCLAVE,
    "Counting reads IConclave.tombstoned": ASKS_CONCLAVE,
    "Counting reads IConclave.holderRecord": ASKS_CONCLAVE,
    "GuardState reads IConclave.config": ASKS_CONCLAVE,
    "GuardState reads IConclave.holderRecord": ASKS_CONCLAVE,
    "GuardState reads IConclave.keyRecord": ASKS_CONCLAVE,
    "Judging reads IConclave.lens": ASKS_CONCLAVE,
    "Judging reads IConclaveLens.isExecutor": ASKS_LENS,
    "Judging reads Judging.judge": TO_ITSELF,
    "Judging reads Judging.judgeMessageBy": TO_ITSELF,
    "Announcing reads ISafe.nonce": ASKS_SAFE,
    "ConclaveGuard reads ISafe.nonce": ASKS_SAFE,
    "Counting reads ISafe.approvedHashes": ASKS_SAFE,
    "Exits reads ISafe.isOwner": ASKS_SAFE,
    "Exits reads ISafe.getOwners": ASKS_SAFE,
    "GuardRules reads ISafe.getStorageAt": ASKS_SAFE,
    "Judging reads ISafe.getThreshold": ASKS_SAFE,
    "Modules reads ISafe.VERSION": ASKS_SAFE,
    "Modules reads ISafe.getModulesPaginated": ASKS_SAFE,
    "OwnerSignatures reads ISafe.isOwner": ASKS_SAFE,
    "OwnerSignatures reads ISafe.approvedHashes": ASKS_SAFE,
    "ConclaveFallback reads ISafe.getModulesPaginated": ASKS_SAFE,
    "ConclaveFallback reads IConclaveGuard.judgeMessage": ASKS_GUARD,
    "ConclaveModule reads IConclaveGuard.checkCall": ASKS_GUARD,
  },
  "write-after-call": {
    "Conclave.amendRoster writes _config after create": OWN_CREATION,
    "Conclave.amendRoster writes _keys after create": OWN_CREATION,
    "Conclave.amendRoster writes _register after create": OWN_CREATION,
    "Conclave.amendRoster writes _retirementWitnesses after create": OWN_CREATION,
    "Conclave.amendRulebook writes _config after create": OWN_CREATION,
    "Conclave.amendRulebook writes _register after create": OWN_CREATION,
    "Conclave.renew writes _config after create": OWN_CREATION,
    "Conclave.renew writes _register after create": OWN_CREATION,
    "ConclaveGuard.moduleFor writes _modules after new": "The module's constructor calls nobody.",
    "ConclaveGuard.moduleFor writes _isOurs after new": "The module's constructor calls nobody.",
  },
  unguarded: {
    "Conclave.receive has neither lock nor onlySelf": "Takes ETH, writes nothing.",
    "Conclave.onERC721Received has neither lock nor onlySelf": RECEIVES,
    "Conclave.onERC1155Received has neither lock nor onlySelf": RECEIVES,
    "Conclave.onERC1155BatchReceived has neither lock nor onlySelf": RECEIVES,
    "ConclaveFallback.onERC721Received has neither lock nor onlySelf": RECEIVES,
    "ConclaveFallback.onERC1155Received has neither lock nor onlySelf": RECEIVES,
    "ConclaveFallback.onERC1155BatchReceived has neither lock nor onlySelf": RECEIVES,
    "ConclaveGuard.checkTransaction has neither lock nor onlySelf": SAFE_CALLS,
    "ConclaveGuard.checkModuleTransaction has neither lock nor onlySelf": SAFE_CALLS,
    "ConclaveGuard.adopt has neither lock nor onlySelf": SAFE_CALLS,
    "ConclaveGuard.trustModule has neither lock nor onlySelf": SAFE_CALLS,
    "ConclaveGuard.announceExit has neither lock nor onlySelf": SAFE_CALLS,
    "ConclaveGuard.withdrawExit has neither lock nor onlySelf": SAFE_CALLS,
    "ConclaveGuard.announce has neither lock nor onlySelf": CONSENTED,
    "ConclaveGuard.announceMessage has neither lock nor onlySelf": CONSENTED,
    "ConclaveGuard.withdraw has neither lock nor onlySelf": CONSENTED,
    "ConclaveGuard.moduleFor has neither lock nor onlySelf":
      "Creates the one module a tier has, once, for whoever asks; its constructor calls nobody.",
    "ConclaveModule.execute has neither lock nor onlySelf":
      "Called by the Conclave alone, which has a lock of its own; it holds no state.",
  },
  unrecorded: {
    "ConclaveGuard.moduleFor writes _modules without a link":
      "Belongs to no Safe: what it writes follows from the guard's code, and gives nobody anything until a Safe enables the module.",
    "ConclaveGuard.moduleFor writes _isOurs without a link": "As above.",
  },
  "chosen-by-others": {
    "Signers.isCaller reads origin":
      "An EOA consents by sending the transaction itself. As caller alone it could be driven through code that EIP-7702 put there.",
  },
  narrowing: {
    "CharterForm._checkTiers narrows uint256 to uint8": "The index of a tier, of which there are at most 16.",
    "CharterValidator._present narrows uint256 to uint64": KEY_BIT,
    "ConclaveLens.checkStop narrows uint256 to uint64": KEY_BIT,
    "ConclaveLens.keyStates narrows uint256 to uint64": KEY_BIT,
    "ConclaveState._keysOf narrows uint256 to uint64": KEY_BIT,
    "Consent._count narrows uint256 to uint64":
      "The low half of the bitmap: bits of key indices, without those of holders.",
    "Consent._barred narrows uint256 to uint64":
      "A mask of all indices from the roster's count on; there are 64 indices, and none is left of a mask for 64 keys.",
    "Consent._approvals narrows uint256 to uint8": KEY_INDEX,
    "Consent._next narrows uint256 to uint8": KEY_INDEX,
    "Consent._add narrows uint256 to uint8": KEY_INDEX,
    "ConclaveLens.checkStop narrows uint256 to uint8": KEY_INDEX,
    "Signers.next narrows uint256 to uint8": "One bit, added to 27.",
    "KeyRegister._setState narrows uint256 to uint64": KEY_BIT,
    "Lockout._doubled narrows uint256 to uint64": KEY_BIT,
    "Succession._checkPredecessors narrows uint256 to uint64": KEY_BIT,
    "Succession.check narrows uint256 to uint64": KEY_BIT,
    "Succession.replacedBy narrows uint256 to uint64": KEY_BIT,
    "Amendments._activatedBy narrows uint256 to uint64":
      "One bit for a key; an index above 63 leaves none here and is then refused by _activate.",
    "Guardians._actAsGuardian narrows uint256 to uint40": TIME,
    "Guardians._lift narrows uint256 to uint40": TIME,
    "Guardians.suspend narrows uint256 to uint40": TIME,
    "KeyRegister._end narrows uint256 to uint40": TIME,
    "Lanes._requireWindow narrows uint256 to uint40": "Of 40 bits before; widened to be compared.",
    "Calls.next narrows uint256 to uint96": LOW_FIELD,
    "Amendments._nextActivation narrows uint256 to uint16": LOW_FIELD,
    "RulebookForm._checkItems narrows uint256 to uint160": LOW_FIELD,
    "Counting._look narrows uint256 to uint64": KEY_BIT,
    "Exits.announceExit narrows uint256 to uint40": TIME,
    "GuardRules._requireSelfCall narrows uint256 to uint160":
      "An address argument of the Safe's, which takes the low 20 bytes as well.",
    "Documents.write narrows uint256 to uint16": "At most 24,576, by the line above.",
    "RetirementGate._isClear narrows uint256 to uint64":
      "The validator lets no AccessManager role above 64 bits pass.",
    "RetirementGate._isSomebodyElse narrows uint256 to uint160": "At most that, by the comparison before it.",
  },
  unused: {
    "RetirementGate.OWNABLE_2STEP is never used":
      "Names the last kind, the one that is left when all others were asked for.",
    "equals is never used":
      "The operator == of words, beside !=, which the contracts use; tests compare words with it.",
    "rosterOf is never used":
      "Names a field of the stamp; the contracts compare both generations at once. Tests read it by this.",
    "rulebookOf is never used":
      "Names a field of the stamp; the contracts compare both generations at once. Tests read it by this.",
  },
};

/** By detector; no key is in two lists. */
export const ALLOWED: Record<string, Record<string, string>> = Object.fromEntries(
  [...new Set([...Object.keys(CONCLAVE_AND_GUARD), ...Object.keys(ROLES)])].map((detector) => [
    detector,
    { ...CONCLAVE_AND_GUARD[detector], ...ROLES[detector] },
  ]),
);
