// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {NOW, resize, sampleCharter} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev Invariant 6: what keys expired for less than 90 days may still sign puts expiries off, and nothing else.
contract RenewalTest is CharterTest {
    uint256 private constant ENTRIES = 9 + 12 * 4;
    uint32 private constant SOON = uint32(NOW / 60) + 1440;
    uint32 private constant YEAR = uint32(NOW / 60) + 365 * 1440;

    function test_puts_expiries_off_by_a_year_from_now_at_most() public view {
        RosterSpec memory next = renewed();
        next.keys[3].expiry = YEAR;
        renews(next);
        next.keys[3].expiry = YEAR + 1;
        renewalRefused(next, err(I.RenewalTooFar.selector, 3, (uint256(YEAR) + 1) * 60));
    }

    function test_leaves_alone_what_expires_later_than_that_already() public view {
        renews(renewed());
    }

    function test_never_brings_an_expiry_forward() public view {
        RosterSpec memory next = renewed();
        --next.keys[3].expiry;
        renewalRefused(next, err(I.RenewalChanges.selector, ENTRIES + 32 * 3 + 24));
    }

    function test_takes_the_next_serial_alone() public view {
        RosterSpec memory next = renewed();
        next.serial = 1;
        renewalRefused(next, err(I.SerialWrong.selector, 1, 2));
        next.serial = 3;
        renewalRefused(next, err(I.SerialWrong.selector, 3, 2));
    }

    function test_the_serial_carries_into_its_higher_byte() public view {
        RosterSpec memory before = old();
        before.serial = 255;
        RosterSpec memory next = old();
        next.serial = 256;
        bytes4 answer = validator.checkRenewal(Charters.encode(before), Charters.encode(next), NOW);
        require(answer == I.checkRenewal.selector, "refused");
    }

    function test_changes_no_other_byte() public view {
        bytes memory good = Charters.encode(renewed());
        for (uint256 i = 3; i < good.length; ++i) {
            // Version, counts and blob offsets fail as malformed; they have tests of their own.
            bool shape =
                i == 7 || i == 8 || (i >= ENTRIES && i < ENTRIES + 32 * 12 && (i - ENTRIES) % 32 >= 30);
            bool expiry =
                i >= ENTRIES && i < ENTRIES + 32 * 12 && (i - ENTRIES) % 32 >= 24 && (i - ENTRIES) % 32 < 28;
            bool kind = i >= ENTRIES && i < ENTRIES + 32 * 12 && (i - ENTRIES) % 32 == 20;
            bool length = i == good.length - 66 || i == good.length - 65;
            if (shape || expiry || kind || length) continue;
            bytes memory bad = bytes.concat(good);
            bad[i] ^= 0x01;
            renewalRefused(bad, err(I.RenewalChanges.selector, i));
        }
    }

    function test_changes_no_kind() public view {
        RosterSpec memory next = renewed();
        next.keys[0].kind = 1;
        renewalRefused(next, err(I.RenewalChanges.selector, ENTRIES + 20));
    }

    function test_adds_no_key_and_takes_none_away() public view {
        RosterSpec memory next = renewed();
        resize(next, 13);
        renewalRefused(next, err(I.RenewalChanges.selector, Charters.encode(old()).length));
        next = renewed();
        resize(next, 11);
        renewalRefused(next, err(I.RenewalChanges.selector, Charters.encode(old()).length));
    }

    function test_gives_a_vacant_index_no_expiry() public view {
        RosterSpec memory before = old();
        resize(before, 13);
        bytes memory oldDocument = Charters.encode(before);
        before.serial = 2;
        bytes memory document = Charters.encode(before);
        validator.checkRenewal(oldDocument, document, NOW);
        document[ENTRIES + 32 * 12 + 27] = 0x01;
        failed(
            abi.encodeCall(I.checkRenewal, (oldDocument, document, NOW)),
            err(I.RenewalChanges.selector, ENTRIES + 32 * 12 + 24)
        );
    }

    function test_refuses_a_malformed_document() public view {
        bytes memory document = Charters.encode(renewed());
        renewalRefused(bytes.concat(document, hex"00"), err(I.DocumentMalformed.selector, document.length));
        renewalRefused(hex"", err(I.DocumentMalformed.selector, 0));
        document[0] = 0x02;
        renewalRefused(document, err(I.DocumentMalformed.selector, 0));
    }

    function testFuzz_accepts_what_only_extends(uint256 seed, uint8 which) public view {
        RosterSpec memory next = renewed();
        uint256 index = which % 12;
        next.keys[3].expiry = SOON + uint32(seed % (YEAR - SOON + 1));
        if (index != 3) {
            RosterSpec memory before = old();
            before.keys[index].expiry = SOON;
            next.keys[index].expiry = SOON + uint32((seed >> 64) % (YEAR - SOON + 1));
            validator.checkRenewal(Charters.encode(before), Charters.encode(next), NOW);
        } else renews(next);
    }

    function old() private pure returns (RosterSpec memory draft) {
        draft = sampleCharter();
        draft.keys[3].expiry = SOON;
    }

    function renewed() private pure returns (RosterSpec memory draft) {
        draft = old();
        draft.serial = 2;
    }

    function renews(RosterSpec memory next) private view {
        require(
            validator.checkRenewal(Charters.encode(old()), Charters.encode(next), NOW) ==
                I.checkRenewal.selector,
            "refused"
        );
    }

    function renewalRefused(RosterSpec memory next, bytes memory reason) private view {
        renewalRefused(Charters.encode(next), reason);
    }

    function renewalRefused(bytes memory document, bytes memory reason) private view {
        bytes memory before = Charters.encode(old());
        failed(abi.encodeCall(I.checkRenewal, (before, document, NOW)), reason);
    }
}
