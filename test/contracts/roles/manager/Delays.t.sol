// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../support/Vm.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Stage} from "./support/Stage.sol";

/// @notice Delays of grants and of a target's administration: a changed one holds after a setback, and the old one until then.
abstract contract DelaysCases is Stage {
    function test_a_longer_grant_delay_holds_after_the_minimum_setback() public {
        _grantDelay(10);
        _later(SETBACK);
        _grantDelayChanges(10, 100, SETBACK);
    }

    function test_a_grant_delay_shorter_by_less_than_the_minimum_setback_holds_after_that() public {
        _grantDelay(10 days);
        _later(SETBACK);
        _grantDelayChanges(10 days, 10 days - 1, SETBACK);
    }

    function test_a_grant_delay_shorter_by_more_holds_after_the_difference() public {
        _grantDelay(10 days);
        _later(SETBACK);
        _grantDelayChanges(10 days, 1, 10 days - 1);
    }

    function test_a_longer_admin_delay_of_a_target_holds_after_the_minimum_setback() public {
        _adminDelay(10 days);
        _later(SETBACK);
        _adminDelayChanges(10 days, 11 days, SETBACK);
    }

    function test_an_admin_delay_shorter_by_less_than_the_minimum_setback_holds_after_that() public {
        _adminDelay(10 days);
        _later(SETBACK);
        _adminDelayChanges(10 days, 10 days - 1, SETBACK);
    }

    function test_an_admin_delay_shorter_by_more_holds_after_the_difference() public {
        _adminDelay(10 days);
        _later(SETBACK);
        _adminDelayChanges(10 days, 1, 10 days - 1);
    }

    function _grantDelay(uint32 delay) private {
        _asAdmin(abi.encodeCall(manager.setGrantDelay, (SOME, delay)));
    }

    function _adminDelay(uint32 delay) private {
        _asAdmin(abi.encodeCall(manager.setTargetAdminDelay, (other, delay)));
    }

    function _grantDelayChanges(uint32 from, uint32 to, uint32 setback) private {
        _same(manager.getRoleGrantDelay(SOME), from);
        vm.recordLogs();
        _grantDelay(to);
        bytes32[] memory topics = _topics(IAccessManager.RoleGrantDelayChanged.selector, SOME);
        _logged(address(manager), topics, abi.encode(to, _now() + setback));
        _later(setback - 1);
        _same(manager.getRoleGrantDelay(SOME), from);
        _later(1);
        _same(manager.getRoleGrantDelay(SOME), to);
    }

    function _adminDelayChanges(uint32 from, uint32 to, uint32 setback) private {
        _same(manager.getTargetAdminDelay(other), from);
        vm.recordLogs();
        _adminDelay(to);
        bytes32[] memory topics = _topics(IAccessManager.TargetAdminDelayUpdated.selector, uint160(other));
        _logged(address(manager), topics, abi.encode(to, _now() + setback));
        _later(setback - 1);
        _same(manager.getTargetAdminDelay(other), from);
        _later(1);
        _same(manager.getTargetAdminDelay(other), to);
    }
}

contract DelaysPlainTest is DelaysCases, PlainStage {}

contract DelaysRolesTest is DelaysCases, RoleStage {}
