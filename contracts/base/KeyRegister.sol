// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Guardians} from "./Guardians.sol";
import {Document} from "../libraries/Documents.sol";
import {Roster} from "../libraries/Roster.sol";
import {Signers} from "../libraries/Signers.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {Entry, KIND_EOA, RECOVERY} from "../types/Entry.sol";
import {NO_KEY} from "../types/Stamp.sol";
import {Config} from "../types/Config.sol";
import {HolderRecord, KeyRecord, KeyState} from "../types/State.sol";

/// @dev The life of a key: activation, compromise, retirement, and what is witnessed about it.
abstract contract KeyRegister is Guardians {
    /// @dev `attest` kind: the key with hash `subject` is empty, or will never be used again.
    uint16 internal constant RETIREMENT = 1;

    mapping(bytes32 attestation => bool) private _attestations;
    /// @dev Per key hash, bitmap of holders who witnessed its retirement.
    mapping(bytes32 keyHash => uint256) private _retirementWitnesses;

    function activate(uint8 key, uint40 deadline, bytes calldata signature) external nonReentrant {
        Config current = _open();
        _activate(_loadRoster(current), key, deadline, signature);
    }

    function compromiseOwn(uint8 key, uint40 deadline, bytes calldata signature) external nonReentrant {
        Config current = _open();
        _requireInTime(deadline);
        Document roster_ = _loadRoster(current);
        Entry entry = Roster.entry(roster_, key);
        if (entry.isVacant()) revert UnknownKey(key);
        bytes32 hash = Roster.keyHash(roster_, entry);
        uint32 changes = _keys[key].changes;
        bytes32 act = keccak256(abi.encode(TypedData.COMPROMISE_TYPEHASH, key, hash, changes, deadline));
        _requireConsent(roster_, entry, key, act, signature);
        _compromise(roster_, key, true);
    }

    function compromise(uint8 key) external onlySelf {
        _compromise(_loadRoster(_open()), key, false);
    }

    function beginRetirement(uint8 key) external onlySelf {
        Config current = _open();
        Document roster_ = _loadRoster(current);
        _requireState(roster_, key, KeyState.Active);
        _beginRetiring(roster_, key);
        lens.checkAble(this, true);
        emit KeyRetiring(_append(KeyRetiring.selector, abi.encode(key)), key);
    }

    function retire(uint8 key) external nonReentrant {
        Config current = _open();
        Document roster_ = _loadRoster(current);
        (Entry entry, address identity) = _requireState(roster_, key, KeyState.Retiring);
        if (entry.kind() == KIND_EOA) {
            lens.checkEmpty(this, key);
        } else {
            uint256 witnesses = _retirementWitnesses[Roster.keyHash(roster_, entry)];
            if (witnesses & ~(1 << entry.holder()) == 0) revert WitnessMissing(key);
        }
        _end(key, identity, KeyState.Retired);
        emit KeyRetired(_append(KeyRetired.selector, abi.encode(key, identity)), key, identity);
    }

    function waiveItem(uint8 key, bytes32 item) external onlySelf {
        Document roster_ = _loadRoster(_open());
        Entry entry = Roster.entry(roster_, key);
        if (entry.isVacant()) revert UnknownKey(key);
        _waivers[Roster.identity(roster_, entry)][item] = true;
        emit ItemWaived(_append(ItemWaived.selector, abi.encode(key, item)), key, item);
    }

    function attest(
        uint16 kind,
        bytes32 subject,
        bytes32 hash,
        uint8 witness,
        uint40 deadline,
        bytes calldata signature
    ) external nonReentrant {
        Config current = _open();
        _requireInTime(deadline);
        Document roster_ = _loadRoster(current);
        Entry entry = _usableKey(
            roster_,
            current.unusable(),
            witness,
            type(uint8).max,
            block.timestamp,
            false
        );
        bytes32 act = keccak256(
            abi.encode(TypedData.ATTEST_TYPEHASH, kind, subject, hash, witness, deadline)
        );
        _requireConsent(roster_, entry, witness, act, signature);
        bytes32 attestation = keccak256(abi.encode(kind, subject, hash, Roster.identity(roster_, entry)));
        if (_attestations[attestation]) revert AlreadyAttested(kind, subject, hash);
        _attestations[attestation] = true;
        if (kind == RETIREMENT) _retirementWitnesses[subject] |= 1 << entry.holder();
        emit Attested(
            _append(Attested.selector, abi.encode(kind, subject, hash, witness)),
            kind,
            subject,
            hash,
            witness
        );
    }

    function approve(bytes32 id, uint8 key) external nonReentrant {
        Config current = _open();
        Document roster_ = _loadRoster(current);
        // A suspended holder gives no consent, save where guardians have no say.
        bool despiteSuspension = Roster.entry(roster_, key).roles() & RECOVERY != 0;
        Entry entry = _usableKey(
            roster_,
            current.unusable(),
            key,
            type(uint8).max,
            block.timestamp - RENEWAL_WINDOW,
            despiteSuspension
        );
        _requireConsent(roster_, entry, key, 0, "");
        address identity = Roster.identity(roster_, entry);
        if (_preApprovals[id][identity]) revert AlreadyPreApproved(id, key);
        _preApprovals[id][identity] = true;
        emit PreApproved(_append(PreApproved.selector, abi.encode(id, key)), id, key);
    }

    function keyRecord(uint8 key) external view returns (KeyRecord memory) {
        return _keys[key];
    }

    function tombstoned(address identity) external view returns (bool) {
        return _tombstones[identity];
    }

    function preApproved(bytes32 id, address identity) external view returns (bool) {
        return _preApprovals[id][identity];
    }

    function waived(address identity, bytes32 item) external view returns (bool) {
        return _waivers[identity][item];
    }

    function _activate(Document roster_, uint8 key, uint40 deadline, bytes calldata signature) internal {
        _requireInTime(deadline);
        (Entry entry, address identity) = _requireState(roster_, key, KeyState.Pending);
        if (entry.isExpired(block.timestamp)) revert KeyExpired(key, entry.expiresAt());
        HolderRecord storage holder = _holders[entry.holder()];
        if (block.timestamp < holder.suspendedUntil)
            revert HolderIsSuspended(entry.holder(), holder.suspendedUntil);
        bytes32 hash = Roster.keyHash(roster_, entry);
        bytes32 act = keccak256(abi.encode(TypedData.ACTIVATE_TYPEHASH, key, hash, entry.since(), deadline));
        if (!Signers.isValid(roster_, entry, _hashTypedDataV4(act), signature)) revert InvalidSignature(key);

        _keys[key].identity = identity;
        _setState(key, KeyState.Active);
        uint8 old = entry.predecessor();
        if (old != NO_KEY) {
            address oldIdentity = Roster.identity(roster_, Roster.entry(roster_, old));
            if (_stateOf(old, oldIdentity) == KeyState.Active) _beginRetiring(roster_, old);
            else old = NO_KEY;
        }
        bool opens = !_config.opened() && _isAble();
        if (opens) _config = _config.open();
        emit KeyActivated(
            _append(KeyActivated.selector, abi.encode(key, hash, old, opens)),
            key,
            hash,
            old,
            opens
        );
    }

    /// @dev Whether the keys activated so far make tier 0 able to act.
    function _isAble() private view returns (bool) {
        try lens.checkAble(this, false) {
            return true;
        } catch (bytes memory reason) {
            // Out of gas says nothing about the keys; who starves the check must not keep scheduling shut.
            if (reason.length == 0) revert CharterRefused();
            return false;
        }
    }

    function _compromise(Document roster_, uint8 key, bool byItself) private {
        Entry entry = Roster.entry(roster_, key);
        address identity = Roster.identity(roster_, entry);
        KeyState state = _stateOf(key, identity);
        if (state != KeyState.Active && state != KeyState.Retiring) revert KeyNotActive(key, state);
        _end(key, identity, KeyState.Compromised);
        uint32 epoch = _raiseEpoch();
        _holders[entry.holder()].incident = epoch;
        emit KeyCompromised(
            _append(KeyCompromised.selector, abi.encode(key, identity, epoch, byItself)),
            key,
            identity,
            epoch,
            byItself
        );
    }

    function _requireState(
        Document roster_,
        uint8 key,
        KeyState wanted
    ) private view returns (Entry entry, address identity) {
        entry = Roster.entry(roster_, key);
        if (entry.isVacant()) revert UnknownKey(key);
        identity = Roster.identity(roster_, entry);
        KeyState state = _stateOf(key, identity);
        if (state != wanted) revert UnexpectedKeyState(key, state, wanted);
    }

    /// @dev What was witnessed before says nothing about the key being empty from now on.
    function _beginRetiring(Document roster_, uint8 key) private {
        _setState(key, KeyState.Retiring);
        delete _retirementWitnesses[Roster.keyHash(roster_, Roster.entry(roster_, key))];
    }

    function _end(uint8 key, address identity, KeyState state) private {
        _tombstones[identity] = true;
        _keys[key].endedAt = uint40(block.timestamp);
        _setState(key, state);
    }

    function _setState(uint8 key, KeyState state) private {
        KeyRecord storage record = _keys[key];
        record.state = state;
        ++record.changes;
        uint64 bit = uint64(1 << key);
        uint64 unusable = _config.unusable();
        _config = _config.withUnusable(state == KeyState.Active ? unusable & ~bit : unusable | bit);
    }
}
