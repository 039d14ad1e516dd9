// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fate} from "../../../../contracts/types/State.sol";
import {Charters, RosterSpec} from "../../support/Charters.sol";
import {Draft} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {ANA_RECOVERY, GUS, LAST_RESORT} from "../../support/People.sol";
import {Attempts} from "../recovery/Attempts.sol";

/// @dev What protects: approvals demanded when it was scheduled and still there, and never in a recovery.
contract CancelProtectionTest is Attempts {
    function _charter() internal override returns (RosterSpec memory spec) {
        spec = super._charter();
        spec.tiers[LAST_RESORT].overrideCount = 2;
    }

    function test_protection_is_not_gained_after_scheduling() public {
        Operation memory operation = _schedule(_setting(0, 5));
        RosterSpec memory next = _nextRoster();
        next.tiers[0].overrideCount = 2;
        Draft memory draft = _rosterDraft(next);
        draft.lane = _lane(0, 1);
        draft.prev = _wordOf(draft.lane);
        Operation memory amendment = _schedule(draft);
        _warpToReady(amendment);
        _execute(_withDocument(amendment, Charters.encode(next), ""));
        _accepts(_cancellingProtected(operation, GUS));
        _isTrue(!conclave.laneWord(0).isPending(), "cancelled");
    }

    function test_approvals_do_not_protect_a_recovery_whose_proposer_is_gone() public {
        Operation memory attempt = _attempt();
        _isTrue(attempt.word.isProtected(), "as many approvals as protect elsewhere");
        _accepts(_compromisingOwn(ANA_RECOVERY));
        _isDead(attempt, Fate.ProposerDropped);
    }
}
