// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Calls} from "../../../../contracts/libraries/Calls.sol";
import {Condition, Draft, Drafts} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {OddReads} from "../../support/GasTargets.sol";
import {Governed} from "../../support/Governed.sol";
import {EMERGENCY, ROUTINE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

/// @dev Invariant 3: what must hold after the calls.
contract ExecuteConditionsTest is Governed {
    uint8 private constant EQ = 0;
    uint8 private constant GE = 1;
    uint8 private constant LE = 2;

    function test_equal() public {
        _holds(EQ, 5);
        _fails(EQ, 4);
        _fails(EQ, 6);
    }

    function test_at_least() public {
        _holds(GE, 5);
        _holds(GE, 4);
        _fails(GE, 6);
    }

    function test_at_most() public {
        _holds(LE, 5);
        _holds(LE, 6);
        _fails(LE, 4);
    }

    function test_comparison_is_unsigned() public {
        _holds(LE, type(uint256).max);
        _fails(GE, type(uint256).max);
    }

    function test_all_conditions_are_checked_and_the_error_says_which_failed() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.conditions = new Condition[](2);
        draft.conditions[0] = _value(EQ, 5);
        draft.conditions[1] = _value(EQ, 6);
        _refusesWhenReady(
            _schedule(draft),
            abi.encodeWithSelector(E.ConditionFailed.selector, 1, uint256(5), uint256(6))
        );
    }

    function test_a_failed_condition_leaves_the_operation_pending() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.conditions = new Condition[](1);
        draft.conditions[0] = Condition(
            address(target),
            abi.encodeCall(target.paused, ()),
            EQ,
            bytes32(uint256(1))
        );
        Operation memory operation = _schedule(draft);
        _refusesWhenReady(
            operation,
            abi.encodeWithSelector(E.ConditionFailed.selector, 0, uint256(0), uint256(1))
        );
        target.pause();
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_conditions_hold_in_an_emergency_too() public {
        Draft memory draft = _draft(_lane(EMERGENCY, 0), _pauses());
        draft.conditions = new Condition[](1);
        draft.conditions[0] = _value(EQ, 1);
        _refusesSchedule(
            draft,
            abi.encodeWithSelector(E.ConditionFailed.selector, 0, uint256(0), uint256(1))
        );
        _isTrue(!target.paused(), "undone");
    }

    function test_a_read_that_fails_is_unreadable() public {
        _isUnreadable(abi.encodeCall(OddReads.fail, ()));
    }

    function test_a_read_that_burns_its_gas_is_unreadable() public {
        _isUnreadable(abi.encodeCall(OddReads.burn, ()));
    }

    function test_a_read_that_answers_short_is_unreadable() public {
        _isUnreadable(abi.encodeCall(OddReads.short, ()));
    }

    function test_a_read_that_writes_is_unreadable() public {
        _isUnreadable(abi.encodeCall(OddReads.write, ()));
    }

    function test_an_account_without_code_is_unreadable() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.conditions = new Condition[](1);
        draft.conditions[0] = Condition(address(0xdead), hex"11223344", LE, bytes32(type(uint256).max));
        _refusesWhenReady(_schedule(draft), abi.encodeWithSelector(E.ConditionUnreadable.selector, 0));
    }

    function test_of_a_longer_answer_the_first_word_counts() public {
        _passesOdd(abi.encodeCall(OddReads.long, ()));
    }

    function test_a_return_bomb_is_not_copied() public {
        _passesOdd(abi.encodeCall(OddReads.bomb, ()));
    }

    function test_an_unknown_comparison_and_cut_conditions_are_malformed() public {
        Draft memory draft = _setting(0, 5);
        draft.conditions = new Condition[](1);
        draft.conditions[0] = _value(3, 5);
        uint256 start = Drafts.TESTED_BODY + Drafts.packCalls(draft.calls).length;
        bytes memory malformed = abi.encodeWithSelector(Calls.ConditionsMalformed.selector, start);
        _refusesSchedule(draft, malformed);
        draft.conditions[0] = _value(EQ, 5);
        bytes memory signatures = _signatures(draft, _usual(draft));
        bytes memory p = Drafts.pack(draft, REPORT);
        malformed = abi.encodeWithSelector(Calls.ConditionsMalformed.selector, p.length);
        p = bytes.concat(p, new bytes(56));
        _refuses(abi.encodeCall(IConclave.scheduleProposal, (p, signatures)), malformed);
    }

    function _value(uint8 comparison, uint256 expected) private view returns (Condition memory) {
        return Condition(address(target), abi.encodeCall(target.value, ()), comparison, bytes32(expected));
    }

    function _withCondition(uint8 comparison, uint256 expected) private returns (Operation memory operation) {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.conditions = new Condition[](1);
        draft.conditions[0] = _value(comparison, expected);
        operation = _schedule(draft);
        _warpToReady(operation);
    }

    function _holds(uint8 comparison, uint256 expected) private {
        uint256 snapshot = vm.snapshotState();
        _execute(_withCondition(comparison, expected));
        vm.revertToState(snapshot);
    }

    function _fails(uint8 comparison, uint256 expected) private {
        uint256 snapshot = vm.snapshotState();
        Operation memory operation = _withCondition(comparison, expected);
        _refusesExecute(
            operation,
            abi.encodeWithSelector(E.ConditionFailed.selector, 0, uint256(5), expected)
        );
        vm.revertToState(snapshot);
    }

    function _odd(bytes memory read) private returns (Draft memory draft) {
        draft = _setting(ROUTINE, 5);
        draft.conditions = new Condition[](1);
        draft.conditions[0] = Condition(address(new OddReads()), read, EQ, bytes32(uint256(1)));
    }

    function _isUnreadable(bytes memory read) private {
        _refusesWhenReady(_schedule(_odd(read)), abi.encodeWithSelector(E.ConditionUnreadable.selector, 0));
    }

    function _passesOdd(bytes memory read) private {
        _pass(_odd(read));
        _same(target.value(), 5);
    }

    function _refusesWhenReady(Operation memory operation, bytes memory expected) private {
        _warpToReady(operation);
        _refusesExecute(operation, expected);
    }
}
