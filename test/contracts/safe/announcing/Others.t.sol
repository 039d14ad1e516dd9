// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {Announcement} from "../../../../contracts/safe/Announcement.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {ANA, BEN, CLEO, EXECUTORS, NONE, People, PIA, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {GuardActs} from "../support/GuardActs.sol";
import {Guarded} from "../support/Guarded.sol";
import {Safe141} from "../support/SafeKit.sol";

/// @notice Nobody's announcement stands in the way of another's; each is its holder's own.
contract AnnouncementsOfOthersTest is Guarded, Safe141 {
    function test_an_announcement_in_a_silly_tier_keeps_no_other_s_from_counting() public {
        SafeTx memory t = _toTarget(7);
        // Pia is first, with the tier that reserves for executors; Ana's delay began later and is over later.
        _guardTakes(_announcing(t, EXECUTORS, _soon(), PIA, NONE));
        vm.warp(_now() + 1 hours);
        _announceAndWait(t, ROUTINE);
        _same(guard.announcement(address(safe), _hash(t)).others(), 1 << ANA);
        _passes(t, _voices(BEN, CLEO));
        _same(target.value(), 7);
    }

    function test_if_none_lets_it_pass_the_first_one_s_reason_is_given() public {
        SafeTx memory t = _toTarget(7);
        _guardTakes(_announcing(t, ROUTINE, _soon(), PIA, NONE));
        uint256 ready = _now() + 1 days;
        vm.warp(_now() + 1 hours);
        _announce(t, ZERO_TIER);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(
                IConclaveGuardErrors.AnnouncementNotReady.selector,
                _hash(t),
                ready,
                _now()
            )
        );
    }

    function test_the_proposer_excluded_is_the_one_whose_announcement_it_passes_by() public {
        SafeTx memory t = _toTarget(7);
        _guardTakes(_announcing(t, ROUTINE, _soon(), PIA, NONE));
        _announceAndWait(t, ROUTINE);
        _same(guard.judge(address(safe), t, _bundle(t, _voices(BEN, CLEO)), OUTSIDER, PIA), 6);
        _same(guard.judge(address(safe), t, _bundle(t, _voices(BEN, CLEO)), OUTSIDER, ANA), 6);
        _passes(t, _voices(ANA, BEN));
    }

    function test_a_holder_s_next_one_starts_the_delay_anew() public {
        SafeTx memory t = _toTarget(7);
        _announce(t, ROUTINE);
        vm.warp(_now() + 23 hours);
        _announce(t, ROUTINE);
        uint256 ready = _now() + 1 days;
        vm.warp(_now() + 2 hours);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(
                IConclaveGuardErrors.AnnouncementNotReady.selector,
                _hash(t),
                ready,
                _now()
            )
        );
    }

    function test_nobody_starts_another_s_delay_anew_with_a_signature_that_was_used() public {
        SafeTx memory t = _toTarget(7);
        bytes memory data = _announcing(t, ROUTINE);
        uint40 deadline = _soon();
        _guardTakes(data);
        bytes memory used = abi.encodeWithSelector(
            IConclaveGuardErrors.DeadlineNotLater.selector,
            deadline,
            deadline
        );
        vm.warp(_now() + 1 hours);
        _guardRefuses(data, used);
        // Nor revives what was withdrawn.
        _guardTakes(_withdrawing(t, ANA, ANA));
        _guardRefuses(data, used);
        _announce(t, ROUTINE);
        // The same for whoever was not the first.
        data = _announcing(t, ROUTINE, _soon(), PIA, NONE);
        deadline = _soon();
        _guardTakes(data);
        vm.warp(_now() + 1 hours);
        _guardRefuses(
            data,
            abi.encodeWithSelector(IConclaveGuardErrors.DeadlineNotLater.selector, deadline, deadline)
        );
    }

    function test_what_is_withdrawn_does_not_pass_and_another_s_does() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        _guardTakes(_withdrawing(t, ANA, ANA));
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
        _guardTakes(_announcing(t, ROUTINE, _soon(), PIA, NONE));
        vm.warp(_now() + 1 days);
        _passes(t, _voices(BEN, CLEO));
    }

    function test_whoever_was_not_the_first_withdraws_their_own_alone() public {
        SafeTx memory t = _toTarget(7);
        _announce(t, ROUTINE);
        _guardTakes(_announcing(t, ROUTINE, _soon(), PIA, NONE));
        bytes memory data = _withdrawing(t, PIA, PIA);
        _guardTakes(data);
        _guardRefuses(
            data,
            abi.encodeWithSelector(IConclaveGuardErrors.NotAnnouncedBy.selector, safe, _hash(t), PIA)
        );
        _isTrue(guard.announcement(address(safe), _hash(t)).isStanding(), "Ana's stands");
        vm.warp(_now() + 1 days);
        _passes(t, _voices(BEN, CLEO));
    }

    function test_only_the_holder_or_the_conclave_withdraws() public {
        SafeTx memory t = _toTarget(7);
        _announce(t, ROUTINE);
        _guardRefuses(
            _withdrawing(t, ANA, PIA),
            abi.encodeWithSelector(IConclaveGuardErrors.KeyOfAnotherHolder.selector, PIA, ANA)
        );
        bytes memory data = abi.encodeCall(IConclaveGuard.withdraw, (address(safe), _hash(t), ANA, ANA, ""));
        _guardRefuses(data, abi.encodeWithSelector(IConclaveErrors.InvalidSignature.selector, ANA));
        _pass(_draft(0, _call(address(guard), data)));
        _isTrue(!guard.announcement(address(safe), _hash(t)).isStanding(), "withdrawn");
    }

    function test_a_withdrawal_serves_for_the_announcement_it_was_signed_for() public {
        SafeTx memory t = _toTarget(7);
        _announce(t, ROUTINE);
        bytes memory data = _withdrawing(t, ANA, ANA);
        _guardTakes(data);
        vm.warp(_now() + 1);
        _announce(t, ROUTINE);
        _guardRefuses(data, abi.encodeWithSelector(IConclaveErrors.InvalidSignature.selector, ANA));
    }

    function test_announcing_for_another_safe_leaves_this_one_s_alone() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        safe = _newSafe(_owners(), 2);
        _passes(_batch(_adoption()), _voices(BEN, CLEO));
        t = _toTarget(7);
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
    }

    function test_the_first_half_of_grace_is_the_executors_where_the_tier_says_so() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, EXECUTORS);
        uint256 until = _now() + 3.5 days;
        bytes memory refused = abi.encodeWithSelector(
            IConclaveGuardErrors.ExecutorsFirst.selector,
            _hash(t),
            until
        );
        _fails(t, _voices(BEN, CLEO), refused);
        uint256 before = vm.snapshotState();
        _safeTakes(People.accountOf(PIA), t, _bundle(t, _voices(BEN, CLEO)));
        vm.revertToState(before);
        vm.warp(until);
        _passes(t, _voices(BEN, CLEO));
    }

    function _withdrawing(SafeTx memory t, uint8 holder, uint8 key) private view returns (bytes memory) {
        Announcement a = guard.announcementBy(address(safe), _hash(t), holder);
        bytes32 act = GuardActs.withdraw(address(safe), _hash(t), holder, a.deadline());
        return
            abi.encodeCall(
                IConclaveGuard.withdraw,
                (address(safe), _hash(t), holder, key, _signGuard(key, act))
            );
    }
}
