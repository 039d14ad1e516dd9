/** What the detectors find in the RoleManager, and why it may stand: see allowed.ts. */
const ASKS_MANAGERS_CONCLAVE =
  "STATICCALL to the manager's Conclave, fixed at construction. If it fails or answers short, nothing is granted, kept or removed.";
const PERMITTED =
  "OpenZeppelin's: permission is by msg.sender, so that whoever comes back in has its own and no other; what was scheduled is consumed before the call.";
const ORDINARY =
  "An ordinary operation: the record is of who may do what, and costs nothing where a role is used.";
const MANAGES =
  "Calls nobody but by STATICCALL, so nobody comes back in; permission is by msg.sender, by signature, or nobody's to need.";

export const ROLES: Record<string, Record<string, string>> = {
  "external-call": {
    "Answers reads staticcall":
      "The Conclave, asked at each call of a live role: no answer means no, and no more than two words are copied.",
    "Members reads IConclave.config": ASKS_MANAGERS_CONCLAVE,
    "Members reads IConclave.holderRecord": ASKS_MANAGERS_CONCLAVE,
    "Members reads IConclave.keyRecord": ASKS_MANAGERS_CONCLAVE,
    "Members reads IConclave.tombstoned": ASKS_MANAGERS_CONCLAVE,
    "RoleManager.updateAuthority calls AccessManager.updateAuthority": PERMITTED,
    "RoleManager.execute calls AccessManager.execute": PERMITTED,
  },
  "write-after-call": {
    "RoleManager.updateAuthority writes _head after AccessManager.updateAuthority":
      "A link is made of the head as it is then: links of whoever came back in come first, as their events do.",
    "RoleManager.execute writes _executionId after AccessManager.execute":
      "OpenZeppelin's, put back as it was: what runs inside is recognised by target and selector.",
    "RoleManager.execute writes _executor after AccessManager.execute":
      "Put back as it was, so that whatever came back in does not act for who is outside.",
    "RoleManager.execute writes _schedules after AccessManager.execute":
      "By another branch: what was scheduled is consumed before the call.",
  },
  unguarded: {
    "RoleManager.labelRole has neither lock nor onlySelf": MANAGES,
    "RoleManager.removeEnded has neither lock nor onlySelf": MANAGES,
    "RoleManager.succeed has neither lock nor onlySelf": MANAGES,
    "RoleManager.review has neither lock nor onlySelf": MANAGES,
    "RoleManager.reviewBySignature has neither lock nor onlySelf": MANAGES,
    "RoleManager.raiseAlarm has neither lock nor onlySelf": MANAGES,
    "RoleManager.grantRoleUntil has neither lock nor onlySelf": MANAGES,
    "RoleManager.defineRole has neither lock nor onlySelf": MANAGES,
    "RoleManager.setConflict has neither lock nor onlySelf": MANAGES,
    "RoleManager.declareContract has neither lock nor onlySelf": MANAGES,
    "RoleManager.grantRole has neither lock nor onlySelf": MANAGES,
    "RoleManager.revokeRole has neither lock nor onlySelf": MANAGES,
    "RoleManager.renounceRole has neither lock nor onlySelf": MANAGES,
    "RoleManager.setRoleAdmin has neither lock nor onlySelf": MANAGES,
    "RoleManager.setRoleGuardian has neither lock nor onlySelf": MANAGES,
    "RoleManager.setGrantDelay has neither lock nor onlySelf": MANAGES,
    "RoleManager.setTargetFunctionRole has neither lock nor onlySelf": MANAGES,
    "RoleManager.setTargetAdminDelay has neither lock nor onlySelf": MANAGES,
    "RoleManager.setTargetClosed has neither lock nor onlySelf": MANAGES,
    "RoleManager.schedule has neither lock nor onlySelf": MANAGES,
    "RoleManager.cancel has neither lock nor onlySelf": MANAGES,
    "RoleManager.updateAuthority has neither lock nor onlySelf": PERMITTED,
    "RoleManager.execute has neither lock nor onlySelf": PERMITTED,
    "RoleManager.consumeScheduledOp has neither lock nor onlySelf":
      "OpenZeppelin's: a target consumes what was scheduled for itself alone.",
  },
  unrecorded: {
    "RoleManager.execute writes _schedules without a link": ORDINARY,
    "RoleManager.execute writes _executionId without a link": ORDINARY,
    "RoleManager.execute writes _executor without a link": ORDINARY,
    "RoleManager.schedule writes _schedules without a link": ORDINARY,
    "RoleManager.cancel writes _schedules without a link": ORDINARY,
    "RoleManager.consumeScheduledOp writes _schedules without a link": ORDINARY,
  },
  narrowing: {
    "delayAt narrows uint256 to uint32": "The lowest field of the word.",
    "_capped narrows uint256 to uint40": "Less than that, by the comparison before it.",
    "Granting._end narrows uint256 to uint40": "At most `NEVER`, as `latest` is.",
    "Members.declaration narrows uint256 to uint8": "A holder, of a byte when it was stored, plus 1.",
    "Members._keyOf narrows uint256 to uint8": "The index of a key, of which there are at most 64.",
    "Members._requireMember narrows uint256 to uint40": "Minutes of 32 bits, in seconds.",
  },
  unused: {
    "lapsesAt is never used":
      "Says when a grant lapses; each call asks the same in fewer steps (`hasEnded`). Tests hold the two together.",
  },
};
