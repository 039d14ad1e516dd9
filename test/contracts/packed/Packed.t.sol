// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../../contracts/types/Terms.sol";
import {Assertions} from "../support/Assertions.sol";
import {Call, Condition, Draft, Drafts} from "../support/Drafts.sol";
import {Harness} from "./Harness.sol";

/// @dev What is read from calldata by the word, against plain Solidity; and the struct hash against the one written from docs/formats.md.
contract PackedTest is Assertions {
    bool public constant IS_TEST = true;

    Harness private _harness;

    function setUp() public {
        _harness = new Harness();
    }

    function testFuzz_a_word_and_a_byte_at_an_offset(bytes calldata data, uint16 offset) public view {
        if (data.length < 32) return;
        offset = uint16(offset % (data.length - 31));
        _same(_harness.wordAt(data, offset), uint256(bytes32(data[offset:offset + 32])));
        _same(_harness.byteAt(data, offset), uint8(data[offset]));
    }

    function testFuzz_a_part_of_it(bytes calldata data, uint16 start, uint16 length) public view {
        start = uint16(start % (data.length + 1));
        uint256 end = start + (length % (data.length - start + 1));
        bytes calldata part = data[start:end];
        (bytes memory taken, bytes memory copied, bytes32 hash, bytes4 selector) = _harness.between(
            data,
            start,
            end
        );
        _same(keccak256(taken), keccak256(part));
        _same(keccak256(copied), keccak256(part));
        _same(hash, keccak256(part));
        _same(bytes32(selector), bytes32(bytes4(part)));
    }

    function test_the_selector_of_what_is_shorter_is_filled_with_zeros() public view {
        bytes memory data = hex"11223344556677";
        bytes4[6] memory selectors = [bytes4(0), 0x22000000, 0x22330000, 0x22334400, 0x22334455, 0x22334455];
        for (uint256 length; length < 6; ++length) {
            (, , , bytes4 selector) = _harness.between(data, 1, 1 + length);
            _same(bytes32(selector), bytes32(selectors[length]));
        }
    }

    function testFuzz_the_struct_hash_is_that_of_the_fields(uint256 seed, bytes calldata around) public view {
        Draft memory draft = _someDraft(seed);
        bytes32 expected = Drafts.hash(draft);
        // The report is not part of it.
        _same(_harness.proposal(around, Drafts.pack(draft), around), expected);
        _same(_harness.proposal(around, Drafts.pack(draft, keccak256(around)), around), expected);
    }

    function testFuzz_the_head_is_read_field_by_field(uint256 seed, bytes calldata around) public view {
        Draft memory draft = _someDraft(seed);
        bytes32 report = seed % 2 == 0 ? bytes32(0) : keccak256(around);
        (Terms terms, bytes32 prev, bytes32 note, bytes32 read) = _harness.head(
            around,
            Drafts.pack(draft, report),
            around
        );
        _same(terms.lane(), draft.lane);
        _same(terms.tier(), draft.lane >> 8);
        _same(terms.number(), draft.lane & 0xff);
        _same(terms.approvals(), draft.approvals);
        _same(terms.epoch(), draft.epoch);
        _same(terms.created(), draft.created);
        _same(terms.deadline(), draft.deadline);
        _same(terms.callCount(), draft.calls.length);
        _isTrue(terms.isTested() == (report != 0), "tested");
        _same(prev, draft.prev);
        _same(note, draft.note);
        _same(read, report);
    }

    function _someDraft(uint256 seed) private pure returns (Draft memory draft) {
        draft.lane = uint16(_draw(seed, 0));
        draft.prev = bytes32(_draw(seed, 1));
        draft.epoch = uint32(_draw(seed, 2));
        draft.created = uint40(_draw(seed, 3));
        draft.deadline = uint40(_draw(seed, 4));
        draft.approvals = uint8(_draw(seed, 5));
        draft.note = bytes32(_draw(seed, 6));
        draft.calls = new Call[](1 + (_draw(seed, 7) % 5));
        for (uint256 i; i < draft.calls.length; ++i) {
            uint256 draw = _draw(seed, 100 + i);
            draft.calls[i] = Call(address(uint160(draw)), draw >> 160, _bytes(draw), uint32(draw >> 90));
        }
        draft.conditions = new Condition[](_draw(seed, 8) % 4);
        for (uint256 i; i < draft.conditions.length; ++i) {
            uint256 draw = _draw(seed, 200 + i);
            draft.conditions[i] = Condition(
                address(uint160(draw)),
                _bytes(draw),
                uint8((draw >> 170) % 3),
                bytes32(draw)
            );
        }
    }

    /// @dev Up to 99 bytes.
    function _bytes(uint256 draw) private pure returns (bytes memory data) {
        data = new bytes(draw % 100);
        for (uint256 i; i < data.length; ++i) data[i] = bytes1(uint8(_draw(draw, i)));
    }

    function _draw(uint256 seed, uint256 place) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, place)));
    }
}
