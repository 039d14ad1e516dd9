// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Stamp} from "../../../../contracts/types/Stamp.sol";
import {Draft, Drafts} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ROUTINE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

contract ExecuteReadyTest is Governed {
    function test_nothing_runs_a_second_before_its_delay_is_over() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        uint256 ready = operation.stamp.ready();
        _same(ready, _now() + 1 days);
        vm.warp(ready - 1);
        _refusesExecute(operation, _notReady(ready));
        vm.warp(ready);
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_what_is_handed_back_must_be_what_was_scheduled() public {
        Draft memory draft = _setting(ROUTINE, 5);
        Operation memory operation = _schedule(draft);
        _warpToReady(operation);
        bytes memory unknown = abi.encodeWithSelector(
            E.OperationUnknown.selector,
            _lane(ROUTINE, 0),
            operation.word
        );
        Operation memory other = _copy(operation);
        // Earlier readiness, other approvers, another tester: all bits of the stamp are committed.
        for (uint256 bit; bit < 256; bit += 5) {
            other.stamp = Stamp.wrap(Stamp.unwrap(operation.stamp) ^ bytes32(1 << bit));
            if (bit >= 128 && bit < 168) continue;
            _refusesExecute(other, unknown);
        }
        other = _copy(operation);
        other.p = Drafts.pack(draft, keccak256("another"));
        _refusesExecute(other, unknown);
        draft.calls[0].data = bytes.concat(draft.calls[0].data, hex"00");
        other.p = Drafts.pack(draft);
        _refusesExecute(other, unknown);
        draft.calls[0] = _sets(5);
        draft.note = keccak256("another");
        other.p = Drafts.pack(draft);
        _refusesExecute(other, unknown);
        _execute(operation);
    }

    function test_no_byte_of_what_was_scheduled_may_differ() public {
        Operation memory operation = _schedule(_setting(0, 5));
        _warpToReady(operation);
        for (uint256 i; i < operation.p.length; ++i) {
            Operation memory other = _copy(operation);
            other.p[i] ^= bytes1(uint8(1 << (i % 8)));
            (bool succeeded, ) = _sendFrom(OUTSIDER, _executing(other));
            _isTrue(!succeeded, "a byte was changed");
        }
        _execute(operation);
    }

    function test_the_time_of_scheduling_is_committed_too() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _warpToReady(operation);
        Operation memory other = _copy(operation);
        other.stamp = Stamp.wrap(bytes32(uint256(Stamp.unwrap(operation.stamp)) - (1 << 128)));
        _refusesExecute(
            other,
            abi.encodeWithSelector(E.OperationUnknown.selector, _lane(ROUTINE, 0), operation.word)
        );
    }

    function test_an_idle_lane_has_nothing_to_run() public {
        Draft memory draft = _setting(ROUTINE, 5);
        Operation memory operation = _schedule(draft);
        draft.lane = _lane(ROUTINE, 1);
        operation.p = Drafts.pack(draft);
        _refusesExecute(operation, abi.encodeWithSelector(E.LaneNotPending.selector, _lane(ROUTINE, 1)));
    }

    function _notReady(uint256 ready) private view returns (bytes memory) {
        return abi.encodeWithSelector(E.OperationNotReady.selector, _lane(ROUTINE, 0), ready, _now());
    }

    function _copy(Operation memory operation) private pure returns (Operation memory) {
        return abi.decode(abi.encode(operation), (Operation));
    }
}
