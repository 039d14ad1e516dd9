// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Fate} from "../../../contracts/types/State.sol";
import {Call, Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {DAN, EMERGENCY, GUS, HANA, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev Whatever gas the sender gives, an operation's fate is what it is with enough, or nothing happens.
contract StarvingTest is Governed {
    uint256 private constant CALLS = 100;
    /// @dev Enough for the contracts as they are compiled without optimiser, too (docs/mutation.md).
    uint256 private constant MOST = 3_000_000;

    function test_no_amount_of_gas_clears_an_operation_that_stands() public {
        Operation memory operation = _longOperation();
        _accepts(_suspending(DAN, GUS));
        bytes memory data = _clearing(operation);
        bytes memory stands = abi.encodeWithSelector(E.OperationStands.selector, operation.lane);
        bool answered;
        for (uint256 gas_ = 100_000; gas_ < MOST; gas_ += gas_ / 200) {
            (bool succeeded, bytes memory reason) = address(conclave).call{gas: gas_}(data);
            _isTrue(!succeeded, "not cleared");
            if (keccak256(reason) == keccak256(stands)) answered = true;
            else _isWantOfGas(reason);
        }
        _isTrue(answered, "enough gas was tried too");
    }

    function test_no_amount_of_gas_calls_an_operation_dead_that_stands() public {
        Operation memory operation = _longOperation();
        _accepts(_suspending(DAN, GUS));
        _warpToReady(operation);
        bytes memory data = _executing(operation);
        uint256 start = vm.snapshotState();
        uint256 passed;
        for (uint256 gas_ = 100_000; gas_ < MOST; gas_ += gas_ / 200) {
            (bool succeeded, bytes memory reason) = address(conclave).call{gas: gas_}(data);
            _same(target.value(), succeeded ? CALLS : 0);
            if (succeeded) {
                ++passed;
                vm.revertToState(start);
            } else if (bytes4(reason) != E.CallFailed.selector) _isWantOfGas(reason);
        }
        _isTrue(passed > 20, "enough gas was tried too");
    }

    function test_no_amount_of_gas_runs_an_operation_that_is_dead() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        _accepts(_voiding(HANA, HANA));
        _warpToReady(operation);
        bytes memory data = _executing(operation);
        for (uint256 gas_ = 20_000; gas_ < 300_000; gas_ += 997) {
            (bool succeeded, ) = address(conclave).call{gas: gas_}(data);
            _isTrue(!succeeded, "dead");
        }
        _isDead(operation, Fate.Voided);
    }

    /// @dev Scheduled and run, or neither: in an emergency nothing stays pending.
    function test_no_amount_of_gas_leaves_an_emergency_half_done() public {
        Draft memory draft = _setting(EMERGENCY, 9);
        bytes memory data = _scheduling(draft, _usual(draft));
        bytes32 before = _wordOf(draft.lane);
        uint256 start = vm.snapshotState();
        uint256 passed;
        for (uint256 gas_ = 20_000; gas_ < 250_000; gas_ += 499) {
            (bool succeeded, ) = address(conclave).call{gas: gas_}(data);
            _same(target.value(), succeeded ? 9 : 0);
            _isTrue(!conclave.laneWord(draft.lane).isPending(), "idle");
            _isTrue(succeeded == (_wordOf(draft.lane) != before), "both links or none");
            if (succeeded) {
                ++passed;
                vm.revertToState(start);
            }
        }
        _isTrue(passed > 20, "enough gas was tried too");
    }

    /// @dev So many calls that judging them anew costs more than what a caller keeps.
    function _longOperation() private returns (Operation memory) {
        Draft memory draft = _setting(ROUTINE, 0);
        draft.calls = new Call[](CALLS);
        for (uint256 i; i < CALLS; ++i) draft.calls[i] = _sets(i + 1);
        return _schedule(draft);
    }

    function _isWantOfGas(bytes memory reason) private pure {
        bool refused = keccak256(reason) == keccak256(abi.encodeWithSelector(E.CharterRefused.selector));
        if (reason.length != 0 && !refused) revert RefusedOtherwise(reason, "");
    }
}
