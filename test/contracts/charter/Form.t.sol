// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {APPROVER} from "../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec, TierSpec} from "../support/Charters.sol";
import {add, keyOf, resize, sampleCharter, tierOf} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev The document as bytes: whatever an encoder would not have written is refused.
contract FormTest is CharterTest {
    /// @dev Where the entries of `sampleCharter` begin.
    uint256 private constant ENTRIES = 9 + 12 * 4;

    function test_the_sample_is_accepted() public view {
        accepted(sampleCharter());
    }

    function test_refuses_a_document_shorter_than_its_header() public view {
        refused(hex"", err(I.DocumentMalformed.selector, 0));
        refused(hex"01", err(I.DocumentMalformed.selector, 1));
        refused(hex"0100010000000001", err(I.DocumentMalformed.selector, 8));
        refused(hex"010001000000000000", err(I.TierCountOutOfRange.selector, 0));
    }

    function test_accepts_a_document_that_ends_with_its_entries() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[6] = keyOf(6, 6, APPROVER);
        accepted(draft);
    }

    function test_refuses_another_version() public view {
        refused(changed(0, 0), err(I.DocumentMalformed.selector, 0));
        refused(changed(0, 2), err(I.DocumentMalformed.selector, 0));
    }

    function test_refuses_no_tier_and_more_than_sixteen() public view {
        refused(changed(7, 0), err(I.TierCountOutOfRange.selector, 0));
        refused(changed(7, 17), err(I.TierCountOutOfRange.selector, 17));
    }

    function test_accepts_sixteen_tiers() public view {
        RosterSpec memory draft = sampleCharter();
        TierSpec[] memory tiers = new TierSpec[](16);
        for (uint256 i; i < 16; ++i) tiers[i] = i < 4 ? draft.tiers[i] : tierOf(1, 1 days);
        draft.tiers = tiers;
        accepted(draft);
    }

    function test_refuses_no_key_and_more_than_sixty_four() public view {
        refused(changed(8, 0), err(I.DocumentMalformed.selector, 8));
        refused(withKeys(65), err(I.DocumentMalformed.selector, 8));
    }

    function test_accepts_sixty_four_keys() public view {
        accepted(withKeys(64));
    }

    function test_refuses_a_document_that_ends_within_its_entries() public view {
        bytes memory document = Charters.encode(sampleCharter());
        refused(cut(document, ENTRIES + 100), err(I.DocumentMalformed.selector, ENTRIES + 100));
    }

    function test_refuses_bytes_behind_the_end() public view {
        bytes memory document = Charters.encode(sampleCharter());
        refused(bytes.concat(document, hex"00"), err(I.DocumentMalformed.selector, document.length));
    }

    function test_refuses_a_blob_that_ends_early() public view {
        bytes memory document = Charters.encode(sampleCharter());
        refused(cut(document, document.length - 1), err(I.DocumentMalformed.selector, ENTRIES + 32 * 6));
        refused(cut(document, document.length - 65), err(I.DocumentMalformed.selector, ENTRIES + 32 * 6));
        refused(cut(document, document.length - 66), err(I.DocumentMalformed.selector, ENTRIES + 32 * 6));
    }

    function test_refuses_a_blob_offset_that_leaves_a_gap() public view {
        uint256 place = ENTRIES + 32 * 6;
        bytes memory document = Charters.encode(sampleCharter());
        document[place + 31] = bytes1(uint8(document[place + 31]) + 1);
        refused(document, err(I.DocumentMalformed.selector, place));
    }

    function test_refuses_a_blob_offset_at_an_address_or_a_vacant_index() public view {
        refused(changed(ENTRIES + 31, 1), err(I.DocumentMalformed.selector, ENTRIES));
        RosterSpec memory draft = sampleCharter();
        KeySpec memory vacant;
        add(draft, vacant);
        accepted(draft);
        bytes memory document = Charters.encode(draft);
        document[ENTRIES + 32 * 12 + 30] = 0x01;
        refused(document, err(I.DocumentMalformed.selector, ENTRIES + 32 * 12));
    }

    function test_refuses_another_first_serial() public view {
        RosterSpec memory draft = sampleCharter();
        draft.serial = 2;
        refused(draft, err(I.SerialWrong.selector, 2, 1));
        draft.serial = 0;
        refused(draft, err(I.SerialWrong.selector, 0, 1));
    }

    function test_refuses_a_first_key_of_another_serial() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[3].since = 0;
        refused(draft, err(I.EnteredWrong.selector, 3, 0));
        draft.keys[3].since = 2;
        refused(draft, err(I.EnteredWrong.selector, 3, 2));
    }

    function test_refuses_a_predecessor_at_genesis() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[9].predecessor = 0;
        refused(draft, err(I.PredecessorWrong.selector, 9, 0));
    }

    /// @dev No byte string is judged by running out of bounds: it passes or is refused with one of the validator's errors.
    function testFuzz_any_bytes_are_judged(bytes calldata document, uint256 seed) public view {
        bytes memory damaged = Charters.encode(sampleCharter());
        for (uint256 i; i < 3; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            damaged[seed % damaged.length] = bytes1(uint8(seed >> 128));
        }
        judged(damaged);
        judged(document);
        judged(bytes.concat(hex"01", document));
    }

    function judged(bytes memory document) private view {
        try validator.checkGenesis(document, setting()) returns (bytes4 answer) {
            require(answer == I.checkGenesis.selector, "neither passed nor refused");
        } catch (bytes memory reason) {
            bytes4 name = bytes4(reason);
            require(name != 0x4e487b71 && reason.length >= 4, "a panic, or no reason");
        }
    }

    function changed(uint256 place, uint8 value) private pure returns (bytes memory document) {
        document = Charters.encode(sampleCharter());
        document[place] = bytes1(value);
    }

    function cut(bytes memory document, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i; i < length; ++i) part[i] = document[i];
    }

    /// @dev The sample, with vacant entries behind.
    function withKeys(uint256 count) private pure returns (RosterSpec memory draft) {
        draft = sampleCharter();
        resize(draft, count);
    }
}
