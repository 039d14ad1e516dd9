// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../support/Vm.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Stage} from "./support/Stage.sol";

/// @notice What granting does to who is no member yet and to who is one, with and without a grant delay.
abstract contract GrantsCases is Stage {
    function test_a_grant_counts_after_the_grant_delay() public {
        _delayGrants(2 weeks);
        _has(SOME, user, false, 0);
        uint256 since = _now() + 2 weeks;
        _grants(3 days, since, true);
        vm.warp(since - 1);
        _access(SOME, user, since, 3 days, 0, 0);
        _has(SOME, user, false, 3 days);
        vm.warp(since);
        _access(SOME, user, since, 3 days, 0, 0);
        _has(SOME, user, true, 3 days);
    }

    function test_a_grant_without_grant_delay_counts_at_once() public {
        _delayGrants(0);
        _has(SOME, user, false, 0);
        _grants(6 days, _now(), true);
        _access(SOME, user, _now(), 6 days, 0, 0);
        _has(SOME, user, true, 6 days);
    }

    function test_a_member_granted_again_has_the_longer_delay_at_once_grant_delay_or_not() public {
        uint32[2] memory grantDelays = [uint32(2 weeks), 0];
        for (uint256 i; i < 2; ++i) {
            uint256 snapshot = vm.snapshotState();
            uint256 since = _now();
            _grants(6 days, since, true);
            _delayGrants(grantDelays[i]);
            _grants(10 days, _now(), false);
            _access(SOME, user, since, 10 days, 0, 0);
            _has(SOME, user, true, 10 days);
            vm.revertToState(snapshot);
        }
    }

    function test_a_member_granted_again_has_the_shorter_delay_after_the_difference_grant_delay_or_not()
        public
    {
        uint32[2] memory grantDelays = [uint32(2 weeks), 0];
        for (uint256 i; i < 2; ++i) {
            uint256 snapshot = vm.snapshotState();
            uint256 since = _now();
            _grants(6 days, since, true);
            _delayGrants(grantDelays[i]);
            uint256 effect = _now() + 4 days;
            _grants(2 days, effect, false);
            vm.warp(effect - 1);
            _access(SOME, user, since, 6 days, 2 days, effect);
            _has(SOME, user, true, 6 days);
            vm.warp(effect);
            _access(SOME, user, since, 2 days, 0, 0);
            _has(SOME, user, true, 2 days);
            vm.revertToState(snapshot);
        }
    }

    function test_a_grant_is_revoked_before_it_counts() public {
        _delayGrants(1 weeks);
        _grants(0, _now() + 1 weeks, true);
        _later(1 weeks - 1);
        _has(SOME, user, false, 0);
        _revokes();
    }

    function test_a_grant_is_revoked_that_counts() public {
        _delayGrants(1 weeks);
        _grants(0, _now() + 1 weeks, true);
        _later(1 weeks);
        _has(SOME, user, true, 0);
        _revokes();
    }

    function test_revoking_what_was_not_granted_does_nothing() public {
        _has(SOME, user, false, 0);
        vm.recordLogs();
        _asRoleAdmin(abi.encodeCall(manager.revokeRole, (SOME, user)));
        _notLogged(IAccessManager.RoleRevoked.selector);
        _has(SOME, user, false, 0);
    }

    function test_a_member_renounces() public {
        _grants(0, _now(), true);
        vm.recordLogs();
        _accepts(user, address(manager), abi.encodeCall(manager.renounceRole, (SOME, user)));
        _logged(address(manager), _topics(IAccessManager.RoleRevoked.selector, SOME, uint160(user)), "");
        _has(SOME, user, false, 0);
    }

    function test_nobody_renounces_everybodys_role() public {
        bytes memory data = abi.encodeCall(manager.renounceRole, (PUBLIC, user));
        _refuses(user, address(manager), data, _locked(PUBLIC));
    }

    function test_nobody_renounces_for_another() public {
        bytes memory expected = abi.encodeWithSelector(IAccessManager.AccessManagerBadConfirmation.selector);
        _refuses(user, address(manager), abi.encodeCall(manager.renounceRole, (SOME, member)), expected);
        _has(SOME, member, true, 0);
    }

    function _delayGrants(uint32 delay) private {
        _asAdmin(abi.encodeCall(manager.setGrantDelay, (SOME, delay)));
        _later(SETBACK);
        _same(manager.getRoleGrantDelay(SOME), delay);
    }

    function _grants(uint32 delay, uint256 since, bool newMember) private {
        vm.recordLogs();
        _asRoleAdmin(abi.encodeCall(manager.grantRole, (SOME, user, delay)));
        bytes32[] memory topics = _topics(IAccessManager.RoleGranted.selector, SOME, uint160(user));
        _logged(address(manager), topics, abi.encode(delay, since, newMember));
    }

    function _revokes() private {
        vm.recordLogs();
        _asRoleAdmin(abi.encodeCall(manager.revokeRole, (SOME, user)));
        _logged(address(manager), _topics(IAccessManager.RoleRevoked.selector, SOME, uint160(user)), "");
        _has(SOME, user, false, 0);
        _access(SOME, user, 0, 0, 0, 0);
    }

    function _asRoleAdmin(bytes memory data) private {
        _accepts(roleAdmin, address(manager), data);
    }
}

contract GrantsPlainTest is GrantsCases, PlainStage {}

contract GrantsRolesTest is GrantsCases, RoleStage {}
