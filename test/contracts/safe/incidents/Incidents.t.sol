// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {TESTER_NEEDED} from "../../../../contracts/types/Tier.sol";
import {RosterSpec, RuleSpec, RulebookSpec} from "../../support/Charters.sol";
import {
    ANA,
    BEN,
    CLEO,
    DAN,
    EVE,
    GUS,
    HANA,
    NONE,
    People,
    PIA,
    ROUTINE,
    ZERO_TIER
} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";
import {Guarded} from "../support/Guarded.sol";
import {Safe150} from "../support/SafeKit.sol";

/// @notice Invariant 5 on a Safe: what happens between announcement and execution is judged at execution.
contract SafeIncidentsTest is Guarded, Safe150 {
    function test_a_void_leaves_what_as_many_sign_as_protect_it() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _accepts(_voiding(GUS, GUS));
        _fails(t, _voices(BEN, CLEO), _missing(2, 3));
        _passes(t, _voices(BEN, CLEO, DAN));
    }

    function test_a_void_ends_what_can_never_be_protected() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        _accepts(_voiding(GUS, GUS));
        _fails(t, _voices(BEN, CLEO, DAN), _missing(3, 255));
        // Announced anew it passes, once its delay is over.
        _announceAndWait(t, ROUTINE);
        _passes(t, _voices(BEN, CLEO));
    }

    function test_a_second_void_ends_what_was_announced_after_the_first() public {
        _accepts(_voiding(GUS, GUS));
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        _accepts(_voiding(HANA, HANA));
        _fails(t, _voices(BEN, CLEO, DAN), _missing(3, 255));
    }

    function test_a_rule_for_what_has_no_code_any_more_allows_nothing() public {
        bytes memory data = abi.encodeCall(Target.set, (7));
        guard.checkCall(ROUTINE, address(safe), address(target), 0, data);
        vm.etch(address(target), "");
        (bool succeeded, bytes memory reason) = address(guard).call(
            abi.encodeCall(IConclaveGuard.checkCall, (ROUTINE, address(safe), address(target), 0, data))
        );
        _failedWith(
            succeeded,
            reason,
            abi.encodeWithSelector(IConclaveErrors.TargetHasNoCode.selector, 0, target)
        );
    }

    function test_an_incident_of_the_proposer_ends_it_also_when_it_lapsed() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _accepts(_suspending(ANA, GUS));
        bytes memory dropped = abi.encodeWithSelector(IConclaveGuardErrors.ProposerDropped.selector, ANA);
        _fails(t, _voices(BEN, CLEO), dropped);
        vm.warp(_now() + 7 days - 1);
        _fails(t, _voices(BEN, CLEO), dropped);
    }

    function test_an_incident_of_the_tester_ends_it_where_the_tier_needs_one() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _accepts(_compromisingOwn(EVE));
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(IConclaveGuardErrors.TesterDropped.selector, EVE)
        );
        t = _toTarget(8);
        _guardTakes(_announcing(t, ROUTINE, _soon(), ANA, 7));
        vm.warp(_now() + 1 days);
        _accepts(_compromisingOwn(7));
        _passes(t, _voices(BEN, CLEO));
    }

    function test_an_approver_with_an_incident_since_is_not_counted_also_when_it_was_lifted() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _accepts(_suspending(BEN, GUS));
        _accepts(_liftingOwn(BEN, GUS));
        _fails(t, _voices(BEN, CLEO), _missing(1, 2));
        _passes(t, _voices(BEN, CLEO, DAN));
    }

    function test_somebody_else_s_incident_changes_nothing() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _accepts(_suspending(PIA, GUS));
        _passes(t, _voices(BEN, CLEO));
    }

    function test_a_rule_that_was_taken_back_no_longer_serves() public {
        SafeTx memory t = _toTarget(7);
        RulebookSpec memory book = _book();
        book.serial = 2;
        book.rules = new RuleSpec[](0);
        _announce(t, ROUTINE);
        _setRulebook(book);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(
                IConclaveErrors.CallNotAllowed.selector,
                0,
                target,
                Target.set.selector,
                ROUTINE
            )
        );
    }

    function test_a_longer_delay_holds_and_a_shorter_one_brings_nothing_forward() public {
        SafeTx memory t = _toTarget(7);
        _announce(t, ROUTINE);
        uint256 announced = _now();
        RosterSpec memory spec = _nextRoster();
        spec.tiers[ROUTINE].delay = 2 days;
        _amendRoster(spec);
        vm.warp(announced + 2 days - 1);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(
                IConclaveGuardErrors.AnnouncementNotReady.selector,
                _hash(t),
                announced + 2 days,
                _now()
            )
        );
        vm.warp(announced + 2 days);
        _passes(t, _voices(BEN, CLEO));
    }

    function test_a_larger_quorum_and_a_tester_needed_now_hold() public {
        SafeTx memory t = _toTarget(7);
        _announce(t, ROUTINE);
        RosterSpec memory spec = _nextRoster();
        spec.tiers[ROUTINE].approvals = 2;
        _amendRoster(spec);
        _fails(t, _voices(ANA, BEN), _missing(1, 2));
        spec = _nextRoster();
        spec.tiers[ROUTINE].flags = TESTER_NEEDED;
        _amendRoster(spec);
        _fails(t, _voices(BEN, CLEO), abi.encodeWithSelector(IConclaveErrors.TesterNeeded.selector, ROUTINE));
    }

    function test_a_proposer_who_is_no_proposer_any_more_is_dropped() public {
        SafeTx memory t = _toTarget(7);
        _announce(t, ROUTINE);
        RosterSpec memory spec = _nextRoster();
        // Ana keeps her recovery key only: her proposer's key is marked as compromised first, and left out when that is allowed.
        _accepts(_compromisingOwn(ANA));
        spec.tiers[ROUTINE].delay = 1 days;
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(
                IConclaveGuardErrors.AnnouncementNotReady.selector,
                _hash(t),
                _now() + 1 days,
                _now()
            )
        );
        vm.warp(_now() + 1 days);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(IConclaveGuardErrors.ProposerDropped.selector, ANA)
        );
    }

    function test_a_closed_conclave_lets_nothing_pass() public {
        SafeTx memory t = _toTarget(7);
        _announce(t, ZERO_TIER);
        _passSelfCall(abi.encodeCall(IConclave.close, (OUTSIDER)));
        bytes memory closed = abi.encodeWithSelector(IConclaveErrors.ConclaveClosed.selector);
        _fails(t, _voices(BEN, CLEO), closed);
        _guardRefuses(_announcing(t, ZERO_TIER), closed);
    }

    function _missing(uint256 counted, uint256 needed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, counted, needed);
    }
}
