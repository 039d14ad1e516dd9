// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A protocol that the Conclave governs.
contract Target {
    error Unwilling(uint256 code);

    uint256 public value;
    address public caller;
    bool public paused;

    function set(uint256 value_) external payable {
        value = value_;
        caller = msg.sender;
    }

    function pause() external payable {
        paused = true;
    }

    function refuse(uint256 code) external pure {
        revert Unwilling(code);
    }

    receive() external payable {}
}
