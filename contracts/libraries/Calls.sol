// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hash} from "./Hash.sol";
import {Packed} from "./Packed.sol";

/// @notice Calls and post-conditions as they lie in a packed proposal (docs/formats.md, 3), hashed as the EIP-712 structs a wallet shows.
/// Offsets count from the start of the proposal.
library Calls {
    error CallsMalformed(uint256 offset);
    error ConditionsMalformed(uint256 offset);

    bytes32 internal constant CALL_TYPEHASH = keccak256(
        "Call(address target,uint256 value,bytes data,uint256 minGas)"
    );
    bytes32 internal constant CONDITION_TYPEHASH = keccak256(
        "Condition(address target,bytes data,uint8 comparison,bytes32 expected)"
    );

    uint256 internal constant CALL_HEAD = 40;
    uint256 internal constant CONDITION_HEAD = 57;

    /// @notice The call at `cursor`: its calldata is `p[start:end]`, and the next item begins at `end`.
    function next(
        bytes calldata p,
        uint256 cursor
    ) internal pure returns (address target, uint256 value, uint256 minGas, uint256 start, uint256 end) {
        // A cursor never passes `p.length`, and lengths have 32 bits.
        unchecked {
            uint256 first = Packed.wordAt(p, cursor);
            uint256 second = Packed.wordAt(p, cursor + 32);
            target = address(uint160(first >> 96));
            value = uint96(first);
            minGas = second >> 224;
            start = cursor + CALL_HEAD;
            end = start + uint32(second >> 192);
            // Checked last: if the head itself is cut off, `end` lies past the proposal all the same.
            if (end > p.length) revert CallsMalformed(cursor);
        }
    }

    /// @notice The condition at `cursor`: its calldata is `p[start:end]`, and the next item begins at `end`.
    function nextCondition(
        bytes calldata p,
        uint256 cursor
    ) internal pure returns (address target, uint8 comparison, bytes32 expected, uint256 start, uint256 end) {
        // As in `next`.
        unchecked {
            uint256 first = Packed.wordAt(p, cursor);
            target = address(uint160(first >> 96));
            comparison = uint8(first >> 88);
            expected = bytes32(Packed.wordAt(p, cursor + 21));
            start = cursor + CONDITION_HEAD;
            end = start + (Packed.wordAt(p, cursor + 53) >> 224);
            if (end > p.length || comparison > 2) revert ConditionsMalformed(cursor);
        }
    }

    /// @notice EIP-712 hash of `Call[]`, the `count` calls from `cursor` on.
    /// @return digest `keccak256` of the calls' struct hashes.
    /// @return end Where the conditions begin.
    function hash(
        bytes calldata p,
        uint256 cursor,
        uint256 count
    ) internal pure returns (bytes32 digest, uint256 end) {
        if (count == 0) revert CallsMalformed(cursor);
        bytes32[] memory hashes = _list(count);
        for (uint256 i; i < count;) {
            (address target, uint256 value, uint256 minGas, uint256 start, uint256 stop) = next(p, cursor);
            bytes32 data = Packed.hash(p, start, stop);
            bytes32 one = Hash.words(CALL_TYPEHASH, uint256(uint160(target)), value, data, minGas);
            // `i` is less than the list's length.
            assembly ("memory-safe") {
                i := add(i, 1)
                mstore(add(hashes, shl(5, i)), one)
            }
            cursor = stop;
        }
        return (_hashOf(hashes), cursor);
    }

    /// @notice EIP-712 hash of `Condition[]`, all that lies from `cursor` on.
    function hashConditions(bytes calldata p, uint256 cursor) internal pure returns (bytes32) {
        if (cursor == p.length) return keccak256("");
        uint256 total;
        for (uint256 place = cursor; place != p.length; ++total) (, , , , place) = nextCondition(p, place);
        bytes32[] memory hashes = new bytes32[](total);
        for (uint256 i; i < total; ++i) {
            (address target, uint8 comparison, bytes32 expected, uint256 start, uint256 end) = nextCondition(
                p,
                cursor
            );
            bytes32 data = Packed.hash(p, start, end);
            hashes[i] = keccak256(abi.encode(CONDITION_TYPEHASH, target, data, comparison, expected));
            cursor = end;
        }
        return _hashOf(hashes);
    }

    /// @dev A list whose elements are not zeroed, since each will be set.
    function _list(uint256 length) private pure returns (bytes32[] memory list) {
        // `new bytes32[](length)` would zero them.
        assembly ("memory-safe") {
            list := mload(0x40)
            mstore(list, length)
            mstore(0x40, add(list, shl(5, add(length, 1))))
        }
    }

    /// @dev `keccak256(abi.encodePacked(hashes))`, where they lie: encoding would copy them word by word.
    function _hashOf(bytes32[] memory hashes) private pure returns (bytes32 digest) {
        // There is no other word for the bytes of an array in memory.
        assembly ("memory-safe") {
            digest := keccak256(add(hashes, 32), shl(5, mload(hashes)))
        }
    }
}
