// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Calls} from "../../../../contracts/libraries/Calls.sol";
import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {Call, Condition, Draft, Drafts} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {GasWitness} from "../../support/GasTargets.sol";
import {Governed} from "../../support/Governed.sol";
import {ROUTINE} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";

/// @dev Remembers all it was sent.
contract Listener {
    bytes[] public heard;

    fallback() external {
        heard.push(msg.data);
    }
}

contract ExecuteCallsTest is Governed {
    function test_calls_run_in_order_as_the_conclave_with_their_value() public {
        Draft memory draft = _batch(_sets(1), _sets(2));
        draft.calls[1].value = 3;
        vm.deal(address(conclave), 3);
        _pass(draft);
        _same(target.value(), 2);
        _same(target.caller(), address(conclave));
        _same(address(target).balance, 3);
    }

    function test_a_failing_call_undoes_all_of_it_and_says_which_and_why() public {
        bytes memory refuse = abi.encodeCall(Target.refuse, (42));
        Operation memory operation = _schedule(_batch(_sets(1), _call(address(target), refuse)));
        _warpToReady(operation);
        bytes memory reason = abi.encodeWithSelector(Target.Unwilling.selector, 42);
        _refusesExecute(operation, abi.encodeWithSelector(E.CallFailed.selector, 1, reason));
        _same(target.value(), 0);
        _isTrue(conclave.laneWord(0) == operation.word, "still pending");
    }

    function test_value_the_conclave_does_not_have_fails() public {
        Draft memory draft = _setting(ROUTINE, 1);
        draft.calls[0].value = 1;
        Operation memory operation = _schedule(draft);
        _warpToReady(operation);
        _refusesExecute(operation, abi.encodeWithSelector(E.CallFailed.selector, 0, ""));
        vm.deal(address(conclave), 1);
        _execute(operation);
    }

    function test_a_target_without_code_is_refused() public {
        Operation memory operation = _schedule(_draft(0, _call(address(0xdead), hex"11223344")));
        _warpToReady(operation);
        _refusesExecute(operation, abi.encodeWithSelector(E.TargetHasNoCode.selector, 0, address(0xdead)));
    }

    function test_tier_zero_sends_plain_value_to_anybody() public {
        vm.deal(address(conclave), 5);
        Draft memory draft = _draft(0, _call(address(0xdead), ""));
        draft.calls[0].value = 5;
        _pass(draft);
        _same(address(0xdead).balance, 5);
    }

    function test_a_proposal_without_calls_is_refused() public {
        bytes memory malformed = abi.encodeWithSelector(Calls.CallsMalformed.selector, Drafts.TESTED_BODY);
        Draft memory draft = _setting(0, 1);
        draft.calls = new Call[](0);
        _refusesSchedule(draft, malformed);
        // A condition where a call should be is not read as one.
        draft.conditions = new Condition[](1);
        draft.conditions[0] = Condition(address(target), abi.encodeCall(target.value, ()), 0, 0);
        _refusesSchedule(draft, malformed);
        draft = _setting(ROUTINE, 1);
        draft.calls = new Call[](0);
        _refusesSchedule(draft, abi.encodeWithSelector(Calls.CallsMalformed.selector, Drafts.BODY));
    }

    function test_calls_that_are_cut_or_padded_are_malformed() public {
        Draft memory draft = _setting(0, 1);
        bytes memory p = Drafts.pack(draft, REPORT);
        bytes memory signatures = _signatures(draft, _usual(draft));
        // Behind the calls come conditions.
        _refuses(
            _schedulingAs(bytes.concat(p, hex"00"), signatures),
            abi.encodeWithSelector(Calls.ConditionsMalformed.selector, p.length)
        );
        bytes memory malformed = abi.encodeWithSelector(Calls.CallsMalformed.selector, Drafts.TESTED_BODY);
        for (uint256 length = Drafts.TESTED_BODY; length < p.length; ++length) {
            bytes memory cut = new bytes(length);
            for (uint256 i; i < length; ++i) cut[i] = p[i];
            _refuses(_schedulingAs(cut, signatures), malformed);
        }
        // A call more than there is.
        malformed = abi.encodeWithSelector(Calls.CallsMalformed.selector, p.length);
        p[0] = bytes1(uint8(128 + 2));
        _refuses(_schedulingAs(p, signatures), malformed);
    }

    function test_a_proposal_takes_127_calls() public {
        Draft memory draft = _setting(0, 1);
        draft.calls = new Call[](127);
        for (uint256 i; i < 127; ++i) draft.calls[i] = _sets(i);
        _pass(draft);
        _same(target.value(), 126);
    }

    /// @dev Also where it looks like an amendment, which the Conclave would complete were it the target.
    function test_a_target_gets_exactly_the_calldata_that_was_approved() public {
        Listener listener = new Listener();
        bytes[3] memory calldatas = [
            abi.encodeCall(IConclave.amendRoster, (keccak256("document"))),
            bytes(hex"11223344556677"),
            abi.encodeCall(Target.set, (1))
        ];
        Draft memory draft = _setting(0, 1);
        draft.calls = new Call[](3);
        for (uint256 i; i < 3; ++i) draft.calls[i] = _call(address(listener), calldatas[i]);
        _pass(draft);
        for (uint256 i; i < 3; ++i) _same(keccak256(listener.heard(i)), keccak256(calldatas[i]));
    }

    function test_an_executor_cannot_starve_a_call_below_its_min_gas() public {
        // From clearly too little, over 63/64 of just enough, to plenty.
        _isNotStarved(1_000_000, 900_000, 5_000);
        // So much that a 64th of it is more than all else that is set aside.
        _isNotStarved(20_000_000, 19_500_000, 25_000);
    }

    function _isNotStarved(uint256 minGas, uint256 from, uint256 step) private {
        GasWitness witness = new GasWitness();
        Draft memory draft = _draft(0, _call(address(witness), abi.encodeCall(GasWitness.look, ())));
        draft.calls[0].minGas = minGas;
        Operation memory operation = _schedule(draft);
        _warpToReady(operation);
        uint256 ran;
        for (uint256 i; i < 80; ++i) if (_runsWith(from + i * step, operation, witness, minGas)) ++ran;
        _isTrue(ran > 10 && ran < 70, "both sides were tried");
        _execute(operation);
    }

    /// @dev Leaves everything as it was.
    function _runsWith(
        uint256 gas_,
        Operation memory operation,
        GasWitness witness,
        uint256 minGas
    ) private returns (bool succeeded) {
        uint256 snapshot = vm.snapshotState();
        bytes memory reason;
        vm.prank(OUTSIDER);
        (succeeded, reason) = address(conclave).call{gas: gas_}(_executing(operation));
        if (succeeded) _isTrue(witness.seen() >= minGas, "at least min gas");
        else _failedWith(false, reason, abi.encodeWithSelector(E.InsufficientGas.selector, 0, minGas));
        vm.revertToState(snapshot);
    }

    function _batch(Call memory first, Call memory second) private view returns (Draft memory draft) {
        draft = _draft(0, first);
        draft.calls = new Call[](2);
        (draft.calls[0], draft.calls[1]) = (first, second);
    }

    function _schedulingAs(bytes memory p, bytes memory signatures) private pure returns (bytes memory) {
        return abi.encodeCall(IConclave.scheduleProposal, (p, signatures));
    }
}
