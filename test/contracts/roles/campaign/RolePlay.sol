// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {Grant} from "../../../../contracts/roles/Grant.sol";
import {Decision, Terms} from "../../../../contracts/roles/Terms.sol";
import {BEN, BEN_SECOND, CLEO, DAN, GUS, HANA, NONE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {PAYER, REVIEWER} from "../support/Managed.sol";
import {RoleGhosts} from "./RoleGhosts.sol";

/// @notice What is played: each call is foretold by what is known, and made.
abstract contract RolePlay is RoleGhosts {
    function grant(uint256 number) external {
        uint256 seed = _chance(number);
        (uint64 role, Player memory player) = _pick(seed);
        Ghost memory ghost = ghosts[role][player.account];
        bool isNew = !ghost.made || _isOver(_termed(role, ghost)) || ghost.holder != player.holder;
        Ghost memory next = ghost;
        if (isNew) next = Ghost(true, _now() + (role == PAYER ? DELAY : 0), 0, 0, 0, false, false, 0);
        next.holder = player.holder;
        uint256 begins = _now() > next.since ? _now() : next.since;
        uint256 latest = terms[role].term == 0 ? type(uint40).max : begins + terms[role].term;
        uint256 asked = (seed >> 64) % 3 == 0 ? begins + ((seed >> 72) % 100 days) : 0;
        next.ends = asked == 0 ? latest : asked;
        bool may = next.ends <= latest;
        if (player.key != NONE && next.ends > expiry) next.ends = expiry;
        may = may && next.ends > begins && _isUsable(player);
        // What the holder has by this very grant stands in no way.
        may = may && !_combines(role, player.holder);
        bytes memory data =
            asked == 0
                ? abi.encodeCall(IAccessManager.grantRole, (role, player.account, 0))
                : abi.encodeCall(IRoleManager.grantRoleUntil, (role, player.account, 0, uint40(asked)));
        if (_try(address(conclave), data, may, "grant"))
            ghosts[role][player.account] = isNew ? _review(role, next) : _termed(role, next);
    }

    function revoke(uint256 number) external {
        uint256 seed = _chance(number);
        (uint64 role, Player memory player) = _pick(seed);
        bool own = (seed >> 64) % 2 == 0;
        bytes memory data =
            own
                ? abi.encodeCall(IAccessManager.renounceRole, (role, player.account))
                : abi.encodeCall(IAccessManager.revokeRole, (role, player.account));
        _try(own ? player.account : address(conclave), data, true, "revoke");
        delete ghosts[role][player.account];
    }

    function review(uint256 number) external {
        uint256 seed = _chance(number);
        // Mostly about something that is there.
        for (uint256 i; i < 8 && !_isMade(seed); ++i) seed = _chance(seed);
        (uint64 role, Player memory player) = _pick(seed);
        Player memory reviewer = _reviewer(seed);
        bool byConclave = (seed >> 72) % 4 == 0;
        bool keep = (seed >> 80) % 4 != 0;
        Ghost memory ghost = ghosts[role][player.account];
        Decision[] memory list = new Decision[](1);
        uint256 word = Grant.unwrap(manager.grantOf(role, player.account));
        if ((seed >> 88) % 16 == 0) word ^= 1 << 192;
        list[0] = Decision(player.account, bytes32(word), keep);
        bool may = ghost.made && (seed >> 88) % 16 != 0;
        if (!byConclave) {
            bool reviews = role != REVIEWER && reviewer.key != NONE;
            reviews = reviews && _mayAct(REVIEWER, reviewer) && _isUsable(reviewer);
            may = may && reviews && reviewer.holder != ghost.holder && (keep || !terms[role].critical);
        }
        bool gone = player.key == NONE ? !player.declared || player.holder != ghost.holder : player.gone;
        if (keep) may = may && !_isOver(ghost) && !gone;
        bool signed = !byConclave && (seed >> 96) % 2 == 0 && reviewer.key != NONE;
        bytes memory data =
            signed
                ? _signed(role, list, reviewer.key, _soon())
                : abi.encodeCall(IRoleManager.review, (role, list));
        address from =
            byConclave
                ? address(conclave)
                : signed
                    ? OUTSIDER
                    : reviewer.account;
        if (!_try(from, data, may, "review")) return;
        if (keep) ghosts[role][player.account] = _review(role, ghost);
        else delete ghosts[role][player.account];
    }

    function _isMade(uint256 seed) private view returns (bool) {
        (uint64 role, Player memory player) = _pick(seed);
        return ghosts[role][player.account].made;
    }

    function _isPast(uint256 seed) private view returns (bool) {
        (uint64 role, Player memory player) = _pick(seed);
        return _isOver(ghosts[role][player.account]);
    }

    /// @dev Mostly one of the two who may.
    function _reviewer(uint256 seed) private view returns (Player memory) {
        uint256 by = (seed >> 64) % 4;
        return players[by == 0 ? (seed >> 104) % players.length : 4 + (by % 2)];
    }

    function separate(uint256 number) external {
        uint256 seed = _chance(number);
        uint64 a = ROLES[seed % 4];
        uint64 b = ROLES[(seed >> 8) % 4];
        bool set = (seed >> 16) % 3 != 0;
        bool may = a != b;
        for (uint8 holder; holder < 13; ++holder) {
            if (set && !conflicts[a][b] && _held(a, holder) != 0 && _held(b, holder) != 0) may = false;
        }
        bytes memory data = abi.encodeCall(IRoleManager.setConflict, (a, b, set));
        if (_try(address(conclave), data, may, "separate")) (conflicts[a][b], conflicts[b][a]) = (set, set);
    }

    function declare(uint256 number) external {
        uint256 seed = _chance(number);
        uint8[4] memory holders = [NONE, BEN, CLEO, DAN];
        Player storage player = players[6 + (seed % 2)];
        uint8 holder = holders[(seed >> 8) % 4];
        bool declared = (seed >> 16) % 4 != 0;
        bytes memory data = abi.encodeCall(IRoleManager.declareContract, (player.account, declared, holder));
        _try(address(conclave), data, true, "declare");
        (player.declared, player.holder) = (declared, declared ? holder : NONE);
    }

    function settle(uint256 number) external {
        uint256 seed = _chance(number);
        uint64 role = ROLES[seed % 3];
        Terms memory t = Terms(
            uint32((seed >> 8) % 3) * 40 days,
            uint32(1 + ((seed >> 16) % 60)) * 1 days,
            uint32((seed >> 24) % 10) * 1 days,
            REVIEWER,
            (seed >> 32) % 4 == 0,
            (seed >> 40) % 2 == 0
        );
        _try(address(conclave), abi.encodeCall(IRoleManager.defineRole, (role, t)), true, "define");
        terms[role] = t;
    }

    function remove(uint256 number) external {
        uint256 seed = _chance(number);
        // Mostly about something that is there, and rather about what has ended.
        for (uint256 i; i < 24 && (!_isMade(seed) || (i < 20 && !_isPast(seed))); ++i) seed = _chance(seed);
        (uint64 role, Player memory player) = _pick(seed);
        Ghost memory ghost = ghosts[role][player.account];
        bool gone = player.key == NONE ? !player.declared || player.holder != ghost.holder : player.gone;
        bool may = ghost.made && (_isOver(ghost) || gone);
        bytes memory data = abi.encodeCall(IRoleManager.removeEnded, (role, player.account));
        if (_try(OUTSIDER, data, may, "remove")) delete ghosts[role][player.account];
    }

    function alarm(uint256 number) external {
        uint256 seed = _chance(number);
        for (uint256 i; i < 16 && !_isMade(seed); ++i) seed = _chance(seed);
        (uint64 role, Player memory player) = _pick(seed);
        Ghost storage ghost = ghosts[role][player.account];
        bool may = ghost.made && ghost.lapses == 0 && _now() >= ghost.due;
        may = may && !ghost.alarmed && !_isOver(ghost);
        bytes memory data = abi.encodeCall(IRoleManager.raiseAlarm, (role, player.account));
        if (_try(OUTSIDER, data, may, "alarm")) ghost.alarmed = true;
    }

    function wait_(uint256 number) external {
        uint256 seed = _chance(number);
        vm.warp(_now() + (seed % 12 days));
    }

    /// @dev Suspensions, of which a cooldown makes few, and now and then a stolen key.
    function disturb(uint256 number) external {
        uint256 seed = _chance(number);
        uint8[3] memory holders = [BEN, CLEO, DAN];
        uint8 holder = holders[(seed >> 8) % 3];
        if (seed % 8 == 0) {
            uint8[3] memory keys = [BEN_SECOND, CLEO, DAN];
            uint256 player = 1 + ((seed >> 16) % 3);
            (bool told, ) = _sendFrom(OUTSIDER, _compromisingOwn(keys[player - 1]));
            if (told) players[player].gone = true;
            return;
        }
        (bool taken, ) = _sendFrom(OUTSIDER, _suspending(holder, (seed >> 24) % 2 == 0 ? GUS : HANA));
        if (taken) suspendedUntil[holder] = _now() + conclave.suspensionPeriod();
    }
}
