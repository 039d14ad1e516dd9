// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {Announcement} from "../../../../contracts/safe/Announcement.sol";
import {SafeTx, Sponsors} from "../../../../contracts/safe/SafeTx.sol";
import {PROPOSER, TESTER} from "../../../../contracts/types/Entry.sol";
import {
    ANA,
    BEN,
    EMERGENCY,
    EVE,
    LAST_RESORT,
    NONE,
    People,
    PIA,
    ROUTINE,
    TOM,
    WINDOW,
    ZERO_TIER
} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {GuardActs} from "../support/GuardActs.sol";
import {Guarded} from "../support/Guarded.sol";
import {Safe150} from "../support/SafeKit.sol";

contract AnnouncingTest is Guarded, Safe150 {
    function test_it_is_stored_as_the_formats_say() public {
        SafeTx memory t = _toTarget(7);
        _guardTakes(_announcing(t, ROUTINE, _soon(), ANA, TOM));
        Announcement a = guard.announcement(address(safe), _hash(t));
        uint256 word = (1 << 248) | (uint256(TOM) << 240) | (uint256(ANA) << 232);
        word |= (uint256(ROUTINE) << 224) | (uint256(7 days) << 200) | (uint256(1 days) << 176);
        word |= (uint256(_soon()) << 136) | (_now() << 96) | (uint256(conclave.config().epoch) << 64);
        _same(Announcement.unwrap(a), word);
        _same(Announcement.unwrap(guard.announcementBy(address(safe), _hash(t), ANA)), word);
        _same(Announcement.unwrap(guard.announcementBy(address(safe), _hash(t), PIA)), 0);
    }

    function test_a_deadline_in_the_past_or_beyond_the_window_is_refused() public {
        SafeTx memory t = _toTarget(7);
        uint40 late = uint40(_now() - 1);
        _guardRefuses(
            _announcing(t, ROUTINE, late, ANA, NONE),
            abi.encodeWithSelector(IConclaveErrors.DeadlinePassed.selector, late, _now())
        );
        uint40 far = uint40(_now() + WINDOW + 1);
        _guardRefuses(
            _announcing(t, ROUTINE, far, ANA, NONE),
            abi.encodeWithSelector(IConclaveGuardErrors.DeadlineTooFar.selector, far, far - 1)
        );
        _guardTakes(_announcing(t, ROUTINE, far - 1, ANA, NONE));
        _guardTakes(_announcing(_toTarget(8), ROUTINE, uint40(_now()), ANA, NONE));
    }

    function test_another_epoch_than_the_current_is_refused() public {
        SafeTx memory t = _toTarget(7);
        uint32 epoch = conclave.config().epoch + 1;
        Sponsors memory sponsors;
        sponsors.tester = NONE;
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, ROUTINE, epoch, _soon(), sponsors)),
            abi.encodeWithSelector(IConclaveErrors.StaleEpoch.selector, epoch, epoch - 1)
        );
    }

    function test_only_a_proposer_s_key_announces() public {
        _guardRefuses(
            _announcing(_toTarget(7), ROUTINE, _soon(), BEN, NONE),
            abi.encodeWithSelector(IConclaveErrors.RoleMissing.selector, BEN, PROPOSER)
        );
        // In an emergency whoever's approval counts may.
        _guardTakes(_announcing(_toTarget(9), EMERGENCY, _soon(), BEN, NONE));
        _guardRefuses(
            _announcing(_toTarget(9), EMERGENCY, _soon(), EVE, NONE),
            abi.encodeWithSelector(IConclaveErrors.RoleMissing.selector, EVE, 11)
        );
    }

    function test_recovery_and_tiers_that_are_not_there_are_refused() public {
        _guardRefuses(
            _announcing(_toTarget(7), LAST_RESORT),
            abi.encodeWithSelector(IConclaveGuardErrors.RecoveryTierRefused.selector, LAST_RESORT)
        );
        SafeTx memory t = _toTarget(7);
        Sponsors memory sponsors = _sponsors(_hash(t), 5, _soon(), ANA, NONE);
        uint32 epoch = conclave.config().epoch;
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, 5, epoch, _soon(), sponsors)),
            abi.encodeWithSelector(IConclaveErrors.UnknownTier.selector, 5)
        );
    }

    function test_the_tester_is_needed_where_the_tier_says_so_and_is_somebody_else_with_the_role() public {
        SafeTx memory t = _toTarget(7);
        _guardRefuses(
            _announcing(t, ZERO_TIER, _soon(), ANA, NONE),
            abi.encodeWithSelector(IConclaveErrors.TesterNeeded.selector, ZERO_TIER)
        );
        _guardRefuses(
            _announcing(t, ZERO_TIER, _soon(), ANA, BEN),
            abi.encodeWithSelector(IConclaveErrors.RoleMissing.selector, BEN, TESTER)
        );
        bytes memory wrong = abi.encodeWithSelector(IConclaveErrors.InvalidSignature.selector, EVE);
        Sponsors memory sponsors = _sponsors(_hash(t), ZERO_TIER, _soon(), ANA, EVE);
        sponsors.report = keccak256("another report");
        uint32 epoch = conclave.config().epoch;
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, 0, epoch, _soon(), sponsors)),
            wrong
        );
        sponsors.report = 0;
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, 0, epoch, _soon(), sponsors)),
            abi.encodeWithSelector(IConclaveGuardErrors.ReportMissing.selector, EVE)
        );
        _guardTakes(_announcing(t, ZERO_TIER, _soon(), ANA, EVE));
    }

    /// @dev Who submits it is nobody's choice: they could leave out the test, or bring another, and the proposer would have to begin anew.
    function test_whoever_submits_it_neither_leaves_out_the_tester_nor_brings_another() public {
        SafeTx memory t = _toTarget(7);
        uint32 epoch = conclave.config().epoch;
        bytes memory wrong = abi.encodeWithSelector(IConclaveErrors.InvalidSignature.selector, ANA);
        Sponsors memory sponsors = _sponsors(_hash(t), ROUTINE, _soon(), ANA, EVE);
        Sponsors memory others = _sponsors(_hash(t), ROUTINE, _soon(), ANA, TOM);
        others.proposerSignature = sponsors.proposerSignature;
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, ROUTINE, epoch, _soon(), others)),
            wrong
        );
        others.tester = NONE;
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, ROUTINE, epoch, _soon(), others)),
            wrong
        );
        _guardTakes(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, ROUTINE, epoch, _soon(), sponsors))
        );
    }

    function test_consent_is_for_one_safe_one_tier_one_act() public {
        SafeTx memory t = _toTarget(7);
        uint32 epoch = conclave.config().epoch;
        bytes memory wrong = abi.encodeWithSelector(IConclaveErrors.InvalidSignature.selector, ANA);
        Sponsors memory sponsors = _sponsors(_hash(t), ROUTINE, _soon(), ANA, NONE);
        address other = address(_newSafe(_owners(), 2));
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (other, t, ROUTINE, epoch, _soon(), sponsors)),
            wrong
        );
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, 4, epoch, _soon(), sponsors)),
            wrong
        );
        bytes32 act = GuardActs.announceMessage(address(safe), _hash(t), NONE, epoch, _soon());
        sponsors.proposerSignature = _signGuard(ANA, act);
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, ROUTINE, epoch, _soon(), sponsors)),
            wrong
        );
    }

    function test_the_key_s_own_address_consents_by_sending() public {
        SafeTx memory t = _toTarget(7);
        Sponsors memory sponsors;
        (sponsors.proposer, sponsors.tester) = (ANA, NONE);
        uint32 epoch = conclave.config().epoch;
        bytes memory data = abi.encodeCall(
            IConclaveGuard.announce,
            (address(safe), t, ROUTINE, epoch, _soon(), sponsors)
        );
        _guardRefuses(data, abi.encodeWithSelector(IConclaveErrors.InvalidSignature.selector, ANA));
        // Driven by somebody else through code at its address.
        vm.prank(People.accountOf(ANA), OUTSIDER);
        (bool succeeded, bytes memory reason) = address(guard).call(data);
        _failedWith(
            succeeded,
            reason,
            abi.encodeWithSelector(IConclaveErrors.InvalidSignature.selector, ANA)
        );
        (succeeded, ) = _toGuard(People.accountOf(ANA), data);
        _isTrue(succeeded, "by herself");
    }

    function test_a_suspended_proposer_does_not_announce() public {
        SafeTx memory t = _toTarget(7);
        _accepts(_suspending(ANA, 5));
        uint40 until = conclave.holderRecord(ANA).suspendedUntil;
        _guardRefuses(
            _announcing(t, ROUTINE),
            abi.encodeWithSelector(IConclaveErrors.HolderIsSuspended.selector, ANA, until)
        );
        _guardTakes(_announcing(t, ROUTINE, _soon(), PIA, NONE));
    }
}
