// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ANA, EXECUTORS, GUS, People, PIA} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

/// @dev A tier may reserve the first half of grace for EXECUTOR keys.
contract ExecuteExecutorsTest is Governed {
    function test_the_first_half_of_grace_is_the_executors() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        _warpToReady(operation);
        _refusesFrom(People.accountOf(ANA), _executing(operation), _reserved(operation));
        uint256 until = operation.stamp.ready() + 3.5 days;
        vm.warp(until - 1);
        _refusesExecute(operation, _reserved(operation));
        (bool succeeded, ) = _sendFrom(People.accountOf(PIA), _executing(operation));
        _isTrue(succeeded, "Pia executes");
    }

    function test_the_second_half_is_open_to_anybody() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        vm.warp(operation.stamp.ready() + 3.5 days);
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_a_suspended_executor_waits_like_anybody() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        _accepts(_suspending(PIA, GUS));
        _warpToReady(operation);
        _refusesFrom(People.accountOf(PIA), _executing(operation), _reserved(operation));
    }

    function test_an_executor_is_back_in_the_second_in_which_a_suspension_lapses() public {
        _accepts(_suspending(PIA, GUS));
        uint256 until = _now() + 7 days;
        vm.warp(until - 2 days);
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        vm.warp(until - 1);
        _refusesFrom(People.accountOf(PIA), _executing(operation), _reserved(operation));
        vm.warp(until);
        (bool succeeded, ) = _sendFrom(People.accountOf(PIA), _executing(operation));
        _isTrue(succeeded, "Pia executes");
    }

    function test_a_compromised_executor_waits_like_anybody() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        _accepts(_compromisingOwn(PIA));
        _warpToReady(operation);
        _refusesFrom(People.accountOf(PIA), _executing(operation), _reserved(operation));
    }

    function test_an_expired_executor_waits_like_anybody() public {
        uint256 expiresAt = uint256(_rosterSpec().keys[PIA].expiry) * 60;
        vm.warp(expiresAt - 1 days);
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        _warpToReady(operation);
        _refusesFrom(People.accountOf(PIA), _executing(operation), _reserved(operation));
    }

    function _reserved(Operation memory operation) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                E.ReservedForExecutor.selector,
                _lane(EXECUTORS, 0),
                operation.stamp.ready() + 3.5 days
            );
    }
}
