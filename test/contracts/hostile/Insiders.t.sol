// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Fate, KeyState} from "../../../contracts/types/State.sol";
import {RosterSpec, TierSpec} from "../support/Charters.sol";
import {Call, Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {
    ANA,
    ANA_RECOVERY,
    BEN,
    CLEO,
    CLEO_RECOVERY,
    DAN,
    EVE,
    EXECUTORS,
    GUS,
    LAST_RESORT,
    NONE,
    People,
    PIA,
    ROUTINE,
    TOM,
    TOM_RECOVERY
} from "../support/People.sol";

/// @dev What somebody with a key can spoil, and what it costs him: the limits of docs/security-review.md, 10, and their bounds.
contract InsidersTest is Governed {
    /// @dev Pia answers for what Ana wrote: approvals do not name the proposer.
    function test_a_proposer_who_puts_himself_in_front_kills_an_operation_and_his_key() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1), _signers(PIA, NONE, BEN));
        _same(operation.stamp.proposer(), PIA);
        _accepts(_compromisingOwn(PIA));
        _warpToReady(operation);
        _isDead(operation, Fate.ProposerDropped);
        _isGone(PIA);
        // Once only: the next time Ana's own signature is the one that counts, or nobody's.
        Draft memory again = _setting(ROUTINE, 1);
        bytes memory gone = abi.encodeWithSelector(E.KeyNotActive.selector, PIA, KeyState.Compromised);
        _refusesSchedule(again, _signers(PIA, NONE, BEN), gone);
        _pass(again);
        _same(target.value(), 1);
    }

    function test_a_tester_who_puts_himself_in_front_kills_an_operation_and_his_key() public {
        Operation memory operation = _schedule(_setting(0, 1), _signers(ANA, TOM, BEN, CLEO));
        _accepts(_compromisingOwn(TOM));
        _warpToReady(operation);
        _isDead(operation, Fate.TesterDropped);
        _isGone(TOM);
        _pass(_setting(0, 1));
        _same(target.value(), 1);
    }

    function test_enough_approvals_protect_against_whoever_puts_himself_in_front() public {
        Draft memory draft = _setting(0, 1);
        draft.approvals = 3;
        Operation memory operation = _schedule(draft, _signers(PIA, TOM, BEN, CLEO, DAN));
        _accepts(_compromisingOwn(PIA));
        _accepts(_compromisingOwn(TOM));
        _warpToReady(operation);
        _execute(operation);
        _same(target.value(), 1);
    }

    function test_a_batch_that_compromises_a_key_is_forestalled_by_that_key_alone() public {
        Operation memory operation = _scheduleWith(abi.encodeCall(IConclave.compromise, (PIA)));
        _warpToReady(operation);
        _accepts(_compromisingOwn(PIA));
        bytes memory reason = abi.encodeWithSelector(E.KeyNotActive.selector, PIA, KeyState.Compromised);
        _refusesExecute(operation, abi.encodeWithSelector(E.CallFailed.selector, 0, reason));
        _same(target.value(), 0);
        // What the batch was for has happened all the same.
        _isGone(PIA);
    }

    function test_a_batch_that_lifts_a_suspension_is_forestalled_by_who_suspended() public {
        _accepts(_suspending(DAN, GUS));
        Operation memory operation = _scheduleWith(abi.encodeCall(IConclave.lift, (DAN)));
        _warpToReady(operation);
        _accepts(_liftingOwn(DAN, GUS));
        bytes memory reason = abi.encodeWithSelector(E.NotSuspended.selector, DAN);
        _refusesExecute(operation, abi.encodeWithSelector(E.CallFailed.selector, 0, reason));
        _same(target.value(), 0);
    }

    function test_an_operation_dies_when_its_tier_becomes_the_recovery_tier() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 1));
        RosterSpec memory next = _nextRoster();
        (next.tiers[EXECUTORS], next.tiers[LAST_RESORT]) = (next.tiers[LAST_RESORT], next.tiers[EXECUTORS]);
        // It waits a day, and has ten in all: tier 0 is in time.
        _amendRoster(next);
        _isDead(operation, Fate.RulesChanged);
        _same(target.value(), 0);
    }

    function test_a_recovery_dies_when_its_tier_becomes_an_ordinary_one() public {
        Draft memory draft = _rosterDraft(_nextRoster());
        draft.lane = _lane(LAST_RESORT, 0);
        draft.prev = _wordOf(draft.lane);
        Operation memory operation = _schedule(
            draft,
            _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY, TOM_RECOVERY)
        );
        RosterSpec memory next = _nextRoster();
        next.tiers[LAST_RESORT] = next.tiers[ROUTINE];
        _amendRoster(next);
        _isDead(operation, Fate.RulesChanged);
    }

    /// @dev A tier whose delay becomes none would run by itself: what waits in it runs no more.
    function test_an_operation_dies_when_its_tier_becomes_one_for_emergencies() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        RosterSpec memory next = _nextRoster();
        TierSpec memory tier = next.tiers[ROUTINE];
        tier.delay = 0;
        _amendRoster(next);
        _isDead(operation, Fate.TierGone);
    }

    /// @dev Tier 0 does this and then sets the target.
    function _scheduleWith(bytes memory data) private returns (Operation memory) {
        Draft memory draft = _draft(0, _call(address(conclave), data));
        Call[] memory calls = new Call[](2);
        (calls[0], calls[1]) = (draft.calls[0], _sets(7));
        draft.calls = calls;
        draft.approvals = 2;
        return _schedule(draft, _signers(ANA, EVE, BEN, CLEO));
    }

    function _isGone(uint8 key) private view {
        _isTrue(conclave.keyRecord(key).state == KeyState.Compromised, "compromised");
        _isTrue(conclave.tombstoned(People.accountOf(key)), "tombstoned");
    }
}
