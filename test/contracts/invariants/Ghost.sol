// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KIND_ERC1271} from "../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RulebookSpec} from "../support/Charters.sol";
import {Call, Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {Record} from "./Record.sol";
import {Tally} from "./Tally.sol";

/// @notice Somebody's consent to a proposal, and whether they really gave it.
struct Voice {
    uint8 key;
    uint8 holder;
    address identity;
    bool wallet;
    bool genuine;
    bool onChain;
}

/// @notice What became of an operation.
enum Outcome {
    Pending,
    Executed,
    Ended
}

/// @notice A proposal that was scheduled, as those who signed it know it.
/// @param operation What `execute` wants.
/// @param next For an amendment: ABI-encoded RosterSpec or RulebookSpec.
/// @param activating Keys whose genuine activation comes with it.
struct Deed {
    Draft draft;
    Voice[] voices;
    bool tested;
    Operation operation;
    uint256 scheduledAt;
    uint256 readyAt;
    uint256 expiresAt;
    uint16 serial;
    uint16 bookSerial;
    bool shielded;
    bytes next;
    uint64 activating;
}

/// @notice What the campaign knows from what it did itself, never from the Conclave.
abstract contract Ghost is Record, Tally {
    enum Life {
        Pending,
        Active,
        Retiring,
        Retired,
        Compromised
    }

    struct Holder {
        uint256 suspendedUntil;
        uint8 suspendedBy;
        uint32 incident;
        uint256 guardedAt;
        uint256 cooldown;
    }

    mapping(address identity => Life) internal lives;
    mapping(address identity => uint256) internal endedAt;
    mapping(uint8 holder => Holder) internal holders;
    uint32 internal epoch;
    uint32 internal lastVoid;
    uint256 internal attempts;
    bool internal closed;
    uint256 internal balance;
    mapping(bytes32 id => mapping(address identity => bool)) internal agreed;
    mapping(address identity => mapping(bytes32 item => bool)) internal passed;
    /// @dev Holders who witnessed a key's retirement since it began.
    mapping(bytes32 keyHash => uint256) internal witnesses;
    /// @dev When tier 0 was last judged not to hang on one holder, and whether keys were lost since.
    uint256 internal judgedAt;
    bool internal lost;

    bytes internal book;
    bytes[] private _deeds;
    Outcome[] internal outcomes;
    /// @dev Operations that may still be pending, by place in `_deeds`.
    uint256[] internal pendings;

    uint256 internal dice;

    function _roll(uint256 sides) internal returns (uint256) {
        dice = uint256(keccak256(abi.encode(dice)));
        return sides == 0 ? 0 : dice % sides;
    }

    function _rarely() internal returns (bool) {
        return _roll(6) == 0;
    }

    function _fingerprint() internal view override returns (bytes32) {
        return keccak256(abi.encode(dice, links, _now()));
    }

    function _book() internal view returns (RulebookSpec memory spec) {
        if (book.length != 0) spec = abi.decode(book, (RulebookSpec));
    }

    function _keep(Deed memory deed) internal returns (uint256 place) {
        place = _deeds.length;
        _deeds.push(abi.encode(deed));
        outcomes.push(Outcome.Pending);
        pendings.push(place);
    }

    function _deed(uint256 place) internal view returns (Deed memory) {
        return abi.decode(_deeds[place], (Deed));
    }

    function _finish(uint256 place, Outcome outcome) internal {
        outcomes[place] = outcome;
        for (uint256 i; i < pendings.length; ++i) {
            if (pendings[i] != place) continue;
            pendings[i] = pendings[pendings.length - 1];
            pendings.pop();
        }
    }

    function _identity(uint8 key) internal view returns (address) {
        KeySpec[] memory keys = _rosterSpec().keys;
        if (key >= keys.length || keys[key].signer.length == 0) return address(0);
        return Charters.identity(keys[key]);
    }

    function _lifeOf(KeySpec memory key) internal view returns (Life) {
        return lives[Charters.identity(key)];
    }

    function _isWallet(KeySpec memory key) internal pure returns (bool) {
        return key.kind == KIND_ERC1271;
    }

    /// @dev In use now: activated, and nothing since has ended, expired or suspended it.
    function _usable(KeySpec memory key, uint256 late, bool despiteSuspension) internal view returns (bool) {
        return
            key.signer.length != 0 &&
            _lifeOf(key) == Life.Active &&
            _now() < uint256(key.expiry) * 60 + late &&
            (despiteSuspension || _now() >= holders[key.holder].suspendedUntil);
    }

    function _raise(uint8 holder) internal {
        holders[holder].incident = ++epoch;
    }

    function _isSelf(Call memory call, bytes4 selector) internal view returns (bool) {
        return call.target == address(conclave) && bytes4(call.data) == selector;
    }
}
