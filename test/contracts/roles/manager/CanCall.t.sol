// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Asker, ManagedTarget} from "./support/ManagedTarget.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Stage} from "./support/Stage.sol";

/// @notice `canCall`: what a target hears when it asks who may call.
abstract contract CanCallCases is Stage {
    bytes4 private constant SELECTOR = 0x12345678;
    uint64 private constant ROLE = 379204;

    function test_nobody_may_call_a_closed_target_not_even_its_members_and_everybody() public {
        _open(address(target), SELECTOR, ROLE);
        _grant(ROLE, user, 0);
        _close(address(target), true);
        _mayCall(user, address(target), SELECTOR, false, 0);
        _mayCall(admin, address(target), 0x87654321, false, 0);
        _open(address(target), SELECTOR, PUBLIC);
        _mayCall(other, address(target), SELECTOR, false, 0);
        _close(address(target), false);
        _mayCall(other, address(target), SELECTOR, true, 0);
    }

    function test_everybody_may_call_what_is_open_to_everybody() public {
        _open(address(target), SELECTOR, PUBLIC);
        _mayCall(other, address(target), SELECTOR, true, 0);
    }

    function test_who_has_no_role_may_not_call() public {
        _open(address(target), SELECTOR, ROLE);
        _mayCall(other, address(target), SELECTOR, false, 0);
    }

    function test_only_admin_may_call_what_was_given_to_no_role() public view {
        _mayCall(admin, address(target), SELECTOR, true, 0);
        _mayCall(member, address(target), SELECTOR, false, 0);
    }

    function test_a_member_without_delay_may_call_at_once_from_the_end_of_the_grant_delay_on() public {
        _open(address(target), SELECTOR, ROLE);
        _grantLater(ROLE, user, 3 minutes, 0);
        _later(3 minutes - 1);
        _mayCall(user, address(target), SELECTOR, false, 0);
        _later(1);
        _mayCall(user, address(target), SELECTOR, true, 0);
    }

    function test_a_member_with_a_delay_hears_it_from_the_end_of_the_grant_delay_on_scheduled_or_not()
        public
    {
        bytes memory data = abi.encodeWithSelector(SELECTOR);
        _open(address(target), SELECTOR, ROLE);
        _grantLater(ROLE, user, 3 minutes, 10 hours);
        _later(3 minutes - 1);
        _mayCall(user, address(target), SELECTOR, false, 0);
        _later(1);
        _mayCall(user, address(target), SELECTOR, false, 10 hours);
        _schedule(user, address(target), data);
        _mayCall(user, address(target), SELECTOR, false, 10 hours);
        _later(10 hours);
        _mayCall(user, address(target), SELECTOR, false, 10 hours);
        _later(EXPIRATION);
        _mayCall(user, address(target), SELECTOR, false, 10 hours);
    }

    function test_the_manager_may_call_what_it_is_executing_and_nothing_else() public {
        Asker asker = new Asker(manager);
        _open(address(asker), Asker.ask.selector, ROLE);
        _grant(ROLE, user, 0);
        _mayCall(address(manager), address(asker), Asker.ask.selector, false, 0);
        _accepts(user, address(manager), _executing(address(asker), abi.encodeCall(asker.ask, ())));
        _answered(asker);
        _mayCall(address(manager), address(asker), Asker.ask.selector, false, 0);
    }

    function test_the_manager_goes_on_with_what_it_was_executing_after_a_nested_execution() public {
        Asker asker = new Asker(manager);
        _open(address(asker), Asker.askAfterNested.selector, ROLE);
        _open(address(asker), Asker.askOtherwise.selector, PUBLIC);
        _grant(ROLE, user, 0);
        bytes memory data = abi.encodeCall(asker.askAfterNested, ());
        _accepts(user, address(manager), _executing(address(asker), data));
        _answered(asker);
    }

    function test_admin_alone_may_set_an_authority_and_waits_for_the_targets_admin_delay() public {
        bytes4 selector = IAccessManaged.setAuthority.selector;
        _mayCall(admin, address(target), selector, true, 0);
        _mayCall(member, address(target), selector, false, 0);
        _asAdmin(abi.encodeCall(manager.setTargetAdminDelay, (address(target), 10)));
        _later(SETBACK);
        _mayCall(admin, address(target), selector, false, 10);
        _mayCall(member, address(target), selector, false, 0);
    }

    function _answered(Asker asker) private view {
        (bool immediate, uint32 delay) = asker.own();
        _isTrue(immediate, "what is being executed");
        _same(delay, 0);
        (immediate, delay) = asker.another();
        _isTrue(!immediate, "what is not being executed");
        _same(delay, 0);
    }
}

contract CanCallPlainTest is CanCallCases, PlainStage {}

contract CanCallRolesTest is CanCallCases, RoleStage {}
