// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Every kind of place at which a mutant is chosen. Nothing runs it.
contract Switched {
    uint8 private constant LIMIT = 7;
    uint256 private count;

    modifier guarded() {
        _;
    }

    function places(uint256 a) external guarded returns (uint256) {
        (uint256 b, ) = pair(1);
        if (a < b) revert();
        for (uint256 i = 1; i != a; ++i) count += i;
        assembly {
            b := add(a, 1)
        }
        return b;
    }

    function pair(uint256 a) private pure returns (uint256, uint256) {
        return (a, 1 + a);
    }
}
