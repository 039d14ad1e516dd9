// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IConclave} from "../interfaces/IConclave.sol";
import {IConclaveErrors} from "../interfaces/IConclaveErrors.sol";
import {IConclaveGuard} from "../interfaces/IConclaveGuard.sol";
import {Document, Documents} from "../libraries/Documents.sol";
import {Roster} from "../libraries/Roster.sol";
import {Entry} from "../types/Entry.sol";
import {ConfigView, KeyRecord, KeyState} from "../types/State.sol";
import {Tier} from "../types/Tier.sol";
import {Announcement} from "./Announcement.sol";

/// @notice The Conclave as it stands: its config and its roster.
struct Scene {
    ConfigView config;
    Document roster;
}

/// @dev Storage, the record, and what is asked of the Conclave.
abstract contract GuardState is IConclaveGuard, EIP712 {
    IConclave public immutable conclave;
    address public immutable handler;
    uint256 public immutable exitDelay;
    uint256 public immutable exitWindow;
    /// @dev W, which a Conclave never changes.
    uint256 internal immutable _signingWindow;

    mapping(address safe => bytes32) internal _heads;
    mapping(address safe => mapping(bytes32 hash => Announcement)) internal _announcements;
    /// @dev By whoever was not the first.
    mapping(address safe => mapping(bytes32 hash => mapping(uint256 holder => Announcement)))
        internal _others;
    mapping(address safe => mapping(address owner => uint40)) internal _exits;
    mapping(address safe => mapping(address module => bool)) internal _trusted;
    mapping(uint256 tier => address) internal _modules;
    mapping(address module => bool) internal _isOurs;
    /// @dev Written by the constructor alone.
    mapping(bytes32 codeHash => uint256) internal _delegates;

    /// @inheritdoc IConclaveGuard
    function head(address safe) public view returns (bytes32 current) {
        current = _heads[safe];
        if (current == 0) current = keccak256(abi.encode(_domainSeparatorV4(), safe));
    }

    /// @inheritdoc IConclaveGuard
    function announcement(address safe, bytes32 hash) external view returns (Announcement) {
        return _announcements[safe][hash];
    }

    /// @inheritdoc IConclaveGuard
    function announcementBy(
        address safe,
        bytes32 hash,
        uint8 holder
    ) public view returns (Announcement found) {
        found = _announcements[safe][hash];
        if (!found.isSet() || found.proposer() != holder) found = _others[safe][hash][holder];
    }

    /// @dev Appends a link; `fields` as `IConclaveGuardEvents` lists them.
    function _link(address safe, bytes32 topic, bytes memory fields) internal returns (bytes32 next) {
        next = keccak256(bytes.concat(abi.encode(topic, head(safe), block.timestamp), fields));
        _heads[safe] = next;
    }

    /// @dev Of a Conclave that takes proposals. One that fails or answers short ends the transaction here.
    function _scene() internal view returns (Scene memory scene) {
        scene.config = conclave.config();
        if (scene.config.closed) revert IConclaveErrors.ConclaveClosed();
        if (!scene.config.opened) revert IConclaveErrors.SchedulingNotOpen();
        scene.roster = Documents.load(Documents.addressOf(address(conclave), scene.config.roster));
    }

    /// @dev The rulebook in force.
    function _book(Scene memory scene) internal view returns (Document) {
        if (scene.config.rulebook == 0) revert IConclaveErrors.RulebookMissing();
        return Documents.load(Documents.addressOf(address(conclave), scene.config.rulebook));
    }

    /// @dev A tier that serves Safes: any but recovery.
    function _tierOf(Scene memory scene, uint8 index) internal pure returns (Tier tier) {
        if (index >= Roster.tierCount(scene.roster)) revert IConclaveErrors.UnknownTier(index);
        tier = Roster.tier(scene.roster, index);
        if (tier.isRecovery()) revert RecoveryTierRefused(index);
    }

    /// @dev A key in use, not expired, of a holder who is not suspended, with one of `roles`: as the Conclave asks.
    function _usableKey(Scene memory scene, uint8 key, uint8 roles) internal view returns (Entry entry) {
        entry = Roster.entry(scene.roster, key);
        if (entry.isVacant()) revert IConclaveErrors.UnknownKey(key);
        if (_isMarked(scene, key)) {
            KeyState state = _stateOf(key, Roster.identity(scene.roster, entry));
            if (state != KeyState.Active) revert IConclaveErrors.KeyNotActive(key, state);
            uint40 until = conclave.holderRecord(entry.holder()).suspendedUntil;
            if (block.timestamp < until) revert IConclaveErrors.HolderIsSuspended(entry.holder(), until);
        }
        if (entry.isExpired(block.timestamp)) revert IConclaveErrors.KeyExpired(key, entry.expiresAt());
        if (entry.roles() & roles == 0) revert IConclaveErrors.RoleMissing(key, roles);
    }

    /// @dev Whether the config sends the reader to the records of this key.
    function _isMarked(Scene memory scene, uint256 key) internal pure returns (bool) {
        return (scene.config.unusable >> key) & 1 == 1;
    }

    function _stateOf(uint8 key, address identity) internal view returns (KeyState) {
        KeyRecord memory record = conclave.keyRecord(key);
        return record.identity == identity ? record.state : KeyState.Pending;
    }

    /// @dev Whether something happened to the holder after the announcement. A suspension that has lapsed happened too.
    function _hadIncident(Scene memory scene, Announcement a, uint8 holder) internal view returns (bool) {
        if (scene.config.epoch == a.epoch()) return false;
        return conclave.holderRecord(holder).incident > a.epoch();
    }
}
