// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Reads from contracts that may be hostile: capped gas, and never more than two words copied back.
library BoundedCall {
    /// @notice Thrown where less than the cap could be given. Whoever sends the transaction chooses its gas, and what swallows a failure of its
    /// own would answer otherwise for lack of it.
    error ReadStarved(uint256 gasCap);

    /// @return answered Whether the call succeeded and returned at least `minimum` bytes.
    /// @return exact Bytes returned.
    /// @return first First word returned.
    function read(
        address target,
        bytes memory data,
        uint256 gasCap,
        uint256 minimum
    ) internal view returns (bool answered, uint256 exact, uint256 first) {
        if ((gasleft() * 63) / 64 < gasCap) revert ReadStarved(gasCap);
        // Solidity copies all return data to memory, at the caller's cost: a "return bomb". Here at most 32 bytes are.
        assembly ("memory-safe") {
            answered := staticcall(gasCap, target, add(data, 32), mload(data), 0x00, 0x20)
            exact := returndatasize()
            first := mload(0x00)
        }
        answered = answered && exact >= minimum;
    }
}
