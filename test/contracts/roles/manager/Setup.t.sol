// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../support/Vm.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Stage} from "./support/Stage.sol";

/// @notice What ADMIN sets up takes effect, and is told.
abstract contract SetupCases is Stage {
    function test_a_label_is_told_and_told_again() public {
        _labels(SOME, "Some label");
        _labels(SOME, "Updated label");
    }

    function test_the_admin_of_a_role_is_set() public {
        vm.recordLogs();
        _asAdmin(abi.encodeCall(manager.setRoleAdmin, (SOME, ADMIN)));
        _logged(address(manager), _topics(IAccessManager.RoleAdminChanged.selector, SOME, ADMIN), "");
        _same(manager.getRoleAdmin(SOME), ADMIN);
    }

    function test_the_guardian_of_a_role_is_set() public {
        vm.recordLogs();
        _asAdmin(abi.encodeCall(manager.setRoleGuardian, (SOME, ADMIN)));
        _logged(address(manager), _topics(IAccessManager.RoleGuardianChanged.selector, SOME, ADMIN), "");
        _same(manager.getRoleGuardian(SOME), ADMIN);
    }

    function test_label_admin_and_guardian_of_the_first_and_the_last_role_are_locked() public {
        uint64[2] memory ends = [ADMIN, PUBLIC];
        for (uint256 i; i < 2; ++i) {
            _locks(ends[i], abi.encodeCall(manager.labelRole, (ends[i], "Some label")));
            _locks(ends[i], abi.encodeCall(manager.setRoleAdmin, (ends[i], ADMIN)));
            _locks(ends[i], abi.encodeCall(manager.setRoleGuardian, (ends[i], ADMIN)));
        }
    }

    function test_members_and_grant_delay_of_everybodys_role_are_locked() public {
        _locks(PUBLIC, abi.encodeCall(manager.setGrantDelay, (PUBLIC, 69)));
        _locks(PUBLIC, abi.encodeCall(manager.grantRole, (PUBLIC, user, 0)));
        _locks(PUBLIC, abi.encodeCall(manager.revokeRole, (PUBLIC, user)));
    }

    function test_a_target_is_closed_and_opened() public {
        _closes(address(target), true);
        _closes(address(target), false);
    }

    function test_the_manager_itself_is_closed_and_opened_again() public {
        _closes(address(manager), true);
        _closes(address(manager), false);
    }

    function test_functions_are_given_to_a_role_and_moved_to_another_one_by_one() public {
        bytes4[3] memory three = [bytes4(0x11111111), bytes4(0x22222222), bytes4(0x33333333)];
        bytes4[] memory selectors = new bytes4[](3);
        for (uint256 i; i < 3; ++i) {
            selectors[i] = three[i];
            _same(manager.getTargetFunctionRole(address(target), three[i]), ADMIN);
        }
        vm.recordLogs();
        _asAdmin(abi.encodeCall(manager.setTargetFunctionRole, (address(target), selectors, SOME)));
        _same(_count(IAccessManager.TargetFunctionRoleUpdated.selector), 3);
        for (uint256 i; i < 3; ++i) {
            _same(manager.getTargetFunctionRole(address(target), three[i]), SOME);
        }
        vm.recordLogs();
        _open(address(target), three[1], SOME_ADMIN);
        bytes32[] memory topics = _topics(
            IAccessManager.TargetFunctionRoleUpdated.selector,
            uint160(address(target)),
            SOME_ADMIN
        );
        _logged(address(manager), topics, abi.encode(three[1]));
        _same(manager.getTargetFunctionRole(address(target), three[0]), SOME);
        _same(manager.getTargetFunctionRole(address(target), three[1]), SOME_ADMIN);
        _same(manager.getTargetFunctionRole(address(target), three[2]), SOME);
    }

    function test_set_authority_cannot_be_given_to_any_role() public {
        bytes4 selector = IAccessManaged.setAuthority.selector;
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        _refuses(
            admin,
            address(manager),
            abi.encodeCall(manager.setTargetFunctionRole, (address(target), selectors, ADMIN)),
            abi.encodeWithSelector(IAccessManager.AccessManagerLockedFunction.selector, selector)
        );
    }

    function _labels(uint64 role, string memory label) private {
        vm.recordLogs();
        _asAdmin(abi.encodeCall(manager.labelRole, (role, label)));
        _logged(address(manager), _topics(IAccessManager.RoleLabel.selector, role), abi.encode(label));
    }

    function _locks(uint64 role, bytes memory data) private {
        _refuses(admin, address(manager), data, _locked(role));
    }

    function _closes(address place, bool closed) private {
        vm.recordLogs();
        _close(place, closed);
        bytes32[] memory topics = _topics(IAccessManager.TargetClosed.selector, uint160(place));
        _logged(address(manager), topics, abi.encode(closed));
        _isTrue(manager.isTargetClosed(place) == closed, "closed as told");
    }
}

contract SetupPlainTest is SetupCases, PlainStage {}

contract SetupRolesTest is SetupCases, RoleStage {}
