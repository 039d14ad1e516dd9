// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @notice A protocol whose functions go by roles.
contract Restricted is AccessManaged {
    uint256 public sum;
    bool public paused;

    constructor(address authority) AccessManaged(authority) {}

    function add(uint256 amount) external restricted {
        sum += amount;
    }

    function pay(uint256 amount) external restricted {
        sum -= amount;
    }

    function pause() external restricted {
        paused = true;
    }

    function watch() external restricted {}
}
