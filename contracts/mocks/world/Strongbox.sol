// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @notice Funds whose functions ask an authority who may call them.
contract Strongbox is AccessManaged {
    error NotSent(address to, uint256 amount);

    bool public paused;
    uint256 public rate;

    constructor(address authority_) AccessManaged(authority_) {}

    receive() external payable {}

    function withdraw(address payable to, uint256 amount) external restricted {
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert NotSent(to, amount);
    }

    function pause() external restricted {
        paused = true;
    }

    function setRate(uint256 rate_) external restricted {
        rate = rate_;
    }
}
