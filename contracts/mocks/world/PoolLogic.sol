// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An implementation without any say in who replaces it.
contract PoolLogic {
    error AlreadyInitialised();

    uint256 public cap;
    uint256 public deposits;

    function initialise(uint256 cap_) external {
        if (cap != 0) revert AlreadyInitialised();
        cap = cap_;
    }

    function deposit() external payable {
        deposits += msg.value;
    }
}
