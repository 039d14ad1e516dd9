// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Code that a Safe should not let act as itself: writes where it is told, and logs what it likes.
contract Scribbler {
    /// @notice Writes one word of whoever delegates to this.
    function write(bytes32 slot, bytes32 word) external {
        assembly ("memory-safe") {
            sstore(slot, word)
        }
    }

    /// @notice Logs as whoever delegates to this.
    function log(bytes32 topic, bytes calldata data) external {
        assembly ("memory-safe") {
            let start := mload(0x40)
            calldatacopy(start, data.offset, data.length)
            log1(start, data.length, topic)
        }
    }
}
