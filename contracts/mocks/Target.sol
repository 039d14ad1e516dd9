// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The least that can be governed: one word, which anybody may set. Gas is measured with it.
contract Target {
    uint256 public value;

    function set(uint256 value_) external {
        value = value_;
    }
}
