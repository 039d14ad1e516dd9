// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Document} from "./Documents.sol";
import {Entry, KIND_ERC7913} from "../types/Entry.sol";
import {Tier} from "../types/Tier.sol";

/// @notice Reads a validated roster document (docs/formats.md, 1).
library Roster {
    uint256 internal constant HEADER = 9;
    uint256 internal constant TIER = 12;
    uint256 internal constant ENTRY = 32;

    function serial(Document roster) internal pure returns (uint16) {
        return uint16(roster.wordAt(0) >> 232);
    }

    /// @dev Seconds between two acts of one guardian holder.
    function cooldown(Document roster) internal pure returns (uint32) {
        return uint32(roster.wordAt(0) >> 200);
    }

    function tierCount(Document roster) internal pure returns (uint256) {
        return uint8(roster.wordAt(0) >> 192);
    }

    function keyCount(Document roster) internal pure returns (uint256) {
        return uint8(roster.wordAt(0) >> 184);
    }

    function tier(Document roster, uint256 index) internal pure returns (Tier) {
        // An index of one byte.
        unchecked {
            return Tier.wrap(roster.wordAt(HEADER + TIER * index) >> 160);
        }
    }

    /// @dev Where in memory the entries lie.
    function entriesAt(Document roster) internal pure returns (uint256) {
        // A place in memory, and a byte of tiers.
        unchecked {
            return Document.unwrap(roster) + 32 + HEADER + TIER * tierCount(roster);
        }
    }

    /// @dev The key at `index`, vacant if there is none.
    function entry(Document roster, uint256 index) internal pure returns (Entry) {
        uint256 head = roster.wordAt(0);
        if (index >= uint8(head >> 184)) return Entry.wrap(0);
        // A byte of tiers and a byte of keys at the most.
        unchecked {
            return Entry.wrap(roster.wordAt(HEADER + TIER * uint8(head >> 192) + ENTRY * index));
        }
    }

    /// @dev The ERC-7913 key bytes behind the verifier's address.
    function blob(Document roster, Entry key) internal pure returns (bytes memory) {
        uint256 offset = key.blobOffset();
        return roster.slice(offset + 2, roster.wordAt(offset) >> 240);
    }

    /// @notice `keccak256(kind ‖ signer bytes)`.
    function keyHash(Document roster, Entry key) internal pure returns (bytes32) {
        if (key.kind() == KIND_ERC7913)
            return keccak256(abi.encodePacked(key.kind(), key.account(), blob(roster, key)));
        return keccak256(abi.encodePacked(key.kind(), key.account()));
    }

    /// @notice One value for one secret, whatever kind or verifier it is listed under; zero for a vacant index.
    /// @dev For a 64-byte curve point this is its Ethereum address.
    function identity(Document roster, Entry key) internal pure returns (address) {
        if (key.kind() == KIND_ERC7913) return address(uint160(uint256(keccak256(blob(roster, key)))));
        return key.account();
    }
}
