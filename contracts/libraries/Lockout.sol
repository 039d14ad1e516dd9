// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../interfaces/ICharterValidator.sol";
import {Document} from "./Documents.sol";
import {Roster} from "./Roster.sol";
import {Entry, KIND_ERC1271, TESTER} from "../types/Entry.sol";
import {NO_KEY} from "../types/Stamp.sol";
import {Tier} from "../types/Tier.sol";

/// @notice Whether a tier can act: distinct holders p who proposes, q who tests, and enough others who approve.
library Lockout {
    uint8 internal constant NOBODY = 255;

    /// @dev Bitmaps of holders.
    struct People {
        uint256 proposers;
        uint256 testers;
        uint256 approvers;
        /// @dev Approvers with a key that is not a contract wallet: one of the approvals must be theirs.
        uint256 persons;
    }

    /// @param strict Keys that count for tier 0.
    /// @param lenient Keys that count for the other tiers.
    /// @param successors Pending keys; one that has a predecessor weakens it to what both can do.
    function check(
        Document roster,
        uint64 strict,
        uint64 lenient,
        uint64 successors,
        uint256 now_
    ) internal pure {
        Entry[] memory entries = _weakened(roster, successors);
        _checkWithoutAny(roster, entries, strict, now_);
        lenient &= ~_doubled(roster, strict, successors);
        uint256 count = Roster.tierCount(roster);
        for (uint8 i = 1; i < count; ++i) {
            Tier tier = Roster.tier(roster, i);
            if (!_isAble(_people(entries, lenient, tier, now_), tier, 0))
                revert ICharterValidator.TierLockedOut(i, NOBODY);
        }
    }

    function checkTierZero(
        Document roster,
        uint64 active,
        uint64 successors,
        bool withoutAny,
        uint256 now_
    ) internal pure {
        Entry[] memory entries = _weakened(roster, successors);
        if (withoutAny) return _checkWithoutAny(roster, entries, active, now_);
        Tier tier = Roster.tier(roster, 0);
        if (!_isAble(_people(entries, active, tier, now_), tier, 0))
            revert ICharterValidator.TierLockedOut(0, NOBODY);
    }

    function _checkWithoutAny(
        Document roster,
        Entry[] memory entries,
        uint64 counted,
        uint256 now_
    ) private pure {
        Tier tier = Roster.tier(roster, 0);
        People memory people = _people(entries, counted, tier, now_);
        uint256 present;
        for (uint256 i; i < entries.length; ++i) {
            if (!entries[i].isVacant()) present |= 1 << entries[i].holder();
        }
        // A roster of vacant entries has nobody to remove.
        if (present == 0) revert ICharterValidator.TierLockedOut(0, NOBODY);
        for (uint8 holder; holder < 64; ++holder) {
            uint256 removed = 1 << holder;
            if (present & removed != 0 && !_isAble(people, tier, removed)) {
                revert ICharterValidator.TierLockedOut(0, holder);
            }
        }
    }

    /// @dev Tries proposers and testers until a pair leaves enough approvers. Holders who can do the same are worth the same, so one of each
    /// sort is tried: refusing must not cost more gas than a block has.
    function _isAble(People memory people, Tier tier, uint256 removed) private pure returns (bool) {
        uint256 triedProposers;
        for (uint256 ps = people.proposers & ~removed; ps != 0; ps &= ps - 1) {
            uint256 proposer = ps & (~ps + 1);
            uint256 sort = _sort(people, proposer);
            if (triedProposers & sort != 0) continue;
            triedProposers |= sort;
            uint256 taken = removed | proposer;
            if (!tier.needsTester()) {
                if (_enough(people, tier, taken)) return true;
                continue;
            }
            uint256 triedTesters;
            for (uint256 qs = people.testers & ~taken; qs != 0; qs &= qs - 1) {
                uint256 tester = qs & (~qs + 1);
                sort = _sort(people, tester);
                if (triedTesters & sort != 0) continue;
                triedTesters |= sort;
                if (_enough(people, tier, taken | tester)) return true;
            }
        }
        return false;
    }

    /// @dev One bit for each combination of what a holder can do besides proposing.
    function _sort(People memory people, uint256 holder) private pure returns (uint256) {
        uint256 approves = people.approvers & holder == 0 ? 0 : 1;
        uint256 inPerson = people.persons & holder == 0 ? 0 : 2;
        uint256 tests = people.testers & holder == 0 ? 0 : 4;
        return 1 << (approves | inPerson | tests);
    }

    function _enough(People memory people, Tier tier, uint256 taken) private pure returns (bool) {
        uint256 left = tier.quorum();
        for (uint256 free = people.approvers & ~taken; free != 0 && left != 0; free &= free - 1) --left;
        return left == 0 && people.persons & ~taken != 0;
    }

    /// @dev Holders by what they can do in `tier` with keys that outlive its delay and grace.
    function _people(
        Entry[] memory entries,
        uint64 counted,
        Tier tier,
        uint256 now_
    ) private pure returns (People memory people) {
        uint256 horizon = now_ + tier.delay() + tier.grace();
        for (uint256 i; i < entries.length; ++i) {
            Entry entry = entries[i];
            if ((counted >> i) & 1 == 0 || entry.isExpired(horizon)) continue;
            uint256 holder = 1 << entry.holder();
            if (entry.roles() & tier.proposerRoles() != 0) people.proposers |= holder;
            if (entry.roles() & TESTER != 0) people.testers |= holder;
            if (entry.roles() & tier.countedRoles() != 0) {
                people.approvers |= holder;
                if (entry.kind() != KIND_ERC1271) people.persons |= holder;
            }
        }
    }

    /// @dev The roster's entries, each with a pending successor as the weaker of both: common roles, the earlier expiry, a wallet if either is.
    /// The successor's activation, by anybody, is all it takes to make it so.
    function _weakened(Document roster, uint64 successors) private pure returns (Entry[] memory entries) {
        uint256 count = Roster.keyCount(roster);
        entries = new Entry[](count);
        for (uint256 i; i < count; ++i) entries[i] = Roster.entry(roster, i);
        for (uint256 i; i < count; ++i) {
            Entry next = Roster.entry(roster, i);
            if ((successors >> i) & 1 == 0 || next.isVacant() || next.predecessor() == NO_KEY) continue;
            entries[next.predecessor()] = _weaker(entries[next.predecessor()], next);
        }
    }

    /// @dev Successors of keys that count already, as the weaker of both: they do not count once more.
    function _doubled(Document roster, uint64 counted, uint64 successors) private pure returns (uint64 keys) {
        uint256 count = Roster.keyCount(roster);
        for (uint256 i; i < count; ++i) {
            uint8 index = Roster.entry(roster, i).predecessor();
            if ((successors >> i) & 1 == 1 && index != NO_KEY && (counted >> index) & 1 == 1)
                keys |= uint64(1 << i);
        }
    }

    function _weaker(Entry a, Entry b) private pure returns (Entry) {
        uint256 roles = uint256(a.roles() & b.roles()) << 72;
        uint256 kind = a.kind() == KIND_ERC1271 ? a.kind() : b.kind();
        uint256 expiry = (a.expiresAt() < b.expiresAt() ? a.expiresAt() : b.expiresAt()) / 60;
        uint256 kept =
            Entry.unwrap(a) & ~((uint256(0xff) << 88) | (uint256(0xff) << 72) | (uint256(0xffffffff) << 32));
        return Entry.wrap(kept | (kind << 88) | roles | (expiry << 32));
    }
}
