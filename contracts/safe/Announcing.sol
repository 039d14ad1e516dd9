// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../interfaces/IConclaveErrors.sol";
import {IConclaveGuard} from "../interfaces/IConclaveGuard.sol";
import {ISafe} from "../interfaces/ISafe.sol";
import {Signers} from "../libraries/Signers.sol";
import {Entry, TESTER} from "../types/Entry.sol";
import {Tier} from "../types/Tier.sol";
import {Announcement, NO_HOLDER, announced} from "./Announcement.sol";
import {GuardRules} from "./GuardRules.sol";
import {Scene} from "./GuardState.sol";
import {SafeHashes} from "./SafeHashes.sol";
import {SafeTx, Sponsors} from "./SafeTx.sol";

/// @dev Announcements: made, replaced by their holder's next, taken back.
abstract contract Announcing is GuardRules {
    bytes32 internal constant ANNOUNCE_TYPEHASH = keccak256(
        "Announce(address safe,bytes32 safeTxHash,uint8 tier,uint8 tester,uint32 epoch,uint40 deadline)"
    );
    bytes32 internal constant EXAMINE_TYPEHASH = keccak256(
        "Examine(address safe,bytes32 safeTxHash,uint8 tier,uint32 epoch,uint40 deadline,bytes32 report)"
    );
    bytes32 internal constant ANNOUNCE_MESSAGE_TYPEHASH = keccak256(
        "AnnounceMessage(address safe,bytes32 messageHash,uint8 tester,uint32 epoch,uint40 deadline)"
    );
    bytes32 internal constant EXAMINE_MESSAGE_TYPEHASH = keccak256(
        "ExamineMessage(address safe,bytes32 messageHash,uint32 epoch,uint40 deadline,bytes32 report)"
    );
    bytes32 internal constant WITHDRAW_TYPEHASH = keccak256(
        "Withdraw(address safe,bytes32 hash,uint8 holder,uint40 deadline)"
    );
    uint8 internal constant NO_KEY = 255;

    /// @param act Hash of the proposer's struct.
    /// @param examination Hash of the tester's.
    struct Acts {
        uint8 tier;
        uint32 epoch;
        uint40 deadline;
        bytes32 act;
        bytes32 examination;
    }

    /// @inheritdoc IConclaveGuard
    function announce(
        address safe,
        SafeTx calldata transaction,
        uint8 tier,
        uint32 epoch,
        uint40 deadline,
        Sponsors calldata sponsors
    ) external returns (bytes32 hash) {
        if (transaction.gasPrice != 0) revert RefundRefused(transaction.gasPrice);
        uint256 current = ISafe(safe).nonce();
        if (transaction.nonce < current) revert NonceSpent(transaction.nonce, current);
        Scene memory scene = _scene();
        Tier terms = _tierOf(scene, tier);
        _judgeRules(
            _ruling(scene, tier, terms, safe),
            transaction.to,
            transaction.value,
            transaction.data,
            transaction.operation
        );
        hash = hashTransaction(safe, transaction);
        bytes32 act = keccak256(
            abi.encode(ANNOUNCE_TYPEHASH, safe, hash, tier, sponsors.tester, epoch, deadline)
        );
        bytes32 examination = keccak256(
            abi.encode(EXAMINE_TYPEHASH, safe, hash, tier, epoch, deadline, sponsors.report)
        );
        Acts memory acts = Acts(tier, epoch, deadline, act, examination);
        Announcement a = _sponsored(scene, terms, acts, sponsors);
        _store(safe, hash, a);
        bytes32 next = _link(safe, Announced.selector, _fields(hash, a, sponsors));
        emit Announced(
            safe,
            hash,
            next,
            transaction,
            a,
            sponsors.proposer,
            sponsors.tester,
            _reportOf(sponsors)
        );
    }

    /// @inheritdoc IConclaveGuard
    function announceMessage(
        address safe,
        bytes calldata message,
        uint32 epoch,
        uint40 deadline,
        Sponsors calldata sponsors
    ) external returns (bytes32 hash) {
        Scene memory scene = _scene();
        hash = hashMessage(safe, message);
        bytes32 act = keccak256(
            abi.encode(ANNOUNCE_MESSAGE_TYPEHASH, safe, hash, sponsors.tester, epoch, deadline)
        );
        bytes32 examination = keccak256(
            abi.encode(EXAMINE_MESSAGE_TYPEHASH, safe, hash, epoch, deadline, sponsors.report)
        );
        Acts memory acts = Acts(0, epoch, deadline, act, examination);
        Announcement a = _sponsored(scene, _tierOf(scene, 0), acts, sponsors);
        _store(safe, hash, a);
        bytes32 next = _link(safe, MessageAnnounced.selector, _fields(hash, a, sponsors));
        emit MessageAnnounced(
            safe,
            hash,
            next,
            message,
            a,
            sponsors.proposer,
            sponsors.tester,
            _reportOf(sponsors)
        );
    }

    /// @inheritdoc IConclaveGuard
    function withdraw(
        address safe,
        bytes32 hash,
        uint8 holder,
        uint8 key,
        bytes calldata signature
    ) external {
        Announcement a = announcementBy(safe, hash, holder);
        if (!a.isStanding()) revert NotAnnouncedBy(safe, hash, holder);
        if (msg.sender == address(conclave)) {
            key = NO_KEY;
        } else {
            Scene memory scene = _scene();
            Entry entry = _usableKey(scene, key, type(uint8).max);
            if (entry.holder() != holder) revert KeyOfAnotherHolder(key, holder);
            bytes32 act = keccak256(abi.encode(WITHDRAW_TYPEHASH, safe, hash, holder, a.deadline()));
            _requireConsent(scene, entry, key, act, signature);
        }
        if (_announcements[safe][hash].proposer() == holder) _announcements[safe][hash] = a.withdrawn();
        else _others[safe][hash][holder] = a.withdrawn();
        bytes32 next = _link(safe, Withdrawn.selector, abi.encode(hash, holder, key));
        emit Withdrawn(safe, hash, next, holder, key);
    }

    /// @inheritdoc IConclaveGuard
    function hashTransaction(address safe, SafeTx calldata transaction) public view returns (bytes32) {
        return keccak256(SafeHashes.transaction(safe, transaction));
    }

    /// @inheritdoc IConclaveGuard
    function hashMessage(address safe, bytes calldata message) public view returns (bytes32) {
        return keccak256(SafeHashes.message(safe, message));
    }

    /// @dev The announcement, if its proposer and its tester, where there is to be one, consent to it.
    function _sponsored(
        Scene memory scene,
        Tier tier,
        Acts memory acts,
        Sponsors calldata sponsors
    ) private view returns (Announcement) {
        if (block.timestamp > acts.deadline)
            revert IConclaveErrors.DeadlinePassed(acts.deadline, block.timestamp);
        uint256 latest = block.timestamp + _signingWindow;
        if (acts.deadline > latest) revert DeadlineTooFar(acts.deadline, latest);
        if (acts.epoch != scene.config.epoch)
            revert IConclaveErrors.StaleEpoch(acts.epoch, scene.config.epoch);
        Entry proposer = _usableKey(scene, sponsors.proposer, tier.proposerRoles());
        _requireConsent(scene, proposer, sponsors.proposer, acts.act, sponsors.proposerSignature);
        return
            announced(
                acts.epoch,
                block.timestamp,
                acts.deadline,
                tier.delay(),
                tier.grace(),
                acts.tier,
                proposer.holder(),
                _examined(scene, tier, acts, sponsors, proposer.holder())
            );
    }

    /// @return The tester's holder, or none.
    function _examined(
        Scene memory scene,
        Tier tier,
        Acts memory acts,
        Sponsors calldata sponsors,
        uint8 proposer
    ) private view returns (uint8) {
        uint8 key = sponsors.tester;
        if (key == NO_KEY) {
            if (tier.needsTester()) revert IConclaveErrors.TesterNeeded(acts.tier);
            return NO_HOLDER;
        }
        if (sponsors.report == 0) revert ReportMissing(key);
        Entry tester = _usableKey(scene, key, TESTER);
        if (tester.holder() == proposer) revert IConclaveErrors.HolderCountedTwice(proposer, key);
        _requireConsent(scene, tester, key, acts.examination, sponsors.testerSignature);
        return tester.holder();
    }

    /// @dev By signature or, if that is empty, by being the caller.
    function _requireConsent(
        Scene memory scene,
        Entry entry,
        uint8 key,
        bytes32 structHash,
        bytes calldata signature
    ) private view {
        bool given =
            signature.length == 0
                ? Signers.isCaller(entry, msg.sender)
                : Signers.isValid(scene.roster, entry, _hashTypedDataV4(structHash), signature);
        if (!given) revert IConclaveErrors.InvalidSignature(key);
    }

    /// @dev The first holder's lies where execution looks first; everybody else's has a place of its own, which the first one's word points to.
    function _store(address safe, bytes32 hash, Announcement a) private {
        Announcement first = _announcements[safe][hash];
        uint8 holder = a.proposer();
        if (!first.isSet()) {
            _announcements[safe][hash] = a;
        } else if (first.proposer() == holder) {
            _requireLater(a, first);
            _announcements[safe][hash] = a.withOthers(first);
        } else {
            _requireLater(a, _others[safe][hash][holder]);
            _others[safe][hash][holder] = a;
            _announcements[safe][hash] = first.withOther(holder);
        }
    }

    function _requireLater(Announcement a, Announcement last) private pure {
        if (a.deadline() <= last.deadline()) revert DeadlineNotLater(a.deadline(), last.deadline());
    }

    function _fields(
        bytes32 hash,
        Announcement a,
        Sponsors calldata sponsors
    ) private pure returns (bytes memory) {
        return abi.encode(hash, a, sponsors.proposer, sponsors.tester, _reportOf(sponsors));
    }

    function _reportOf(Sponsors calldata sponsors) private pure returns (bytes32) {
        return sponsors.tester == NO_KEY ? bytes32(0) : sponsors.report;
    }
}
