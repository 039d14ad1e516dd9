// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {APPROVER, RECOVERY} from "../../../contracts/types/Entry.sol";
import {Word} from "../../../contracts/types/Word.sol";
import {Acts} from "../support/Acts.sol";
import {KeySpec, RosterSpec} from "../support/Charters.sol";
import {BEN, BEN_SECOND, NONE} from "../support/People.sol";
import {Deed, Outcome} from "./Ghost.sol";
import {Guarding} from "./Guarding.sol";

/// @notice Actions: the other ways in which an operation ends.
abstract contract Ending is Guarding {
    function cancel(uint256 seed) external played(seed) {
        (bool found, uint256 place, Deed memory deed) = _anyPending();
        if (!found) return;
        (uint16 lane, Word word) = (deed.draft.lane, deed.operation.word);
        uint8 guardian = _anyGuardian();
        bytes32 act = Acts.cancel(lane, Word.unwrap(word), guardian, _soon());
        (bytes memory signature, address from, bool genuine) = _consent(guardian, act);
        bytes memory data = abi.encodeCall(IConclave.cancel, (lane, word, guardian, _soon(), signature));
        (bool succeeded, ) = _act("cancel", from, data);
        if (!succeeded) return;
        _must(!deed.shielded, 2, "a guardian cancelled what is protected");
        _cancelled(place, deed, guardian, genuine);
    }

    function cancelProtected(uint256 seed) external played(seed) {
        (bool found, uint256 place, Deed memory deed) = _anyPending();
        if (!found) return;
        (, bool shielded, ) = _standing(deed);
        uint8 guardian = _anyGuardian();
        bytes32 act = Acts.cancel(deed.draft.lane, Word.unwrap(deed.operation.word), guardian, _soon());
        (bytes memory signature, address from, bool genuine) = _consent(guardian, act);
        bytes memory data = abi.encodeCall(
            IConclave.cancelProtected,
            (deed.operation.p, deed.operation.stamp, guardian, _soon(), signature)
        );
        (bool succeeded, ) = _act("cancelProtected", from, data);
        if (!succeeded) return;
        _must(!shielded, 2, "a guardian cancelled what is protected still");
        _cancelled(place, deed, guardian, genuine);
    }

    function clear(uint256 seed) external played(seed) {
        (bool found, uint256 place, Deed memory deed) = _anyPending();
        if (!found) return;
        (bool stands, , ) = _standing(deed);
        (bool succeeded, ) = _act("clear", OUTSIDER, _clearing(deed.operation));
        if (!succeeded) return;
        _must(!stands, 5, "an operation that stands was cleared");
        _finish(place, Outcome.Ended);
    }

    function stop(uint256 seed) external played(seed) {
        (bool found, uint256 place, Deed memory deed) = _anyPending();
        for (uint256 i; i < pendings.length; ++i) {
            if (_isRecovery(_deed(pendings[i]))) (place, deed) = (pendings[i], _deed(pendings[i]));
        }
        bool attempted = found && _isRecovery(deed) && _now() < deed.expiresAt;
        // Few are attempted; here is one that is stopped at once.
        if (!attempted && _roll(2) == 0) {
            (found, place) = _propose(_recovery());
            if (found) deed = _deed(place);
        }
        if (!found || (!_isRecovery(deed) && _roll(8) != 0)) return;
        uint256 needed = _neededToStop();
        uint8[] memory keys = new uint8[](_roll(3) == 0 ? needed - 1 : needed);
        uint256 taken;
        RosterSpec memory spec = _rosterSpec();
        for (uint256 i; i < keys.length; ++i) {
            (keys[i], ) = _pick(spec, APPROVER, taken, 0, true);
            taken |= 1 << spec.keys[keys[i]].holder;
        }
        if (keys.length > 1 && _rarely()) (keys[0], keys[1]) = (BEN, BEN_SECOND);
        bytes memory data = _stopping(deed.draft.lane, deed.operation.word, keys);
        (bool succeeded, ) = _act("stop", OUTSIDER, data);
        if (!succeeded) return;
        _judgeStop(keys, needed);
        _must(_isRecovery(deed), 2, "approvers stopped what is no recovery");
        ++attempts;
        _finish(place, Outcome.Ended);
    }

    function _judgeStop(uint8[] memory keys, uint256 needed) private {
        KeySpec[] memory all = _rosterSpec().keys;
        uint256 seen;
        for (uint256 i; i < keys.length; ++i) {
            KeySpec memory key = all[keys[i]];
            _must((seen >> key.holder) & 1 == 0, 1, "one holder counted twice for a stop");
            _must(_usable(key, 0, true) && key.roles & APPROVER != 0, 1, "no approver stopped");
            seen |= 1 << key.holder;
        }
        _must(keys.length >= needed, 6, "too few stopped a recovery");
    }

    /// @dev The k-th attempt takes k approvers, at most as many as keep tier 0 from its quorum.
    function _neededToStop() private view returns (uint256) {
        RosterSpec memory spec = _rosterSpec();
        uint256 nominal;
        uint256 seen;
        for (uint256 i; i < spec.keys.length; ++i) {
            KeySpec memory key = spec.keys[i];
            if (key.roles & APPROVER == 0 || (seen >> key.holder) & 1 == 1) continue;
            seen |= 1 << key.holder;
            ++nominal;
        }
        uint256 blocking = nominal + 1 - spec.tiers[0].approvals;
        return attempts + 1 < blocking ? attempts + 1 : blocking;
    }

    function _cancelled(uint256 place, Deed memory deed, uint8 guardian, bool genuine) private {
        _must(!_isRecovery(deed), 2, "a guardian cancelled a recovery");
        _must(_now() < deed.expiresAt, 2, "a guardian cancelled what had expired");
        _guarded(guardian, genuine);
        _finish(place, Outcome.Ended);
    }

    function _isRecovery(Deed memory deed) private view returns (bool) {
        RosterSpec memory spec = _rosterSpec();
        uint256 tier = deed.draft.lane >> 8;
        return tier < spec.tiers.length && spec.tiers[tier].roles == RECOVERY;
    }

    function _anyPending() private returns (bool found, uint256 place, Deed memory deed) {
        if (pendings.length == 0) return (false, NONE, deed);
        place = pendings[_roll(pendings.length)];
        for (uint256 i; i < pendings.length; ++i) {
            if (_now() >= _deed(place).expiresAt && _roll(4) != 0) place = pendings[i];
        }
        return (true, place, _deed(place));
    }
}
