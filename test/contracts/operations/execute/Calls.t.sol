// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Calls} from "../../../../contracts/libraries/Calls.sol";
import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {Proposal} from "../../../../contracts/types/State.sol";
import {Call, Draft, Drafts} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {GasWitness} from "../../support/GasTargets.sol";
import {Governed} from "../../support/Governed.sol";
import {ROUTINE} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";

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
        Draft memory draft = _setting(0, 1);
        draft.calls = new Call[](0);
        _refusesSchedule(draft, abi.encodeWithSelector(Calls.CallsMalformed.selector, 0));
    }

    function test_calls_that_are_cut_or_padded_are_malformed() public {
        Draft memory draft = _setting(0, 1);
        Proposal memory p = Drafts.pack(draft);
        bytes memory signatures = _signatures(draft, _usual(draft));
        uint256 whole = p.calls.length;
        p.calls = bytes.concat(p.calls, hex"00");
        _refuses(_schedulingAs(p, signatures), abi.encodeWithSelector(Calls.CallsMalformed.selector, whole));
        bytes memory cut = new bytes(whole - 1);
        for (uint256 i; i < cut.length; ++i) cut[i] = p.calls[i];
        p.calls = cut;
        _refuses(_schedulingAs(p, signatures), abi.encodeWithSelector(Calls.CallsMalformed.selector, 0));
    }

    function test_an_executor_cannot_starve_a_call_below_its_min_gas() public {
        GasWitness witness = new GasWitness();
        Draft memory draft = _draft(0, _call(address(witness), abi.encodeCall(GasWitness.look, ())));
        draft.calls[0].minGas = 1_000_000;
        Operation memory operation = _schedule(draft);
        _warpToReady(operation);
        bytes memory data = _executing(operation);
        uint256 refused;
        uint256 ran;
        // From clearly too little, over 63/64 of just enough, to plenty.
        for (uint256 gas_ = 900_000; gas_ < 1_300_000; gas_ += 5_000) {
            uint256 snapshot = vm.snapshotState();
            vm.prank(OUTSIDER);
            (bool succeeded, bytes memory reason) = address(conclave).call{gas: gas_}(data);
            if (succeeded) {
                ++ran;
                _isTrue(witness.seen() >= 1_000_000, "at least min gas");
            } else {
                ++refused;
                _failedWith(false, reason, abi.encodeWithSelector(E.InsufficientGas.selector, 0, 1_000_000));
            }
            vm.revertToState(snapshot);
        }
        _isTrue(refused > 10 && ran > 10, "both sides were tried");
    }

    function _batch(Call memory first, Call memory second) private view returns (Draft memory draft) {
        draft = _draft(0, first);
        draft.calls = new Call[](2);
        (draft.calls[0], draft.calls[1]) = (first, second);
    }

    function _schedulingAs(Proposal memory p, bytes memory signatures) private pure returns (bytes memory) {
        return abi.encodeCall(IConclave.schedule, (p, REPORT, signatures));
    }
}
