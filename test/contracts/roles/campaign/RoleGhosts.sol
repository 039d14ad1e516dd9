// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {Terms} from "../../../../contracts/roles/Terms.sol";
import {BEN, BEN_SECOND, CLEO, DAN, EVE, NONE, TOM} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {Links} from "../record/Links.sol";
import {ADDER, PAUSER, PAYER, REVIEWER} from "../support/Managed.sol";
import {Reviewed} from "../support/Reviewed.sol";
import {Restricted} from "../support/Restricted.sol";

/// @notice What the play knows of grants and people, in plain fields, and what by that knowledge may happen. It packs nothing, counts no bits,
/// and asks neither manager nor Conclave.
abstract contract RoleGhosts is Reviewed {
    /// @param ends When it ends whatever happens; `lapses` if nobody reviews it, 0 = never.
    struct Ghost {
        bool made;
        uint256 since;
        uint256 ends;
        uint256 due;
        uint256 lapses;
        bool live;
        bool alarmed;
        uint8 holder;
    }

    /// @param key Index, or NONE for a contract.
    struct Player {
        address account;
        uint8 key;
        uint8 holder;
        bool declared;
        bool gone;
    }

    uint64[4] internal ROLES = [ADDER, PAYER, PAUSER, REVIEWER];
    uint256 internal constant DELAY = 1 days;

    Player[] internal players;
    mapping(uint64 role => Terms) internal terms;
    mapping(uint64 role => mapping(address account => Ghost)) internal ghosts;
    mapping(uint64 a => mapping(uint64 b => bool)) internal conflicts;
    mapping(uint8 holder => uint256) internal suspendedUntil;
    uint256 internal expiry;
    string internal breach;
    bytes32 internal head;
    uint256 private _calls;
    mapping(bytes32 what => uint256) internal done;
    mapping(bytes32 what => uint256) internal refused;

    function setUp() public virtual override {
        super.setUp();
        expiry = _expiry();
        _rules(abi.encodeCall(IAccessManager.setGrantDelay, (PAYER, uint32(DELAY))));
        vm.warp(_now() + 6 days);
        uint8[6] memory keys = [BEN, BEN_SECOND, CLEO, DAN, EVE, TOM];
        for (uint256 i; i < keys.length; ++i) {
            uint8 holder = keys[i] == BEN_SECOND ? BEN : keys[i];
            players.push(Player(_at(keys[i]), keys[i], holder, false, false));
        }
        for (uint256 i; i < 2; ++i) {
            players.push(Player(address(new Restricted(address(manager))), NONE, NONE, false, false));
        }
        terms[ADDER] = Terms(TERM, PERIOD, GRACE, REVIEWER, false, false);
        terms[PAYER] = Terms(TERM, PERIOD, GRACE, REVIEWER, false, true);
        terms[PAUSER] = Terms(0, PERIOD, GRACE, REVIEWER, true, false);
        terms[REVIEWER] = Terms(0, 400 days, 0, 0, false, false);
        for (uint256 i = 4; i < 6; ++i) {
            uint256 since = manager.grantOf(REVIEWER, players[i].account).since();
            ghosts[REVIEWER][players[i].account] = Ghost(
                true,
                since,
                expiry,
                since + 400 days,
                since + 400 days,
                false,
                false,
                players[i].holder
            );
        }
    }

    function _isOver(Ghost memory ghost) internal view returns (bool) {
        return _now() >= ghost.ends || (ghost.lapses != 0 && _now() >= ghost.lapses);
    }

    /// @dev Whether by all that is known the player has the role.
    function _mayAct(uint64 role, Player memory player) internal view returns (bool) {
        Ghost memory ghost = ghosts[role][player.account];
        if (!ghost.made || _now() < ghost.since || _isOver(ghost)) return false;
        if (player.key == NONE && (!player.declared || player.holder != ghost.holder)) return false;
        if (!ghost.live) return true;
        if (player.key != NONE && player.gone) return false;
        return ghost.holder == NONE || _now() >= suspendedUntil[ghost.holder];
    }

    /// @dev In use, not expired, not suspended; or declared.
    function _isUsable(Player memory player) internal view returns (bool) {
        if (player.key == NONE) return player.declared;
        return !player.gone && _now() < expiry && _now() >= suspendedUntil[player.holder];
    }

    function _held(uint64 role, uint8 holder) internal view returns (uint256 count) {
        for (uint256 i; i < players.length; ++i) {
            Ghost memory ghost = ghosts[role][players[i].account];
            if (ghost.made && ghost.holder == holder) ++count;
        }
    }

    /// @dev Whether a grant for the holder would combine what is apart.
    function _combines(uint64 role, uint8 holder) internal view returns (bool) {
        if (holder == NONE) return false;
        for (uint256 i; i < ROLES.length; ++i) {
            if (conflicts[role][ROLES[i]] && _held(ROLES[i], holder) != 0) return true;
        }
        return false;
    }

    /// @dev A grant by the terms of now.
    function _termed(uint64 role, Ghost memory ghost) internal view returns (Ghost memory) {
        Terms memory t = terms[role];
        ghost.lapses = t.critical ? 0 : ghost.due + t.grace;
        ghost.live = t.live;
        return ghost;
    }

    /// @dev What a grant first made now is, or one kept.
    function _review(uint64 role, Ghost memory ghost) internal view returns (Ghost memory) {
        ghost.due = (_now() > ghost.since ? _now() : ghost.since) + terms[role].period;
        ghost.alarmed = false;
        return _termed(role, ghost);
    }

    function _pick(uint256 seed) internal view returns (uint64 role, Player memory player) {
        return (ROLES[(seed >> 16) % 4], players[(seed >> 32) % players.length]);
    }

    function _try(
        address from,
        bytes memory data,
        bool may,
        string memory what
    ) internal returns (bool succeeded) {
        bytes memory reason;
        vm.recordLogs();
        (succeeded, reason) = _toManager(from, data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == address(manager)) head = Links.next(head, logs[i], _now());
        }
        if (succeeded) ++done[keccak256(bytes(what))];
        else ++refused[keccak256(bytes(what))];
        if (succeeded && !may) breach = string.concat("done what may not be: ", what);
        if (!succeeded && may)
            breach = string.concat("refused what may be: ", what, " ", vm.toString(reason));
    }

    /// @dev The numbers that come are often small, or the same.
    function _chance(uint256 number) internal returns (uint256) {
        return uint256(keccak256(abi.encode(number, ++_calls)));
    }
}
