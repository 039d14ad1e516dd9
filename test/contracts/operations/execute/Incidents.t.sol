// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fate} from "../../../../contracts/types/State.sol";
import {Draft} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {
    ANA,
    BEN,
    BEN_SECOND,
    CLEO,
    DAN,
    EVE,
    GUS,
    HANA,
    NONE,
    PIA,
    ROUTINE,
    TOM
} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

/// @dev Invariant 5: what suspensions, compromises and voids do to operations that are already scheduled.
contract ExecuteIncidentsTest is Governed {
    function test_a_suspended_approver_no_longer_counts() public {
        Operation memory operation = _readySetting();
        _accepts(_suspending(BEN, GUS));
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_a_suspension_that_lapsed_was_an_incident_too() public {
        Operation memory operation = _readySetting();
        _accepts(_suspending(BEN, GUS));
        vm.warp(operation.stamp.scheduledAt() + 8 days - 1);
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_a_suspension_that_was_lifted_was_an_incident_too() public {
        Operation memory operation = _readySetting();
        _accepts(_suspending(BEN, GUS));
        _accepts(_liftingOwn(BEN, GUS));
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_a_suspension_in_the_same_block_comes_after_scheduling() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _accepts(_suspending(BEN, GUS));
        _warpToReady(operation);
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_a_suspended_proposer_kills_the_operation() public {
        Operation memory operation = _readySetting();
        _accepts(_suspending(ANA, GUS));
        _isDead(operation, Fate.ProposerDropped);
    }

    function test_a_suspended_tester_kills_the_operation() public {
        Operation memory operation = _schedule(_setting(0, 5));
        _warpToReady(operation);
        _accepts(_suspending(EVE, GUS));
        _isDead(operation, Fate.TesterDropped);
    }

    function test_somebody_else_s_suspension_kills_nothing() public {
        Operation memory operation = _readySetting();
        _accepts(_suspending(CLEO, GUS));
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_an_operation_of_a_later_epoch_is_not_touched_by_earlier_incidents() public {
        _accepts(_suspending(BEN, GUS));
        vm.warp(_now() + 7 days);
        Operation memory operation = _readySetting();
        _accepts(_suspending(CLEO, HANA));
        _execute(operation);
    }

    function test_the_compromise_of_another_key_of_an_approver_drops_him_too() public {
        Operation memory operation = _readySetting();
        _accepts(_compromisingOwn(BEN_SECOND));
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_a_compromised_proposer_kills_the_operation() public {
        Operation memory operation = _readySetting();
        _accepts(_compromisingOwn(ANA));
        _isDead(operation, Fate.ProposerDropped);
    }

    function test_a_void_kills_what_is_not_protected() public {
        Operation memory operation = _readySetting();
        _accepts(_voiding(GUS, GUS));
        _isDead(operation, Fate.Voided);
    }

    function test_a_void_leaves_what_is_protected() public {
        Operation memory operation = _protectedSetting();
        _accepts(_voiding(GUS, GUS));
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_a_protected_operation_survives_its_proposer_and_its_tester() public {
        Operation memory operation = _protectedSetting();
        _accepts(_suspending(ANA, GUS));
        _accepts(_suspending(EVE, HANA));
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_protection_ends_with_the_approvals_that_gave_it() public {
        Operation memory operation = _protectedSetting();
        _accepts(_suspending(BEN, GUS));
        (Fate fate, bool protected_, ) = lens.fate(conclave, operation.p, operation.stamp);
        _isTrue(fate == Fate.Stands && !protected_, "two of two still stand");
        uint256 snapshot = vm.snapshotState();
        _execute(operation);
        vm.revertToState(snapshot);
        _accepts(_voiding(HANA, HANA));
        _isDead(operation, Fate.Voided);
    }

    function test_a_once_protected_operation_dies_with_its_proposer() public {
        Operation memory operation = _protectedSetting();
        _accepts(_suspending(BEN, GUS));
        _accepts(_suspending(ANA, HANA));
        _isDead(operation, Fate.ProposerDropped);
    }

    function test_an_operation_below_quorum_after_losses_is_dead_even_if_it_was_protected() public {
        Operation memory operation = _protectedSetting();
        _accepts(_suspending(BEN, GUS));
        _accepts(_suspending(CLEO, HANA));
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_incidents_of_nobody_involved_leave_their_signers_alone() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5), _signers(PIA, NONE, DAN));
        _warpToReady(operation);
        _accepts(_suspending(BEN, GUS));
        _accepts(_compromisingOwn(TOM));
        _execute(operation);
    }

    function _readySetting() private returns (Operation memory operation) {
        operation = _schedule(_setting(ROUTINE, 5));
        _warpToReady(operation);
    }

    /// @dev Three approvals, which is tier 0's override count.
    function _protectedSetting() private returns (Operation memory operation) {
        Draft memory draft = _setting(0, 5);
        draft.approvals = 3;
        operation = _schedule(draft, _signers(ANA, EVE, BEN, CLEO, DAN));
        _warpToReady(operation);
    }
}
