// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {GUARDIAN} from "../../../contracts/types/Entry.sol";
import {Acts} from "../support/Acts.sol";
import {KeySpec, RosterSpec} from "../support/Charters.sol";
import {SUSPENSION} from "../support/People.sol";
import {Rewriting} from "./Rewriting.sol";

/// @notice Actions: what guardians do.
abstract contract Guarding is Rewriting {
    uint8 private constant SEVERAL_GUARDIANS = 254;

    function suspend(uint256 seed) external played(seed) {
        uint8 holder = uint8(_roll(16));
        uint8 guardian = _anyGuardian();
        uint32 changes = conclave.holderRecord(holder).changes;
        bytes32 act = Acts.suspend(holder, changes, guardian, _soon());
        (bytes memory signature, address from, bool genuine) = _consent(guardian, act);
        bytes memory data = abi.encodeCall(IConclave.suspend, (holder, guardian, _soon(), signature));
        (bool succeeded, ) = _act("suspend", from, data);
        if (!succeeded) return;
        _guarded(guardian, genuine);
        uint8 by = _rosterSpec().keys[guardian].holder;
        _must(!_suspendsAnother(by, holder), 2, "a guardian keeps two holders out");
        Holder storage record = holders[holder];
        bool second = _now() < record.suspendedUntil;
        record.suspendedBy = second ? SEVERAL_GUARDIANS : by;
        record.suspendedUntil = _now() + SUSPENSION;
        _raise(holder);
        if (_roll(3) == 0) _liftOwn(holder);
    }

    function liftOwn(uint256 seed) external played(seed) {
        uint8 holder = _suspendedHolder();
        if (_now() >= holders[holder].suspendedUntil && _roll(4) != 0) return;
        _liftOwn(holder);
    }

    function _liftOwn(uint8 holder) private {
        uint8 guardian = _anyGuardian();
        // Mostly the one who may.
        KeySpec[] memory keys = _rosterSpec().keys;
        for (uint8 i; i < keys.length && _roll(8) != 0; ++i) {
            if (keys[i].holder == holders[holder].suspendedBy && _isGuardian(keys[i])) guardian = i;
        }
        uint32 changes = conclave.holderRecord(holder).changes;
        bytes32 act = Acts.lift(holder, changes, guardian, _soon());
        (bytes memory signature, address from, bool genuine) = _consent(guardian, act);
        bytes memory data = abi.encodeCall(IConclave.liftOwn, (holder, guardian, _soon(), signature));
        (bool succeeded, ) = _act("liftOwn", from, data);
        if (!succeeded) return;
        KeySpec memory key = _rosterSpec().keys[guardian];
        _must(genuine && _isGuardian(key), 2, "no guardian lifted");
        Holder storage record = holders[holder];
        bool own = _now() < record.suspendedUntil && record.suspendedBy == key.holder;
        _must(own, 2, "a guardian lifted what another suspended");
        record.suspendedUntil = _now();
    }

    function voidAll(uint256 seed) external played(seed) {
        // One cooldown for all acts: leave some to the others.
        if (_roll(2) == 0) return;
        uint8 guardian = _anyGuardian();
        uint8 holder = _rosterSpec().keys[guardian].holder;
        bytes32 act = Acts.voidAll(conclave.holderRecord(holder).acts, guardian, _soon());
        (bytes memory signature, address from, bool genuine) = _consent(guardian, act);
        bytes memory data = abi.encodeCall(IConclave.voidAll, (guardian, _soon(), signature));
        (bool succeeded, ) = _act("voidAll", from, data);
        if (!succeeded) return;
        _guarded(guardian, genuine);
        lastVoid = ++epoch;
    }

    /// @dev A guardian acted: one key in use, its own consent, and the cooldown of its holder since the last act.
    function _guarded(uint8 guardian, bool genuine) internal {
        RosterSpec memory spec = _rosterSpec();
        KeySpec memory key = spec.keys[guardian];
        _must(genuine && _isGuardian(key), 2, "no guardian acted");
        Holder storage record = holders[key.holder];
        bool rested = record.guardedAt == 0 || _now() >= record.guardedAt + record.cooldown;
        _must(rested, 2, "a guardian acted twice within the cooldown");
        (record.guardedAt, record.cooldown) = (_now(), spec.cooldown);
    }

    function _isGuardian(KeySpec memory key) private view returns (bool) {
        return _usable(key, 0, false) && key.roles & GUARDIAN != 0;
    }

    function _suspendsAnother(uint8 by, uint8 holder) private view returns (bool) {
        for (uint8 other; other < 20; ++other) {
            Holder storage record = holders[other];
            bool his = _now() < record.suspendedUntil && record.suspendedBy == by;
            if (other != holder && his) return true;
        }
        return false;
    }

    function _anyGuardian() internal returns (uint8) {
        RosterSpec memory spec = _rosterSpec();
        (uint8 key, bool found) = _pick(spec, GUARDIAN, 0, 0, true);
        return found && _roll(8) != 0 ? key : uint8(_roll(spec.keys.length));
    }
}
