// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The marks that `npm run coverage` writes into a copy of the contracts. Hardhat's network reports every call to that address.
library Coverage {
    /// @notice Says that a place was reached.
    function hit(uint256 id) internal pure {
        _asPure(_send)(id);
    }

    /// @notice Says which way a condition went: `id` if it holds, `id + 1` if not.
    function either(bool holds, uint256 id) internal pure returns (bool) {
        hit(holds ? id : id + 1);
        return holds;
    }

    /// @notice Says which ways branches in assembly went: bit n stands for `id + n`.
    function bits(uint256 seen, uint256 id) internal pure {
        for (; seen != 0; seen >>= 1) {
            if (seen & 1 == 1) hit(id);
            unchecked {
                ++id;
            }
        }
    }

    function _send(uint256 id) private view {
        // Scratch space, so that the contract's own memory stays as it would be.
        assembly ("memory-safe") {
            mstore(0, id)
            pop(staticcall(gas(), 0xc0bEc0BEc0BeC0bEC0beC0bEC0bEC0beC0beC0BE, 0, 32, 0, 0))
        }
    }

    function _asPure(
        function(uint256) internal view marked
    ) private pure returns (function(uint256) internal pure unmarked) {
        assembly ("memory-safe") {
            unmarked := marked
        }
    }
}
