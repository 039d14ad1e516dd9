// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../support/Vm.sol";
import {ManagedTarget} from "./support/ManagedTarget.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Scheduling} from "./support/Scheduling.sol";

/// @notice What can be scheduled, by whom, for when, and how it is told.
abstract contract ScheduleCases is Scheduling {
    uint48 private constant LAST = type(uint48).max;

    function test_nothing_is_scheduled_for_a_closed_target() public {
        _openWith(1);
        _close(address(target), true);
        _refusesScheduling(user, _now() + 2 weeks);
    }

    function test_the_manager_schedules_nothing_itself() public {
        _openWith(1);
        _refusesScheduling(address(manager), _now() + 2 weeks);
    }

    function test_what_is_open_to_everybody_cannot_be_scheduled() public {
        _open(address(target), ManagedTarget.restrictedCall.selector, PUBLIC);
        _refusesScheduling(user, LAST);
    }

    function test_who_has_no_role_schedules_nothing() public {
        _openWith(1);
        _refusesScheduling(other, _now() + 2 weeks);
    }

    function test_a_member_without_delay_schedules_nothing() public {
        _openWith(0);
        _refusesScheduling(user, LAST);
    }

    function test_a_delayed_member_schedules_from_the_end_of_the_grant_delay_on() public {
        _open(address(target), ManagedTarget.restrictedCall.selector, CALLER);
        _grantLater(CALLER, user, 3 minutes, 10 hours);
        _later(3 minutes - 1);
        _refusesScheduling(user, LAST);
        _later(1);
        _accepts(user, address(manager), _scheduling(LAST));
    }

    function test_a_member_without_delay_schedules_nothing_before_or_after_the_grant_delay() public {
        _open(address(target), ManagedTarget.restrictedCall.selector, CALLER);
        _grantLater(CALLER, user, 3 minutes, 0);
        _later(3 minutes - 1);
        _refusesScheduling(user, LAST);
        _later(1);
        _refusesScheduling(user, LAST);
    }

    function test_is_scheduled_for_the_moment_asked_for() public {
        _openWith(1);
        _isScheduled(_now() + 2 weeks, _now() + 2 weeks, 1);
    }

    function test_is_scheduled_for_the_end_of_the_delay_if_no_moment_is_asked_for() public {
        _openWith(72 hours);
        _isScheduled(0, _now() + 72 hours, 1);
    }

    function test_is_not_scheduled_for_a_moment_before_the_end_of_the_delay() public {
        _openWith(3 weeks);
        _refusesScheduling(user, _now() + 3 weeks - 1);
        _isScheduled(_now() + 3 weeks, _now() + 3 weeks, 1);
    }

    function test_each_scheduling_of_the_same_has_the_next_nonce() public {
        _openWith(1);
        _same(manager.getNonce(_id()), 0);
        _isScheduled(_now() + 2 weeks, _now() + 2 weeks, 1);
        _same(manager.getNonce(_id()), 1);
        _later(2 weeks);
        _accepts(user, address(manager), _execution());
        _same(manager.getNonce(_id()), 1);
        _isScheduled(_now() + 2 weeks, _now() + 2 weeks, 2);
        _same(manager.getNonce(_id()), 2);
    }

    function test_is_not_scheduled_twice() public {
        _openWith(1);
        _scheduleIn(2 weeks);
        bytes memory expected = _about(IAccessManager.AccessManagerAlreadyScheduled.selector, _id());
        _refuses(user, address(manager), _scheduling(_now() + 2 weeks), expected);
        _later(2 weeks + EXPIRATION - 1);
        _refuses(user, address(manager), _scheduling(_now() + 2 weeks), expected);
    }

    function test_is_scheduled_anew_once_it_has_expired() public {
        _openWith(1);
        _scheduleIn(2 weeks);
        _later(2 weeks + EXPIRATION);
        _isScheduled(_now() + 1 weeks, _now() + 1 weeks, 2);
    }

    function test_calldata_without_a_selector_is_not_scheduled() public {
        _openWith(1);
        address[2] memory places = [address(target), address(manager)];
        for (uint256 i; i < 2; ++i) {
            bytes memory data = abi.encodeCall(manager.schedule, (places[i], hex"1234", uint48(_now() + 1)));
            _refuses(user, address(manager), data, "");
        }
    }

    function test_a_function_that_the_manager_does_not_have_is_not_scheduled() public {
        bytes memory data = abi.encodeCall(manager.schedule, (address(manager), hex"12345678", 0));
        _refuses(user, address(manager), data, _unauthorizedCall(user, address(manager), 0x12345678));
    }

    function test_a_schedule_is_seen_until_it_has_expired() public {
        _openWith(1);
        uint256 ready = _now() + 10 days;
        bytes32 id = _scheduleIn(10 days);
        vm.warp(ready - 1);
        _same(manager.getSchedule(id), ready);
        vm.warp(ready);
        _same(manager.getSchedule(id), ready);
        vm.warp(ready + EXPIRATION - 1);
        _same(manager.getSchedule(id), ready);
        vm.warp(ready + EXPIRATION);
        _same(manager.getSchedule(id), 0);
    }

    function _isScheduled(uint256 when, uint256 ready, uint32 nonce) private {
        vm.recordLogs();
        bytes memory answer = _accepts(user, address(manager), _scheduling(when));
        _same(keccak256(answer), keccak256(abi.encode(_id(), nonce)));
        _same(manager.getSchedule(_id()), ready);
        bytes32[] memory topics = _topics(IAccessManager.OperationScheduled.selector, uint256(_id()), nonce);
        _logged(address(manager), topics, abi.encode(ready, user, target, _call()));
    }
}

contract SchedulePlainTest is ScheduleCases, PlainStage {}

contract ScheduleRolesTest is ScheduleCases, RoleStage {}
