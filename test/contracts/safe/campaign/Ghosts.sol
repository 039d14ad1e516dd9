// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {TierSpec} from "../../support/Charters.sol";
import {ANA, BEN, CLEO, DAN, EMERGENCY, EXECUTORS, People, PIA} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {Bundles, How, Voice} from "../support/Bundles.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";

/// @notice What the campaign knows of announcements, and when by that knowledge a transaction may pass. It knows people and calls, and nothing
/// of how the guard stores or counts.
abstract contract Ghosts is Guarded {
    /// @param tester 255 if there is none.
    struct Ghost {
        bytes32 hash;
        uint8 tier;
        uint8 proposer;
        uint8 tester;
        uint256 time;
        uint32 epoch;
        bool standing;
    }

    uint256 internal constant KINDS = 14;
    uint256 internal constant ENABLING = 10;
    uint256 internal constant LEAVING = 11;

    Ghost[] internal ghosts;
    mapping(uint8 holder => uint32) internal incidents;
    uint32 internal lastVoid;
    mapping(address owner => uint256) internal exits;
    address internal otherModule;

    /// @dev A transaction of one of the kinds; those with the same seed are the same.
    function _kind(uint256 kind, uint256 seed) internal view returns (SafeTx memory t) {
        bytes memory sets = abi.encodeCall(Target.set, (seed % 3));
        bytes memory pauses = abi.encodeCall(Target.pause, ());
        bytes memory threshold = abi.encodeCall(IWholeSafe.changeThreshold, (2));
        bytes memory good = _item(address(target), 0, sets);
        if (kind == 0) return _tx(address(target), 0, sets, 0);
        if (kind == 1) return _tx(address(target), 0, abi.encodeCall(Target.set, (9)), 0);
        if (kind == 2) return _tx(address(target), 0, pauses, 0);
        if (kind == 3) return _tx(address(target), 1 ether + 1, sets, 0);
        if (kind == 4) return _batch(bytes.concat(good, good));
        if (kind == 5) return _batch(bytes.concat(good, _item(address(target), 0, pauses)));
        if (kind == 6) return _toSelf(threshold);
        if (kind == 7) return _batch(bytes.concat(good, _item(address(0), 0, threshold)));
        if (kind == 8) return _tx(address(target), 0, sets, 1);
        if (kind == 9) {
            bytes memory inner = abi.encodeCall(IWholeSafe.multiSend, (good));
            return _batch(abi.encodePacked(uint8(1), multiSend, uint256(0), inner.length, inner));
        }
        if (kind == ENABLING) return _toSelf(abi.encodeCall(IWholeSafe.enableModule, (otherModule)));
        if (kind == LEAVING) return _toSelf(abi.encodeCall(IWholeSafe.setGuard, (address(0))));
        t = _tx(stranger, 1, "", 0);
        if (kind == 13) (t.gasPrice, t.gasToken) = (1, address(target));
    }

    /// @dev Bitmap of the tiers that may do it, by the rulebook of `Governed`.
    function _tiersOf(uint256 kind) internal pure returns (uint256) {
        uint256[KINDS] memory tiers = [
            uint256(0x13),
            0x17,
            0x05,
            0x01,
            0x13,
            0x01,
            0x01,
            0x01,
            0x00,
            0x00,
            0x01,
            0x01,
            0x01,
            0x00
        ];
        return tiers[kind];
    }

    /// @dev Whether some announcement lets it pass.
    function _mayPass(
        uint256 kind,
        bytes32 hash,
        Voice[] memory voices,
        address executor
    ) internal view returns (bool) {
        for (uint256 i; i < ghosts.length; ++i) {
            if (ghosts[i].hash == hash && _letsPass(ghosts[i], kind, voices, executor)) return true;
        }
        return false;
    }

    function _exitIsOpen() internal view returns (bool) {
        address[] memory owners = safe.getOwners();
        for (uint256 i; i < owners.length; ++i) {
            uint256 time = exits[owners[i]];
            if (time != 0 && _now() >= time + EXIT_DELAY && _now() < time + EXIT_DELAY + EXIT_WINDOW)
                return true;
        }
        return false;
    }

    function _letsPass(
        Ghost memory ghost,
        uint256 kind,
        Voice[] memory voices,
        address executor
    ) private view returns (bool) {
        TierSpec memory tier = _rosterSpec().tiers[ghost.tier];
        uint256 ready = ghost.time + tier.delay;
        bool due = ghost.standing && _now() >= ready && _now() < ready + tier.grace;
        if (!due || (_tiersOf(kind) >> ghost.tier) & 1 == 0) return false;
        if (incidents[ghost.proposer] > ghost.epoch) return false;
        if (ghost.tier == 0 && incidents[ghost.tester] > ghost.epoch) return false;
        if (ghost.tier == EXECUTORS && _now() < ready + tier.grace / 2) {
            bool suspended = _now() < conclave.holderRecord(PIA).suspendedUntil;
            if (executor != People.accountOf(PIA) || suspended) return false;
        }
        uint256 needed = tier.approvals;
        if (ghost.tier == EMERGENCY && kind == 2) needed = 0;
        if (lastVoid > ghost.epoch && needed < tier.overrideCount) needed = tier.overrideCount;
        return _approvers(ghost, voices) >= needed;
    }

    function _approvers(Ghost memory ghost, Voice[] memory voices) private view returns (uint256 count) {
        uint8[3] memory approvers = [BEN, CLEO, DAN];
        for (uint256 i; i < 3; ++i) {
            uint8 holder = approvers[i];
            if (holder == ghost.proposer || incidents[holder] > ghost.epoch) continue;
            if (_now() < conclave.holderRecord(holder).suspendedUntil) continue;
            for (uint256 j; j < voices.length; ++j) {
                if (voices[j].owner == People.accountOf(holder)) ++count;
            }
        }
    }

    /// @dev A signature among the first two by somebody suspended now.
    function _areRefused(Voice[] memory voices) internal view returns (bool) {
        uint8[4] memory holders = [ANA, BEN, CLEO, DAN];
        for (uint256 i; i < 2 && i < voices.length; ++i) {
            for (uint256 j; j < 4; ++j) {
                if (voices[i].owner != People.accountOf(holders[j])) continue;
                if (_now() < conclave.holderRecord(holders[j]).suspendedUntil) return true;
            }
        }
        return false;
    }

    /// @dev Mostly all three approvers.
    function _random(uint256 seed) internal view returns (Voice[] memory voices) {
        uint8[4] memory keys = [ANA, BEN, CLEO, DAN];
        voices = new Voice[](5);
        uint256 count;
        for (uint256 i; i < 4; ++i) {
            if ((seed >> (4 * i)) % 4 == 0) continue;
            voices[count] = _voice(keys[i]);
            if ((seed >> (32 + i)) % 2 == 0) voices[count].how = How.SignsPrefixed;
            ++count;
        }
        if ((seed >> 40) % 2 == 0) voices[count++] = _strange();
        assembly ("memory-safe") {
            mstore(voices, count)
        }
        if (count > 1) Bundles.sort(voices);
    }
}
