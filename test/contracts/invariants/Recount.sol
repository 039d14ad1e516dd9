// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KIND_ERC1271, PROPOSER, TESTER} from "../../../contracts/types/Entry.sol";
import {TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {KeySpec, RosterSpec, TierSpec} from "../support/Charters.sol";

/// @notice Whether tier 0 can act, by trying every proposer and every tester. Shares nothing with the contracts' search.
library Recount {
    uint8 internal constant NOBODY = 255;
    /// @dev Holders of the campaign are numbered below.
    uint8 internal constant HOLDERS = 20;

    struct People {
        uint64 proposers;
        uint64 testers;
        uint64 approvers;
        uint64 persons;
    }

    /// @param counted Bitmap of keys in use.
    /// @param time Keys must outlive delay and grace from then.
    function people(
        RosterSpec memory roster,
        uint256 counted,
        uint256 time
    ) internal pure returns (People memory all) {
        TierSpec memory zero = roster.tiers[0];
        for (uint256 i; i < roster.keys.length; ++i) {
            KeySpec memory key = roster.keys[i];
            if ((counted >> i) & 1 == 0 || uint256(key.expiry) * 60 <= time + zero.delay + zero.grace)
                continue;
            uint64 holder = uint64(1) << key.holder;
            if (key.roles & PROPOSER != 0) all.proposers |= holder;
            if (key.roles & TESTER != 0) all.testers |= holder;
            if (key.roles & zero.roles != 0) all.approvers |= holder;
            if (key.roles & zero.roles != 0 && key.kind != KIND_ERC1271) all.persons |= holder;
        }
    }

    /// @return The holder without whom tier 0 cannot act, or NOBODY.
    function indispensable(RosterSpec memory roster, People memory all) internal pure returns (uint8) {
        for (uint8 removed; removed < HOLDERS; ++removed) {
            if (!able(roster, all, removed)) return removed;
        }
        return NOBODY;
    }

    function able(RosterSpec memory roster, People memory all, uint8 removed) internal pure returns (bool) {
        uint64 here = removed == NOBODY ? type(uint64).max : ~(uint64(1) << removed);
        bool tested = roster.tiers[0].flags & TESTER_NEEDED != 0;
        for (uint8 p; p < HOLDERS; ++p) {
            uint64 proposer = uint64(1) << p;
            if (all.proposers & here & proposer == 0) continue;
            if (!tested && _agree(roster, all, here & ~proposer)) return true;
            for (uint8 q; tested && q < HOLDERS; ++q) {
                uint64 tester = uint64(1) << q;
                if (q == p || all.testers & here & tester == 0) continue;
                if (_agree(roster, all, here & ~proposer & ~tester)) return true;
            }
        }
        return false;
    }

    function _agree(RosterSpec memory roster, People memory all, uint64 here) private pure returns (bool) {
        uint256 free;
        for (uint64 left = all.approvers & here; left != 0; left &= left - 1) ++free;
        return free >= roster.tiers[0].approvals && all.persons & here != 0;
    }
}
