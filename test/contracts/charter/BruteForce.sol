// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {APPROVER, KIND_ERC1271, PROPOSER, RECOVERY, TESTER} from "../../../contracts/types/Entry.sol";
import {RECOVERY_TIER, TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {KeySpec, RosterSpec, TierSpec} from "../support/Charters.sol";

/// @notice Whether a tier can act, by trying every proposer, every tester and every set of approvers. Says what DESIGN says, and shares
/// nothing with the contracts' search.
library BruteForce {
    uint256 internal constant PEOPLE = 6;
    uint8 internal constant NOBODY = 255;

    /// @param tier Its index.
    /// @param counted Keys that count.
    /// @param pending Keys never activated.
    /// @param removed Holder who is not there, or NOBODY.
    function able(
        RosterSpec memory roster,
        uint256 tier,
        uint256 counted,
        uint256 pending,
        uint8 removed,
        uint256 time
    ) internal pure returns (bool) {
        TierSpec memory t = roster.tiers[tier];
        bool[3][PEOPLE] memory can;
        bool[PEOPLE] memory person;
        for (uint256 i; i < roster.keys.length; ++i) {
            if ((counted >> i) & 1 == 0 || roster.keys[i].holder == removed) continue;
            (uint8 roles, uint256 expiry, bool wallet) = _worth(roster, i, pending);
            if (expiry * 60 <= time + t.delay + t.grace) continue;
            uint8 holder = roster.keys[i].holder;
            if (roles & _proposing(t) != 0) can[holder][0] = true;
            if (roles & TESTER != 0) can[holder][1] = true;
            if (roles & t.roles != 0) can[holder][2] = true;
            if (roles & t.roles != 0 && !wallet) person[holder] = true;
        }
        for (uint256 p; p < PEOPLE; ++p) {
            for (uint256 q; q < PEOPLE; ++q) {
                bool tested = t.flags & TESTER_NEEDED != 0;
                if (!can[p][0] || (tested && (!can[q][1] || p == q)) || (!tested && p != q)) continue;
                for (uint256 set; set < 1 << PEOPLE; ++set) {
                    if (
                        (set >> p) & 1 == 0 &&
                        (!tested || (set >> q) & 1 == 0) &&
                        _agree(set, can, person, t.approvals)
                    ) return true;
                }
            }
        }
        return false;
    }

    function _agree(
        uint256 set,
        bool[3][PEOPLE] memory can,
        bool[PEOPLE] memory person,
        uint256 approvals
    ) private pure returns (bool) {
        uint256 size;
        bool someone;
        for (uint256 h; h < PEOPLE; ++h) {
            if ((set >> h) & 1 == 0) continue;
            if (!can[h][2]) return false;
            ++size;
            someone = someone || person[h];
        }
        return size == approvals && someone;
    }

    /// @dev A key with a pending successor is worth what both can do.
    function _worth(
        RosterSpec memory roster,
        uint256 index,
        uint256 pending
    ) private pure returns (uint8 roles, uint256 expiry, bool wallet) {
        KeySpec memory key = roster.keys[index];
        (roles, expiry, wallet) = (key.roles, key.expiry, key.kind == KIND_ERC1271);
        for (uint256 i; i < roster.keys.length; ++i) {
            KeySpec memory next = roster.keys[i];
            if ((pending >> i) & 1 == 0 || next.predecessor != index) continue;
            roles &= next.roles;
            if (next.expiry < expiry) expiry = next.expiry;
            wallet = wallet || next.kind == KIND_ERC1271;
        }
    }

    function _proposing(TierSpec memory tier) private pure returns (uint8) {
        if (tier.flags & RECOVERY_TIER != 0) return RECOVERY;
        return tier.delay == 0 ? PROPOSER | tier.roles : PROPOSER;
    }
}
