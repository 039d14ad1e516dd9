// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A byte string in memory, read in place: length in the high half, pointer to the first byte in the low half.
type Document is uint256;

using {Documents.wordAt, Documents.size, Documents.slice, Documents.hash} for Document global;

/// @notice Documents held as contract code (SSTORE2 style): one STOP byte, then the bytes. A document's address follows from its
/// generation, the creator's nonce at its creation, so that no slot has to name it.
library Documents {
    error DocumentTooLong(uint256 size, uint256 limit);
    error DocumentNotCreated(uint256 generation);

    /// @dev EIP-170, less the STOP byte.
    uint256 internal constant LIMIT = 24_575;

    function from(bytes memory data) internal pure returns (Document) {
        uint256 pointer;
        // The pointer of a memory array is not to be had otherwise.
        assembly ("memory-safe") {
            pointer := add(data, 32)
        }
        return Document.wrap((data.length << 128) | pointer);
    }

    /// @dev Loads the document at `carrier` without its STOP byte.
    function load(address carrier) internal view returns (Document) {
        bytes memory code = carrier.code;
        return Document.wrap(Document.unwrap(from(code)) + 1 - (1 << 128));
    }

    function size(Document document) internal pure returns (uint256) {
        return Document.unwrap(document) >> 128;
    }

    /// @dev The 32 bytes at `offset`. Unchecked, since only validated documents are read: past the end come zeros or whatever
    /// lies in memory behind; the validator, which reads unvalidated ones, checks `size` first.
    function wordAt(Document document, uint256 offset) internal pure returns (uint256 word) {
        uint256 pointer = uint128(Document.unwrap(document));
        // Solidity reads bytes one by one; a roster is read by the word on every signature.
        assembly ("memory-safe") {
            word := mload(add(pointer, offset))
        }
    }

    function hash(Document document) internal pure returns (bytes32 digest) {
        uint256 pointer = uint128(Document.unwrap(document));
        uint256 length = size(document);
        // Hashes in place; copying first would double the memory.
        assembly ("memory-safe") {
            digest := keccak256(pointer, length)
        }
    }

    function slice(
        Document document,
        uint256 offset,
        uint256 length
    ) internal pure returns (bytes memory part) {
        part = new bytes(length);
        uint256 source = uint128(Document.unwrap(document)) + offset;
        // One MCOPY in place of a loop over bytes.
        assembly ("memory-safe") {
            mcopy(add(part, 32), source, length)
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
        if (carrier == address(0) || carrier != addressOf(address(this), generation))
            revert DocumentNotCreated(generation);
    }

    /// @notice Address of the contract that `creator` creates with nonce `generation`: low 20 bytes of keccak256(rlp([creator, nonce])).
    function addressOf(address creator, uint256 generation) internal pure returns (address) {
        bytes memory rlp;
        if (generation < 0x80) rlp = abi.encodePacked(bytes2(0xd694), creator, uint8(generation));
        else if (generation < 0x100)
            rlp = abi.encodePacked(bytes2(0xd794), creator, bytes1(0x81), uint8(generation));
        else rlp = abi.encodePacked(bytes2(0xd894), creator, bytes1(0x82), uint16(generation));
        return address(uint160(uint256(keccak256(rlp))));
    }
}
