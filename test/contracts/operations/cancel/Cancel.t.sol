// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {GUARDIAN} from "../../../../contracts/types/Entry.sol";
import {Word} from "../../../../contracts/types/Word.sol";
import {Acts} from "../../support/Acts.sol";
import {Draft, Drafts} from "../../support/Drafts.sol";
import {RosterSpec, TierSpec} from "../../support/Charters.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ANA, BEN, CLEO, DAN, EVE, EXECUTORS, GUS, HANA, ROUTINE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

contract CancelTest is Governed {
    function test_a_guardian_ends_an_operation_that_is_not_protected() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _accepts(_cancelling(_lane(ROUTINE, 0), operation.word, GUS));
        _warpToReady(operation);
        _refusesExecute(operation, abi.encodeWithSelector(E.LaneNotPending.selector, _lane(ROUTINE, 0)));
        _pass(_setting(ROUTINE, 6));
        _same(target.value(), 6);
    }

    function test_an_operation_may_be_cancelled_when_it_is_ready_too() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _warpToReady(operation);
        _accepts(_cancelling(_lane(ROUTINE, 0), operation.word, GUS));
    }

    function test_a_protected_operation_is_not_cancelled() public {
        Operation memory operation = _protected();
        bytes memory protected_ = abi.encodeWithSelector(E.OperationProtected.selector, 0);
        _refuses(_cancelling(0, operation.word, GUS), protected_);
        _refuses(_cancellingProtected(operation, GUS), protected_);
    }

    function test_a_protected_operation_that_lost_an_approval_is_cancelled_when_handed_in() public {
        Operation memory operation = _protected();
        _accepts(_suspending(BEN, HANA));
        bytes memory protected_ = abi.encodeWithSelector(E.OperationProtected.selector, 0);
        _refuses(_cancelling(0, operation.word, GUS), protected_);
        _accepts(_cancellingProtected(operation, GUS));
        _isTrue(!conclave.laneWord(0).isPending(), "cancelled");
    }

    function test_what_is_handed_in_must_be_what_was_scheduled() public {
        Operation memory operation = _protected();
        _accepts(_suspending(BEN, HANA));
        // The report is what lies at the body of a tested proposal.
        operation.p[Drafts.BODY] ^= 0x01;
        bytes memory unknown = abi.encodeWithSelector(E.OperationUnknown.selector, 0, operation.word);
        _refuses(_cancellingProtected(operation, GUS), unknown);
    }

    function test_an_operation_whose_tier_is_gone_is_cancelled_like_any_other() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        RosterSpec memory next = _nextRoster();
        TierSpec[] memory tiers = new TierSpec[](EXECUTORS);
        for (uint256 i; i < EXECUTORS; ++i) tiers[i] = next.tiers[i];
        next.tiers = tiers;
        _amendRoster(next);
        _accepts(_cancelling(_lane(EXECUTORS, 0), operation.word, GUS));
        _isTrue(!conclave.laneWord(_lane(EXECUTORS, 0)).isPending(), "cancelled");
    }

    function test_only_a_guardian_cancels() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _refuses(
            _cancelling(_lane(ROUTINE, 0), operation.word, DAN),
            abi.encodeWithSelector(E.RoleMissing.selector, DAN, GUARDIAN)
        );
    }

    function test_the_guardian_names_the_word() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        uint16 lane = _lane(ROUTINE, 0);
        bytes32 other = Word.unwrap(operation.word) ^ bytes32(uint256(1) << 40);
        bytes memory signature = _sign(GUS, Acts.cancel(lane, other, GUS, _soon()));
        bytes memory notPending = abi.encodeWithSelector(E.LaneNotPending.selector, lane);
        _refuses(
            abi.encodeCall(IConclave.cancel, (lane, Word.wrap(other), GUS, _soon(), signature)),
            notPending
        );
        // A signature for one word does not serve for another.
        _refuses(
            abi.encodeCall(IConclave.cancel, (lane, operation.word, GUS, _soon(), signature)),
            abi.encodeWithSelector(E.InvalidSignature.selector, GUS)
        );
    }

    function test_the_protected_bit_is_part_of_the_word() public {
        Operation memory operation = _protected();
        Word unprotected = Word.wrap(Word.unwrap(operation.word) ^ bytes32(uint256(1) << 32));
        _refuses(_cancelling(0, unprotected, GUS), abi.encodeWithSelector(E.LaneNotPending.selector, 0));
    }

    function test_an_idle_lane_is_not_cancelled() public {
        Word idle = conclave.laneWord(0);
        _refuses(_cancelling(0, idle, GUS), abi.encodeWithSelector(E.LaneNotPending.selector, 0));
    }

    function test_a_cancel_expires_with_its_deadline() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        bytes memory data = _cancelling(_lane(ROUTINE, 0), operation.word, GUS);
        uint40 deadline = _soon();
        vm.warp(deadline + 1);
        _refuses(data, abi.encodeWithSelector(E.DeadlinePassed.selector, deadline, _now()));
        vm.warp(deadline);
        _accepts(data);
    }

    function test_a_suspended_guardian_does_not_cancel() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _accepts(_suspending(GUS, HANA));
        _refuses(
            _cancelling(_lane(ROUTINE, 0), operation.word, GUS),
            abi.encodeWithSelector(E.HolderIsSuspended.selector, GUS, _now() + 7 days)
        );
    }

    function _protected() private returns (Operation memory) {
        Draft memory draft = _setting(0, 5);
        draft.approvals = 3;
        return _schedule(draft, _signers(ANA, EVE, BEN, CLEO, DAN));
    }
}
