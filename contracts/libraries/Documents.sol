// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A byte string in memory, read in place: where it lies, as Solidity's `bytes memory` does, but as a value that can be read by the word.
type Document is uint256;

using {Documents.wordAt, Documents.size, Documents.slice, Documents.asBytes} for Document global;

/// @notice Documents held as contract code (SSTORE2 style): one STOP byte, then the bytes. A document's address follows from its
/// generation, the creator's nonce at its creation, so that no slot has to name it.
library Documents {
    error DocumentTooLong(uint256 size, uint256 limit);
    error DocumentNotCreated(uint256 generation);

    /// @dev EIP-170, less the STOP byte.
    uint256 internal constant LIMIT = 24_575;

    function from(bytes memory data) internal pure returns (Document document) {
        // The pointer of a memory array is not to be had otherwise; likewise its way back in `asBytes`.
        assembly ("memory-safe") {
            document := data
        }
    }

    function asBytes(Document document) internal pure returns (bytes memory data) {
        // See `from`.
        assembly ("memory-safe") {
            data := document
        }
    }

    /// @dev Loads the document at `carrier` without its STOP byte.
    function load(address carrier) internal view returns (Document document) {
        // `carrier.code` would bring the STOP byte along, and cannot leave it out without a copy.
        assembly ("memory-safe") {
            let length := extcodesize(carrier)
            length := sub(length, iszero(iszero(length)))
            document := mload(0x40)
            mstore(0x40, and(add(add(document, length), 63), not(31)))
            mstore(document, length)
            extcodecopy(carrier, add(document, 32), 1, length)
        }
    }

    function size(Document document) internal pure returns (uint256 length) {
        // A `Document` is a pointer to its length.
        assembly ("memory-safe") {
            length := mload(document)
        }
    }

    /// @dev The 32 bytes at `offset`. Unchecked, since only validated documents are read: past the end come zeros or whatever
    /// lies in memory behind; the validator, which reads unvalidated ones, checks `size` first.
    function wordAt(Document document, uint256 offset) internal pure returns (uint256 word) {
        // Solidity reads bytes one by one; a roster is read by the word on every signature.
        assembly ("memory-safe") {
            word := mload(add(add(document, 32), offset))
        }
    }

    function slice(
        Document document,
        uint256 offset,
        uint256 length
    ) internal pure returns (bytes memory part) {
        part = new bytes(length);
        // One MCOPY in place of a loop over bytes.
        assembly ("memory-safe") {
            mcopy(add(part, 32), add(add(document, 32), offset), length)
        }
    }

    /// @dev Creates the carrier and checks that it stands where its generation says.
    function write(bytes memory data, uint256 generation) internal returns (address carrier) {
        if (data.length > LIMIT) revert DocumentTooLong(data.length, LIMIT);
        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE (0), CODECOPY, RETURNDATASIZE (0), RETURN: returns what follows it as code.
        bytes memory creation = bytes.concat(
            hex"61",
            bytes2(uint16(data.length + 1)),
            hex"80600a3d393df300",
            data
        );
        // CREATE of bytes that are data, not a contract the compiler knows.
        assembly ("memory-safe") {
            carrier := create(0, add(creation, 32), mload(creation))
        }
        if (carrier != addressOf(address(this), generation)) revert DocumentNotCreated(generation);
    }

    /// @notice Address of the contract that `creator` creates with nonce `generation`: low 20 bytes of keccak256(rlp([creator, nonce])).
    function addressOf(address creator, uint256 generation) internal pure returns (address) {
        // One expression for all three lengths of the nonce, laid out in one word; `abi.encodePacked` costs three times as much, on each act.
        if (generation < 0x80)
            return _addressOf((0xd694 << 168) | (uint256(uint160(creator)) << 8) | generation, 23);
        if (generation < 0x100)
            return _addressOf((0xd794 << 176) | (uint256(uint160(creator)) << 16) | 0x8100 | generation, 24);
        return _addressOf((0xd894 << 184) | (uint256(uint160(creator)) << 24) | 0x820000 | generation, 25);
    }

    /// @dev Low 20 bytes of the hash of the `length` low bytes of `rlp`.
    function _addressOf(uint256 rlp, uint256 length) private pure returns (address account) {
        // One word in scratch space: nothing is allocated.
        assembly ("memory-safe") {
            mstore(0x00, shl(sub(256, shl(3, length)), rlp))
            account := and(keccak256(0x00, length), 0xffffffffffffffffffffffffffffffffffffffff)
        }
    }
}
