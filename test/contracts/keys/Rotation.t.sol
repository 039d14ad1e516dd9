// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {APPROVER} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {ANA, BEN, CLEO, DAN, NONE, ROUTINE} from "../support/People.sol";
import {Vm, vm} from "../support/Vm.sol";
import {Rotating} from "./Rotating.sol";

/// @dev Invariant 7: a successor takes its predecessor out of use in the same transaction.
contract RotationTest is Rotating {
    function test_a_successor_retires_its_predecessor_in_the_same_transaction() public {
        _enterSuccessor(BEN);
        _is(NEW, KeyState.Pending);
        _is(BEN, KeyState.Active);
        vm.recordLogs();
        _activate(NEW);
        _is(NEW, KeyState.Active);
        _is(BEN, KeyState.Retiring);
        _isTrue((conclave.config().unusable >> BEN) & 1 == 1, "out of use");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs.length, 1);
        _same(logs[0].topics[0], IConclaveEvents.KeyActivated.selector);
        (, , uint8 predecessor, bool opened) = abi.decode(logs[0].data, (bytes32, bytes32, uint8, bool));
        _same(predecessor, BEN);
        _isTrue(!opened, "was open");
    }

    function test_until_then_the_predecessor_approves() public {
        _enterSuccessor(BEN);
        _pass(_setting(ROUTINE, 5));
        _same(target.value(), 5);
    }

    function test_approvals_scheduled_before_stand_after_rotation() public {
        _enterSuccessor(BEN);
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _activate(NEW);
        _warpToReady(operation);
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_a_retiring_key_approves_nothing_new() public {
        _enterSuccessor(BEN);
        _activate(NEW);
        Draft memory draft = _setting(ROUTINE, 5);
        _refusesSchedule(draft, _err(E.KeyNotActive.selector, BEN, uint256(KeyState.Retiring)));
        _schedule(draft, _signers(ANA, NONE, NEW));
    }

    function test_what_a_key_pre_approved_does_not_count_once_it_is_retiring() public {
        _enterSuccessor(BEN);
        Draft memory draft = _setting(ROUTINE, 5);
        vm.prank(vm.addr(_secretOf(BEN)), vm.addr(_secretOf(BEN)));
        conclave.approve(_id(draft), BEN);
        _activate(NEW);
        bytes memory signatures = bytes.concat(_proposes(ANA, draft), _entry(BEN, ""));
        _refuses(
            _scheduling(draft, 0, signatures),
            _err(E.KeyNotActive.selector, BEN, uint256(KeyState.Retiring))
        );
    }

    function test_two_keys_of_a_holder_count_once_before_and_after() public {
        _enterSuccessor(BEN);
        _activate(NEW);
        Draft memory draft = _setting(ROUTINE, 5);
        draft.approvals = 2;
        _refusesSchedule(draft, _signers(ANA, NONE, NEW, 9), _err(E.HolderCountedTwice.selector, BEN, 9));
    }

    function test_a_predecessor_that_is_compromised_stays_so() public {
        _enterSuccessor(BEN);
        _accepts(_compromisingOwn(BEN));
        vm.recordLogs();
        _activate(NEW);
        _is(BEN, KeyState.Compromised);
        (, , uint8 predecessor, ) = abi.decode(vm.getRecordedLogs()[0].data, (bytes32, bytes32, uint8, bool));
        _same(predecessor, NONE);
    }

    function test_activations_may_come_with_the_amendment() public {
        RosterSpec memory next = _with(_nextRoster(), NEW, BEN, APPROVER, BEN);
        bytes32 act = Acts.activate(
            NEW,
            Charters.keyHash(next.keys[NEW]),
            next.serial,
            uint40(_now() + 30 days)
        );
        bytes memory signature = _sign(NEW, act);
        bytes memory entry = abi.encodePacked(
            NEW,
            uint40(_now() + 30 days),
            uint16(signature.length),
            signature
        );
        _amendRoster(next, entry);
        _is(NEW, KeyState.Active);
        _is(BEN, KeyState.Retiring);
    }

    function test_an_amendment_with_a_wrong_activation_does_nothing() public {
        RosterSpec memory next = _with(_nextRoster(), NEW, BEN, APPROVER, BEN);
        Operation memory operation = _schedule(_rosterDraft(next));
        _warpToReady(operation);
        bytes32 act = Acts.activate(NEW, Charters.keyHash(next.keys[NEW]), next.serial + 1, _soon());
        bytes memory entry = _activationEntry(NEW, _sign(NEW, act));
        operation = _withDocument(operation, Charters.encode(next), entry);
        bytes memory reason = _err(E.InvalidSignature.selector, NEW);
        _refusesExecute(operation, abi.encodeWithSelector(E.CallFailed.selector, 0, reason));
        _same(conclave.config().roster, 1);
        _same(conclave.config().documents, 2);
    }

    /// @dev A signature for the first entry of a key is none for its second.
    function test_an_activation_is_not_replayed_after_the_key_re_enters() public {
        _enter(DAN, APPROVER);
        bytes32 hash = Charters.keyHash(_rosterSpec().keys[NEW]);
        uint40 deadline = uint40(_now() + 60 days);
        bytes memory first = _sign(NEW, Acts.activate(NEW, hash, 2, deadline));
        RosterSpec memory without = _nextRoster();
        without.keys[NEW].signer = "";
        _amendRoster(without);
        _refuses(
            abi.encodeCall(IConclave.activate, (NEW, deadline, first)),
            _err(E.UnknownKey.selector, NEW)
        );
        RosterSpec memory again = _nextRoster();
        again.keys[NEW] = _with(_nextRoster(), NEW, DAN, APPROVER, NONE).keys[NEW + 1];
        _amendRoster(again);
        _refuses(
            abi.encodeCall(IConclave.activate, (NEW, deadline, first)),
            _err(E.InvalidSignature.selector, NEW)
        );
        _activate(NEW);
        _is(NEW, KeyState.Active);
    }

    function test_a_successor_approves_in_its_predecessors_place() public {
        _enterSuccessor(CLEO);
        _activate(NEW);
        Draft memory draft = _draft(0, _call(address(conclave), abi.encodeCall(IConclave.lift, (BEN))));
        _refusesSchedule(draft, _err(E.KeyNotActive.selector, CLEO, uint256(KeyState.Retiring)));
        _schedule(draft, _signers(ANA, 4, BEN, NEW));
    }
}
