// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice `keccak256(abi.encode(...))` of words. `abi.encode` allocates memory and pays for that each time, and scheduling hashes often.
/// Here the words lie in scratch space or behind the free memory pointer, which stays where it is.
library Hash {
    function words(bytes32 a, bytes32 b) internal pure returns (bytes32 digest) {
        // Two words fit into scratch space.
        assembly ("memory-safe") {
            mstore(0x00, a)
            mstore(0x20, b)
            digest := keccak256(0x00, 0x40)
        }
    }

    function words(bytes32 a, bytes32 b, bytes32 c) internal pure returns (bytes32 digest) {
        // Behind the free memory pointer, which is not moved.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, a)
            mstore(add(free, 0x20), b)
            mstore(add(free, 0x40), c)
            digest := keccak256(free, 0x60)
        }
    }

    function words(bytes32 a, bytes32 b, uint256 c, uint256 d) internal pure returns (bytes32 digest) {
        // Behind the free memory pointer, which is not moved.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, a)
            mstore(add(free, 0x20), b)
            mstore(add(free, 0x40), c)
            mstore(add(free, 0x60), d)
            digest := keccak256(free, 0x80)
        }
    }

    function words(
        bytes32 a,
        uint256 b,
        uint256 c,
        bytes32 d,
        uint256 e
    ) internal pure returns (bytes32 digest) {
        // Behind the free memory pointer, which is not moved.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, a)
            mstore(add(free, 0x20), b)
            mstore(add(free, 0x40), c)
            mstore(add(free, 0x60), d)
            mstore(add(free, 0x80), e)
            digest := keccak256(free, 0xa0)
        }
    }

    function words(
        bytes32 a,
        bytes32 b,
        uint256 c,
        uint256 d,
        bytes32 e,
        bytes32 f
    ) internal pure returns (bytes32 digest) {
        // Behind the free memory pointer, which is not moved.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, a)
            mstore(add(free, 0x20), b)
            mstore(add(free, 0x40), c)
            mstore(add(free, 0x60), d)
            mstore(add(free, 0x80), e)
            mstore(add(free, 0xa0), f)
            digest := keccak256(free, 0xc0)
        }
    }
}
