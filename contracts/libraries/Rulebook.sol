// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Document} from "./Documents.sol";

/// @notice Reads a validated rulebook document (docs/formats.md, 2).
library Rulebook {
    uint256 internal constant HEADER = 9;
    uint256 internal constant RULE = 38;
    uint256 internal constant EXACT = 55;
    uint256 internal constant ITEM = 53;
    uint8 internal constant ALONE = 1;

    function serial(Document book) internal pure returns (uint16) {
        return uint16(book.wordAt(0) >> 232);
    }

    function ruleCount(Document book) internal pure returns (uint256) {
        return uint16(book.wordAt(0) >> 216);
    }

    function exactCount(Document book) internal pure returns (uint256) {
        return uint16(book.wordAt(0) >> 200);
    }

    function itemCount(Document book) internal pure returns (uint256) {
        return uint16(book.wordAt(0) >> 184);
    }

    function exactOffset(Document book) internal pure returns (uint256) {
        return HEADER + RULE * ruleCount(book);
    }

    function itemOffset(Document book) internal pure returns (uint256) {
        return exactOffset(book) + EXACT * exactCount(book);
    }

    /// @notice Which tiers may call `selector` of `target`, and the most wei such a call may carry. Zeros if no rule says so.
    function rule(
        Document book,
        address target,
        bytes4 selector
    ) internal pure returns (uint256 tiers, uint256 maxValue) {
        uint256 wanted = (uint256(uint160(target)) << 32) | uint32(selector);
        uint256 low;
        uint256 high = ruleCount(book);
        // Offsets into a document of at most 24,575 bytes.
        unchecked {
            while (low < high) {
                uint256 middle = (low + high) / 2;
                uint256 offset = HEADER + RULE * middle;
                uint256 found = book.wordAt(offset) >> 64;
                if (found == wanted) {
                    uint256 word = book.wordAt(offset + 24);
                    return (word >> 240, uint96(word >> 144));
                }
                if (found < wanted) low = middle + 1;
                else high = middle;
            }
        }
    }

    /// @notice Which tiers may make exactly this call without delay, and whether one person may.
    function exactRule(
        Document book,
        address target,
        bytes32 dataHash
    ) internal pure returns (uint16 tiers, bool alone) {
        uint256 offset = exactOffset(book);
        for (uint256 left = exactCount(book); left != 0; --left) {
            if (
                address(uint160(book.wordAt(offset) >> 96)) == target &&
                bytes32(book.wordAt(offset + 20)) == dataHash
            ) {
                uint256 word = book.wordAt(offset + 52);
                return (uint16(word >> 240), uint8(word >> 232) & ALONE != 0);
            }
            offset += EXACT;
        }
    }
}
