// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Packed} from "./Packed.sol";
import {Terms} from "../types/Terms.sol";

/// @notice A proposal as packed bytes: terms (18), prev (32), note (32), the hash of the test report if there is one (32), calls,
/// post-conditions (docs/formats.md, 3 and 4). People sign it as the EIP-712 struct of `TypedData.proposal`, which knows no report; the tester
/// signs that besides.
library Proposals {
    error TermsMalformed();

    uint256 internal constant TERMS = 18;
    /// @dev Terms, prev and note.
    uint256 internal constant HEAD = TERMS + 64;

    /// @notice The terms of a proposal that is long enough to have a head.
    function terms(bytes calldata p) internal pure returns (Terms) {
        if (p.length < HEAD) revert TermsMalformed();
        return Terms.wrap(Packed.wordAt(p, 0) >> (256 - 8 * TERMS));
    }

    /// @notice The lane's word that the proposal builds on. Read `terms` first, which checks the length.
    function prev(bytes calldata p) internal pure returns (bytes32) {
        return bytes32(Packed.wordAt(p, TERMS));
    }

    /// @notice keccak256 of the note in the proposal file.
    function note(bytes calldata p) internal pure returns (bytes32) {
        return bytes32(Packed.wordAt(p, TERMS + 32));
    }

    /// @notice Hash of the report that the tester vouches for, of a proposal that comes with one.
    function report(bytes calldata p) internal pure returns (bytes32 hash) {
        hash = bytes32(Packed.wordAt(p, HEAD));
        // Zero would say that there is none, which is said in one way only. Calls come after it, so it is there.
        if (hash == 0) revert TermsMalformed();
    }

    /// @notice Where the calls begin.
    function body(Terms terms_) internal pure returns (uint256) {
        // The flag is the highest bit: one word further if it is set.
        unchecked {
            return HEAD + ((Terms.unwrap(terms_) >> 143) << 5);
        }
    }
}
