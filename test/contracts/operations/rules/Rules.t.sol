// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {ExactSpec, RuleSpec, RulebookSpec} from "../../support/Charters.sol";
import {Call, Draft} from "../../support/Drafts.sol";
import {Governed} from "../../support/Governed.sol";
import {EMERGENCY, EXECUTORS, ROUTINE} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";

/// @dev What a tier other than 0 may call.
contract RulesTest is Governed {
    function test_a_call_that_a_rule_lists_is_allowed() public {
        _pass(_setting(ROUTINE, 5));
        _same(target.value(), 5);
    }

    function test_each_of_many_rules_serves_also_for_a_bare_selector() public {
        RulebookSpec memory book = _book();
        (book.serial, book.rules) = (2, new RuleSpec[](5));
        bytes4[5] memory selectors = [bytes4(0x11111111), 0x22222222, 0x33333333, 0x44444444, 0x55555555];
        for (uint256 i; i < 5; ++i) book.rules[i] = RuleSpec(address(target), selectors[i], 0x02, 0);
        _setRulebook(book);
        for (uint8 i; i < 5; ++i) {
            Call memory call = _call(address(target), abi.encodePacked(selectors[i]));
            _schedule(_draft(_lane(ROUTINE, i), call));
        }
        _refusesSchedule(
            _draft(_lane(ROUTINE, 5), _sets(5)),
            _notAllowed(0, address(target), Target.set.selector, ROUTINE)
        );
    }

    function test_another_selector_is_refused() public {
        _isNotAllowed(_pauses(), Target.pause.selector);
    }

    function test_another_target_is_refused() public {
        address other = address(new Target());
        _isNotAllowed(_call(other, abi.encodeCall(Target.set, (1))), Target.set.selector);
    }

    function test_a_rule_of_another_tier_does_not_serve() public {
        RulebookSpec memory book = _book();
        (book.serial, book.rules[0].tiers) = (2, 0x02);
        _setRulebook(book);
        _refusesSchedule(
            _setting(EXECUTORS, 5),
            _notAllowed(0, address(target), Target.set.selector, EXECUTORS)
        );
        _schedule(_setting(ROUTINE, 5));
    }

    function test_calldata_below_four_bytes_is_refused() public {
        vm.deal(address(conclave), 1);
        _isNotAllowed(_call(address(target), ""), 0);
        _isNotAllowed(_call(address(target), hex"60fe47"), 0x60fe4700);
    }

    /// @dev Zeros fill it up to a selector that a rule might list.
    function test_calldata_below_four_bytes_is_refused_whatever_the_rules_list() public {
        RulebookSpec memory book = _book();
        (book.serial, book.rules) = (2, new RuleSpec[](2));
        book.rules[0] = RuleSpec(address(target), 0x00000000, 0x02, LIMIT);
        book.rules[1] = RuleSpec(address(target), 0x60fe4700, 0x02, LIMIT);
        book.exactRules[0] = ExactSpec(address(target), keccak256(""), 0x04, true);
        book.exactRules[1] = ExactSpec(address(target), keccak256(hex"60fe47"), 0x04, true);
        _setRulebook(book);
        bytes[2] memory calldatas = [bytes(""), hex"60fe47"];
        for (uint256 i; i < 2; ++i) {
            Call memory call = _call(address(target), calldatas[i]);
            _isNotAllowed(call, bytes4(calldatas[i]));
            _refusesSchedule(
                _draft(_lane(EMERGENCY, 0), call),
                _notAllowed(0, address(target), bytes4(calldatas[i]), EMERGENCY)
            );
        }
    }

    function test_value_up_to_the_rule_s_limit_is_allowed_and_no_more() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.calls[0].value = LIMIT + 1;
        _refusesSchedule(
            draft,
            abi.encodeWithSelector(E.ValueAboveRule.selector, 0, uint256(LIMIT) + 1, uint256(LIMIT))
        );
        draft.calls[0].value = LIMIT;
        vm.deal(address(conclave), LIMIT);
        _pass(draft);
        _same(address(target).balance, LIMIT);
    }

    function test_one_call_of_a_batch_that_is_not_allowed_is_enough() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.calls = new Call[](2);
        (draft.calls[0], draft.calls[1]) = (_sets(5), _pauses());
        _refusesSchedule(draft, _notAllowed(1, address(target), Target.pause.selector, ROUTINE));
    }

    function test_self_calls_are_refused_outside_tier_zero() public {
        bytes[4] memory calls = [
            abi.encodeCall(IConclave.lift, (1)),
            abi.encodeCall(IConclave.amendRoster, (keccak256("roster"))),
            abi.encodeCall(IConclave.renew, (keccak256("roster"))),
            bytes("")
        ];
        for (uint256 i; i < calls.length; ++i) {
            Draft memory draft = _draft(_lane(ROUTINE, 0), _call(address(conclave), calls[i]));
            _refusesSchedule(draft, abi.encodeWithSelector(E.SelfCallRefused.selector, 0));
        }
    }

    function test_a_self_call_later_in_a_batch_is_refused_too() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.calls = new Call[](2);
        draft.calls[0] = _sets(5);
        draft.calls[1] = _call(address(conclave), abi.encodeCall(IConclave.lift, (1)));
        _refusesSchedule(draft, abi.encodeWithSelector(E.SelfCallRefused.selector, 1));
    }

    function test_without_rulebook_no_other_tier_may_do_anything() public {
        vm.warp(START);
        _foundWith(_charter());
        _activateAll();
        _refusesSchedule(_setting(ROUTINE, 5), abi.encodeWithSelector(E.RulebookMissing.selector));
        _pass(_setting(0, 5));
        _same(target.value(), 5);
    }

    function _isNotAllowed(Call memory call, bytes4 selector) private {
        _refusesSchedule(_draft(_lane(ROUTINE, 0), call), _notAllowed(0, call.target, selector, ROUTINE));
    }

    function _notAllowed(
        uint256 call,
        address target_,
        bytes4 selector,
        uint8 tier
    ) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.CallNotAllowed.selector, call, target_, selector, tier);
    }
}
