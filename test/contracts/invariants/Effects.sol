// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {Charters, KeySpec, RosterSpec, TierSpec} from "../support/Charters.sol";
import {Call} from "../support/Drafts.sol";
import {NONE, WINDOW} from "../support/People.sol";
import {Deed} from "./Ghost.sol";
import {Recount} from "./Recount.sol";
import {Standing} from "./Standing.sol";

/// @notice What the self-calls of an executed operation change, as the campaign understands them.
abstract contract Effects is Standing {
    struct Message {
        bytes32 hash;
        uint256 expiry;
        uint32 epoch;
    }

    Message internal message;
    /// @dev Keys that ended.
    KeySpec[] internal graves;
    /// @dev Activations that nobody signed, by the hash of the roster they were to come with.
    mapping(bytes32 rosterHash => bool) internal forgedActivation;

    function _take(Deed memory deed, Call memory call) internal {
        bytes4 selector = bytes4(call.data);
        if (selector == IConclave.lift.selector) holders[uint8(_argument(call, 0))].suspendedUntil = _now();
        if (selector == IConclave.compromise.selector) _takeCompromise(uint8(_argument(call, 0)));
        if (selector == IConclave.beginRetirement.selector) {
            _startRetiring(_rosterSpec().keys[_argument(call, 0)]);
            _judgeLockout();
        }
        if (selector == IConclave.waiveItem.selector) {
            passed[_identity(uint8(_argument(call, 0)))][bytes32(_argument(call, 1))] = true;
        }
        if (selector == IConclave.approveMessage.selector) {
            message = Message(bytes32(_argument(call, 0)), _argument(call, 1), epoch);
        }
        if (selector == IConclave.close.selector) closed = true;
        if (selector == IConclave.amendRulebook.selector) book = deed.next;
        if (selector == IConclave.renew.selector) _takeRenewal(abi.decode(deed.next, (RosterSpec)));
        if (selector == IConclave.amendRoster.selector) {
            _takeRoster(abi.decode(deed.next, (RosterSpec)), deed.activating);
        }
    }

    function _argument(Call memory call, uint256 index) private pure returns (uint256 word) {
        bytes memory data = call.data;
        assembly ("memory-safe") {
            word := mload(add(add(data, 36), mul(index, 32)))
        }
    }

    function _takeCompromise(uint8 key) internal {
        KeySpec memory spec = _rosterSpec().keys[key];
        _must(_lifeOf(spec) == Life.Active || _lifeOf(spec) == Life.Retiring, 7, "a key ended twice");
        _end(spec, Life.Compromised);
        lost = true;
        _raise(spec.holder);
    }

    function _end(KeySpec memory key, Life life) internal {
        lives[Charters.identity(key)] = life;
        graves.push(key);
        endedAt[Charters.identity(key)] = _now();
    }

    function _startRetiring(KeySpec memory key) internal {
        _must(_lifeOf(key) == Life.Active, 7, "a key that was not in use began to retire");
        lives[Charters.identity(key)] = Life.Retiring;
        delete witnesses[Charters.keyHash(key)];
    }

    /// @dev A key enters use, and its predecessor begins to retire.
    function _enter(RosterSpec memory spec, uint8 key) internal {
        address identity = Charters.identity(spec.keys[key]);
        _must(lives[identity] == Life.Pending, 7, "a key entered use twice");
        _must(
            _now() >= holders[spec.keys[key].holder].suspendedUntil,
            7,
            "a suspended holder's key entered use"
        );
        lives[identity] = Life.Active;
        uint8 old = spec.keys[key].predecessor;
        if (old != NONE && _lifeOf(spec.keys[old]) == Life.Active) _startRetiring(spec.keys[old]);
    }

    function _takeRenewal(RosterSpec memory next) private {
        RosterSpec memory before = _rosterSpec();
        for (uint256 i; i < before.keys.length; ++i) {
            uint32 expiry = next.keys[i].expiry;
            bool same = expiry == before.keys[i].expiry;
            _must(same || expiry > before.keys[i].expiry, 6, "a renewal shortened an expiry");
            _must(same || uint256(expiry) * 60 <= _now() + 365 days, 6, "a renewal went too far");
            before.keys[i].expiry = expiry;
        }
        ++before.serial;
        bool nothingElse = keccak256(Charters.encode(before)) == keccak256(Charters.encode(next));
        _must(nothingElse, 6, "a renewal changed more than expiries");
        _setRosterSpec(next);
    }

    function _takeRoster(RosterSpec memory next, uint64 activating) private {
        RosterSpec memory before = _rosterSpec();
        _must(!forgedActivation[keccak256(Charters.encode(next))], 7, "a key entered use unsigned");
        for (uint8 i; i < before.keys.length || i < next.keys.length; ++i) _judgeEntry(before, next, i);
        _setRosterSpec(next);
        _adoptSecrets(next);
        for (uint8 i; i < next.keys.length; ++i) {
            if ((activating >> i) & 1 == 1) _enter(next, i);
        }
        _judgeLockout();
    }

    /// @dev An index changes hands only when its key was never used, or is gone for as long as anything may name it.
    function _judgeEntry(RosterSpec memory before, RosterSpec memory next, uint8 i) private {
        address old = i < before.keys.length ? _identityOf(before.keys[i]) : address(0);
        address entering = i < next.keys.length ? _identityOf(next.keys[i]) : address(0);
        if (old == entering) return;
        _must(lives[entering] < Life.Retired, 7, "a key came back after its end");
        if (old == address(0) || lives[old] == Life.Pending) return;
        _must(lives[old] >= Life.Retired, 7, "a key in use was left out");
        uint256 longest;
        for (uint256 t; t < before.tiers.length; ++t) {
            TierSpec memory tier = before.tiers[t];
            uint256 span = uint256(tier.delay) + tier.grace + WINDOW;
            if (span > longest) longest = span;
        }
        _must(_now() >= endedAt[old] + longest, 7, "an index changed hands too early");
    }

    function _identityOf(KeySpec memory key) private pure returns (address) {
        return key.signer.length == 0 ? address(0) : Charters.identity(key);
    }

    /// @dev The moment at which tier 0 must not hang on one holder.
    function _judgeLockout() internal {
        (judgedAt, lost) = (_now(), false);
        _must(_indispensable(_now()) == Recount.NOBODY, 6, "tier 0 hangs on one holder");
    }

    function _indispensable(uint256 time) internal view returns (uint8) {
        RosterSpec memory spec = _rosterSpec();
        return Recount.indispensable(spec, Recount.people(spec, _active(spec), time));
    }

    function _active(RosterSpec memory spec) internal view returns (uint64 keys) {
        for (uint256 i; i < spec.keys.length; ++i) {
            if (spec.keys[i].signer.length != 0 && _lifeOf(spec.keys[i]) == Life.Active) {
                keys |= uint64(1) << uint8(i);
            }
        }
    }
}
