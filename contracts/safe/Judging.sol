// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../interfaces/IConclaveErrors.sol";
import {IConclaveGuard} from "../interfaces/IConclaveGuard.sol";
import {ISafe} from "../interfaces/ISafe.sol";
import {Roster} from "../libraries/Roster.sol";
import {Entry, TESTER} from "../types/Entry.sol";
import {Tier} from "../types/Tier.sol";
import {Announcement, NO_HOLDER} from "./Announcement.sol";
import {Announcing} from "./Announcing.sol";
import {Counting} from "./Counting.sol";
import {SafeHashes} from "./SafeHashes.sol";
import {SafeTx} from "./SafeTx.sol";

/// @dev Whether what was announced may pass, as of now: due, allowed, not voided, its sponsors not dropped, enough holders.
abstract contract Judging is Announcing, Counting {
    /// @inheritdoc IConclaveGuard
    function judge(
        address safe,
        SafeTx calldata transaction,
        bytes calldata signatures,
        address executor,
        uint8 holder
    ) external view returns (uint64 approvers) {
        bytes memory preimage = SafeHashes.transaction(safe, transaction);
        Announcement a = announcementBy(safe, keccak256(preimage), holder);
        return _judge(_count(safe, preimage, executor, a), transaction, transaction.data, signatures);
    }

    /// @inheritdoc IConclaveGuard
    function judgeMessage(
        address safe,
        bytes calldata message,
        bytes calldata signatures
    ) external view returns (uint64 approvers) {
        Announcement first = _announcements[safe][hashMessage(safe, message)];
        if (first.others() == 0) return _judgeMessage(safe, message, signatures, first);
        bytes memory problem;
        uint64 left = first.others();
        for (uint8 holder = first.proposer(); holder != NO_HOLDER; (holder, left) = _next(left)) {
            try this.judgeMessageBy(safe, message, signatures, holder) returns (uint64 found) {
                return found;
            } catch (bytes memory reason) {
                if (problem.length == 0) problem = reason;
            }
        }
        _fail(problem);
    }

    /// @inheritdoc IConclaveGuard
    function judgeMessageBy(
        address safe,
        bytes calldata message,
        bytes calldata signatures,
        uint8 holder
    ) external view returns (uint64 approvers) {
        Announcement a = announcementBy(safe, hashMessage(safe, message), holder);
        return _judgeMessage(safe, message, signatures, a);
    }

    /// @dev By the first announcement if there is no other; else by whichever lets it pass. So nobody's stands in the way of another's.
    /// @return hash The Safe transaction's.
    /// @return proposer Whose announcement it passes by.
    /// @return approvers Bitmap of the keys counted.
    function _judgeAny(
        address safe,
        SafeTx memory transaction,
        bytes calldata data,
        bytes calldata signatures,
        address executor
    ) internal view returns (bytes32 hash, uint8 proposer, uint64 approvers) {
        bytes memory preimage = SafeHashes.transaction(safe, transaction);
        hash = keccak256(preimage);
        Announcement first = _announcements[safe][hash];
        proposer = first.proposer();
        uint64 left = first.others();
        if (left == 0) {
            approvers = _judge(_count(safe, preimage, executor, first), transaction, data, signatures);
            return (hash, proposer, approvers);
        }
        bytes memory problem;
        for (; proposer != NO_HOLDER; (proposer, left) = _next(left)) {
            try this.judge(safe, transaction, signatures, executor, proposer) returns (uint64 found) {
                return (hash, proposer, found);
            } catch (bytes memory reason) {
                if (problem.length == 0) problem = reason;
            }
        }
        _fail(problem);
    }

    function _judge(
        Count memory c,
        SafeTx memory transaction,
        bytes calldata data,
        bytes calldata signatures
    ) private view returns (uint64 approvers) {
        Tier tier = _requireDue(c);
        uint8 index = c.announcement.tier();
        bool alone = _judgeRules(
            _ruling(c.scene, index, tier, c.safe),
            transaction.to,
            transaction.value,
            data,
            transaction.operation
        );
        if (!alone) c.needed = tier.quorum();
        if (_isVoided(c) && tier.overrideCount() > c.needed) c.needed = tier.overrideCount();
        uint256 threshold = ISafe(c.safe).getThreshold();
        // The Safe has verified as many as its threshold.
        return _consent(c, signatures, threshold, threshold);
    }

    function _judgeMessage(
        address safe,
        bytes calldata message,
        bytes calldata signatures,
        Announcement a
    ) private view returns (uint64) {
        Count memory c = _count(safe, SafeHashes.message(safe, message), address(0), a);
        Tier tier = _requireDue(c);
        if (_isVoided(c)) revert AnnouncementVoided(c.hash, a.epoch(), c.scene.config.lastVoid);
        c.needed = tier.quorum();
        return _consent(c, signatures, ISafe(safe).getThreshold(), 0);
    }

    function _count(
        address safe,
        bytes memory preimage,
        address executor,
        Announcement a
    ) private view returns (Count memory c) {
        c.safe = safe;
        c.preimage = preimage;
        c.hash = keccak256(preimage);
        c.executor = executor;
        c.announcement = a;
        if (!a.isStanding()) revert NotAnnounced(safe, c.hash);
        c.scene = _scene();
    }

    /// @dev Ready, not expired, and its sponsors still stand for it. A delay that has become longer holds; one that has become shorter brings
    /// nothing forward.
    function _requireDue(Count memory c) private view returns (Tier tier) {
        Announcement a = c.announcement;
        tier = _tierOf(c.scene, a.tier());
        uint256 readyAt = a.announcedAt() + (tier.delay() > a.delay() ? tier.delay() : a.delay());
        if (block.timestamp < readyAt) revert AnnouncementNotReady(c.hash, readyAt, block.timestamp);
        if (block.timestamp >= a.expiresAt())
            revert AnnouncementExpired(c.hash, a.expiresAt(), block.timestamp);
        // A message has no executor.
        if (tier.executorFirst() && c.executor != address(0)) {
            uint256 until = readyAt + tier.grace() / 2;
            if (block.timestamp < until && !conclave.lens().isExecutor(conclave, c.executor))
                revert ExecutorsFirst(c.hash, until);
        }
        uint8 proposer = a.proposer();
        if (!_stands(c, proposer, tier.proposerRoles())) revert ProposerDropped(proposer);
        uint8 tester = a.tester();
        if (tester == NO_HOLDER) {
            if (tier.needsTester()) revert IConclaveErrors.TesterNeeded(a.tier());
        } else {
            if (tier.needsTester() && !_stands(c, tester, TESTER)) revert TesterDropped(tester);
            c.holders |= 1 << tester;
        }
        c.holders |= 1 << proposer;
    }

    /// @dev Whether a sponsor is still somebody in the roster with one of the roles, and without an incident since.
    function _stands(Count memory c, uint8 holder, uint8 roles) private view returns (bool) {
        uint256 count = Roster.keyCount(c.scene.roster);
        for (uint256 i; i < count; ++i) {
            Entry entry = Roster.entry(c.scene.roster, i);
            if (!entry.isVacant() && entry.holder() == holder && entry.roles() & roles != 0)
                return !_hadIncident(c.scene, c.announcement, holder);
        }
        return false;
    }

    function _isVoided(Count memory c) private pure returns (bool) {
        return c.scene.config.lastVoid > c.announcement.epoch();
    }

    /// @dev The lowest holder of a bitmap, and the others.
    function _next(uint64 left) private pure returns (uint8 holder, uint64 rest) {
        if (left == 0) return (NO_HOLDER, 0);
        while ((left >> holder) & 1 == 0) ++holder;
        return (holder, left & (left - 1));
    }

    /// @dev With the error that was caught.
    function _fail(bytes memory problem) private pure {
        // Solidity reverts with errors it knows, not with bytes.
        assembly ("memory-safe") {
            revert(add(problem, 32), mload(problem))
        }
    }
}
