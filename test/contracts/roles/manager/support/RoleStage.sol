// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors} from "../../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {Terms} from "../../../../../contracts/roles/Terms.sol";
import {Founding} from "../../../support/Founding.sol";
import {People} from "../../../support/People.sol";
import {Stage} from "./Stage.sol";

/// @notice The RoleManager of a Conclave, whose keys the people hold. Roles are defined so that nothing ends within a test.
abstract contract RoleStage is Stage, Founding {
    function _found() internal override returns (IAccessManager, address) {
        _foundWith(People.roster(_now()));
        _activateAll();
        return (IAccessManager(_deploy("RoleManager", abi.encode(conclave))), address(conclave));
    }

    function _prepare(uint64 role) internal override {
        IRoleManager roles = IRoleManager(address(manager));
        (Terms memory terms, uint32 uses) = roles.definition(role);
        if (role == ADMIN || role == PUBLIC) return;
        if (terms.period == 0) {
            Terms memory lasting = Terms(0, 400 days, 90 days, 0, false, false);
            _asAdmin(abi.encodeCall(IRoleManager.defineRole, (role, lasting)));
        }
        if (uses == 0) _open(address(uint160(role)), bytes4(uint32(role)), role);
    }

    function _adminRefusal(address account) internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IRoleManagerErrors.AdminIsConclave.selector, account);
    }
}
