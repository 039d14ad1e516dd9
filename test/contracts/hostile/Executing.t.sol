// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../../../contracts/interfaces/ICharterValidator.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER, TESTER} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Bomb, Swallower} from "../support/Bombs.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {Call, Condition, Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {GasWitness} from "../support/GasTargets.sol";
import {BEN, DAN, NONE, PIA, ROUTINE} from "../support/People.sol";
import {BoundedCall} from "../../../contracts/libraries/BoundedCall.sol";
import {vm} from "../support/Vm.sol";
import {Rotating} from "../keys/Rotating.sol";

/// @dev Whoever executes is anybody, and what is called may be anything.
contract ExecutingTest is Rotating {
    function test_a_target_that_returns_megabytes_costs_no_copy_of_them() public {
        Bomb bomb = new Bomb();
        uint256 little = _gasOfExploding(bomb, 32);
        uint256 much = _gasOfExploding(bomb, 1_000_000);
        _same(bomb.hits(), 2);
        // The target pays some two million for a megabyte of memory; a copy would cost as much again.
        uint256 own = 3 * 31_250 + uint256(31_250) ** 2 / 512;
        _isTrue(much - little < own + own / 20, "not copied");
    }

    function test_a_target_that_reverts_with_megabytes_leaves_the_operation_pending() public {
        Bomb bomb = new Bomb();
        Operation memory operation = _exploding(bomb, 600_000, true);
        (bool succeeded, bytes memory reason) = _sendFrom(OUTSIDER, _executing(operation));
        _isTrue(!succeeded && bytes4(reason) == E.CallFailed.selector, "failed");
        _isTrue(conclave.laneWord(operation.lane) == operation.word, "still pending");
    }

    function test_activations_that_an_executor_leaves_out_follow_by_themselves() public {
        RosterSpec memory next = _with(_nextRoster(), NEW, PIA, APPROVER, NONE);
        bytes memory document = Charters.encode(next);
        Operation memory operation = _schedule(_rosterDraft(next));
        _warpToReady(operation);
        _execute(_withDocument(operation, document, ""));
        _setRosterSpec(next);
        _is(NEW, KeyState.Pending);
        _activate(NEW);
        _is(NEW, KeyState.Active);
    }

    /// @dev Dan becomes a tester: only with the new approver in use can tier 0 miss any one of its people.
    function test_activations_that_an_amendment_needs_cannot_be_left_out() public {
        RosterSpec memory next = _with(_nextRoster(), NEW, PIA, APPROVER, NONE);
        next.keys[DAN].roles = TESTER;
        bytes memory document = Charters.encode(next);
        Operation memory operation = _schedule(_rosterDraft(next));
        _warpToReady(operation);
        bytes memory reason = abi.encodeWithSelector(ICharterValidator.TierLockedOut.selector, 0, BEN);
        _refusesExecute(
            _withDocument(operation, document, ""),
            abi.encodeWithSelector(E.CallFailed.selector, 0, reason)
        );
        RosterSpec memory before = _rosterSpec();
        _setRosterSpec(next);
        bytes memory activation = _activationEntry(NEW, _activation(NEW, _soon()));
        _setRosterSpec(before);
        _execute(_withDocument(operation, document, activation));
        _is(NEW, KeyState.Active);
    }

    /// @dev A read is given its whole million, or nothing runs: what swallows its own failure cannot be made to fail.
    function test_a_condition_that_swallows_its_own_failure_is_not_starved() public {
        Operation memory operation = _scheduleReading(new Swallower());
        bytes memory data = _executing(operation);
        bool starved;
        for (uint256 gas_ = 150_000; gas_ < 1_500_000; gas_ += 10_007) {
            vm.prank(OUTSIDER, OUTSIDER);
            (bool succeeded, bytes memory reason) = address(conclave).call{gas: gas_}(data);
            _isTrue(!succeeded, "it does not hold");
            if (bytes4(reason) == BoundedCall.ReadStarved.selector) starved = true;
        }
        _isTrue(starved, "with too little gas nothing is read");
        _refusesExecute(
            operation,
            abi.encodeWithSelector(E.ConditionFailed.selector, 0, uint256(7), uint256(0))
        );
    }

    /// @dev Nor can anybody starve a condition that does not: it holds or all reverts.
    function test_no_amount_of_gas_passes_a_condition_that_does_not_hold() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.conditions = new Condition[](1);
        draft.conditions[0] = Condition(
            address(target),
            abi.encodeCall(target.value, ()),
            0,
            bytes32(uint256(6))
        );
        Operation memory operation = _schedule(draft);
        _warpToReady(operation);
        bytes memory data = _executing(operation);
        for (uint256 gas_ = 20_000; gas_ < 200_000; gas_ += 997) {
            vm.prank(OUTSIDER, OUTSIDER);
            (bool succeeded, ) = address(conclave).call{gas: gas_}(data);
            _isTrue(!succeeded, "refused");
        }
        _same(target.value(), 0);
    }

    /// @dev What copying the calldata costs is paid before the gas is looked at.
    function test_min_gas_holds_whatever_the_length_of_the_calldata() public {
        _isTrue(_leastSeen(0, 128 * 1024) >= 200_000, "128 kB");
        _isTrue(_leastSeen(1, 1024 * 1024) >= 200_000, "1 MB");
    }

    /// @dev The least gas with which a call comes to run that demanded 200,000.
    function _leastSeen(uint8 number, uint256 length) private returns (uint256) {
        GasWitness witness = new GasWitness();
        bytes memory data = bytes.concat(abi.encodeCall(GasWitness.look, ()), new bytes(length));
        Draft memory draft = _draft(_lane(0, number), Call(address(witness), 0, data, 200_000));
        Operation memory operation = _schedule(draft);
        _warpToReady(operation);
        data = _executing(operation);
        uint256 start = vm.snapshotState();
        uint256 low = 200_000;
        uint256 high = 30_000_000;
        while (high - low > 100) {
            uint256 middle = (low + high) / 2;
            (bool succeeded, ) = address(conclave).call{gas: middle}(data);
            if (succeeded) {
                high = middle;
                vm.revertToState(start);
            } else low = middle;
        }
        (bool executed, ) = address(conclave).call{gas: high}(data);
        _isTrue(executed, "enough");
        return witness.seen();
    }

    function _scheduleReading(Swallower swallower) private returns (Operation memory operation) {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.conditions = new Condition[](1);
        draft.conditions[0] = Condition(address(swallower), abi.encodeCall(Swallower.read, ()), 0, 0);
        operation = _schedule(draft);
        _warpToReady(operation);
    }

    function _gasOfExploding(Bomb bomb, uint256 length) private returns (uint256 used) {
        bytes memory data = _executing(_exploding(bomb, length, false));
        used = gasleft();
        _accepts(data);
        used -= gasleft();
    }

    function _exploding(Bomb bomb, uint256 length, bool fails) private returns (Operation memory operation) {
        bytes memory data = abi.encodeCall(Bomb.explode, (length, fails));
        operation = _schedule(_draft(0, _call(address(bomb), data)));
        _warpToReady(operation);
    }
}
