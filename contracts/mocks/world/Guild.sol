// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControlEnumerable} from "@openzeppelin/contracts/access/extensions/AccessControlEnumerable.sol";

/// @notice Roles that can be counted, one of them its own admin, and one whose admin is a role that nobody has.
contract Guild is AccessControlEnumerable {
    bytes32 public constant KEEPER_ROLE = keccak256("KEEPER_ROLE");
    bytes32 public constant ORACLE_ROLE = keccak256("ORACLE_ROLE");
    bytes32 public constant GOVERNOR_ROLE = keccak256("GOVERNOR_ROLE");

    constructor(address keeper, address oracle) {
        _setRoleAdmin(KEEPER_ROLE, KEEPER_ROLE);
        _setRoleAdmin(ORACLE_ROLE, GOVERNOR_ROLE);
        _grantRole(KEEPER_ROLE, keeper);
        _grantRole(ORACLE_ROLE, oracle);
    }
}
