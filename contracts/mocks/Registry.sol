// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// @notice A protocol governed by roles.
contract Registry is AccessControl {
    bytes32 public constant WRITER = keccak256("WRITER");

    mapping(bytes32 name => address) public entries;

    constructor(address admin) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    function set(bytes32 name, address entry) external onlyRole(WRITER) {
        entries[name] = entry;
    }
}
