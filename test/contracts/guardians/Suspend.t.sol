// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents as Ev} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {APPROVER, GUARDIAN} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {
    ANA,
    BEN,
    BEN_SECOND,
    CLEO,
    COOLDOWN,
    DAN,
    GUS,
    HANA,
    NONE,
    People,
    ROUTINE
} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev Suspension with lapse, lift, rotation, re-suspension, in the same block, across an amendment.
contract SuspendTest is Governed {
    uint8 private constant SEVERAL_GUARDIANS = 254;

    function test_it_lasts_s_seconds_and_then_lapses_by_itself() public {
        _accepts(_suspending(BEN, GUS));
        uint256 until = _now() + 7 days;
        _same(conclave.holderRecord(BEN).suspendedUntil, until);
        vm.warp(until - 1);
        _refusesSchedule(_setting(ROUTINE, 1), _suspended(BEN, until));
        vm.warp(until);
        _schedule(_setting(ROUTINE, 1));
    }

    function test_it_is_on_the_record() public {
        bytes32 before = _wordOf(0xffff);
        _accepts(_suspending(BEN, GUS));
        bytes memory link = abi.encode(Ev.HolderSuspended.selector, before, _now());
        link = bytes.concat(link, abi.encode(BEN, GUS, _now() + 7 days, 1));
        _same(_wordOf(0xffff), bytes32(uint256(keccak256(link)) & ~((uint256(1) << 33) - 1)));
        _same(conclave.config().epoch, 1);
        _same(conclave.holderRecord(BEN).incident, 1);
        _same(conclave.config().unusable & 0x202, 0x202);
    }

    function test_the_guardian_who_suspended_lifts_it_early() public {
        _accepts(_suspending(BEN, GUS));
        _accepts(_liftingOwn(BEN, GUS));
        _same(conclave.holderRecord(BEN).suspendedUntil, _now());
        _schedule(_setting(ROUTINE, 1));
    }

    function test_another_guardian_does_not_lift_it() public {
        _accepts(_suspending(BEN, GUS));
        _refuses(_liftingOwn(BEN, HANA), abi.encodeWithSelector(E.NotSuspendedBy.selector, BEN, HANA));
    }

    function test_the_suspended_do_not_lift_themselves() public {
        _accepts(_suspending(GUS, HANA));
        _refuses(_liftingOwn(GUS, GUS), _suspended(GUS, _now() + 7 days));
    }

    function test_tier_zero_lifts_it_early() public {
        _accepts(_suspending(DAN, GUS));
        _passSelfCall(abi.encodeCall(IConclave.lift, (DAN)));
        _schedule(_setting(ROUTINE, 1), _signers(ANA, NONE, DAN));
    }

    function test_what_is_not_suspended_is_not_lifted() public {
        _accepts(_suspending(BEN, GUS));
        vm.warp(_now() + 7 days);
        _refuses(_liftingOwn(BEN, GUS), abi.encodeWithSelector(E.NotSuspended.selector, BEN));
        Operation memory operation = _schedule(
            _draft(0, _call(address(conclave), abi.encodeCall(IConclave.lift, (DAN))))
        );
        _warpToReady(operation);
        bytes memory notSuspended = abi.encodeWithSelector(E.NotSuspended.selector, DAN);
        _refusesExecute(operation, abi.encodeWithSelector(E.CallFailed.selector, 0, notSuspended));
    }

    function test_a_lift_of_one_suspension_does_not_serve_for_the_next() public {
        _accepts(_suspending(BEN, GUS));
        bytes memory lift = _liftingOwn(BEN, GUS);
        _accepts(lift);
        _refuses(lift, abi.encodeWithSelector(E.InvalidSignature.selector, GUS));
    }

    function test_a_suspend_is_not_replayed_after_it_was_lifted() public {
        bytes memory suspend = _suspending(BEN, GUS);
        _accepts(suspend);
        _accepts(_liftingOwn(BEN, GUS));
        _refuses(suspend, abi.encodeWithSelector(E.InvalidSignature.selector, GUS));
    }

    function test_a_suspend_is_not_replayed_after_it_lapsed_and_the_cooldown_is_over() public {
        uint40 deadline = uint40(_now() + 60 days);
        bytes memory signature = _sign(GUS, Acts.suspend(BEN, 0, GUS, deadline));
        bytes memory data = abi.encodeCall(IConclave.suspend, (BEN, GUS, deadline, signature));
        _accepts(data);
        vm.warp(_now() + COOLDOWN);
        _refuses(data, abi.encodeWithSelector(E.InvalidSignature.selector, GUS));
    }

    function test_a_second_guardian_prolongs_and_then_neither_lifts_alone() public {
        _accepts(_suspending(BEN, GUS));
        vm.warp(_now() + 1 days);
        _accepts(_suspending(BEN, HANA));
        _same(conclave.holderRecord(BEN).suspendedUntil, _now() + 7 days);
        _same(conclave.holderRecord(BEN).suspendedBy, SEVERAL_GUARDIANS);
        _refuses(_liftingOwn(BEN, GUS), abi.encodeWithSelector(E.NotSuspendedBy.selector, BEN, GUS));
        _refuses(_liftingOwn(BEN, HANA), abi.encodeWithSelector(E.NotSuspendedBy.selector, BEN, HANA));
    }

    function test_a_second_suspension_in_the_same_block_is_one_of_several_too() public {
        _accepts(_suspending(BEN, GUS));
        _accepts(_suspending(BEN, HANA));
        _same(conclave.holderRecord(BEN).suspendedBy, SEVERAL_GUARDIANS);
        _same(conclave.holderRecord(BEN).incident, 2);
    }

    function test_a_suspension_after_a_lapse_belongs_to_its_own_guardian() public {
        _accepts(_suspending(BEN, GUS));
        vm.warp(_now() + 7 days);
        _accepts(_suspending(BEN, HANA));
        _same(conclave.holderRecord(BEN).suspendedBy, HANA);
        _accepts(_liftingOwn(BEN, HANA));
    }

    function test_a_suspension_and_lift_in_the_same_block_leave_the_keys_usable() public {
        _accepts(_suspending(BEN, GUS));
        _accepts(_liftingOwn(BEN, GUS));
        _same(conclave.config().unusable & 0x202, 0);
        _schedule(_setting(ROUTINE, 1));
    }

    function test_a_lift_does_not_bring_back_a_compromised_key() public {
        _accepts(_suspending(BEN, GUS));
        _accepts(_compromisingOwn(BEN));
        _accepts(_liftingOwn(BEN, GUS));
        _same(conclave.config().unusable & 0x202, 0x002);
        _refusesSchedule(
            _setting(ROUTINE, 1),
            abi.encodeWithSelector(E.KeyNotActive.selector, BEN, KeyState.Compromised)
        );
        _schedule(_setting(ROUTINE, 1), _signers(ANA, NONE, BEN_SECOND));
    }

    function test_it_holds_across_an_amendment() public {
        RosterSpec memory next = _nextRoster();
        next.keys[DAN].expiry -= 1;
        Operation memory amendment = _schedule(_rosterDraft(next));
        _warpToReady(amendment);
        _accepts(_suspending(DAN, GUS));
        _execute(_withDocument(amendment, Charters.encode(next), ""));
        _setRosterSpec(next);
        _refusesSchedule(_setting(ROUTINE, 1), _signers(ANA, NONE, DAN), _suspended(DAN, _now() + 7 days));
        vm.warp(_now() + 7 days);
        _schedule(_setting(ROUTINE, 1), _signers(ANA, NONE, DAN));
    }

    function test_a_new_key_of_a_suspended_holder_is_not_activated() public {
        RosterSpec memory next = _nextRoster();
        KeySpec memory fresh = People.eoa(13, BEN, APPROVER, next.keys[0].expiry);
        fresh.since = 2;
        Charters.add(next, fresh);
        _amendRoster(next);
        _accepts(_suspending(BEN, GUS));
        uint40 deadline = uint40(_now() + 30 days);
        bytes memory data = abi.encodeCall(IConclave.activate, (13, deadline, _activation(13, deadline)));
        _refuses(data, _suspended(BEN, _now() + 7 days));
        vm.warp(_now() + 7 days);
        _accepts(data);
    }

    function test_a_suspension_counts_for_keys_activated_in_between() public {
        // The bit of a key that was pending at suspension is set already; a lift must not clear it.
        RosterSpec memory next = _nextRoster();
        KeySpec memory fresh = People.eoa(13, BEN, APPROVER, next.keys[0].expiry);
        fresh.since = 2;
        Charters.add(next, fresh);
        _amendRoster(next);
        _accepts(_suspending(BEN, GUS));
        _accepts(_liftingOwn(BEN, GUS));
        _refusesSchedule(
            _setting(ROUTINE, 1),
            _signers(ANA, NONE, 13),
            abi.encodeWithSelector(E.KeyNotActive.selector, 13, KeyState.Pending)
        );
    }

    function test_only_guardians_suspend_and_only_known_holders() public {
        _refuses(_suspending(BEN, CLEO), abi.encodeWithSelector(E.RoleMissing.selector, CLEO, GUARDIAN));
        _refuses(_suspending(40, GUS), abi.encodeWithSelector(E.UnknownHolder.selector, 40));
    }

    function test_a_suspend_expires_with_its_deadline() public {
        bytes memory data = _suspending(BEN, GUS);
        uint40 deadline = _soon();
        vm.warp(deadline + 1);
        _refuses(data, abi.encodeWithSelector(E.DeadlinePassed.selector, deadline, _now()));
        vm.warp(deadline);
        _accepts(data);
    }

    function _suspended(uint8 holder, uint256 until) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.HolderIsSuspended.selector, holder, until);
    }
}
