// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    APPROVER,
    EXECUTOR,
    GUARDIAN,
    KIND_ERC7913,
    PROPOSER,
    RECOVERY,
    SEVERAL,
    TESTER
} from "../../../contracts/types/Entry.sol";
import {TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {NONE, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Proposing} from "./Proposing.sol";

/// @notice Next rosters, good and bad.
abstract contract Rosters is Proposing {
    uint8 private constant MOST_KEYS = 30;
    /// @dev For how long an operation of any tier may name a key: delay and grace of recoveries, and the signing window.
    uint256 private constant LONGEST = 40 days;

    function _changedRoster()
        internal
        returns (RosterSpec memory next, bytes memory activations, uint64 activating)
    {
        next = _nextRoster();
        uint256 how = _roll(18);
        if (how < 8) {
            uint8 index = how < 3 ? _addSuccessor(next) : _addKey(next);
            if (_roll(4) != 0) (activations, activating) = _activationOf(next, index);
        }
        if (how == 8 || how == 12) _leaveOut(next);
        if (how == 9 || how > 15) _bringBack(next);
        if (how == 10) next.tiers[ROUTINE].delay = uint32((1 + _roll(4)) * 12 hours);
        if (how == 11) next.tiers[ROUTINE].approvals = uint8(1 + _roll(2));
        if (how == 13 && _roll(2) == 0) next.tiers[_roll(2)].flags ^= TESTER_NEEDED;
        if (how == 13) next.tiers[0].overrideCount = uint8(1 + _roll(4));
        if (how == 14) _changeRoles(next);
        if (how == 15) _breakSomething(next);
    }

    /// @dev A key of a new secret at a free index: vacant, at the end, or (mostly refused) somebody's.
    function _addKey(RosterSpec memory next) private returns (uint8 index) {
        uint8 roles = [PROPOSER, APPROVER, APPROVER, APPROVER, TESTER, RECOVERY, EXECUTOR, GUARDIAN][
            _roll(8)
        ];
        KeySpec memory key = _newKey(next, uint8(_roll(20)), roles, NONE);
        if (_rarely()) {
            index = uint8(_roll(next.keys.length));
            next.keys[index] = key;
            return index;
        }
        for (; index < next.keys.length; ++index) {
            bool free = next.keys[index].signer.length == 0;
            if (!free && next.keys.length < MOST_KEYS) continue;
            if (!free && _lifeOf(next.keys[index]) < Life.Retired) continue;
            next.keys[index] = key;
            return index;
        }
        if (index < MOST_KEYS) Charters.add(next, key);
        else next.keys[--index] = key;
    }

    function _addSuccessor(RosterSpec memory next) private returns (uint8 index) {
        uint8 old = uint8(_roll(next.keys.length));
        KeySpec memory before = next.keys[old];
        if (before.signer.length == 0 || next.keys.length >= MOST_KEYS) return _addKey(next);
        return Charters.add(next, _newKey(next, before.holder, before.roles, old));
    }

    function _newKey(
        RosterSpec memory next,
        uint8 holder,
        uint8 roles,
        uint8 before
    ) private returns (KeySpec memory key) {
        uint256 secret = _newSecret();
        uint32 expiry = uint32((_now() + (40 + _roll(300)) * 1 days) / 60);
        key = KeySpec(0, abi.encodePacked(vm.addr(secret)), holder, roles, before, expiry, next.serial);
        if (_roll(4) == 0) {
            key.kind = KIND_ERC7913;
            key.signer = bytes.concat(abi.encodePacked(verifier), _pointOf(secret));
            onCurve[Charters.identity(key)] = true;
        }
        secrets[Charters.identity(key)] = secret;
    }

    function _activationOf(
        RosterSpec memory next,
        uint8 index
    ) private returns (bytes memory activations, uint64 activating) {
        uint40 deadline = uint40(_now() + 60 days);
        KeySpec memory key = next.keys[index];
        uint256 secret = secrets[Charters.identity(key)];
        if (_roll(8) == 0) {
            secret = _newSecret();
            forgedActivation[keccak256(Charters.encode(next))] = true;
        }
        bytes32 act = Acts.activate(index, Charters.keyHash(key), next.serial, deadline);
        bytes32 digest = _digest(act, address(conclave), block.chainid);
        bytes memory signature = _signWith(secret, key.kind == KIND_ERC7913, digest);
        activations = abi.encodePacked(index, deadline, uint16(signature.length), signature);
        activating = uint64(1) << index;
    }

    /// @dev Signs with a secret that no index has yet: 255 is nobody's.
    function _signWith(uint256 secret, bool curve, bytes32 digest) private returns (bytes memory) {
        _setSecret(NONE, secret);
        styles[NONE] = curve ? Style.P256 : Style.Ecdsa;
        return _signDigest(NONE, digest);
    }

    function _leaveOut(RosterSpec memory next) private {
        uint256 start = _roll(next.keys.length);
        for (uint256 n; n < next.keys.length; ++n) {
            uint256 i = (start + n) % next.keys.length;
            if (next.keys[i].signer.length == 0 || _lifeOf(next.keys[i]) < Life.Retired) continue;
            delete next.keys[i];
            return;
        }
        delete next.keys[start];
    }

    /// @dev A key that is gone, once more, at an index of its own.
    function _bringBack(RosterSpec memory next) private {
        if (graves.length == 0) return;
        uint256 start = _roll(graves.length);
        KeySpec memory key = graves[start];
        // Rather one whose index is free again: of others it is said first that they are in the way.
        for (uint256 n; n < graves.length; ++n) {
            KeySpec memory grave = graves[(start + n) % graves.length];
            if (_now() >= endedAt[Charters.identity(grave)] + LONGEST) key = grave;
        }
        for (uint256 i; i < next.keys.length; ++i) {
            if (keccak256(next.keys[i].signer) == keccak256(key.signer)) delete next.keys[i];
        }
        (key.since, key.predecessor) = (next.serial, NONE);
        Charters.add(next, key);
    }

    function _changeRoles(RosterSpec memory next) private {
        KeySpec memory key = next.keys[_roll(next.keys.length)];
        if (key.signer.length == 0) return;
        key.roles = [TESTER, APPROVER, PROPOSER | EXECUTOR | SEVERAL, PROPOSER | TESTER | SEVERAL][_roll(4)];
    }

    /// @dev What no roster may do: hang on few, skip a serial, hurry a recovery, let guardians act too often.
    function _breakSomething(RosterSpec memory next) private {
        uint256 how = _roll(4);
        if (how == 0) {
            for (uint256 i; i < next.keys.length; ++i) {
                if (next.keys[i].holder > 2 && next.keys[i].roles == APPROVER) next.keys[i].roles = EXECUTOR;
            }
        }
        if (how == 1) ++next.serial;
        if (how == 2) next.cooldown = 1 days;
        if (how == 3) next.tiers[0].approvals = 1;
    }
}
