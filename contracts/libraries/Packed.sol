// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Reads packed calldata by the word. Unchecked: past the end come whatever bytes or zeros follow, so that the caller checks
/// lengths, once for an item in place of once for a field.
library Packed {
    function wordAt(bytes calldata data, uint256 offset) internal pure returns (uint256 word) {
        // `bytes32(data[offset:offset + 32])` checks both bounds each time, for each of the many words of a proposal.
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    function slice(
        bytes calldata data,
        uint256 from,
        uint256 to
    ) internal pure returns (bytes calldata part) {
        // As above: `data[from:to]` without its two checks.
        assembly ("memory-safe") {
            part.offset := add(data.offset, from)
            part.length := sub(to, from)
        }
    }

    /// @notice Where in calldata the bytes begin.
    function start(bytes calldata data) internal pure returns (uint256 place) {
        // Solidity does not tell where in calldata bytes lie.
        assembly ("memory-safe") {
            place := data.offset
        }
    }

    /// @notice Where in calldata the bytes end.
    function end(bytes calldata data) internal pure returns (uint256 place) {
        // As above.
        assembly ("memory-safe") {
            place := add(data.offset, data.length)
        }
    }

    /// @notice The byte at a place in calldata.
    function byteAt(uint256 place) internal pure returns (uint256 value) {
        // By its place, not by bytes and an index that would be checked.
        assembly ("memory-safe") {
            value := byte(0, calldataload(place))
        }
    }

    /// @notice What lies between two places in calldata.
    function copy(uint256 from, uint256 to) internal pure returns (bytes memory data) {
        bytes calldata part;
        // Makes calldata bytes of two places; the copy below is Solidity's own.
        assembly ("memory-safe") {
            part.offset := from
            part.length := sub(to, from)
        }
        data = part;
    }

    /// @notice The first four bytes of `data[from:to]`, zeros where it is shorter.
    function selectorAt(
        bytes calldata data,
        uint256 from,
        uint256 to
    ) internal pure returns (bytes4 selector) {
        selector = bytes4(bytes32(wordAt(data, from)));
        if (to < from + 4) selector = bytes4(slice(data, from, to));
    }

    /// @notice `keccak256(data[from:to])`.
    function hash(bytes calldata data, uint256 from, uint256 to) internal pure returns (bytes32 digest) {
        // Solidity copies to newly allocated memory, which a long payload would make each later allocation pay for.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let length := sub(to, from)
            calldatacopy(free, add(data.offset, from), length)
            digest := keccak256(free, length)
        }
    }
}
