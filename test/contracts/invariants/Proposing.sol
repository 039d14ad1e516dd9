// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {Charters, ItemSpec, RosterSpec} from "../support/Charters.sol";
import {Call, Condition, Draft} from "../support/Drafts.sol";
import {EMERGENCY, EXECUTORS, People, PIA, ROUTINE, WINDOW, ZERO_TIER} from "../support/People.sol";
import {Target} from "../support/Target.sol";
import {vm} from "../support/Vm.sol";
import {Deeds} from "./Deeds.sol";
import {Deed, Outcome} from "./Ghost.sol";
import {Hostile} from "./Hostile.sol";

/// @notice Actions: proposals of all tiers, and their execution.
abstract contract Proposing is Deeds {
    uint256 private constant MOST_LANES = 5;

    bool private _begun;

    /// @dev Every action begins with it. The same seed after the same history does the same.
    modifier played(uint256 seed) {
        dice = uint256(keccak256(abi.encode(dice, seed)));
        if (!_begun) _begin();
        _;
    }

    /// @dev Most Conclaves first get themselves a rulebook: without one only tier 0 and recovery act.
    function _begin() private {
        _begun = true;
        if (_roll(6) != 0) _goThrough(_proposeBook());
    }

    /// @dev The place of the operation that sets the first rulebook.
    function _proposeBook() internal virtual returns (uint256);

    function scheduleCalls(uint256 seed) external played(seed) {
        uint8 tier = [ZERO_TIER, ROUTINE, ROUTINE, EXECUTORS][_roll(4)];
        Call[] memory calls = new Call[](1 + _roll(10) / 8);
        for (uint256 i; i < calls.length; ++i) calls[i] = _anyCall(tier);
        Deed memory deed = _newDeed(tier, calls);
        if (_roll(3) == 0) deed.draft.conditions = _anyCondition();
        _put(deed);
    }

    function scheduleAtOnce(uint256 seed) external played(seed) {
        Call[] memory calls = new Call[](1 + _roll(5) / 4);
        for (uint256 i; i < calls.length; ++i) {
            calls[i] = _call(address(target), abi.encodeCall(Target.pause, ()));
            if (_roll(2) == 0) calls[i].data = abi.encodeCall(Target.set, (9 + _roll(9) / 8));
        }
        Deed memory deed = _newDeed(EMERGENCY, calls);
        // Whoever is allowed to act alone does.
        if (_roll(2) == 0) deed.draft.approvals = 0;
        _put(deed);
    }

    function scheduleSelfCalls(uint256 seed) external played(seed) {
        bool closing = _roll(5) == 0;
        Call[] memory calls = new Call[](closing ? 2 : 1 + _roll(3) / 2);
        for (uint256 i; i < calls.length; ++i) calls[i] = _call(address(conclave), _anySelfCall());
        // Nothing comes after closing, not even closing.
        if (closing) {
            calls[0].data = abi.encodeCall(IConclave.close, (address(0xc0de)));
            uint256 how = _roll(3);
            if (how == 0) calls[1].data = calls[0].data;
            if (how == 1) calls[1].data = _anyMessage();
        }
        _put(_newDeed(_rarely() ? ROUTINE : ZERO_TIER, calls));
    }

    /// @dev Executes what is pending, ready or not, now and then with the wrong documents.
    function execute(uint256 seed) external played(seed) {
        if (pendings.length == 0) return;
        uint256 place = pendings[_roll(pendings.length)];
        bytes[] memory documents = _deed(place).operation.documents;
        if (_rarely()) documents = new bytes[](0);
        else if (_rarely() && documents.length != 0) documents[0] = abi.encode(bytes("other"), bytes(""));
        _perform(place, _anySender(), documents);
    }

    /// @dev Executes, one after the other, what waits out its delay.
    function carryOut(uint256 seed) external played(seed) {
        for (uint256 n = pendings.length; n != 0; --n) {
            if (pendings.length != 0) _goThrough(pendings[_roll(pendings.length)]);
        }
    }

    function _goThrough(uint256 place) internal {
        Deed memory deed = _deed(place);
        if (_now() >= deed.expiresAt && _roll(8) != 0) return;
        (, , uint256 readyAt) = _standing(deed);
        if (_now() < readyAt) {
            vm.warp(readyAt - 1);
            if (_roll(3) == 0) _perform(place, _anySender(), deed.operation.documents);
            vm.warp(readyAt + _roll(3) * 1 hours);
        }
        // At the last second, or the first that is too late.
        if (_now() < deed.expiresAt && _roll(20) == 0) vm.warp(deed.expiresAt - _roll(2));
        if (outcomes[place] != Outcome.Pending) return;
        _perform(place, _anySender(), deed.operation.documents);
    }

    /// @dev Proposes, and half of the time sees it through.
    function _put(Deed memory deed) internal {
        _twist(deed.draft);
        (bool succeeded, uint256 place) = _propose(deed);
        if (succeeded && deed.draft.lane >> 8 != EMERGENCY && _roll(2) == 0) _goThrough(place);
    }

    function _newDeed(uint8 tier, Call[] memory calls) internal returns (Deed memory deed) {
        RosterSpec memory spec = _rosterSpec();
        if (tier >= spec.tiers.length) tier = ROUTINE;
        uint256 open = opened[tier];
        uint8 number = uint8(_roll(open < 3 ? open + 1 : open));
        if (_isBusy(_lane(tier, number)) && open < MOST_LANES && _roll(4) != 0) number = uint8(open);
        deed.draft = _draft(_lane(tier, number), calls[0]);
        deed.draft.calls = calls;
        bool needed = spec.tiers[tier].flags & TESTER_NEEDED != 0;
        deed.tested = needed ? _roll(15) != 0 : _roll(5) == 0;
    }

    function _isBusy(uint16 lane) internal view returns (bool) {
        for (uint256 i; i < pendings.length; ++i) {
            Deed memory deed = _deed(pendings[i]);
            if (deed.draft.lane == lane && _now() < deed.expiresAt) return true;
        }
        return false;
    }

    /// @dev Now and then one thing about a proposal is wrong, or stricter than it need be.
    function _twist(Draft memory draft) private {
        uint256 how = _roll(70);
        if (how == 0) ++draft.epoch;
        if (how == 1 && draft.epoch != 0) --draft.epoch;
        if (how == 2) draft.prev = keccak256("another");
        if (how == 3) draft.created += 1;
        if (how == 4) draft.deadline = draft.created - 1;
        if (how == 5) draft.deadline = uint40(draft.created + WINDOW + 1);
        if (how == 6) draft.lane = (draft.lane & 0xff00) + 200;
        if (how == 7) draft.lane = 77 * 256;
        if (how == 8 && draft.approvals != 0) --draft.approvals;
        if (how > 55) ++draft.approvals;
    }

    function _anyCall(uint8 tier) private returns (Call memory) {
        uint256 how = _roll(tier == 0 ? 10 : 7);
        if (how < 4) {
            Call memory call = _call(address(target), abi.encodeCall(Target.set, (_roll(50))));
            if (_roll(2) == 0) call.value = _rarely() ? LIMIT + 1 : _roll(LIMIT / 4);
            return call;
        }
        if (how == 4) {
            Call memory call = _call(address(hostile), abi.encodeCall(Hostile.act, ()));
            if (_roll(2) == 0) call.minGas = _rarely() ? 40_000_000 : 50_000;
            return call;
        }
        if (how == 5) return _call(address(hostile), abi.encodeCall(Hostile.act, ()));
        if (how == 6) return _call(address(target), abi.encodeCall(Target.refuse, (_roll(9))));
        if (how == 7) return _call(bursting, hex"12345678");
        if (how == 8) return _call(CODELESS, hex"12345678");
        return Call(People.accountOf(_roll(9)), _roll(LIMIT), "", 0);
    }

    function _anyCondition() private returns (Condition[] memory conditions) {
        conditions = new Condition[](1);
        bytes memory reads = abi.encodeCall(target.value, ());
        conditions[0] = Condition(address(target), reads, uint8(_roll(3)), bytes32(_roll(50)));
        if (_roll(2) == 0) return conditions;
        reads = abi.encodeCall(liar.balanceOf, (People.accountOf(1)));
        conditions[0] = Condition(address(liar), reads, 2, bytes32(_roll(10)));
    }

    function _anySelfCall() private returns (bytes memory) {
        RosterSpec memory spec = _rosterSpec();
        uint8 key = uint8(_roll(spec.keys.length));
        uint256 how = _roll(26);
        uint8 suspended = _suspendedHolder();
        if (how < 4 || (_now() < holders[suspended].suspendedUntil && how < 12))
            return abi.encodeCall(IConclave.lift, (suspended));
        // Mostly of a key that is not in use yet: a Conclave without keys is a short play.
        if (how < 8)
            return
                abi.encodeCall(
                    IConclave.compromise,
                    (_roll(3) == 0 ? _retiringKey() : _keyIn(Life.Pending))
                );
        if (how < 14) return abi.encodeCall(IConclave.beginRetirement, (key));
        if (how < 18)
            return
                abi.encodeCall(IConclave.waiveItem, (_rarely() ? uint8(_roll(64)) : _retiringKey(), _anyItem()));
        if (how < 24) return _anyMessage();
        // Rarely: there is little left to try afterwards.
        if (how == 24 && _roll(4) == 0) return abi.encodeCall(IConclave.close, (address(0xc0de)));
        return abi.encodeCall(IConclave.lift, (uint8(_roll(20))));
    }

    function _anyMessage() private returns (bytes memory) {
        bytes32 hash = keccak256(abi.encode("message", _roll(3)));
        return abi.encodeCall(IConclave.approveMessage, (hash, uint40(_now() + _roll(20) * 1 days)));
    }

    function _suspendedHolder() internal returns (uint8) {
        uint8 start = uint8(_roll(20));
        for (uint8 n; n < 20; ++n) {
            if (_now() < holders[(start + n) % 20].suspendedUntil) return (start + n) % 20;
        }
        return start;
    }

    function _retiringKey() internal returns (uint8) {
        return _keyIn(Life.Retiring);
    }

    /// @dev A key of which this is so, or any.
    function _keyIn(Life life) internal returns (uint8) {
        RosterSpec memory spec = _rosterSpec();
        uint256 start = _roll(spec.keys.length);
        for (uint256 n; n < spec.keys.length; ++n) {
            uint256 key = (start + n) % spec.keys.length;
            if (spec.keys[key].signer.length != 0 && _lifeOf(spec.keys[key]) == life) return uint8(key);
        }
        return uint8(start);
    }

    function _anyItem() private returns (bytes32) {
        ItemSpec[] memory items = _book().items;
        if (items.length == 0 || _roll(8) == 0) return 0;
        return keccak256(Charters.encode(items[_roll(items.length)]));
    }

    function _anySender() private returns (address) {
        return _roll(2) == 0 ? OUTSIDER : People.accountOf(PIA);
    }
}
