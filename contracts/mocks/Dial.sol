// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @notice A protocol's contract whose functions roles open.
contract Dial is AccessManaged {
    event Turned(address by, uint256 to);
    event Stopped(address by);

    constructor(address authority_) AccessManaged(authority_) {}

    function turn(uint256 to) external restricted {
        emit Turned(msg.sender, to);
    }

    function stop() external restricted {
        emit Stopped(msg.sender);
    }
}
