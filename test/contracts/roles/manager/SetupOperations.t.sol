// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ManagedTarget} from "./support/ManagedTarget.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {Op, Restricted} from "./support/Restricted.sol";
import {RoleStage} from "./support/RoleStage.sol";

/// @notice Who may set up a manager: ADMIN, and nobody else whatever role a selector of the manager was given.
abstract contract SetupOperationsCases is Restricted {
    function _operations() internal virtual override returns (Op[] memory ops) {
        address place = address(new ManagedTarget(address(manager)));
        address authority = address(new ManagedTarget(address(manager)));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = 0x12345678;
        ops = new Op[](8);
        ops[0] = _setup(abi.encodeCall(manager.labelRole, (123443, "TEST")), address(0));
        ops[1] = _setup(abi.encodeCall(manager.setRoleAdmin, (93445, 84532)), address(0));
        ops[2] = _setup(abi.encodeCall(manager.setRoleGuardian, (93445, 84532)), address(0));
        ops[3] = _setup(abi.encodeCall(manager.setGrantDelay, (984910, 2 days)), address(0));
        ops[4] = _setup(abi.encodeCall(manager.setTargetAdminDelay, (place, 3 days)), address(0));
        ops[5] = _setup(abi.encodeCall(manager.updateAuthority, (place, authority)), place);
        ops[6] = _setup(abi.encodeCall(manager.setTargetClosed, (place, true)), place);
        ops[7] = _setup(abi.encodeCall(manager.setTargetFunctionRole, (place, selectors, 443342)), place);
    }

    function _refusal(Op memory op, address caller) internal pure override returns (bytes memory) {
        return _unauthorizedAccount(caller, op.role);
    }

    function _setup(bytes memory data, address delayedBy) private view returns (Op memory) {
        return Op(address(manager), data, ADMIN, true, delayedBy);
    }
}

contract SetupOperationsPlainTest is SetupOperationsCases, PlainStage {}

contract SetupOperationsRolesTest is SetupOperationsCases, RoleStage {}
