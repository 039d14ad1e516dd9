// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Lanes} from "./Lanes.sol";
import {Document} from "../libraries/Documents.sol";
import {Proposals} from "../libraries/Proposals.sol";
import {Roster} from "../libraries/Roster.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {Entry, GUARDIAN} from "../types/Entry.sol";
import {Stamp} from "../types/Stamp.sol";
import {Config} from "../types/Config.sol";
import {HolderRecord} from "../types/State.sol";
import {Word, idle} from "../types/Word.sol";

/// @dev What guardians may do (suspend, cancel, void, under one cooldown per holder), and how approvers stop a recovery.
abstract contract Guardians is Lanes {
    function suspend(
        uint8 holder,
        uint8 guardian,
        uint40 deadline,
        bytes calldata signature
    ) external nonReentrant {
        Config current = _open();
        Document roster_ = _loadRoster(current);
        HolderRecord storage record = _holders[holder];
        bytes32 act = keccak256(
            abi.encode(TypedData.SUSPEND_TYPEHASH, holder, record.changes, guardian, deadline)
        );
        uint8 by = _actAsGuardian(roster_, current, guardian, act, deadline, signature);
        uint64 keys = _keysOf(roster_, holder);

        // Whoever comes second only prolongs: else a guardian could take over a suspension and lift it.
        bool inForce = block.timestamp < record.suspendedUntil;
        record.suspendedBy = inForce ? SEVERAL_GUARDIANS : by;
        record.suspendedUntil = uint40(block.timestamp + suspensionPeriod);
        ++record.changes;
        uint32 epoch = _raiseEpoch();
        record.incident = epoch;
        _config = _config.withUnusable(_config.unusable() | keys);
        Word word = _append(
            HolderSuspended.selector,
            abi.encode(holder, guardian, record.suspendedUntil, epoch)
        );
        emit HolderSuspended(word, holder, guardian, record.suspendedUntil, epoch);
    }

    function liftOwn(
        uint8 holder,
        uint8 guardian,
        uint40 deadline,
        bytes calldata signature
    ) external nonReentrant {
        Config current = _open();
        _requireInTime(deadline);
        Document roster_ = _loadRoster(current);
        HolderRecord storage record = _holders[holder];
        Entry entry = _usableKey(roster_, current.unusable(), guardian, GUARDIAN, block.timestamp, false);
        bytes32 act = keccak256(
            abi.encode(TypedData.LIFT_TYPEHASH, holder, record.changes, guardian, deadline)
        );
        _requireConsent(roster_, entry, guardian, act, signature);
        if (record.suspendedBy != entry.holder()) revert NotSuspendedBy(holder, entry.holder());
        _lift(roster_, holder, guardian);
    }

    function lift(uint8 holder) external onlySelf {
        _lift(_loadRoster(_open()), holder, TIER_ZERO);
    }

    function voidAll(uint8 guardian, uint40 deadline, bytes calldata signature) external nonReentrant {
        Config current = _open();
        Document roster_ = _loadRoster(current);
        uint8 index = guardian;
        uint32 acts = _holders[Roster.entry(roster_, index).holder()].acts;
        bytes32 act = keccak256(abi.encode(TypedData.VOID_TYPEHASH, acts, guardian, deadline));
        _actAsGuardian(roster_, current, guardian, act, deadline, signature);
        uint32 epoch = _raiseEpoch();
        _config = _config.withVoid();
        emit Voided(_append(Voided.selector, abi.encode(guardian, epoch)), guardian, epoch);
    }

    function cancel(
        uint16 lane,
        Word word,
        uint8 guardian,
        uint40 deadline,
        bytes calldata signature
    ) external nonReentrant {
        Config current = _open();
        _requireWord(lane, word);
        if (word.isProtected()) revert OperationProtected(lane);
        _cancel(current, lane, word, guardian, deadline, signature);
    }

    function cancelProtected(
        bytes calldata p,
        Stamp stamp,
        uint8 guardian,
        uint40 deadline,
        bytes calldata signature
    ) external nonReentrant {
        Config current = _open();
        uint16 lane = Proposals.terms(p).lane();
        Word word = _requireOperation(p, lane, stamp);
        (, bool protected_, ) = lens.fate(this, p, stamp);
        if (protected_) revert OperationProtected(lane);
        _requireWord(lane, word);
        _cancel(current, lane, word, guardian, deadline, signature);
    }

    function stop(uint16 lane, Word word, bytes calldata signatures) external nonReentrant {
        Config current = _open();
        Document roster_ = _loadRoster(current);
        if (!_isRecovery(roster_, lane)) revert NotRecovery(lane);
        _requireWord(lane, word);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(TypedData.STOP_TYPEHASH, lane, word)));
        uint64 approvers = lens.checkStop(this, digest, signatures, msg.sender);
        uint8 attempt = current.attempts();
        if (attempt != type(uint8).max) _config = current.withAttempts(attempt + 1);
        Word next = idle(keccak256(abi.encode(Stopped.selector, word, block.timestamp, approvers, attempt)));
        _lanes[lane] = next;
        emit Stopped(lane, next, approvers, attempt);
    }

    function holderRecord(uint8 holder) external view returns (HolderRecord memory) {
        return _holders[holder];
    }

    function _cancel(
        Config current,
        uint16 lane,
        Word word,
        uint8 guardian,
        uint40 deadline,
        bytes calldata signature
    ) private {
        Document roster_ = _loadRoster(current);
        if (_isRecovery(roster_, lane)) revert RecoveryUntouchable(lane);
        bytes32 act = keccak256(abi.encode(TypedData.CANCEL_TYPEHASH, lane, word, guardian, deadline));
        _actAsGuardian(roster_, current, guardian, act, deadline, signature);
        Word next = idle(keccak256(abi.encode(Cancelled.selector, word, block.timestamp, guardian)));
        _lanes[lane] = next;
        emit Cancelled(lane, next, guardian);
    }

    /// @dev Checks a guardian's act and starts the cooldown, which belongs to the holder and so survives rotation.
    function _actAsGuardian(
        Document roster_,
        Config current,
        uint8 guardian,
        bytes32 act,
        uint40 deadline,
        bytes calldata signature
    ) private returns (uint8 by) {
        _requireInTime(deadline);
        Entry entry = _usableKey(roster_, current.unusable(), guardian, GUARDIAN, block.timestamp, false);
        _requireConsent(roster_, entry, guardian, act, signature);
        by = entry.holder();
        HolderRecord storage record = _holders[by];
        if (block.timestamp < record.readyAt) revert GuardianCooling(by, record.readyAt);
        record.readyAt = uint40(block.timestamp + Roster.cooldown(roster_));
        ++record.acts;
    }

    function _lift(Document roster_, uint8 holder, uint8 guardian) private {
        HolderRecord storage record = _holders[holder];
        if (block.timestamp >= record.suspendedUntil) revert NotSuspended(holder);
        record.suspendedUntil = uint40(block.timestamp);
        ++record.changes;
        (uint64 active, ) = lens.keyStates(this);
        _config = _config.withUnusable(_config.unusable() & ~(_keysOf(roster_, holder) & active));
        emit SuspensionLifted(
            _append(SuspensionLifted.selector, abi.encode(holder, guardian)),
            holder,
            guardian
        );
    }

    function _raiseEpoch() internal returns (uint32) {
        Config next = _config.withNextEpoch();
        _config = next;
        return next.epoch();
    }

    function _requireWord(uint16 lane, Word word) private view {
        if (!word.isPending() || _lanes[lane] != word) revert LaneNotPending(lane);
        if (word.hasExpired()) revert OperationExpired(lane);
    }

    function _isRecovery(Document roster_, uint16 lane) private pure returns (bool) {
        uint256 index = lane >> 8;
        return index < Roster.tierCount(roster_) && Roster.tier(roster_, index).isRecovery();
    }
}
