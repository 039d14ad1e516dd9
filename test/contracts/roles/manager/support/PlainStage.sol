// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../../support/Vm.sol";
import {Stage} from "./Stage.sol";

/// @notice OpenZeppelin's AccessManager as it is: what holds here is what its own tests say.
abstract contract PlainStage is Stage {
    error PlainManagerNotDeployed();

    function _found() internal override returns (IAccessManager, address) {
        address admin_ = address(uint160(uint256(keccak256("the admin of a plain manager"))));
        bytes memory code = bytes.concat(vm.getCode("Manager.sol:Manager"), abi.encode(admin_));
        address created;
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        if (created == address(0)) revert PlainManagerNotDeployed();
        return (IAccessManager(created), admin_);
    }

    function _prepare(uint64) internal pure override {}

    function _adminRefusal(address) internal pure override returns (bytes memory) {
        return "";
    }
}
