// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Returns as much as it is told to, or reverts with as much.
contract Bomb {
    uint256 public hits;

    function explode(uint256 length, bool fails) external {
        ++hits;
        assembly ("memory-safe") {
            if fails {
                revert(mload(0x40), length)
            }
            return(mload(0x40), length)
        }
    }
}

/// @notice A view that swallows what goes wrong inside it: zero if it was given too little gas to look.
contract Swallower {
    uint256 public constant HONEST = 7;

    function look() external pure returns (uint256) {
        for (uint256 i; i < 2_000; ++i) keccak256(abi.encode(i));
        return HONEST;
    }

    function read() external view returns (uint256) {
        try this.look() returns (uint256 value) {
            return value;
        } catch {
            return 0;
        }
    }
}
