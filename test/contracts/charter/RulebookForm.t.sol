// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {Charters, ExactSpec, ItemSpec, RuleSpec, RulebookSpec} from "../support/Charters.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev What a rulebook must be: sorted strictly, every entry of use, nothing between or behind.
contract RulebookFormTest is CharterTest {
    uint16 private constant SERIAL = 7;
    address private constant A = address(0xA0000);
    address private constant B = address(0xB0000);

    function test_a_sorted_book_passes() public view {
        passes(book());
    }

    function test_an_empty_book_passes() public view {
        RulebookSpec memory none;
        none.serial = SERIAL;
        passes(none);
    }

    function test_refuses_a_book_shorter_than_its_header() public view {
        bookRefused(hex"", err(I.DocumentMalformed.selector, 0));
        // Whatever it begins with: the version of what has no header is not looked at.
        bookRefused(hex"02", err(I.DocumentMalformed.selector, 1));
        bookRefused(hex"0100070000000000", err(I.DocumentMalformed.selector, 8));
    }

    function test_refuses_another_version() public view {
        bytes memory document = Charters.encode(book());
        document[0] = 0x02;
        bookRefused(document, err(I.DocumentMalformed.selector, 0));
    }

    function test_refuses_bytes_that_are_missing_or_too_many() public view {
        bytes memory document = Charters.encode(book());
        bookRefused(bytes.concat(document, hex"00"), err(I.DocumentMalformed.selector, document.length));
        bytes memory cut = new bytes(document.length - 1);
        for (uint256 i; i < cut.length; ++i) cut[i] = document[i];
        bookRefused(cut, err(I.DocumentMalformed.selector, cut.length));
    }

    function test_refuses_any_serial_but_the_next() public view {
        RulebookSpec memory spec = book();
        spec.serial = SERIAL + 1;
        bookRefused(spec, err(I.SerialWrong.selector, SERIAL + 1, SERIAL));
        spec.serial = SERIAL - 1;
        bookRefused(spec, err(I.SerialWrong.selector, SERIAL - 1, SERIAL));
    }

    function test_refuses_a_rule_twice_or_out_of_order() public view {
        RulebookSpec memory spec = book();
        spec.rules[1].selector = spec.rules[0].selector;
        bookRefused(spec, err(I.RulesUnsorted.selector, 1));
        spec.rules[1].selector = 0x00000001;
        bookRefused(spec, err(I.RulesUnsorted.selector, 1));
        spec = book();
        spec.rules[2].target = address(0x90000);
        bookRefused(spec, err(I.RulesUnsorted.selector, 2));
    }

    function test_refuses_an_exact_rule_twice_or_out_of_order() public view {
        RulebookSpec memory spec = book();
        spec.exactRules[1].dataHash = spec.exactRules[0].dataHash;
        bookRefused(spec, err(I.RulesUnsorted.selector, 1));
        spec.exactRules[1].dataHash = 0;
        bookRefused(spec, err(I.RulesUnsorted.selector, 1));
        spec = book();
        spec.exactRules[2].target = address(0x90000);
        bookRefused(spec, err(I.RulesUnsorted.selector, 2));
    }

    /// @dev By all of the address, whatever the hashes are.
    function test_exact_rules_are_sorted_by_their_targets_first_and_last_byte() public view {
        RulebookSpec memory spec = book();
        spec.exactRules[0].dataHash = bytes32(type(uint256).max);
        spec.exactRules[1].dataHash = 0;
        (spec.exactRules[0].target, spec.exactRules[1].target) = (address(0x90000), address(0x90001));
        passes(spec);
        (spec.exactRules[0].target, spec.exactRules[1].target) = (address(1), address(1 | (1 << 152)));
        spec.exactRules[2].target = address(2 | (1 << 152));
        passes(spec);
        spec.exactRules[0].target = address(3 | (1 << 152));
        bookRefused(spec, err(I.RulesUnsorted.selector, 1));
    }

    function test_refuses_a_watched_item_twice_or_out_of_order() public view {
        RulebookSpec memory spec = book();
        spec.items[2] = spec.items[1];
        bookRefused(spec, err(I.RulesUnsorted.selector, 2));
        spec = book();
        (spec.items[1], spec.items[2]) = (spec.items[2], spec.items[1]);
        bookRefused(spec, err(I.RulesUnsorted.selector, 2));
        spec = book();
        spec.items[3].parameter = spec.items[4].parameter;
        spec.items[3].target = spec.items[4].target;
        spec.items[3].kind = spec.items[4].kind;
        bookRefused(spec, err(I.RulesUnsorted.selector, 4));
    }

    function test_one_target_is_watched_for_several_parameters_in_order() public view {
        RulebookSpec memory spec = book();
        spec.items[5] = ItemSpec(4, A, 8);
        spec.items[4] = ItemSpec(4, A, 7);
        passes(spec);
        spec.items[5].parameter = 7;
        bookRefused(spec, err(I.RulesUnsorted.selector, 5));
        spec.items[5].parameter = 6;
        bookRefused(spec, err(I.RulesUnsorted.selector, 5));
    }

    function test_refuses_a_rule_for_no_tier() public view {
        RulebookSpec memory spec = book();
        spec.rules[1].tiers = 0;
        bookRefused(spec, err(I.TierMaskEmpty.selector, 1));
        spec = book();
        spec.exactRules[2].tiers = 0;
        bookRefused(spec, err(I.TierMaskEmpty.selector, 2));
    }

    function test_a_rule_may_be_for_any_one_tier() public view {
        RulebookSpec memory spec = book();
        for (uint256 tier; tier < 16; ++tier) {
            spec.rules[0].tiers = uint16(1 << tier);
            spec.exactRules[0].tiers = uint16(1 << tier);
            passes(spec);
        }
    }

    /// @dev Nothing comes before the first, so it is out of order with nothing.
    function test_the_first_of_each_list_may_be_all_zeros() public view {
        RulebookSpec memory spec = book();
        spec.rules[0] = RuleSpec(address(0), 0, 1, 0);
        spec.exactRules[0] = ExactSpec(address(0), 0, 1, false);
        passes(spec);
        spec.items[0] = ItemSpec(0, address(0), 0);
        bookRefused(spec, err(I.UnknownItem.selector, 0));
    }

    function test_refuses_an_unknown_flag_of_an_exact_rule() public view {
        bytes memory document = Charters.encode(book());
        uint256 flags = 9 + 38 * 3 + 55 + 54;
        document[flags] = 0x02;
        bookRefused(document, err(I.DocumentMalformed.selector, flags));
        document[flags] = 0x01;
        require(validator.checkRulebook(document, SERIAL) == I.checkRulebook.selector);
    }

    function test_refuses_an_item_of_unknown_kind() public view {
        RulebookSpec memory spec = book();
        spec.items[0].kind = 0;
        bookRefused(spec, err(I.UnknownItem.selector, 0));
        spec.items[0].target = A;
        bookRefused(spec, err(I.UnknownItem.selector, 0));
        spec = book();
        spec.items[9].kind = 10;
        bookRefused(spec, err(I.UnknownItem.selector, 9));
    }

    function test_only_the_native_balance_has_no_target() public view {
        RulebookSpec memory spec = book();
        spec.items[0].target = A;
        bookRefused(spec, err(I.UnknownItem.selector, 0));
        RulebookSpec memory single;
        single.serial = SERIAL;
        single.items = new ItemSpec[](1);
        for (uint8 kind = 2; kind < 10; ++kind) {
            single.items[0] = ItemSpec(kind, A, 0);
            passes(single);
            single.items[0].target = address(0);
            bookRefused(single, err(I.UnknownItem.selector, 0));
        }
    }

    function test_parameters_stay_within_what_the_kind_can_mean() public view {
        uint8[3] memory none = [3, 6, 7];
        for (uint256 i; i < 3; ++i) {
            RulebookSpec memory spec = book();
            uint256 index = none[i];
            spec.items[index].parameter = 1;
            bookRefused(spec, err(I.UnknownItem.selector, index));
        }
        RulebookSpec memory roles = book();
        roles.items[9].parameter = type(uint64).max;
        passes(roles);
        roles.items[9].parameter = uint256(type(uint64).max) + 1;
        bookRefused(roles, err(I.UnknownItem.selector, 9));
    }

    /// @dev No byte string is judged by running out of bounds.
    function testFuzz_any_bytes_are_judged(bytes calldata document, uint256 seed) public view {
        judged(document);
        bytes memory damaged = Charters.encode(book());
        for (uint256 i; i < 3; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            damaged[seed % (i == 0 ? 9 : damaged.length)] = bytes1(uint8(seed >> 128));
        }
        judged(damaged);
    }

    function judged(bytes memory document) private view {
        try validator.checkRulebook(document, SERIAL) returns (bytes4 answer) {
            require(answer == I.checkRulebook.selector, "neither passed nor refused");
        } catch (bytes memory reason) {
            require(bytes4(reason) != 0x4e487b71 && reason.length >= 4, "a panic, or no reason");
        }
    }

    /// @dev Items: native, then one of each kind in order, ERC-20 with two floors' worth of targets.
    function book() private pure returns (RulebookSpec memory spec) {
        spec.serial = SERIAL;
        spec.rules = new RuleSpec[](3);
        spec.rules[0] = RuleSpec(A, 0x00000002, 1, 0);
        spec.rules[1] = RuleSpec(A, 0x00000003, 6, 1 ether);
        spec.rules[2] = RuleSpec(B, 0x00000001, 0x8000, type(uint96).max);
        spec.exactRules = new ExactSpec[](3);
        spec.exactRules[0] = ExactSpec(A, bytes32(uint256(1)), 4, false);
        spec.exactRules[1] = ExactSpec(A, bytes32(uint256(2)), 4, false);
        spec.exactRules[2] = ExactSpec(B, bytes32(uint256(1)), 4, true);
        spec.items = new ItemSpec[](10);
        spec.items[0] = ItemSpec(1, address(0), 0.01 ether);
        spec.items[1] = ItemSpec(2, A, 1);
        spec.items[2] = ItemSpec(2, B, 0);
        spec.items[3] = ItemSpec(3, A, 0);
        spec.items[4] = ItemSpec(4, A, type(uint256).max);
        spec.items[5] = ItemSpec(5, A, 1);
        spec.items[6] = ItemSpec(6, A, 0);
        spec.items[7] = ItemSpec(7, A, 0);
        spec.items[8] = ItemSpec(8, A, type(uint256).max);
        spec.items[9] = ItemSpec(9, A, 2);
    }

    function passes(RulebookSpec memory spec) private view {
        require(
            validator.checkRulebook(Charters.encode(spec), SERIAL) == I.checkRulebook.selector,
            "refused"
        );
    }

    function bookRefused(RulebookSpec memory spec, bytes memory reason) private view {
        bookRefused(Charters.encode(spec), reason);
    }

    function bookRefused(bytes memory document, bytes memory reason) private view {
        failed(abi.encodeCall(I.checkRulebook, (document, SERIAL)), reason);
    }
}
