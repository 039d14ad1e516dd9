// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {KIND_EOA} from "../../../contracts/types/Entry.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, ItemSpec, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Call} from "../support/Drafts.sol";
import {ROUTINE} from "../support/People.sol";
import {Target} from "../support/Target.sol";
import {vm} from "../support/Vm.sol";
import {Ending} from "./Ending.sol";
import {Deed} from "./Ghost.sol";
import {Liar} from "./Hostile.sol";

/// @notice Actions: what keys do for themselves.
abstract contract Keys is Ending {
    uint16 private constant RETIREMENT = 1;

    function activate(uint256 seed) external played(seed) {
        RosterSpec memory spec = _rosterSpec();
        uint8 key = _keyIn(Life.Pending);
        if (lives[_identity(key)] != Life.Pending && _roll(4) != 0) return;
        KeySpec memory entry = spec.keys[key];
        bytes32 act = Acts.activate(key, Charters.keyHash(entry), entry.since, _soon());
        bool genuine = !_rarely();
        bytes memory signature = genuine ? _sign(key, act) : _forge(act);
        genuine = _identity(key) == address(odd) ? oddSaysYes : genuine;
        bytes memory data = abi.encodeCall(IConclave.activate, (key, _soon(), signature));
        (bool succeeded, ) = _act("activate", OUTSIDER, data);
        if (!succeeded) return;
        _must(genuine, 7, "a key entered use without its signature");
        _must(_now() < uint256(entry.expiry) * 60, 7, "an expired key entered use");
        _enter(spec, key);
    }

    function compromiseOwn(uint256 seed) external played(seed) {
        RosterSpec memory spec = _rosterSpec();
        uint8 key = uint8(_roll(spec.keys.length));
        uint32 changes = conclave.keyRecord(key).changes;
        bytes32 act = Acts.compromise(key, Charters.keyHash(spec.keys[key]), changes, _soon());
        (bytes memory signature, address from, bool genuine) = _consent(key, act);
        // Seldom in earnest: a Conclave without keys is a short play.
        if (_roll(3) != 0) {
            (signature, from) = (_forge(act), OUTSIDER);
            genuine = _identity(key) == address(odd) && oddSaysYes;
        }
        bytes memory data = abi.encodeCall(IConclave.compromiseOwn, (key, _soon(), signature));
        (bool succeeded, ) = _act("compromiseOwn", from, data);
        if (!succeeded) return;
        _must(genuine, 2, "somebody else compromised a key");
        _takeCompromise(key);
    }

    function attest(uint256 seed) external played(seed) {
        RosterSpec memory spec = _rosterSpec();
        uint16 kind = _rarely() ? uint16(_roll(3)) : RETIREMENT;
        bytes32 subject = Charters.keyHash(spec.keys[_retiringKey()]);
        uint8 witness = uint8(_roll(spec.keys.length));
        bytes32 hash = keccak256(abi.encode(_roll(3)));
        bytes32 act = Acts.attest(kind, subject, hash, witness, _soon());
        (bytes memory signature, address from, bool genuine) = _consent(witness, act);
        bytes memory data = abi.encodeCall(
            IConclave.attest,
            (kind, subject, hash, witness, _soon(), signature)
        );
        (bool succeeded, ) = _act("attest", from, data);
        if (!succeeded) return;
        _must(genuine && _usable(spec.keys[witness], 0, false), 7, "no key in use witnessed");
        if (kind == RETIREMENT) witnesses[subject] |= 1 << spec.keys[witness].holder;
    }

    function retire(uint256 seed) external played(seed) {
        RosterSpec memory spec = _rosterSpec();
        uint8 key = _retiringKey();
        if (lives[_identity(key)] != Life.Retiring && _roll(4) != 0) return;
        if (_roll(2) == 0) _empty(_identity(key));
        (bool succeeded, ) = _act("retire", OUTSIDER, abi.encodeCall(IConclave.retire, (key)));
        if (!succeeded) return;
        KeySpec memory entry = spec.keys[key];
        _must(_lifeOf(entry) == Life.Retiring, 7, "a key retired that was not retiring");
        if (entry.kind == KIND_EOA) _judgeEmpty(_identity(key));
        else
            _must(witnesses[Charters.keyHash(entry)] & ~(1 << entry.holder) != 0, 8, "nobody else witnessed");
        _end(entry, Life.Retired);
    }

    function _judgeEmpty(address account) private {
        ItemSpec[] memory items = _book().items;
        _must(items.length != 0, 8, "a key retired while nothing was watched");
        for (uint256 i; i < items.length; ++i) {
            bool waived = passed[account][keccak256(Charters.encode(items[i]))];
            _must(waived || !_left(items[i], account), 8, "a key retired that held something");
        }
    }

    /// @dev Consent on-chain, then a proposal that may rest on it.
    function approve(uint256 seed) external played(seed) {
        RosterSpec memory spec = _rosterSpec();
        Call[] memory calls = new Call[](1);
        calls[0] = _call(address(target), abi.encodeCall(Target.set, (_roll(50))));
        Deed memory deed = _newDeed(ROUTINE, calls);
        (uint8 key, ) = _pick(spec, spec.tiers[ROUTINE].roles, 0, 0, false);
        if (_rarely()) key = uint8(_roll(spec.keys.length));
        address identity = _identity(key);
        address from = _rarely() || identity == address(0) ? OUTSIDER : identity;
        bytes32 id = _id(deed.draft);
        for (uint256 i; i < 1 + _roll(2); ++i) {
            (bool succeeded, ) = _act("approve", from, abi.encodeCall(IConclave.approve, (id, key)));
            if (!succeeded) continue;
            _must(
                !agreed[id][identity] && from == identity && !onCurve[identity],
                1,
                "somebody else pre-approved"
            );
            _must(_usable(spec.keys[key], 90 days, true), 7, "a key out of use pre-approved");
            agreed[id][identity] = true;
        }
        favourite = key;
        _propose(deed);
        favourite = NOBODY;
    }

    /// @dev Moves all that is watched off an account.
    function _empty(address account) private {
        if (account == address(0)) return;
        vm.deal(account, 0);
        uint256 coins = coin.balanceOf(account);
        vm.prank(account);
        coin.transfer(OUTSIDER, coins);
        liar.set(Liar.Mood.Honest);
        liar.give(account, 0);
        _handOver(account, OUTSIDER);
        _handOver(OUTSIDER, OUTSIDER);
    }

    /// @dev Ownership in two steps; without the second, somebody is pending owner.
    function _handOver(address from, address to) internal {
        if (owned.owner() == from) {
            vm.prank(from);
            owned.transferOwnership(to);
        }
        if (owned.pendingOwner() != address(0) && from == to) {
            vm.prank(owned.pendingOwner());
            owned.acceptOwnership();
        }
    }
}
