// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Reads two words from a contract, where a failure is an answer: who fails, or answers short, has not answered.
/// @dev Without a cap of gas. Whoever starves a read is told "not answered", so that must never be to anybody's advantage.
library Answers {
    /// @param size Bytes that a whole answer has.
    function firstTwo(
        address target,
        bytes memory question,
        uint256 size
    ) internal view returns (bool answered, uint256 first, uint256 second) {
        // `try` ends the transaction where an answer is short or out of range; and no more than two words are copied back, to scratch space.
        assembly ("memory-safe") {
            answered := staticcall(gas(), target, add(question, 32), mload(question), 0x00, 0x40)
            answered := and(answered, iszero(lt(returndatasize(), size)))
            first := mload(0x00)
            second := mload(0x20)
        }
    }
}
