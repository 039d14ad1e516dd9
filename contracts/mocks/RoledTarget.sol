// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// @notice As `Target`, but restricted to a role of its own.
contract RoledTarget is AccessControl {
    bytes32 public constant SETTER = keccak256("SETTER");

    uint256 public value;

    constructor(address admin) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    function set(uint256 value_) external onlyRole(SETTER) {
        value = value_;
    }
}
