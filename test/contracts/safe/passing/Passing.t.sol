// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {ANA, BEN, CLEO, DAN, EMERGENCY, People, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";
import {Voice} from "../support/Bundles.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe130, Safe141, Safe150, SafeL2130, SafeL2141, SafeL2150} from "../support/SafeKit.sol";

abstract contract Passing is Guarded {
    function test_the_guard_computes_the_safe_s_hash() public view {
        SafeTx memory t = SafeTx(address(1), 2, "abc", 1, 4, 5, 6, address(7), address(8), 9);
        _same(guard.hashTransaction(address(safe), t), _hash(t));
        _same(guard.hashMessage(address(safe), "abc"), safe.getMessageHash("abc"));
    }

    function test_what_was_announced_passes_when_its_delay_is_over() public {
        SafeTx memory t = _toTarget(7);
        _passWhole(t, ROUTINE);
        _same(target.value(), 7);
        _same(target.caller(), address(safe));
        _same(safe.nonce(), t.nonce + 1);
    }

    function test_what_was_not_announced_is_refused() public {
        SafeTx memory t = _toTarget(7);
        _fails(
            t,
            _voices(BEN, CLEO, DAN),
            abi.encodeWithSelector(IConclaveGuardErrors.NotAnnounced.selector, safe, _hash(t))
        );
    }

    function test_nothing_passes_a_second_before_its_delay_is_over_nor_when_it_has_expired() public {
        SafeTx memory t = _toTarget(7);
        _announce(t, ROUTINE);
        uint256 ready = _now() + 1 days;
        vm.warp(ready - 1);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(
                IConclaveGuardErrors.AnnouncementNotReady.selector,
                _hash(t),
                ready,
                ready - 1
            )
        );
        uint256 expiry = ready + 7 days;
        vm.warp(expiry);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(
                IConclaveGuardErrors.AnnouncementExpired.selector,
                _hash(t),
                expiry,
                expiry
            )
        );
        vm.warp(expiry - 1);
        _passes(t, _voices(BEN, CLEO));
    }

    function test_other_data_than_announced_is_refused() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        t.data = abi.encodeCall(Target.set, (8));
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(IConclaveGuardErrors.NotAnnounced.selector, safe, _hash(t))
        );
    }

    function test_tier_zero_may_change_owners_and_threshold() public {
        address dan = People.accountOf(DAN);
        address next = vm.addr(uint256(keccak256("newcomer")));
        _passWhole(_toSelf(abi.encodeCall(IWholeSafe.addOwnerWithThreshold, (next, 3))), ZERO_TIER);
        _isTrue(safe.isOwner(next), "added");
        _same(safe.getThreshold(), 3);
        address[] memory owners = safe.getOwners();
        address before = address(1);
        for (uint256 i; i < owners.length && owners[i] != dan; ++i) before = owners[i];
        SafeTx memory t = _toSelf(abi.encodeCall(IWholeSafe.removeOwner, (before, dan, 2)));
        _announceAndWait(t, ZERO_TIER);
        _passes(t, _voices(BEN, CLEO, DAN));
        _isTrue(!safe.isOwner(dan), "removed");
    }

    function test_another_tier_may_not_touch_the_safe_itself() public {
        SafeTx memory t = _toSelf(abi.encodeCall(IWholeSafe.changeThreshold, (1)));
        _guardRefuses(
            _announcing(t, ROUTINE),
            abi.encodeWithSelector(IConclaveGuardErrors.TierZeroOnly.selector, 0, safe, ROUTINE)
        );
    }

    function test_another_tier_may_only_what_the_rulebook_lists() public {
        SafeTx memory t = _tx(address(target), 0, abi.encodeCall(Target.pause, ()), 0);
        _guardRefuses(
            _announcing(t, ROUTINE),
            abi.encodeWithSelector(
                IConclaveErrors.CallNotAllowed.selector,
                0,
                target,
                Target.pause.selector,
                ROUTINE
            )
        );
        t = _toTarget(7);
        t.value = 1 ether + 1;
        _guardRefuses(
            _announcing(t, ROUTINE),
            abi.encodeWithSelector(IConclaveErrors.ValueAboveRule.selector, 0, 1 ether + 1, 1 ether)
        );
        t.value = 1 ether;
        _passWhole(t, ROUTINE);
        _same(address(target).balance, 1 ether);
    }

    function test_an_emergency_marked_alone_needs_no_approver_but_the_threshold() public {
        SafeTx memory t = _tx(address(target), 0, abi.encodeCall(Target.pause, ()), 0);
        _announce(t, EMERGENCY);
        Voice[] memory voices = _voices(ANA, ANA);
        voices[1] = _strange();
        _passes(t, voices);
        _isTrue(target.paused(), "paused at once");
    }

    function test_an_emergency_not_marked_alone_needs_an_approver() public {
        SafeTx memory t = _toTarget(9);
        _announce(t, EMERGENCY);
        Voice[] memory voices = _voices(ANA, ANA);
        voices[1] = _strange();
        _fails(t, voices, abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, 0, 1));
        _passes(t, _voices(ANA, BEN));
        _same(target.value(), 9);
    }

    function test_a_nonce_serves_once() public {
        SafeTx memory t = _toTarget(7);
        _passWhole(t, ROUTINE);
        bytes memory signatures = _bundle(t, _voices(BEN, CLEO));
        (bool succeeded, ) = _toSafe(OUTSIDER, t, signatures);
        _isTrue(!succeeded, "GS026: signatures are for the last nonce");
        _guardRefuses(
            _announcing(t, ROUTINE),
            abi.encodeWithSelector(IConclaveGuardErrors.NonceSpent.selector, t.nonce, t.nonce + 1)
        );
    }

    function test_a_failing_call_burns_neither_nonce_nor_announcement() public {
        SafeTx memory t = _tx(address(target), 0, abi.encodeCall(Target.refuse, (5)), 0);
        t.safeTxGas = 100_000;
        _announceAndWait(t, ZERO_TIER);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(IConclaveGuardErrors.ExecutionFailed.selector, _hash(t))
        );
        _isTrue(guard.announcement(address(safe), _hash(t)).isStanding(), "still announced");
    }

    function test_a_refund_is_refused() public {
        SafeTx memory t = _toTarget(7);
        t.gasPrice = 1;
        t.refundReceiver = stranger;
        bytes memory refused = abi.encodeWithSelector(IConclaveGuardErrors.RefundRefused.selector, 1);
        _guardRefuses(_announcing(t, ROUTINE), refused);
        _fails(t, _voices(BEN, CLEO), refused);
    }
}

contract PassingSafe130Test is Passing, Safe130 {}

contract PassingSafeL2130Test is Passing, SafeL2130 {}

contract PassingSafe141Test is Passing, Safe141 {}

contract PassingSafeL2141Test is Passing, SafeL2141 {}

contract PassingSafe150Test is Passing, Safe150 {}

contract PassingSafeL2150Test is Passing, SafeL2150 {}
