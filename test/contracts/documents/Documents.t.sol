// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Document, Documents} from "../../../contracts/libraries/Documents.sol";
import {Assertions} from "../support/Assertions.sol";
import {Reader, Writer} from "./Writer.sol";
import {vm} from "../support/Vm.sol";

interface Creations {
    function computeCreateAddress(address creator, uint256 nonce) external pure returns (address);
}

/// @dev Documents as code: the assembly against plain Solidity, and addresses against real creations.
contract DocumentsTest is Assertions {
    bool public constant IS_TEST = true;

    Creations private constant creations = Creations(address(vm));

    function testFuzz_a_word_is_the_32_bytes_at_its_offset(bytes memory data, uint16 offset) public pure {
        Document document = Documents.from(data);
        _same(document.size(), data.length);
        if (data.length < 32) return;
        offset = uint16(offset % (data.length - 31));
        bytes32 expected;
        for (uint256 i; i < 32; ++i) expected |= bytes32(data[offset + i]) >> (8 * i);
        _same(bytes32(document.wordAt(offset)), expected);
    }

    function testFuzz_a_slice_is_a_copy_of_its_bytes(
        bytes memory data,
        uint16 offset,
        uint16 length
    ) public pure {
        offset = uint16(offset % (data.length + 1));
        length = uint16(length % (data.length - offset + 1));
        bytes memory part = Documents.from(data).slice(offset, length);
        _same(part.length, length);
        for (uint256 i; i < length; ++i) _isTrue(part[i] == data[offset + i], "a byte differs");
        // A copy: the source does not change with it.
        bytes32 before = keccak256(data);
        if (length != 0) part[0] = ~part[0];
        _same(keccak256(data), before);
    }

    function testFuzz_a_slice_leaves_the_memory_behind_it_alone(
        bytes memory data,
        bytes memory other
    ) public pure {
        bytes32 before = keccak256(other);
        bytes memory part = Documents.from(data).slice(0, data.length);
        bytes memory behind = bytes.concat(other);
        _same(keccak256(part), keccak256(data));
        _same(keccak256(other), before);
        _same(keccak256(behind), before);
    }

    function testFuzz_the_way_back_gives_the_same_bytes(bytes memory data) public pure {
        _same(keccak256(Documents.from(data).asBytes()), keccak256(data));
    }

    function testFuzz_what_is_written_is_what_is_loaded(bytes calldata data) public {
        Writer writer = new Writer();
        address carrier = writer.write(data, 1);
        _same(keccak256(carrier.code), keccak256(bytes.concat(hex"00", data)));
        Reader reader = new Reader();
        _same(keccak256(reader.load(carrier)), keccak256(data));
    }

    function test_a_carrier_does_nothing_when_called() public {
        address carrier = new Writer().write(hex"5b600160005260206000f3", 1);
        (bool succeeded, bytes memory answer) = carrier.call("");
        _isTrue(succeeded && answer.length == 0, "the document ran");
    }

    function test_takes_24575_bytes_and_no_more() public {
        Writer writer = new Writer();
        address carrier = writer.write(new bytes(24_575), 1);
        _same(carrier.code.length, 24_576);
        _refused(
            writer,
            new bytes(24_576),
            2,
            abi.encodeWithSelector(Documents.DocumentTooLong.selector, 24_576, 24_575)
        );
    }

    function test_refuses_a_generation_that_is_not_the_nonce() public {
        Writer writer = new Writer();
        _refused(writer, hex"01", 2, abi.encodeWithSelector(Documents.DocumentNotCreated.selector, 2));
        _refused(writer, hex"01", 0, abi.encodeWithSelector(Documents.DocumentNotCreated.selector, 0));
        writer.write(hex"01", 1);
    }

    function test_refuses_a_creation_that_fails() public {
        Writer writer = new Writer();
        // EIP-2681: an account creates nothing beyond this nonce.
        vm.setNonceUnsafe(address(writer), type(uint64).max);
        _refused(writer, hex"01", 7, abi.encodeWithSelector(Documents.DocumentNotCreated.selector, 7));
    }

    function testFuzz_the_address_is_that_of_the_creation(address creator, uint16 nonce) public pure {
        // A contract's nonce begins with 1, and RLP has zero as the empty string.
        if (nonce == 0) return;
        _same(Documents.addressOf(creator, nonce), creations.computeCreateAddress(creator, nonce));
    }

    function test_addresses_hold_where_rlp_changes_its_length() public pure {
        uint16[9] memory nonces = [1, 2, 127, 128, 129, 255, 256, 257, 65_535];
        for (uint256 i; i < nonces.length; ++i) {
            address expected = creations.computeCreateAddress(address(0xC0FFEE), nonces[i]);
            _same(Documents.addressOf(address(0xC0FFEE), nonces[i]), expected);
        }
    }

    /// @dev Creates that many documents: no cheat code between the address and the machine.
    function test_three_hundred_documents_stand_where_their_generation_says() public {
        Writer writer = new Writer();
        for (uint256 i = 1; i <= 300; ++i) {
            address carrier = writer.write(abi.encode(i), i);
            _same(carrier, Documents.addressOf(address(writer), i));
            _same(bytes32(Documents.load(carrier).wordAt(0)), bytes32(i));
        }
    }

    function test_the_last_document_stands_at_nonce_65535() public {
        Writer writer = new Writer();
        vm.setNonceUnsafe(address(writer), 65_535);
        address carrier = writer.write(hex"0123", 65_535);
        _same(carrier, Documents.addressOf(address(writer), 65_535));
    }

    function test_a_creation_that_is_reverted_takes_its_nonce_back() public {
        Writer writer = new Writer();
        writer.write(hex"01", 1);
        try writer.writeAndRevert(hex"02", 2) {
            revert NotTrue("reverted");
        } catch {}
        writer.write(hex"03", 2);
    }

    function _refused(Writer writer, bytes memory data, uint256 generation, bytes memory expected) private {
        (bool succeeded, bytes memory reason) = address(writer).call(
            abi.encodeCall(Writer.write, (data, generation))
        );
        _failedWith(succeeded, reason, expected);
    }
}
