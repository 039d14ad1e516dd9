// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {Grant} from "../../../../contracts/roles/Grant.sol";
import {ANA} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {ADMIN, Managed} from "../support/Managed.sol";

/// @notice A RoleManager is bound to a Conclave from its first moment, and to nothing else.
contract RoleManagerDeploymentTest is Managed {
    function test_the_conclave_is_the_admin_from_the_beginning() public {
        address created = _deploy("RoleManager", abi.encode(conclave));
        IRoleManager other = IRoleManager(created);
        _same(address(other.conclave()), address(conclave));
        (bool isMember, uint32 delay) = other.hasRole(ADMIN, address(conclave));
        _isTrue(isMember, "admin");
        _same(delay, 0);
        _isTrue(!other.grantOf(ADMIN, address(this)).isSet(), "not the one who deploys");
        (uint48 since, , , ) = other.getAccess(ADMIN, address(conclave));
        _same(since, _now());
        _same(Grant.unwrap(other.grantOf(ADMIN, address(conclave))), _adminWord());
    }

    function test_whatever_is_no_conclave_is_refused() public {
        _refusesConclave(_at(ANA), abi.encodeWithSelector(E.NotAConclave.selector, _at(ANA)));
        _refusesConclave(address(target), abi.encodeWithSelector(E.NotAConclave.selector, target));
        _refusesConclave(address(lens), abi.encodeWithSelector(E.NotAConclave.selector, lens));
        _refusesConclave(
            address(0),
            abi.encodeWithSelector(IAccessManager.AccessManagerInvalidInitialAdmin.selector, address(0))
        );
        // Answers nine words less a byte.
        vm.etch(OUTSIDER, hex"61011f5ff3");
        _refusesConclave(OUTSIDER, abi.encodeWithSelector(E.NotAConclave.selector, OUTSIDER));
    }

    /// @dev Since now; no end; due in 400 days; lapses not; no key, no holder.
    function _adminWord() private view returns (uint256) {
        uint256 due = _now() + 400 days;
        return
            (_now() << 104) | (uint256(type(uint40).max) << 144) | (due << 184) | (uint256(0xffffff) << 224);
    }

    function _refusesConclave(address account, bytes memory expected) private {
        bytes memory code = bytes.concat(vm.getCode("RoleManager.sol:RoleManager"), abi.encode(account));
        address created;
        bytes memory reason;
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
            reason := mload(0x40)
            mstore(reason, returndatasize())
            returndatacopy(add(reason, 32), 0, returndatasize())
            mstore(0x40, add(reason, and(add(returndatasize(), 63), not(31))))
        }
        _failedWith(created != address(0), reason, expected);
    }
}
