// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {KeySpec, RosterSpec} from "../support/Charters.sol";
import {BEN, TOM} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {AllActs} from "./AllActs.sol";

/// @dev Invariant 5: each of the eleven signed acts, handed in later than it was meant: again, or after something else happened.
contract ReplayActsTest is AllActs {
    function test_a_second_time() public {
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            uint256 before = vm.snapshotState();
            Values memory v = _values(Act(i));
            bytes memory data = _presenting(Act(i), v, _signed(Act(i), v));
            _accepts(data);
            _refuses(data, _secondTime(Act(i), v));
            vm.revertToState(before);
        }
    }

    function test_after_an_incident_elsewhere_acts_about_proposals_are_stale() public {
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            uint256 before = vm.snapshotState();
            Values memory v = _values(Act(i));
            bytes memory signature = _signed(Act(i), v);
            bytes memory data = _presenting(Act(i), v, signature);
            _accepts(_compromisingOwn(TOM));
            if (Act(i) > Act.Test) {
                // Bound to a deadline and to the subject's own changes: nobody can put it off by an incident.
                _accepts(data);
            } else {
                uint32 epoch = conclave.config().epoch;
                _refuses(data, abi.encodeWithSelector(E.StaleEpoch.selector, v.draft.epoch, epoch));
                v.draft.epoch = epoch;
                _refuses(_presenting(Act(i), v, signature), _invalid(v.key));
            }
            vm.revertToState(before);
        }
    }

    function test_after_a_void_acts_about_proposals_are_stale() public {
        for (uint8 i; i <= uint8(Act.Test); ++i) {
            uint256 before = vm.snapshotState();
            Values memory v = _values(Act(i));
            bytes memory signature = _signed(Act(i), v);
            _accepts(_voiding(IVO, IVO_HOLDER));
            uint32 epoch = conclave.config().epoch;
            _refuses(
                _presenting(Act(i), v, signature),
                abi.encodeWithSelector(E.StaleEpoch.selector, v.draft.epoch, epoch)
            );
            v.draft.epoch = epoch;
            _refuses(_presenting(Act(i), v, signature), _invalid(v.key));
            vm.revertToState(before);
        }
    }

    function test_after_the_signer_was_suspended() public {
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            uint256 before = vm.snapshotState();
            Values memory v = _values(Act(i));
            bytes memory data = _presenting(Act(i), v, _signed(Act(i), v));
            uint8 holder = _rosterSpec().keys[v.key].holder;
            _accepts(_suspending(holder, IVO));
            // Owning up to a compromise, and stopping a recovery, no guardian can prevent.
            if (Act(i) == Act.Compromise || Act(i) == Act.Stop) _accepts(data);
            else _refuses(data, _suspended(Act(i), v, holder));
            vm.revertToState(before);
        }
    }

    function test_after_the_key_began_to_retire() public {
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            // A pending key does not retire.
            if (Act(i) == Act.Activate) continue;
            uint256 before = vm.snapshotState();
            Values memory v = _values(Act(i));
            bytes memory data = _presenting(Act(i), v, _signed(Act(i), v));
            _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (v.key)));
            if (Act(i) == Act.Compromise) {
                // Bound to the state of the key: to be signed again.
                _refuses(data, _invalid(v.key));
            } else {
                bytes4 name = E.KeyNotActive.selector;
                _refuses(data, abi.encodeWithSelector(name, v.key, KeyState.Retiring));
            }
            vm.revertToState(before);
        }
    }

    function test_after_an_amendment_that_keeps_the_key() public {
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            uint256 before = vm.snapshotState();
            Values memory v = _values(Act(i));
            bytes memory data = _presenting(Act(i), v, _signed(Act(i), v));
            _amendRoster(_nextRoster());
            _accepts(data);
            vm.revertToState(before);
        }
    }

    function test_after_amendments_that_leave_the_key_out_and_enter_it_anew() public {
        Values memory v = _values(Act.Activate);
        v.deadline += 4 days;
        bytes memory signature = _signed(Act.Activate, v);
        RosterSpec memory spec = _nextRoster();
        KeySpec memory entry = spec.keys[NEXT];
        spec.keys[NEXT] = KeySpec(0, "", 0, 0, 0, 0, 0);
        _amendRoster(spec);
        _refuses(
            _presenting(Act.Activate, v, signature),
            abi.encodeWithSelector(E.UnknownKey.selector, NEXT)
        );
        spec = _nextRoster();
        entry.since = spec.serial;
        spec.keys[NEXT] = entry;
        _amendRoster(spec);
        _refuses(_presenting(Act.Activate, v, signature), _invalid(NEXT));
        v.since = spec.serial;
        _accepts(_presenting(Act.Activate, v, _signed(Act.Activate, v)));
    }

    function test_after_its_deadline() public {
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            uint256 before = vm.snapshotState();
            Values memory v = _values(Act(i));
            bytes memory data = _presenting(Act(i), v, _signed(Act(i), v));
            uint40 deadline = Act(i) <= Act.Test ? v.draft.deadline : v.deadline;
            vm.warp(uint256(deadline) + 1);
            if (Act(i) == Act.Stop) _accepts(data);
            else _refuses(data, _late(Act(i), v));
            vm.revertToState(before);
        }
    }

    function test_a_stop_does_not_stop_the_next_attempt() public {
        Values memory v = _values(Act.Stop);
        bytes memory signature = _signed(Act.Stop, v);
        _accepts(_presenting(Act.Stop, v, signature));
        v.word = bytes32(abi.encode(_attemptRecovery().word));
        _refuses(_presenting(Act.Stop, v, signature), _invalid(BEN));
    }

    function _secondTime(Act act, Values memory v) private view returns (bytes memory) {
        if (act <= Act.Test) {
            bytes32 word = _wordOf(v.draft.lane);
            return abi.encodeWithSelector(E.LaneBusy.selector, v.draft.lane, word);
        }
        if (act == Act.Activate)
            return
                abi.encodeWithSelector(
                    E.UnexpectedKeyState.selector,
                    NEXT,
                    KeyState.Active,
                    KeyState.Pending
                );
        if (act == Act.Cancel || act == Act.Stop)
            return abi.encodeWithSelector(E.LaneNotPending.selector, v.lane);
        if (act == Act.Attest)
            return abi.encodeWithSelector(E.AlreadyAttested.selector, 1, v.keyHash, v.word);
        return _invalid(v.key);
    }

    function _suspended(Act act, Values memory v, uint8 holder) private view returns (bytes memory) {
        if (act <= Act.Test)
            return abi.encodeWithSelector(E.StaleEpoch.selector, v.draft.epoch, conclave.config().epoch);
        uint40 until = conclave.holderRecord(holder).suspendedUntil;
        return abi.encodeWithSelector(E.HolderIsSuspended.selector, holder, until);
    }

    function _late(Act act, Values memory v) private view returns (bytes memory) {
        if (act > Act.Test) return abi.encodeWithSelector(E.DeadlinePassed.selector, v.deadline, _now());
        return abi.encodeWithSelector(E.OutsideWindow.selector, v.draft.created, v.draft.deadline, _now());
    }
}
