// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../interfaces/ICharterValidator.sol";
import {Document} from "./Documents.sol";
import {Roster} from "./Roster.sol";
import {
    Entry,
    APPROVER,
    GUARDIAN,
    KIND_ERC7913,
    PROPOSER,
    RECOVERY,
    EXECUTOR,
    TESTER,
    SEVERAL
} from "../types/Entry.sol";
import {Tier} from "../types/Tier.sol";

/// @notice What a roster must be in itself, whatever came before.
library CharterForm {
    uint32 internal constant DELAY_LIMIT = 90 days;
    uint32 internal constant RECOVERY_DELAY_LIMIT = 240 days;
    uint32 internal constant GRACE_LEAST = 3 days;
    uint32 internal constant GRACE_LIMIT = 30 days;

    function check(Document roster, ICharterValidator.Setting calldata setting) internal pure {
        parse(roster);
        _checkTiers(roster, setting.signingWindow);
        _checkKeys(roster, setting.conclave);
        _checkGuardians(roster, setting);
    }

    /// @notice Refuses every byte that an encoder would not have written.
    function parse(Document roster) internal pure {
        uint256 size = roster.size();
        if (size < Roster.HEADER) revert ICharterValidator.DocumentMalformed(size);
        if (roster.wordAt(0) >> 248 != 1) revert ICharterValidator.DocumentMalformed(0);
        uint256 tiers = Roster.tierCount(roster);
        if (tiers == 0 || tiers > 16) revert ICharterValidator.TierCountOutOfRange(tiers);
        uint256 keys = Roster.keyCount(roster);
        if (keys == 0 || keys > 64) revert ICharterValidator.DocumentMalformed(8);
        uint256 start = Roster.HEADER + Roster.TIER * tiers;
        uint256 end = start + Roster.ENTRY * keys;
        if (size < end) revert ICharterValidator.DocumentMalformed(size);
        for (uint256 i; i < keys; ++i) {
            Entry entry = Roster.entry(roster, i);
            if (entry.kind() == KIND_ERC7913) {
                if (entry.blobOffset() != end || end + 2 > size)
                    revert ICharterValidator.DocumentMalformed(start);
                end += 2 + (roster.wordAt(end) >> 240);
                if (end > size) revert ICharterValidator.DocumentMalformed(start);
            } else if (entry.blobOffset() != 0) {
                revert ICharterValidator.DocumentMalformed(start);
            }
            start += Roster.ENTRY;
        }
        if (end != size) revert ICharterValidator.DocumentMalformed(end);
    }

    function _checkTiers(Document roster, uint256 signingWindow) private pure {
        uint256 count = Roster.tierCount(roster);
        Tier zero = Roster.tier(roster, 0);
        if (zero.quorum() < 2) revert ICharterValidator.TierZeroTooWeak(zero.quorum());
        if (zero.delay() == 0 || zero.isRecovery()) revert ICharterValidator.TierZeroHasNoDelay();
        uint256 recovery = count;
        for (uint8 i; i < count; ++i) {
            Tier tier = Roster.tier(roster, i);
            if (tier.flags() > 7) revert ICharterValidator.UnknownTierFlags(i, tier.flags());
            if (tier.quorum() == 0) revert ICharterValidator.TierWithoutApprovals(i);
            if (tier.overrideCount() < tier.quorum()) {
                revert ICharterValidator.OverrideBelowApprovals(i, tier.overrideCount(), tier.quorum());
            }
            uint32 limit = tier.isRecovery() ? RECOVERY_DELAY_LIMIT : DELAY_LIMIT;
            if (tier.delay() > limit) revert ICharterValidator.DelayTooLong(i, tier.delay(), limit);
            if (tier.isRecovery()) {
                uint256 least = 2 * (zero.delay() + signingWindow);
                if (tier.delay() < least) revert ICharterValidator.RecoveryTooQuick(i, tier.delay(), least);
            } else if (tier.delay() > zero.delay()) {
                revert ICharterValidator.DelayAboveTierZero(i, tier.delay(), zero.delay());
            }
            if (tier.grace() < GRACE_LEAST || tier.grace() > GRACE_LIMIT) {
                revert ICharterValidator.GraceOutOfRange(i, tier.grace());
            }
            if (tier.isRecovery()) {
                if (recovery != count) revert ICharterValidator.TwoRecoveryTiers(uint8(recovery), i);
                recovery = i;
                if (tier.countedRoles() != RECOVERY || tier.needsTester())
                    revert ICharterValidator.RecoveryRolesWrong(i);
            } else {
                uint8 barred =
                    RECOVERY | EXECUTOR | TESTER | 0xc0 | (tier.delay() == 0 ? 0 : GUARDIAN | PROPOSER);
                if (tier.countedRoles() == 0 || tier.countedRoles() & barred != 0) {
                    revert ICharterValidator.RolesDoNotCount(i, tier.countedRoles());
                }
            }
        }
    }

    function _checkKeys(Document roster, address conclave) private pure {
        uint256 count = Roster.keyCount(roster);
        address[] memory identities = new address[](count);
        for (uint8 i; i < count; ++i) {
            Entry entry = Roster.entry(roster, i);
            if (entry.isVacant()) continue;
            if (entry.kind() > KIND_ERC7913) revert ICharterValidator.UnknownKind(i, entry.kind());
            if (entry.holder() > 63) revert ICharterValidator.HolderOutOfRange(i, entry.holder());
            uint8 held = entry.roles() & ~SEVERAL;
            if (held == 0 || held > 63) revert ICharterValidator.RolesMissing(i);
            bool several = held & (held - 1) != 0;
            if (several != (entry.roles() & SEVERAL != 0))
                revert ICharterValidator.RolesUnmarked(i, entry.roles());
            // Up to 0xffff live precompiles; the identity one would echo any verifier's magic word.
            if (uint160(entry.account()) <= type(uint16).max) revert ICharterValidator.SignerEmpty(i);
            if (entry.kind() == KIND_ERC7913) {
                uint256 length = roster.wordAt(entry.blobOffset()) >> 240;
                if (length != 64) revert ICharterValidator.KeyNotAPoint(i, length);
            }
            identities[i] = Roster.identity(roster, entry);
            if (identities[i] == conclave || entry.account() == conclave)
                revert ICharterValidator.SignerIsConclave(i);
        }
        for (uint8 j = 1; j < count; ++j) {
            if (identities[j] == address(0)) continue;
            for (uint8 i; i < j; ++i) {
                if (identities[i] == identities[j] || _samePoint(roster, i, j))
                    revert ICharterValidator.DuplicateSigner(i, j);
            }
        }
    }

    /// @dev Two curve points with one x are one secret, up to its sign.
    function _samePoint(Document roster, uint256 i, uint256 j) private pure returns (bool) {
        uint256 a = Roster.entry(roster, i).blobOffset();
        uint256 b = Roster.entry(roster, j).blobOffset();
        return a != 0 && b != 0 && roster.wordAt(a + 2) == roster.wordAt(b + 2);
    }

    function _checkGuardians(Document roster, ICharterValidator.Setting calldata setting) private pure {
        uint256 guardians;
        uint256 approvers;
        uint256 count = Roster.keyCount(roster);
        for (uint256 i; i < count; ++i) {
            Entry entry = Roster.entry(roster, i);
            if (entry.roles() & GUARDIAN != 0) guardians |= 1 << entry.holder();
            if (entry.roles() & APPROVER != 0) approvers |= 1 << entry.holder();
        }
        for (uint8 holder; holder < 64; ++holder) {
            if (((guardians & approvers) >> holder) & 1 == 1)
                revert ICharterValidator.GuardianApproves(holder);
        }
        uint256 held;
        for (; guardians != 0; guardians &= guardians - 1) ++held;
        uint256 passage = setting.signingWindow + Roster.tier(roster, 0).delay();
        uint256 least = (held + 1) * passage + setting.suspension;
        // Guardians who conspire and take turns: the others still get a proposal through (docs/proof.md, 3).
        uint256 joint = (held * (passage + setting.suspension) + 1) / 2;
        if (joint > least) least = joint;
        if (Roster.cooldown(roster) < least)
            revert ICharterValidator.CooldownTooShort(Roster.cooldown(roster), least);
    }
}
