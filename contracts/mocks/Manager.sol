// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @notice A protocol's AccessManager.
contract Manager is AccessManager {
    constructor(address admin) AccessManager(admin) {}
}
