// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";

/// @notice A price feed whose admin changes hands in two steps and after a delay.
contract Feed is AccessControlDefaultAdminRules {
    bytes32 public constant ORACLE_ROLE = keccak256("ORACLE_ROLE");

    int256 public price;

    constructor(address admin) AccessControlDefaultAdminRules(1 days, admin) {}

    function post(int256 price_) external onlyRole(ORACLE_ROLE) {
        price = price_;
    }
}
