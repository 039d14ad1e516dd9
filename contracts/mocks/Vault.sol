// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @notice A protocol as a Conclave governs it: a fee its owner sets and a switch that stops deposits.
contract Vault is Ownable2Step, Pausable {
    error FeeTooHigh(uint256 fee, uint256 limit);
    error NotSent(address to, uint256 amount);

    event FeeSet(uint256 fee);

    /// @dev Basis points.
    uint256 public constant FEE_LIMIT = 1000;

    uint256 public fee;

    constructor(address owner_) Ownable(owner_) {}

    function deposit() external payable whenNotPaused {}

    function setFee(uint256 fee_) external onlyOwner {
        if (fee_ > FEE_LIMIT) revert FeeTooHigh(fee_, FEE_LIMIT);
        fee = fee_;
        emit FeeSet(fee_);
    }

    function pause() external onlyOwner {
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    function withdraw(address payable to, uint256 amount) external onlyOwner {
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert NotSent(to, amount);
    }
}
