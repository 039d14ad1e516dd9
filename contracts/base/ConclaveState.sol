// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ICharterValidator} from "../interfaces/ICharterValidator.sol";
import {IConclave} from "../interfaces/IConclave.sol";
import {IConclaveLens} from "../interfaces/IConclaveLens.sol";
import {IRetirementGate} from "../interfaces/IRetirementGate.sol";
import {Document, Documents} from "../libraries/Documents.sol";
import {Roster} from "../libraries/Roster.sol";
import {Signers} from "../libraries/Signers.sol";
import {Entry} from "../types/Entry.sol";
import {Config} from "../types/Config.sol";
import {ConfigView, HolderRecord, KeyRecord, KeyState} from "../types/State.sol";
import {Word, idle} from "../types/Word.sol";

/// @dev Storage, the register's chain, and what every part asks of a key.
abstract contract ConclaveState is IConclave, EIP712, ReentrancyGuardTransient {
    uint16 internal constant REGISTER = 0xffff;
    /// @dev `SuspensionLifted.guardian` and `suspendedBy` where no single guardian is meant.
    uint8 internal constant TIER_ZERO = 255;
    uint8 internal constant SEVERAL_GUARDIANS = 254;

    ICharterValidator public immutable validator;
    IRetirementGate public immutable gate;
    IConclaveLens public immutable lens;
    uint256 public immutable signingWindow;
    uint256 public immutable suspensionPeriod;
    uint256 public immutable deployBefore;

    Config internal _config;
    Word internal _register;
    /// @dev 16 bits per tier.
    uint256 internal _laneCounts;
    /// @dev An array as long as there are lanes, not a mapping: a slot by addition, in place of a hash, twice per flow.
    Word[65536] internal _lanes;
    mapping(uint256 key => KeyRecord) internal _keys;
    mapping(uint256 holder => HolderRecord) internal _holders;
    mapping(address identity => bool) internal _tombstones;
    mapping(bytes32 id => mapping(address identity => bool)) internal _preApprovals;
    mapping(address identity => mapping(bytes32 item => bool)) internal _waivers;

    modifier onlySelf() {
        if (msg.sender != address(this)) revert OnlySelf(msg.sender);
        _;
    }

    function config() external view returns (ConfigView memory) {
        Config c = _config;
        return
            ConfigView(
                c.unusable(),
                c.epoch(),
                c.lastVoid(),
                c.roster(),
                c.rulebook(),
                c.documents(),
                c.attempts(),
                c.opened(),
                c.closed()
            );
    }

    function rosterCarrier() external view returns (address) {
        return documentAt(_config.roster());
    }

    function rulebookCarrier() public view returns (address) {
        uint16 generation = _config.rulebook();
        return generation == 0 ? address(0) : documentAt(generation);
    }

    function documentAt(uint16 generation) public view returns (address) {
        return Documents.addressOf(address(this), generation);
    }

    /// @dev The config of a Conclave that has not closed. A copy: never written back, since calls in between may change it.
    function _open() internal view returns (Config current) {
        current = _config;
        if (current.closed()) revert ConclaveClosed();
    }

    function _loadRoster(Config current) internal view returns (Document) {
        return Documents.load(Documents.addressOf(address(this), current.roster()));
    }

    /// @dev Appends a link to the register; `fields` as in docs/formats.md, 7.
    function _append(bytes32 topic, bytes memory fields) internal returns (Word word) {
        word = idle(keccak256(bytes.concat(abi.encode(topic, _register, block.timestamp), fields)));
        _register = word;
    }

    function _firstWord(uint16 lane) internal view returns (Word) {
        return idle(keccak256(abi.encode(_domainSeparatorV4(), uint256(lane))));
    }

    /// @dev State of the key that the roster has at `index` now.
    function _stateOf(uint256 index, address identity) internal view returns (KeyState) {
        KeyRecord storage record = _keys[index];
        return record.identity == identity ? record.state : KeyState.Pending;
    }

    /// @dev A key of the roster that is in use, not expired, and has one of `roles`.
    /// @param unusable The config's map.
    /// @param time UNIX seconds at which it must not have expired.
    /// @param despiteSuspension Recovery and its stopping are out of guardians' reach.
    function _usableKey(
        Document roster_,
        uint64 unusable,
        uint8 index,
        uint8 roles,
        uint256 time,
        bool despiteSuspension
    ) internal view returns (Entry entry) {
        entry = Roster.entry(roster_, index);
        if (entry.isVacant()) revert UnknownKey(index);
        // A clear bit answers without the records. A set one may be a suspension that has lapsed.
        if ((unusable >> index) & 1 == 1) _requireInUse(roster_, entry, index, despiteSuspension);
        if (entry.isExpired(time)) revert KeyExpired(index, entry.expiresAt());
        if (entry.roles() & roles == 0) revert RoleMissing(index, roles);
    }

    function _requireInUse(Document roster_, Entry entry, uint8 index, bool despiteSuspension) private view {
        KeyState state = _stateOf(index, Roster.identity(roster_, entry));
        if (state != KeyState.Active) revert KeyNotActive(index, state);
        uint40 until = _holders[entry.holder()].suspendedUntil;
        if (block.timestamp < until && !despiteSuspension) revert HolderIsSuspended(entry.holder(), until);
    }

    /// @dev Consent by signature or, if that is empty, by being the caller.
    function _requireConsent(
        Document roster_,
        Entry entry,
        uint8 index,
        bytes32 structHash,
        bytes memory signature
    ) internal view {
        bool given =
            signature.length == 0
                ? Signers.isCaller(entry, msg.sender)
                : Signers.isValid(roster_, entry, _hashTypedDataV4(structHash), signature);
        if (!given) revert InvalidSignature(index);
    }

    function _requireInTime(uint40 deadline) internal view {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
    }

    /// @dev Bitmap of the keys of `holder`.
    function _keysOf(Document roster_, uint8 holder) internal pure returns (uint64 keys) {
        uint256 count = Roster.keyCount(roster_);
        for (uint256 i; i < count; ++i) {
            Entry entry = Roster.entry(roster_, i);
            if (!entry.isVacant() && entry.holder() == holder) keys |= uint64(1 << i);
        }
        if (keys == 0) revert UnknownHolder(holder);
    }
}
