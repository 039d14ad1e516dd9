/**
 * What the detectors find and why it may stand, by detector and key. `npm run check` fails over a finding that is not here, and over an
 * entry that nothing is found for any more. docs/static-analysis.md says what each detector looks for.
 */
const ASKS_LENS = "STATICCALL to the lens, whose code the constructor pinned; it can change nothing.";
const ASKS_VALIDATOR =
  "STATICCALL to the validator, whose code the constructor pinned; no answer, or another than yes, means no.";
const ASKED_BY =
  "STATICCALL to the Conclave that asks. Whoever passes another address deceives only himself.";
const OWN_CREATION =
  "CREATE of the carrier runs ten fixed bytes that call nobody, and only the Conclave itself comes here.";
const RECEIVES =
  "OpenZeppelin's holder: answers its selector and writes nothing. Receiving makes no link and gives nothing.";

export const ALLOWED: Record<string, Record<string, string>> = {
  "external-call": {
    "Execution._perform calls LowLevelCall.callNoReturn":
      "What the Conclave is for: the approved calls, after the link, under the lock, return data not copied.",
    "Documents.write calls create": OWN_CREATION,
    "BoundedCall reads staticcall":
      "The one read of contracts that may be hostile: capped gas, one word copied. Signers, conditions and the gate go through it.",
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
    "ConclaveLens reads IConclave.config": ASKED_BY,
    "ConclaveLens reads IConclave.gate": ASKED_BY,
    "ConclaveLens reads IConclave.holderRecord": ASKED_BY,
    "ConclaveLens reads IConclave.keyRecord": ASKED_BY,
    "ConclaveLens reads IConclave.laneWord": ASKED_BY,
    "ConclaveLens reads IConclave.roster": ASKED_BY,
    "ConclaveLens reads IConclave.rulebook": ASKED_BY,
    "ConclaveLens reads IConclave.signingWindow": ASKED_BY,
    "ConclaveLens reads IConclave.suspensionPeriod": ASKED_BY,
    "ConclaveLens reads IConclave.tombstoned": ASKED_BY,
    "ConclaveLens reads IConclave.validator": ASKED_BY,
    "ConclaveLens reads IConclave.waived": ASKED_BY,
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
  },
  unguarded: {
    "Conclave.receive has neither lock nor onlySelf": "Takes ETH, writes nothing.",
    "Conclave.onERC721Received has neither lock nor onlySelf": RECEIVES,
    "Conclave.onERC1155Received has neither lock nor onlySelf": RECEIVES,
    "Conclave.onERC1155BatchReceived has neither lock nor onlySelf": RECEIVES,
  },
  "chosen-by-others": {
    "Signers.isCaller reads origin":
      "An EOA consents by sending the transaction itself. As caller alone it could be driven through code that EIP-7702 put there.",
  },
  unused: {
    "RetirementGate.OWNABLE_2STEP is never used":
      "Names the last kind, the one that is left when all others were asked for.",
    "equals is never used":
      "The operator == of words, beside !=, which the contracts use; tests compare words with it.",
    "Documents.hash is never used":
      "Internal, so it costs no bytecode; tests hash documents in place with it.",
  },
};
