// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hash} from "../../../contracts/libraries/Hash.sol";
import {Assertions} from "../support/Assertions.sol";

/// @dev Hashing words in scratch memory, against `abi.encode`.
contract HashTest is Assertions {
    bool public constant IS_TEST = true;

    function testFuzz_two_and_three_words(bytes32 a, bytes32 b, bytes32 c) public pure {
        _same(Hash.words(a, b), keccak256(abi.encode(a, b)));
        _same(Hash.words(a, b, c), keccak256(abi.encode(a, b, c)));
    }

    function testFuzz_four_words(bytes32 a, bytes32 b, uint256 c, uint256 d) public pure {
        _same(Hash.words(a, b, c, d), keccak256(abi.encode(a, b, c, d)));
    }

    function testFuzz_five_words(bytes32 a, uint256 b, uint256 c, bytes32 d, uint256 e) public pure {
        _same(Hash.words(a, b, c, d, e), keccak256(abi.encode(a, b, c, d, e)));
    }

    function testFuzz_six_words(
        bytes32 a,
        bytes32 b,
        uint256 c,
        uint256 d,
        bytes32 e,
        bytes32 f
    ) public pure {
        _same(Hash.words(a, b, c, d, e, f), keccak256(abi.encode(a, b, c, d, e, f)));
    }

    function testFuzz_memory_is_left_as_it_was(bytes memory before, bytes32 a, uint256 b) public pure {
        bytes32 hash = keccak256(before);
        uint256 free = _free();
        Hash.words(a, a);
        Hash.words(a, a, a);
        Hash.words(a, a, b, b);
        Hash.words(a, b, b, a, b);
        Hash.words(a, a, b, b, a, a);
        _same(_free(), free);
        _same(keccak256(before), hash);
        // The zero slot, which every empty array points to.
        bytes memory empty;
        _same(empty.length, 0);
    }

    function _free() private pure returns (uint256 pointer) {
        assembly ("memory-safe") {
            pointer := mload(0x40)
        }
    }
}
