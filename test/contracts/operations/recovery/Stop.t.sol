// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents as Ev} from "../../../../contracts/interfaces/IConclaveEvents.sol";
import {APPROVER} from "../../../../contracts/types/Entry.sol";
import {KeyState} from "../../../../contracts/types/State.sol";
import {Charters} from "../../support/Charters.sol";
import {Operation} from "../../support/Flow.sol";
import {ANA, BEN, BEN_SECOND, CLEO, DAN, GUS, People, ROUTINE} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {Attempts} from "./Attempts.sol";

/// @dev Attempt k of a recovery is stopped by k approvers, at most by as many as keep tier 0 from its quorum.
contract RecoveryStopTest is Attempts {
    function test_the_first_attempt_takes_one_approver() public {
        Operation memory attempt = _attempt();
        _refuses(_stopping(_only(), attempt.word, _keys()), _tooFew(0, 1));
        _accepts(_stopping(_only(), attempt.word, _keys(BEN)));
        _isTrue(!conclave.laneWord(_only()).isPending(), "stopped");
        _same(conclave.config().attempts, 1);
    }

    function test_each_further_attempt_takes_one_more_up_to_the_blocking_minority() public {
        // Three approvers and a quorum of two: two of them keep tier 0 from acting, so two always stop.
        Operation memory attempt = _attempt();
        _accepts(_stopping(_only(), attempt.word, _keys(BEN)));
        attempt = _attempt();
        _refuses(_stopping(_only(), attempt.word, _keys(BEN)), _tooFew(1, 2));
        _accepts(_stopping(_only(), attempt.word, _keys(BEN, CLEO)));
        attempt = _attempt();
        _same(conclave.config().attempts, 2);
        _same(lens.neededToStop(conclave), 2);
        _refuses(_stopping(_only(), attempt.word, _keys(DAN)), _tooFew(1, 2));
        _accepts(_stopping(_only(), attempt.word, _keys(DAN, CLEO)));
    }

    function test_two_keys_of_one_holder_stop_once() public {
        _accepts(_stopping(_only(), _attempt().word, _keys(BEN)));
        Operation memory attempt = _attempt();
        _refuses(
            _stopping(_only(), attempt.word, _keys(BEN, BEN_SECOND)),
            abi.encodeWithSelector(E.HolderCountedTwice.selector, BEN, BEN_SECOND)
        );
    }

    function test_an_executed_tier_zero_operation_ends_the_series() public {
        _accepts(_stopping(_only(), _attempt().word, _keys(BEN)));
        _pass(_setting(0, 1));
        _same(conclave.config().attempts, 0);
        _same(lens.neededToStop(conclave), 1);
    }

    function test_an_executed_recovery_ends_the_series() public {
        _accepts(_stopping(_only(), _attempt().word, _keys(BEN)));
        Operation memory attempt = _attempt();
        _warpToReady(attempt);
        _execute(_withDocument(attempt, Charters.encode(_nextRoster()), ""));
        _same(conclave.config().attempts, 0);
    }

    function test_an_executed_operation_of_another_tier_ends_nothing() public {
        _accepts(_stopping(_only(), _attempt().word, _keys(BEN)));
        _pass(_setting(ROUTINE, 1));
        _same(conclave.config().attempts, 1);
    }

    function test_only_approvers_stop() public {
        Operation memory attempt = _attempt();
        _refuses(_stopping(_only(), attempt.word, _keys(GUS)), _lacks(GUS));
        _refuses(_stopping(_only(), attempt.word, _keys(ANA)), _lacks(ANA));
    }

    function test_a_suspended_approver_still_stops() public {
        Operation memory attempt = _attempt();
        _accepts(_suspending(BEN, GUS));
        _accepts(_stopping(_only(), attempt.word, _keys(BEN)));
    }

    function test_a_compromised_approver_does_not_stop() public {
        Operation memory attempt = _attempt();
        _accepts(_compromisingOwn(BEN));
        _refuses(
            _stopping(_only(), attempt.word, _keys(BEN)),
            abi.encodeWithSelector(E.KeyNotActive.selector, BEN, KeyState.Compromised)
        );
    }

    function test_an_expired_approver_does_not_stop() public {
        uint256 expiresAt = uint256(_rosterSpec().keys[BEN].expiry) * 60;
        vm.warp(expiresAt - 1);
        Operation memory attempt = _attempt();
        vm.warp(expiresAt);
        _refuses(
            _stopping(_only(), attempt.word, _keys(BEN)),
            abi.encodeWithSelector(E.KeyExpired.selector, BEN, expiresAt)
        );
    }

    function test_an_approver_may_stop_by_sending() public {
        Operation memory attempt = _attempt();
        bytes memory data = abi.encodeCall(IConclave.stop, (_only(), attempt.word, _entry(BEN, "")));
        _refuses(data, abi.encodeWithSelector(E.InvalidSignature.selector, BEN));
        (bool succeeded, ) = _sendFrom(People.accountOf(BEN), data);
        _isTrue(succeeded, "stopped");
    }

    function test_a_stop_names_the_word_it_stops() public {
        Operation memory attempt = _attempt();
        bytes memory data = _stopping(_only(), attempt.word, _keys(BEN));
        _accepts(data);
        _attempt();
        _refuses(data, abi.encodeWithSelector(E.LaneNotPending.selector, _only()));
    }

    function test_other_tiers_operations_are_not_stopped() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        uint16 lane = _lane(ROUTINE, 0);
        bytes memory notRecovery = abi.encodeWithSelector(E.NotRecovery.selector, lane);
        _refuses(_stopping(lane, operation.word, _keys(BEN)), notRecovery);
    }

    function test_an_expired_attempt_is_not_stopped() public {
        Operation memory attempt = _attempt();
        vm.warp(attempt.stamp.ready() + 7 days);
        _refuses(
            _stopping(_only(), attempt.word, _keys(BEN)),
            abi.encodeWithSelector(E.OperationExpired.selector, _only())
        );
    }

    function test_the_stopped_word_follows_the_scheduled_one() public {
        Operation memory attempt = _attempt();
        vm.recordLogs();
        _accepts(_stopping(_only(), attempt.word, _keys(BEN)));
        bytes32 link = keccak256(
            abi.encode(Ev.Stopped.selector, attempt.word, _now(), uint256(1) << BEN, uint256(0))
        );
        bytes32 expected = bytes32(uint256(link) & ~((uint256(1) << 33) - 1));
        _same(_wordOf(_only()), expected);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs.length, 1);
        _same(logs[0].topics[0], Ev.Stopped.selector);
        _same(logs[0].topics[1], bytes32(uint256(_only())));
        _same(keccak256(logs[0].data), keccak256(abi.encode(expected, uint256(1) << BEN, 0)));
    }

    function _tooFew(uint256 counted, uint256 needed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.NotEnoughToStop.selector, counted, needed);
    }

    function _lacks(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.RoleMissing.selector, key, APPROVER);
    }

    function _keys() private pure returns (uint8[] memory keys) {
        keys = new uint8[](0);
    }

    function _keys(uint8 a) private pure returns (uint8[] memory keys) {
        keys = new uint8[](1);
        keys[0] = a;
    }

    function _keys(uint8 a, uint8 b) private pure returns (uint8[] memory keys) {
        keys = new uint8[](2);
        (keys[0], keys[1]) = (a, b);
    }
}
