// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "./interfaces/ICharterValidator.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {IConclave} from "./interfaces/IConclave.sol";
import {IConclaveErrors} from "./interfaces/IConclaveErrors.sol";
import {IConclaveLens} from "./interfaces/IConclaveLens.sol";
import {Document, Documents} from "./libraries/Documents.sol";
import {Packed} from "./libraries/Packed.sol";
import {Proposals} from "./libraries/Proposals.sol";
import {Roster} from "./libraries/Roster.sol";
import {Rulebook} from "./libraries/Rulebook.sol";
import {Rules} from "./libraries/Rules.sol";
import {Signers} from "./libraries/Signers.sol";
import {Entry, APPROVER, EXECUTOR, KIND_ERC1271, KIND_ERC7913, TESTER} from "./types/Entry.sol";
import {Stamp, NO_KEY} from "./types/Stamp.sol";
import {Fate, KeyRecord, KeyState} from "./types/State.sol";
import {Terms} from "./types/Terms.sol";
import {Tier} from "./types/Tier.sol";

/// @title ConclaveLens
contract ConclaveLens is IConclaveLens {
    /// @inheritdoc IConclaveLens
    function keyStates(IConclave conclave) public view returns (uint64 active, uint64 pending) {
        Document roster_ = Documents.load(conclave.rosterCarrier());
        uint256 count = Roster.keyCount(roster_);
        for (uint8 i; i < count; ++i) {
            if (Roster.entry(roster_, i).isVacant()) continue;
            KeyState state = _stateOf(conclave, roster_, i);
            if (state == KeyState.Active) active |= uint64(1 << i);
            if (state == KeyState.Pending) pending |= uint64(1 << i);
        }
    }

    /// @inheritdoc IConclaveLens
    function isExecutor(IConclave conclave, address account) external view returns (bool) {
        Document roster_ = Documents.load(conclave.rosterCarrier());
        uint256 count = Roster.keyCount(roster_);
        for (uint8 i; i < count; ++i) {
            Entry entry = Roster.entry(roster_, i);
            if (entry.account() == account && entry.kind() != KIND_ERC7913 && entry.roles() & EXECUTOR != 0) {
                return
                    _stateOf(conclave, roster_, i) == KeyState.Active &&
                    !entry.isExpired(block.timestamp) &&
                    block.timestamp >= conclave.holderRecord(entry.holder()).suspendedUntil;
            }
        }
        return false;
    }

    /// @inheritdoc IConclaveLens
    function neededToStop(IConclave conclave) public view returns (uint256) {
        Document roster_ = Documents.load(conclave.rosterCarrier());
        uint256 holders;
        uint256 count = Roster.keyCount(roster_);
        for (uint256 i; i < count; ++i) {
            Entry entry = Roster.entry(roster_, i);
            if (entry.roles() & APPROVER != 0) holders |= 1 << entry.holder();
        }
        uint256 nominal;
        for (; holders != 0; holders &= holders - 1) ++nominal;
        uint256 blocking = nominal + 1 - Roster.tier(roster_, 0).quorum();
        uint256 attempt = uint256(conclave.config().attempts) + 1;
        return attempt < blocking ? attempt : blocking;
    }

    /// @inheritdoc IConclaveLens
    function checkStop(
        IConclave conclave,
        bytes32 digest,
        bytes calldata signatures,
        address caller
    ) external view returns (uint64 approvers) {
        Document roster_ = Documents.load(conclave.rosterCarrier());
        uint256 needed = neededToStop(conclave);
        uint256 holders;
        uint256 start = Packed.start(signatures);
        uint256 limit = Packed.end(signatures);
        uint256 place = start;
        for (uint256 counted; counted < needed; ++counted) {
            if (place == limit) revert IConclaveErrors.NotEnoughToStop(counted, needed);
            bytes memory signature;
            uint256 index;
            (index, signature, place) = Signers.next(start, place, limit);
            uint8 key = uint8(index);
            Entry entry = _stopper(conclave, roster_, key);
            bool given =
                signature.length == 0
                    ? Signers.isCaller(entry, caller)
                    : Signers.isValid(roster_, entry, digest, signature);
            if (!given) revert IConclaveErrors.InvalidSignature(key);
            uint256 bit = 1 << entry.holder();
            if (holders & bit != 0) revert IConclaveErrors.HolderCountedTwice(entry.holder(), key);
            holders |= bit;
            approvers |= uint64(1 << key);
        }
    }

    /// @inheritdoc IConclaveLens
    function checkAmendment(IConclave conclave, bytes calldata next, uint64 activating) external view {
        bytes memory old = _bytes(conclave.rosterCarrier());
        (uint64 active, uint64 pending) = keyStates(conclave);
        _passed(
            conclave.validator().checkAmendment(
                old,
                next,
                ICharterValidator.KeyStates(active, activating, pending),
                ICharterValidator.Setting(
                    block.timestamp,
                    conclave.signingWindow(),
                    conclave.suspensionPeriod(),
                    address(conclave)
                )
            ) == ICharterValidator.checkAmendment.selector
        );
        _checkReplaceable(conclave, Documents.from(old), Documents.from(next));
    }

    /// @inheritdoc IConclaveLens
    function checkRenewal(IConclave conclave, bytes calldata next) external view {
        bytes4 answer = conclave.validator().checkRenewal(
            _bytes(conclave.rosterCarrier()),
            next,
            block.timestamp
        );
        _passed(answer == ICharterValidator.checkRenewal.selector);
    }

    /// @inheritdoc IConclaveLens
    function checkRulebook(IConclave conclave, bytes calldata next) external view {
        address carrier = conclave.rulebookCarrier();
        uint16 serial = carrier == address(0) ? 1 : Rulebook.serial(Documents.load(carrier)) + 1;
        _passed(conclave.validator().checkRulebook(next, serial) == ICharterValidator.checkRulebook.selector);
    }

    /// @inheritdoc IConclaveLens
    function checkAble(IConclave conclave, bool withoutAny) external view {
        (uint64 active, uint64 pending) = keyStates(conclave);
        bytes4 answer = conclave.validator().checkAble(
            _bytes(conclave.rosterCarrier()),
            active,
            pending,
            withoutAny,
            block.timestamp
        );
        _passed(answer == ICharterValidator.checkAble.selector);
    }

    /// @inheritdoc IConclaveLens
    function checkEmpty(IConclave conclave, uint8 key) external view {
        address carrier = conclave.rulebookCarrier();
        if (carrier == address(0)) revert IConclaveErrors.RulebookMissing();
        Document roster_ = Documents.load(conclave.rosterCarrier());
        address identity = Roster.identity(roster_, Roster.entry(roster_, key));
        bytes32[] memory items = new bytes32[](1);
        try conclave.gate().notClear(_bytes(carrier), identity) returns (bytes32[] memory found) {
            items = found;
        } catch {}
        for (uint256 i; i < items.length; ++i) {
            if (!conclave.waived(identity, items[i])) revert IConclaveErrors.ItemNotClear(key, items[i]);
        }
    }

    /// @inheritdoc IConclaveLens
    function fate(
        IConclave conclave,
        bytes calldata p,
        Stamp stamp
    ) external view returns (Fate outcome, bool protected_, uint256 readyAt) {
        Terms terms = Proposals.terms(p);
        Document roster_ = Documents.load(conclave.rosterCarrier());
        uint8 index = terms.tier();
        readyAt = stamp.ready();
        if (index >= Roster.tierCount(roster_)) return (Fate.TierGone, false, readyAt);
        Tier tier = Roster.tier(roster_, index);
        if (tier.isEmergency()) return (Fate.TierGone, false, readyAt);
        if (stamp.scheduledAt() + tier.delay() > readyAt) readyAt = stamp.scheduledAt() + tier.delay();

        bool recovery = tier.isRecovery();
        (uint256 approvals, uint256 persons) = _survivors(conclave, terms, stamp, roster_, tier);
        protected_ =
            !recovery &&
            conclave.laneWord(terms.lane()).isProtected() &&
            approvals >= tier.overrideCount();
        if (!_isAllowed(conclave, p, tier)) outcome = Fate.RulesChanged;
        else if (tier.needsTester() && stamp.tester() == NO_KEY) outcome = Fate.TesterMissing;
        else if (approvals < tier.quorum() || persons == 0) outcome = Fate.ApprovalsLost;
        else if (protected_) outcome = Fate.Stands;
        else if (!recovery && terms.epoch() < conclave.config().lastVoid) outcome = Fate.Voided;
        else if (
            !_survives(conclave, terms, stamp, roster_, stamp.proposer(), tier.proposerRoles(), recovery)
        ) outcome = Fate.ProposerDropped;
        else if (
            tier.needsTester() &&
            !_survives(conclave, terms, stamp, roster_, stamp.tester(), TESTER, recovery)
        ) outcome = Fate.TesterDropped;
    }

    /// @inheritdoc IConclaveLens
    function checkRules(IConclave conclave, bytes calldata p, Tier tier) external view {
        Terms terms = Proposals.terms(p);
        if (terms.tier() == 0) return;
        Rules.judge(p, terms, tier, address(conclave), conclave.config().rulebook);
    }

    function _isAllowed(IConclave conclave, bytes calldata p, Tier tier) private view returns (bool) {
        try this.checkRules(conclave, p, tier) {
            return true;
        } catch (bytes memory reason) {
            // Out of gas says nothing about the rules; who starves the check must not kill an operation.
            if (reason.length == 0) revert IConclaveErrors.CharterRefused();
            return false;
        }
    }

    /// @return approvals Distinct holders whose approval still counts.
    /// @return persons How many of them with a key that is not a contract wallet.
    function _survivors(
        IConclave conclave,
        Terms terms,
        Stamp stamp,
        Document roster_,
        Tier tier
    ) private view returns (uint256 approvals, uint256 persons) {
        uint256 left = stamp.approvers();
        for (uint8 key; left != 0; ++key) {
            if (
                left & 1 == 1 &&
                _survives(conclave, terms, stamp, roster_, key, tier.countedRoles(), tier.isRecovery())
            ) {
                // One key per holder was counted at scheduling, and an entry never changes its holder.
                ++approvals;
                if (Roster.entry(roster_, key).kind() != KIND_ERC1271) ++persons;
            }
            left >>= 1;
        }
    }

    /// @dev Whether a key that consented still counts: it is the entry that signed, has a role that counts, and its holder had no incident
    /// since. A lapsed suspension was an incident too. Retiring does not undo consent. Recovery drops compromised keys alone.
    function _survives(
        IConclave conclave,
        Terms terms,
        Stamp stamp,
        Document roster_,
        uint8 key,
        uint8 roles,
        bool recovery
    ) private view returns (bool) {
        Entry entry = Roster.entry(roster_, key);
        if (entry.since() > stamp.serial() || entry.roles() & roles == 0) return false;
        if (recovery) return _stateOf(conclave, roster_, key) != KeyState.Compromised;
        return conclave.holderRecord(entry.holder()).incident <= terms.epoch();
    }

    function _checkReplaceable(IConclave conclave, Document old, Document next) private view {
        uint256 longest;
        uint256 tiers = Roster.tierCount(old);
        for (uint256 i; i < tiers; ++i) {
            Tier tier = Roster.tier(old, i);
            uint256 span = uint256(tier.delay()) + tier.grace() + conclave.signingWindow();
            if (span > longest) longest = span;
        }
        uint256 count = Roster.keyCount(old);
        if (Roster.keyCount(next) > count) count = Roster.keyCount(next);
        for (uint8 i; i < count; ++i) {
            address before = Roster.identity(old, Roster.entry(old, i));
            address entering = Roster.identity(next, Roster.entry(next, i));
            if (before == entering) continue;
            if (before != address(0)) _requireGone(conclave, old, i, longest);
            Entry entry = Roster.entry(next, i);
            if (conclave.tombstoned(entering) || conclave.tombstoned(_mirrored(next, entry)))
                revert IConclaveErrors.Tombstoned(i, entering);
        }
    }

    /// @dev Identity of the P-256 key with the same x: whoever has one secret has the other.
    function _mirrored(Document roster_, Entry entry) private pure returns (address) {
        if (entry.kind() != KIND_ERC7913) return address(0);
        uint256 point = uint256(entry.blobOffset()) + 2;
        uint256 y = (P256.P - (roster_.wordAt(point + 32) % P256.P));
        return address(uint160(uint256(keccak256(abi.encode(roster_.wordAt(point), y)))));
    }

    /// @dev Never activated, or ended long enough ago for no operation to name it.
    function _requireGone(IConclave conclave, Document old, uint8 key, uint256 longest) private view {
        KeyState state = _stateOf(conclave, old, key);
        if (state == KeyState.Pending) return;
        uint256 until = conclave.keyRecord(key).endedAt + longest;
        bool ended = state == KeyState.Retired || state == KeyState.Compromised;
        if (!ended || block.timestamp < until)
            revert IConclaveErrors.KeyStillInUse(key, state, ended ? until : 0);
    }

    /// @dev Recovery and its stopping are out of guardians' reach: a suspension does not count here.
    function _stopper(IConclave conclave, Document roster_, uint8 key) private view returns (Entry entry) {
        entry = Roster.entry(roster_, key);
        if (entry.isVacant()) revert IConclaveErrors.UnknownKey(key);
        KeyState state = _stateOf(conclave, roster_, key);
        if (state != KeyState.Active) revert IConclaveErrors.KeyNotActive(key, state);
        if (entry.isExpired(block.timestamp)) revert IConclaveErrors.KeyExpired(key, entry.expiresAt());
        if (entry.roles() & APPROVER == 0) revert IConclaveErrors.RoleMissing(key, APPROVER);
    }

    function _bytes(address carrier) private view returns (bytes memory) {
        return Documents.load(carrier).asBytes();
    }

    function _passed(bool passed) private pure {
        if (!passed) revert IConclaveErrors.CharterRefused();
    }

    function _stateOf(IConclave conclave, Document roster_, uint8 key) private view returns (KeyState) {
        KeyRecord memory record = conclave.keyRecord(key);
        bool same = record.identity == Roster.identity(roster_, Roster.entry(roster_, key));
        return same ? record.state : KeyState.Pending;
    }
}
