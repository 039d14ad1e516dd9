// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../support/Vm.sol";
import {ManagedTarget} from "./support/ManagedTarget.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Scheduling} from "./support/Scheduling.sol";

/// @notice `execute` runs what its caller may, and takes what was scheduled with it.
abstract contract ExecuteCases is Scheduling {
    function test_runs_nothing_on_a_closed_target() public {
        _openWith(0);
        _close(address(target), true);
        _refusesExecution(user);
    }

    function test_runs_for_a_member_without_delay_as_the_manager() public {
        _openWith(0);
        vm.recordLogs();
        _same(uint256(bytes32(_accepts(user, address(manager), _execution()))), 0);
        bytes32[] memory topics = new bytes32[](1);
        topics[0] = ManagedTarget.CalledRestricted.selector;
        _logged(address(target), topics, abi.encode(manager));
    }

    function test_runs_what_is_open_to_everybody_for_anybody() public {
        _open(address(target), ManagedTarget.restrictedCall.selector, PUBLIC);
        _accepts(other, address(manager), _execution());
    }

    function test_runs_nothing_for_the_manager_itself_when_nothing_is_being_executed() public {
        _openWith(0);
        _refusesExecution(address(manager));
    }

    function test_runs_nothing_for_who_has_no_role() public {
        _openWith(0);
        _refusesExecution(other);
    }

    function test_passes_the_value_on() public {
        _open(address(this), this.takes.selector, CALLER);
        _grant(CALLER, user, 0);
        uint256 before = address(this).balance;
        vm.deal(user, 3);
        vm.prank(user, user);
        manager.execute{value: 3}(address(this), abi.encodeCall(this.takes, (3)));
        _same(address(this).balance, before + 3);
        _same(address(manager).balance, 0);
    }

    function test_a_failing_call_fails_with_its_own_reason_and_nothing_is_consumed() public {
        _open(address(this), this.fails.selector, CALLER);
        _grant(CALLER, user, 1);
        bytes memory data = abi.encodeCall(this.fails, ());
        bytes32 id = _schedule(user, address(this), data);
        uint256 ready = _now() + 1;
        _later(1);
        _refuses(
            user,
            address(manager),
            _executing(address(this), data),
            abi.encodeWithSelector(NotTrue.selector, "of its own")
        );
        _same(manager.getSchedule(id), ready);
    }

    function test_by_a_member_with_a_delay_takes_what_was_scheduled_with_it() public {
        _openWith(1);
        _scheduleIn(4 hours);
        _later(4 hours);
        _consumes();
    }

    function test_by_a_member_who_lost_the_delay_takes_what_was_scheduled_with_it() public {
        _openWith(1);
        _scheduleIn(4 hours);
        _grant(CALLER, user, 0);
        _later(4 hours);
        _has(CALLER, user, true, 0);
        _consumes();
    }

    function test_by_a_member_who_lost_the_delay_waits_for_what_was_scheduled() public {
        _openWith(1);
        _scheduleIn(4 hours);
        _grant(CALLER, user, 0);
        _later(4 hours - 1);
        _has(CALLER, user, true, 0);
        _executionRefused(IAccessManager.AccessManagerNotReady.selector);
    }

    function test_once_scheduled_once_executed() public {
        _openWith(1);
        _scheduleIn(2 hours);
        _later(2 hours);
        _consumes();
        _executionRefused(IAccessManager.AccessManagerNotScheduled.selector);
    }

    function test_nobody_executes_what_another_scheduled() public {
        _openWith(1);
        _scheduleIn(2 hours);
        _grant(CALLER, member, 1);
        _later(2 hours);
        bytes32 id = manager.hashOperation(member, address(target), _call());
        _refuses(
            member,
            address(manager),
            _execution(),
            _about(IAccessManager.AccessManagerNotScheduled.selector, id)
        );
    }

    function takes(uint256 value) external payable {
        _same(msg.value, value);
    }

    function fails() external pure {
        revert NotTrue("of its own");
    }

    function _refusesExecution(address from) private {
        bytes4 selector = ManagedTarget.restrictedCall.selector;
        bytes memory expected = _unauthorizedCall(from, address(target), selector);
        _refuses(from, address(manager), _execution(), expected);
    }

    function _consumes() private {
        vm.recordLogs();
        _same(uint256(bytes32(_accepts(user, address(manager), _execution()))), 1);
        bytes32[] memory topics = _topics(IAccessManager.OperationExecuted.selector, uint256(_id()), 1);
        _logged(address(manager), topics, "");
        _same(manager.getSchedule(_id()), 0);
    }
}

contract ExecutePlainTest is ExecuteCases, PlainStage {}

contract ExecuteRolesTest is ExecuteCases, RoleStage {}
