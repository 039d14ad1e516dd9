// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PlainStage} from "./support/PlainStage.sol";
import {Op, Restricted} from "./support/Restricted.sol";
import {RoleStage} from "./support/RoleStage.sol";

/// @notice Who may grant and revoke a role: members of its admin role.
abstract contract RoleAdminOperationsCases is Restricted {
    uint64 private constant ANOTHER_ADMIN = 0xdeadc0de1;
    uint64 private constant ANOTHER = 0xdeadc0de2;

    function _operations() internal virtual override returns (Op[] memory ops) {
        _prepare(ANOTHER_ADMIN);
        _prepare(ANOTHER);
        _asAdmin(abi.encodeCall(manager.setRoleAdmin, (ANOTHER, ANOTHER_ADMIN)));
        _grant(ANOTHER, roleGuardian, 0);
        ops = new Op[](2);
        ops[0] = _byAdminRole(abi.encodeCall(manager.grantRole, (ANOTHER, other, 0)));
        ops[1] = _byAdminRole(abi.encodeCall(manager.revokeRole, (ANOTHER, roleGuardian)));
    }

    function _refusal(Op memory op, address caller) internal pure override returns (bytes memory) {
        return _unauthorizedAccount(caller, op.role);
    }

    function _byAdminRole(bytes memory data) private view returns (Op memory) {
        return Op(address(manager), data, ANOTHER_ADMIN, true, address(0));
    }
}

contract RoleAdminOperationsPlainTest is RoleAdminOperationsCases, PlainStage {}

contract RoleAdminOperationsRolesTest is RoleAdminOperationsCases, RoleStage {}
