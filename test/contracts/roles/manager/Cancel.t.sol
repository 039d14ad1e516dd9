// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../support/Vm.sol";
import {ManagedTarget} from "./support/ManagedTarget.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Scheduling} from "./support/Scheduling.sol";

/// @notice Who can cancel what was scheduled, and until when.
abstract contract CancelCases is Scheduling {
    function test_is_cancelled_by_who_scheduled_it_before_it_is_ready_when_ready_and_when_expired() public {
        _begin();
        uint256[3] memory moments = [uint256(10 days - 1), 10 days, 10 days + EXPIRATION];
        for (uint256 i; i < 3; ++i) {
            uint256 snapshot = vm.snapshotState();
            _later(moments[i]);
            _cancels(user);
            vm.revertToState(snapshot);
        }
    }

    function test_is_cancelled_by_admin() public {
        _begin();
        _cancels(admin);
    }

    function test_is_cancelled_by_a_guardian_of_the_functions_role() public {
        _begin();
        _cancels(roleGuardian);
    }

    function test_is_cancelled_by_nobody_else_not_even_by_members_and_the_roles_admin() public {
        _begin();
        address[3] memory others = [other, member, roleAdmin];
        for (uint256 i; i < 3; ++i) {
            bytes memory expected = abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedCancel.selector,
                others[i],
                user,
                target,
                ManagedTarget.restrictedCall.selector
            );
            _refuses(others[i], address(manager), _cancelling(), expected);
        }
    }

    function test_what_was_not_scheduled_is_not_cancelled() public {
        bytes memory expected = _about(IAccessManager.AccessManagerNotScheduled.selector, _id());
        _refuses(user, address(manager), _cancelling(), expected);
        _refuses(other, address(manager), _cancelling(), expected);
    }

    function test_what_was_cancelled_can_be_scheduled_anew_with_the_next_nonce() public {
        _begin();
        _cancels(roleGuardian);
        _scheduleIn(10 days);
        _same(manager.getNonce(_id()), 2);
    }

    function test_a_grant_scheduled_by_a_delayed_role_admin_is_cancelled_by_another_admin_of_the_role()
        public
    {
        _grant(SOME_ADMIN, user, 1 days);
        _grant(SOME_ADMIN, other, 0);
        bytes memory granting = abi.encodeCall(manager.grantRole, (SOME, roleGuardian, 0));
        bytes32 id = _schedule(user, address(manager), granting);
        bytes memory cancelling = abi.encodeCall(manager.cancel, (user, address(manager), granting));
        bytes memory expected = abi.encodeWithSelector(
            IAccessManager.AccessManagerUnauthorizedCancel.selector,
            member,
            user,
            manager,
            IAccessManager.grantRole.selector
        );
        _refuses(member, address(manager), cancelling, expected);
        _accepts(other, address(manager), cancelling);
        _same(manager.getSchedule(id), 0);
    }

    function _begin() private {
        _openWith(1);
        _asAdmin(abi.encodeCall(manager.setRoleGuardian, (CALLER, SOME_GUARDIAN)));
        _asAdmin(abi.encodeCall(manager.setRoleAdmin, (CALLER, SOME_ADMIN)));
        _accepts(roleAdmin, address(manager), abi.encodeCall(manager.grantRole, (CALLER, member, 0)));
        _scheduleIn(10 days);
    }

    function _cancels(address from) private {
        vm.recordLogs();
        _same(uint256(bytes32(_accepts(from, address(manager), _cancelling()))), 1);
        bytes32[] memory topics = _topics(IAccessManager.OperationCanceled.selector, uint256(_id()), 1);
        _logged(address(manager), topics, "");
        _same(manager.getSchedule(_id()), 0);
        _executionRefused(IAccessManager.AccessManagerNotScheduled.selector);
    }
}

contract CancelPlainTest is CancelCases, PlainStage {}

contract CancelRolesTest is CancelCases, RoleStage {}
