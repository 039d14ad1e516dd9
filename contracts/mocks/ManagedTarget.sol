// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @notice As `Target`, but restricted by an AccessManager, OpenZeppelin's or ours.
contract ManagedTarget is AccessManaged {
    uint256 public value;

    constructor(address authority) AccessManaged(authority) {}

    function set(uint256 value_) external restricted {
        value = value_;
    }
}
