// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {Terms} from "../../../../contracts/roles/Terms.sol";
import {vm} from "../../support/Vm.sol";
import {ManagedTarget} from "./support/ManagedTarget.sol";
import {RoleStage} from "./support/RoleStage.sol";

/// @notice Where a RoleManager does not do as OpenZeppelin's AccessManager does, on purpose (docs/roles-openzeppelin.md); and what stays so
/// for contracts around it that know nothing of it.
contract DifferencesTest is RoleStage {
    uint64 private constant CALLER = 77;

    function test_the_conclave_stays_the_only_admin_and_cannot_even_leave() public {
        bytes memory ofUser = abi.encodeWithSelector(IRoleManagerErrors.AdminIsConclave.selector, user);
        bytes memory own = abi.encodeWithSelector(IRoleManagerErrors.AdminIsConclave.selector, admin);
        _refuses(admin, address(manager), abi.encodeCall(manager.grantRole, (ADMIN, user, 0)), ofUser);
        _refuses(admin, address(manager), abi.encodeCall(manager.revokeRole, (ADMIN, admin)), own);
        _refuses(admin, address(manager), abi.encodeCall(manager.renounceRole, (ADMIN, admin)), own);
        _has(ADMIN, admin, true, 0);
    }

    function test_a_role_that_was_not_defined_or_has_nothing_to_do_is_granted_to_nobody() public {
        bytes memory granting = abi.encodeCall(manager.grantRole, (CALLER, user, 0));
        bytes4 undefined = IRoleManagerErrors.RoleUndefined.selector;
        _refuses(admin, address(manager), granting, abi.encodeWithSelector(undefined, CALLER));
        Terms memory terms = Terms(0, 1 days, 0, 0, false, false);
        _asAdmin(abi.encodeCall(IRoleManager.defineRole, (CALLER, terms)));
        bytes4 unused = IRoleManagerErrors.RoleWithoutUse.selector;
        _refuses(admin, address(manager), granting, abi.encodeWithSelector(unused, CALLER));
    }

    function test_nobody_is_a_member_who_is_neither_a_key_nor_a_declared_contract() public {
        _prepare(CALLER);
        bytes memory expected = abi.encodeWithSelector(
            IRoleManagerErrors.NeitherKeyNorDeclared.selector,
            OUTSIDER
        );
        _refuses(admin, address(manager), abi.encodeCall(manager.grantRole, (CALLER, OUTSIDER, 0)), expected);
    }

    function test_a_batch_of_calls_is_refused_to_everybody() public {
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(manager.labelRole, (SOME, "Some label"));
        bytes memory expected = abi.encodeWithSelector(IRoleManagerErrors.MulticallRefused.selector);
        _refuses(admin, address(manager), abi.encodeCall(Multicall.multicall, (calls)), expected);
        _refuses(other, address(manager), abi.encodeCall(Multicall.multicall, (calls)), expected);
    }

    function test_a_grant_that_ended_is_as_if_it_had_never_been_and_what_was_scheduled_under_it_fails()
        public
    {
        _prepare(CALLER);
        _open(address(target), ManagedTarget.restrictedCall.selector, CALLER);
        uint40 end = uint40(_now() + 10 days);
        _asAdmin(abi.encodeCall(IRoleManager.grantRoleUntil, (CALLER, user, 1 days, end)));
        bytes memory data = abi.encodeCall(target.restrictedCall, ());
        _schedule(user, address(target), data);
        vm.warp(end);
        _has(CALLER, user, false, 0);
        _access(CALLER, user, 0, 0, 0, 0);
        _mayCall(user, address(target), ManagedTarget.restrictedCall.selector, false, 0);
        bytes memory expected = _unauthorizedCall(
            user,
            address(target),
            ManagedTarget.restrictedCall.selector
        );
        _refuses(user, address(manager), _executing(address(target), data), expected);
    }

    function test_somebody_whose_grant_ended_is_granted_anew_as_a_new_member_who_waits() public {
        _prepare(CALLER);
        _asAdmin(abi.encodeCall(manager.setGrantDelay, (CALLER, 1 hours)));
        _later(SETBACK);
        uint40 end = uint40(_now() + 10 days);
        _asAdmin(abi.encodeCall(IRoleManager.grantRoleUntil, (CALLER, user, 0, end)));
        vm.warp(end);
        vm.recordLogs();
        _asAdmin(abi.encodeCall(manager.grantRole, (CALLER, user, 0)));
        bytes32[] memory topics = _topics(IAccessManager.RoleGranted.selector, CALLER, uint160(user));
        _logged(address(manager), topics, abi.encode(0, _now() + 1 hours, true));
        _has(CALLER, user, false, 0);
        _later(1 hours);
        _has(CALLER, user, true, 0);
    }

    function test_everybody_is_made_no_roles_admin() public {
        bytes memory data = abi.encodeCall(manager.setRoleAdmin, (SOME, PUBLIC));
        _refuses(admin, address(manager), data, _locked(PUBLIC));
    }

    function test_its_own_functions_are_the_conclaves_whatever_role_their_selectors_were_given() public {
        _open(address(manager), IRoleManager.defineRole.selector, PUBLIC);
        _open(address(manager), IRoleManager.setConflict.selector, PUBLIC);
        _open(address(manager), IRoleManager.declareContract.selector, PUBLIC);
        bytes memory expected = _unauthorizedAccount(other, ADMIN);
        Terms memory terms = Terms(0, 1 days, 0, 0, false, false);
        _refuses(other, address(manager), abi.encodeCall(IRoleManager.defineRole, (CALLER, terms)), expected);
        _refuses(
            other,
            address(manager),
            abi.encodeCall(IRoleManager.setConflict, (SOME, CALLER, true)),
            expected
        );
        _refuses(
            other,
            address(manager),
            abi.encodeCall(IRoleManager.declareContract, (address(target), true, 255)),
            expected
        );
    }

    function test_a_timelock_that_was_declared_is_a_member_like_any_other() public {
        address[] memory one = new address[](1);
        one[0] = user;
        TimelockController timelock = new TimelockController(2 days, one, one, address(0));
        _prepare(CALLER);
        _open(address(target), ManagedTarget.restrictedCall.selector, CALLER);
        _asAdmin(abi.encodeCall(IRoleManager.declareContract, (address(timelock), true, 255)));
        _asAdmin(abi.encodeCall(manager.grantRole, (CALLER, address(timelock), 0)));
        bytes memory data = abi.encodeCall(target.restrictedCall, ());
        vm.prank(user);
        timelock.schedule(address(target), 0, data, 0, 0, 2 days);
        _later(2 days);
        vm.recordLogs();
        vm.prank(user);
        timelock.execute(address(target), 0, data, 0, 0);
        bytes32[] memory topics = new bytes32[](1);
        topics[0] = ManagedTarget.CalledRestricted.selector;
        _logged(address(target), topics, abi.encode(timelock));
    }

    function test_an_authority_without_our_roles_takes_its_targets_back_by_one_call_of_each() public {
        IAccessManager plain = IAccessManager(_deploy("Manager", abi.encode(admin)));
        _asAdmin(abi.encodeCall(manager.updateAuthority, (address(target), address(plain))));
        _accepts(admin, address(target), abi.encodeCall(target.restrictedCall, ()));
        bytes memory back = abi.encodeCall(plain.updateAuthority, (address(target), address(manager)));
        _accepts(admin, address(plain), back);
        _same(target.authority(), address(manager));
    }
}
