// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {APPROVER, EXECUTOR, GUARDIAN, PROPOSER, RECOVERY, TESTER} from "../../../contracts/types/Entry.sol";
import {RECOVERY_TIER, TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {RosterSpec} from "../support/Charters.sol";
import {sampleCharter, tierOf} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev Bounds of tiers, each at the value that just passes and the one that just does not.
contract TiersTest is CharterTest {
    function test_refuses_tier_zero_with_fewer_than_two_approvals() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[0].approvals = 1;
        refused(draft, err(I.TierZeroTooWeak.selector, 1));
        draft.tiers[0].approvals = 0;
        refused(draft, err(I.TierZeroTooWeak.selector, 0));
    }

    function test_refuses_tier_zero_without_delay() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[0].delay = 0;
        refused(draft, err(I.TierZeroHasNoDelay.selector));
    }

    function test_refuses_tier_zero_as_the_recovery_tier() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[0].flags = RECOVERY_TIER;
        refused(draft, err(I.TierZeroHasNoDelay.selector));
    }

    function test_refuses_an_unknown_flag() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[1].flags = 8;
        refused(draft, err(I.UnknownTierFlags.selector, 1, 8));
        // All that are known, which do not go together.
        draft = sampleCharter();
        draft.tiers[3].flags = 7;
        refused(draft, err(I.RecoveryRolesWrong.selector, 3));
    }

    function test_refuses_a_tier_without_approvals() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[1].approvals = 0;
        refused(draft, err(I.TierWithoutApprovals.selector, 1));
        draft = sampleCharter();
        draft.tiers[2].approvals = 0;
        refused(draft, err(I.TierWithoutApprovals.selector, 2));
    }

    function test_refuses_an_override_below_the_approvals() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[0].overrideCount = 1;
        refused(draft, err(I.OverrideBelowApprovals.selector, 0, 1, 2));
        draft.tiers[0].overrideCount = 2;
        accepted(draft);
    }

    function test_accepts_a_delay_of_ninety_days_and_no_longer() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[3].delay = 186 days;
        draft.cooldown = 3 * (uint32(W) + 90 days + 1) + uint32(S);
        draft.tiers[0].delay = 90 days;
        accepted(draft);
        draft.tiers[0].delay = 90 days + 1;
        refused(draft, err(I.DelayTooLong.selector, 0, 90 days + 1, 90 days));
        draft.tiers[0].delay = 90 days;
        draft.tiers[1].delay = 90 days + 1;
        refused(draft, err(I.DelayTooLong.selector, 1, 90 days + 1, 90 days));
    }

    function test_refuses_a_delay_above_that_of_tier_zero() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[1].delay = 2 days;
        accepted(draft);
        draft.tiers[1].delay = 2 days + 1;
        refused(draft, err(I.DelayAboveTierZero.selector, 1, 2 days + 1, 2 days));
    }

    function test_refuses_a_recovery_quicker_than_twice_delay_and_signing_window() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[3].delay = uint32(2 * (2 days + W));
        accepted(draft);
        --draft.tiers[3].delay;
        refused(draft, err(I.RecoveryTooQuick.selector, 3, 10 days - 1, 10 days));
        draft.tiers[3].delay = 0;
        refused(draft, err(I.RecoveryTooQuick.selector, 3, 0, 10 days));
    }

    function test_accepts_a_recovery_of_240_days_and_no_longer() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[3].delay = 240 days;
        accepted(draft);
        ++draft.tiers[3].delay;
        refused(draft, err(I.DelayTooLong.selector, 3, 240 days + 1, 240 days));
    }

    function test_accepts_a_grace_of_three_to_thirty_days() public view {
        for (uint8 i; i < 4; ++i) {
            RosterSpec memory draft = sampleCharter();
            draft.tiers[i].grace = 3 days;
            accepted(draft);
            draft.tiers[i].grace = 3 days - 1;
            refused(draft, err(I.GraceOutOfRange.selector, i, 3 days - 1));
            draft.tiers[i].grace = 30 days;
            accepted(draft);
            draft.tiers[i].grace = 30 days + 1;
            refused(draft, err(I.GraceOutOfRange.selector, i, 30 days + 1));
        }
    }

    function test_refuses_two_recovery_tiers() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[1] = draft.tiers[3];
        refused(draft, err(I.TwoRecoveryTiers.selector, 1, 3));
    }

    function test_refuses_a_recovery_that_counts_other_roles_or_asks_for_a_tester() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[3].roles = RECOVERY | APPROVER;
        refused(draft, err(I.RecoveryRolesWrong.selector, 3));
        draft.tiers[3].roles = APPROVER;
        refused(draft, err(I.RecoveryRolesWrong.selector, 3));
        draft.tiers[3].roles = RECOVERY;
        draft.tiers[3].flags = RECOVERY_TIER | TESTER_NEEDED;
        refused(draft, err(I.RecoveryRolesWrong.selector, 3));
    }

    function test_refuses_approval_by_roles_that_cannot_approve() public view {
        uint8[8] memory barred = [0, PROPOSER, RECOVERY, EXECUTOR, TESTER, GUARDIAN, 64, 128];
        for (uint256 i; i < barred.length; ++i) {
            RosterSpec memory draft = sampleCharter();
            uint8 roles = barred[i] == 0 ? 0 : barred[i] | APPROVER;
            draft.tiers[1].roles = roles;
            refused(draft, err(I.RolesDoNotCount.selector, 1, roles));
            draft = sampleCharter();
            draft.tiers[0].roles = roles;
            refused(draft, err(I.RolesDoNotCount.selector, 0, roles));
        }
    }

    function test_counts_guardians_in_emergencies_alone() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[2].roles = GUARDIAN;
        accepted(draft);
        draft.tiers[2].delay = 1;
        refused(draft, err(I.RolesDoNotCount.selector, 2, GUARDIAN));
        draft.tiers[2].roles = PROPOSER | APPROVER;
        refused(draft, err(I.RolesDoNotCount.selector, 2, PROPOSER | APPROVER));
        draft.tiers[2].delay = 0;
        accepted(draft);
    }

    function test_does_without_a_recovery_tier() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[3] = tierOf(1, 1 days);
        accepted(draft);
    }

    /// @dev The same bounds hold for what replaces a charter.
    function test_an_amendment_is_held_to_the_same_bounds() public view {
        RosterSpec memory draft = nextCharter();
        draft.tiers[0].approvals = 1;
        amendmentRefused(draft, allActive(), err(I.TierZeroTooWeak.selector, 1));
        draft = nextCharter();
        draft.tiers[0].delay = 0;
        amendmentRefused(draft, allActive(), err(I.TierZeroHasNoDelay.selector));
        draft = nextCharter();
        draft.tiers[1].delay = 2 days + 1;
        amendmentRefused(draft, allActive(), err(I.DelayAboveTierZero.selector, 1, 2 days + 1, 2 days));
        draft = nextCharter();
        draft.tiers[3].delay = 10 days - 1;
        amendmentRefused(draft, allActive(), err(I.RecoveryTooQuick.selector, 3, 10 days - 1, 10 days));
        draft = nextCharter();
        draft.tiers[0].grace = 30 days + 1;
        amendmentRefused(draft, allActive(), err(I.GraceOutOfRange.selector, 0, 30 days + 1));
        draft = nextCharter();
        draft.tiers[1] = draft.tiers[3];
        amendmentRefused(draft, allActive(), err(I.TwoRecoveryTiers.selector, 1, 3));
        draft = nextCharter();
        draft.tiers[1].roles = GUARDIAN | APPROVER;
        amendmentRefused(draft, allActive(), err(I.RolesDoNotCount.selector, 1, GUARDIAN | APPROVER));
    }
}
