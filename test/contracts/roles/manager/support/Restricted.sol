// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../../support/Vm.sol";
import {Stage} from "./Stage.sol";

/// @param role The one that it takes.
/// @param isSetup Whether it sets up the manager: neither a role for its selector nor closing the manager matters then.
/// @param delayedBy Target whose admin delay it waits for; zero for none.
struct Op {
    address to;
    bytes data;
    uint64 role;
    bool isSetup;
    address delayedBy;
}

/// @notice Who may do something that is restricted, and when: every way to be let in or kept out, for each operation of `_operations`.
abstract contract Restricted is Stage {
    uint32 internal constant GRANT_DELAY = 3 minutes;
    uint32 internal constant EXECUTION_DELAY = 10 hours;

    function _operations() internal virtual returns (Op[] memory);

    /// @dev What a caller meets who may not.
    function _refusal(Op memory op, address caller) internal view virtual returns (bytes memory);

    // The cases

    function test_is_refused_to_the_manager_when_it_is_not_executing_it() public {
        _each(_refusedToTheManager);
    }

    function test_is_refused_to_who_does_not_have_the_role() public {
        _each(_refusedWithoutRole);
    }

    function test_opened_to_everybody_is_taken_unless_it_sets_up_the_manager() public {
        _each(_openToEverybody);
    }

    function test_on_a_closed_target_is_refused_unless_it_sets_up_the_manager() public {
        _each(_closed);
    }

    function test_is_refused_until_the_grant_delay_is_over_and_taken_from_then_on() public {
        _each(_afterGrantDelay);
    }

    function test_by_a_delayed_member_is_refused_until_the_grant_delay_is_over_then_waits() public {
        _each(_delayedAfterGrantDelay);
    }

    function test_by_a_member_without_delay_is_taken_at_once_directly_and_through_execute() public {
        _each(_atOnce);
    }

    function test_by_a_member_with_a_delay_has_to_be_scheduled_wait_and_not_expire() public {
        _each(_delayed);
    }

    function test_waits_for_the_admin_delay_of_its_target() public {
        _each(_delayedByTarget);
    }

    function test_waits_for_the_longer_of_the_two_delays() public {
        _each(_longerDelay);
    }

    // How each goes

    function _refusedToTheManager(Op memory op) private {
        _refuses(address(manager), op.to, op.data, _refusal(op, address(manager)));
    }

    function _refusedWithoutRole(Op memory op) private {
        _has(op.role, other, false, 0);
        _kept(op, other);
    }

    function _openToEverybody(Op memory op) private {
        _open(op.to, bytes4(op.data), PUBLIC);
        if (op.isSetup) _kept(op, other);
        else _taken(op, other);
    }

    function _closed(Op memory op) private {
        if (!_hold(op, user, 0, 0)) return;
        _close(op.to, true);
        if (op.isSetup) {
            _taken(op, user);
            return;
        }
        _kept(op, user);
        bytes memory scheduling = abi.encodeCall(manager.schedule, (op.to, op.data, 0));
        _refuses(user, address(manager), scheduling, _unauthorizedCall(user, op.to, bytes4(op.data)));
    }

    function _afterGrantDelay(Op memory op) private {
        if (!_hold(op, user, GRANT_DELAY, 0)) return;
        _later(GRANT_DELAY - 1);
        _kept(op, user);
        _later(1);
        _taken(op, user);
    }

    function _delayedAfterGrantDelay(Op memory op) private {
        if (!_hold(op, user, GRANT_DELAY, EXECUTION_DELAY)) return;
        _later(GRANT_DELAY - 1);
        _kept(op, user);
        bytes memory scheduling = abi.encodeCall(manager.schedule, (op.to, op.data, 0));
        _refuses(user, address(manager), scheduling, _unauthorizedCall(user, op.to, bytes4(op.data)));
        _later(1);
        _takenAfter(op, user, EXECUTION_DELAY);
    }

    function _atOnce(Op memory op) private {
        if (!_hold(op, user, 0, 0)) return;
        _taken(op, user);
    }

    function _delayed(Op memory op) private {
        if (!_hold(op, user, 0, EXECUTION_DELAY)) return;
        _takenAfter(op, user, EXECUTION_DELAY);
    }

    /// @dev By ADMIN, who has no delay of its own.
    function _delayedByTarget(Op memory op) private {
        if (op.role != ADMIN) return;
        _taken(op, admin);
        if (op.delayedBy == address(0)) return;
        _delayTarget(op, 1 days);
        _takenAfter(op, admin, 1 days);
    }

    function _longerDelay(Op memory op) private {
        if (op.delayedBy == address(0) || !_hold(op, user, 0, EXECUTION_DELAY)) return;
        uint256 snapshot = vm.snapshotState();
        _delayTarget(op, EXECUTION_DELAY + 1 hours);
        _takenAfter(op, user, EXECUTION_DELAY + 1 hours);
        vm.revertToState(snapshot);
        _delayTarget(op, EXECUTION_DELAY - 1 hours);
        _takenAfter(op, user, EXECUTION_DELAY);
    }

    // Parts

    function _each(function(Op memory) internal how) private {
        Op[] memory ops = _operations();
        for (uint256 i; i < ops.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            how(ops[i]);
            vm.revertToState(snapshot);
        }
    }

    /// @dev Gives the role; false where that is refused, as it then must be.
    function _hold(Op memory op, address account, uint32 grantDelay, uint32 delay) private returns (bool) {
        bytes memory refusal = op.role == ADMIN ? _adminRefusal(account) : bytes("");
        if (refusal.length != 0) {
            bytes memory granting = abi.encodeCall(manager.grantRole, (ADMIN, account, delay));
            _refuses(admin, address(manager), granting, refusal);
            return false;
        }
        if (grantDelay == 0) _grant(op.role, account, delay);
        else _grantLater(op.role, account, grantDelay, delay);
        return true;
    }

    function _delayTarget(Op memory op, uint32 delay) private {
        _asAdmin(abi.encodeCall(manager.setTargetAdminDelay, (op.delayedBy, delay)));
        _later(SETBACK);
        _same(manager.getTargetAdminDelay(op.delayedBy), delay);
    }

    function _kept(Op memory op, address caller) private {
        _refuses(caller, op.to, op.data, _refusal(op, caller));
        _refuses(
            caller,
            address(manager),
            _executing(op.to, op.data),
            _unauthorizedCall(caller, op.to, bytes4(op.data))
        );
    }

    /// @dev At this moment: by itself, and through the manager, which is then the one who calls.
    function _taken(Op memory op, address caller) private {
        uint256 snapshot = vm.snapshotState();
        _accepts(caller, op.to, op.data);
        vm.revertToState(snapshot);
        _accepts(caller, address(manager), _executing(op.to, op.data));
        vm.revertToState(snapshot);
    }

    function _failing(Op memory op, address caller, bytes memory expected) private {
        _refuses(caller, op.to, op.data, expected);
        _refuses(caller, address(manager), _executing(op.to, op.data), expected);
    }

    function _takenAfter(Op memory op, address caller, uint32 delay) private {
        bytes32 id = manager.hashOperation(caller, op.to, op.data);
        _failing(op, caller, _about(IAccessManager.AccessManagerNotScheduled.selector, id));
        uint256 ready = _now() + delay;
        _schedule(caller, op.to, op.data);
        _same(manager.getSchedule(id), ready);
        vm.warp(ready - 1);
        _failing(op, caller, _about(IAccessManager.AccessManagerNotReady.selector, id));
        vm.warp(ready);
        _taken(op, caller);
        vm.warp(ready + EXPIRATION - 1);
        _taken(op, caller);
        vm.warp(ready + EXPIRATION);
        _failing(op, caller, _about(IAccessManager.AccessManagerExpired.selector, id));
    }
}
