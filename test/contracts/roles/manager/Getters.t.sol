// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Stage} from "./support/Stage.sol";

/// @notice What a manager answers before anything was set, and after.
abstract contract GettersCases is Stage {
    function test_admin_has_the_admin_role_from_the_start_without_delay_or_end() public view {
        _has(ADMIN, admin, true, 0);
        _access(ADMIN, admin, START, 0, 0, 0);
    }

    function test_roles_have_the_admins_guardians_and_members_that_they_were_given() public view {
        _same(manager.getRoleAdmin(SOME), SOME_ADMIN);
        _same(manager.getRoleGuardian(SOME), SOME_GUARDIAN);
        address[6] memory people = [admin, roleAdmin, roleGuardian, member, user, other];
        for (uint256 i; i < people.length; ++i) {
            _has(ADMIN, people[i], people[i] == admin, 0);
            _has(SOME_ADMIN, people[i], people[i] == roleAdmin, 0);
            _has(SOME_GUARDIAN, people[i], people[i] == roleGuardian, 0);
            _has(SOME, people[i], people[i] == member, 0);
            _has(PUBLIC, people[i], true, 0);
        }
    }

    function test_an_operation_expires_after_a_week_and_a_delay_falls_after_five_days_at_the_least()
        public
        view
    {
        _same(manager.expiration(), EXPIRATION);
        _same(manager.minSetback(), SETBACK);
    }

    function test_what_was_not_set_is_admins_open_and_without_delay() public view {
        _same(manager.getRoleAdmin(5234907), ADMIN);
        _same(manager.getRoleGuardian(5234907), ADMIN);
        _same(manager.getRoleGrantDelay(5234907), 0);
        _same(manager.getTargetFunctionRole(address(target), 0x12345678), ADMIN);
        _same(manager.getTargetAdminDelay(address(target)), 0);
        _isTrue(!manager.isTargetClosed(address(target)), "open");
        _same(manager.getSchedule(keccak256("operation")), 0);
        _same(manager.getNonce(keccak256("operation")), 0);
        _access(9452, user, 0, 0, 0, 0);
        _has(9452, user, false, 0);
    }

    function test_an_operation_is_the_hash_of_caller_target_and_calldata() public view {
        bytes memory data = hex"123543";
        _same(manager.hashOperation(user, other, data), keccak256(abi.encode(user, other, data)));
    }

    function test_access_given_later_is_seen_with_its_delay_and_counts_from_its_moment_on() public {
        uint64 role = 9452;
        _grantLater(role, user, 3 minutes, 10 hours);
        uint256 since = _now() + 3 minutes;
        _until(since - 1);
        _access(role, user, since, 10 hours, 0, 0);
        _has(role, user, false, 10 hours);
        _until(since);
        _access(role, user, since, 10 hours, 0, 0);
        _has(role, user, true, 10 hours);
    }

    function test_access_given_later_without_a_delay_counts_from_its_moment_on() public {
        uint64 role = 9452;
        _grantLater(role, user, 3 minutes, 0);
        uint256 since = _now() + 3 minutes;
        _until(since - 1);
        _access(role, user, since, 0, 0, 0);
        _has(role, user, false, 0);
        _until(since);
        _has(role, user, true, 0);
    }

    function test_access_given_now_counts_now() public {
        _grant(9452, user, 10 hours);
        _access(9452, user, _now(), 10 hours, 0, 0);
        _has(9452, user, true, 10 hours);
        _grant(9453, user, 0);
        _access(9453, user, _now(), 0, 0, 0);
        _has(9453, user, true, 0);
    }

    function _until(uint256 time) private {
        _later(time - _now());
    }
}

contract GettersPlainTest is GettersCases, PlainStage {}

contract GettersRolesTest is GettersCases, RoleStage {}
