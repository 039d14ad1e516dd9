// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../interfaces/ICharterValidator.sol";
import {CharterForm} from "./CharterForm.sol";
import {Document, Documents} from "./Documents.sol";
import {Roster} from "./Roster.sol";
import {Entry, SEVERAL} from "../types/Entry.sol";
import {NO_KEY} from "../types/Stamp.sol";

/// @notice What a roster must be against the one before it.
library Succession {
    uint256 internal constant RENEWAL_LIMIT = 365 days;

    function checkGenesis(Document next) internal pure {
        uint256 count = Roster.keyCount(next);
        for (uint8 i; i < count; ++i) {
            Entry entry = Roster.entry(next, i);
            if (!entry.isVacant() && entry.predecessor() != NO_KEY) {
                revert ICharterValidator.PredecessorWrong(i, entry.predecessor());
            }
        }
        _checkEntries(next, Documents.from(""), 1);
    }

    /// @param pending Keys of `old` never activated.
    /// @return pendingNext Keys of `next` that are, or will be, pending.
    function check(Document old, Document next, uint64 pending) internal pure returns (uint64 pendingNext) {
        uint256 count = Roster.keyCount(next);
        for (uint256 i; i < count; ++i) {
            bool entered = !_isKept(old, next, i);
            if (!Roster.entry(next, i).isVacant() && (entered || (pending >> i) & 1 == 1))
                pendingNext |= uint64(1 << i);
        }
        _checkPredecessors(next, pendingNext);
        uint16 serial = Roster.serial(old) + 1;
        _checkEntries(next, old, serial);
    }

    /// @notice Keys that go into Retiring when `activating` are activated.
    function replacedBy(Document next, uint64 activating) internal pure returns (uint64 keys) {
        uint256 count = Roster.keyCount(next);
        for (uint256 i; i < count; ++i) {
            Entry entry = Roster.entry(next, i);
            if ((activating >> i) & 1 == 1 && !entry.isVacant() && entry.predecessor() != NO_KEY) {
                keys |= uint64(1 << entry.predecessor());
            }
        }
    }

    /// @notice `next` is `old` with the next serial and later expiries, at most a year from now.
    function checkRenewal(bytes memory old, bytes memory next, uint256 now_) internal pure {
        Document before = Documents.from(old);
        Document after_ = Documents.from(next);
        CharterForm.parse(after_);
        uint16 expected = Roster.serial(before) + 1;
        if (Roster.serial(after_) != expected)
            revert ICharterValidator.SerialWrong(Roster.serial(after_), expected);
        if (old.length != next.length) revert ICharterValidator.RenewalChanges(old.length);
        uint256 first = Roster.HEADER + Roster.TIER * Roster.tierCount(before);
        uint256 past = first + Roster.ENTRY * Roster.keyCount(before);
        for (uint256 i; i < old.length; ++i) {
            bool expiry =
                i >= first && i < past && (i - first) % Roster.ENTRY >= 24 && (i - first) % Roster.ENTRY < 28;
            if (old[i] != next[i] && !expiry && i != 1 && i != 2) revert ICharterValidator.RenewalChanges(i);
        }
        for (uint8 i; i < Roster.keyCount(before); ++i) {
            Entry was = Roster.entry(before, i);
            Entry becomes = Roster.entry(after_, i);
            uint256 until = becomes.expiresAt();
            if (until == was.expiresAt()) continue;
            if (was.isVacant() || until < was.expiresAt()) {
                revert ICharterValidator.RenewalChanges(first + Roster.ENTRY * i + 24);
            }
            if (until > now_ + RENEWAL_LIMIT) revert ICharterValidator.RenewalTooFar(i, until);
        }
    }

    /// @dev A successor has the same holder, no further roles, one predecessor of its own, and that is in use already.
    function _checkPredecessors(Document next, uint64 pending) private pure {
        uint64 claimed;
        uint256 count = Roster.keyCount(next);
        for (uint8 i; i < count; ++i) {
            Entry entry = Roster.entry(next, i);
            uint8 index = entry.predecessor();
            if (entry.isVacant() || index == NO_KEY) continue;
            Entry before = Roster.entry(next, index);
            bool right = index != i && !before.isVacant() && before.holder() == entry.holder();
            if (right && (pending >> i) & 1 == 1) {
                right = (pending >> index) & 1 == 0 && (claimed >> index) & 1 == 0;
                right = right && entry.roles() & ~before.roles() & ~SEVERAL == 0;
                claimed |= uint64(1 << index);
            }
            if (!right) revert ICharterValidator.PredecessorWrong(i, index);
        }
    }

    /// @dev Kept entries keep what signatures and records refer to; new ones say since when they are there.
    function _checkEntries(Document next, Document old, uint16 serial) private pure {
        if (Roster.serial(next) != serial) revert ICharterValidator.SerialWrong(Roster.serial(next), serial);
        uint256 count = Roster.keyCount(next);
        for (uint8 i; i < count; ++i) {
            Entry entry = Roster.entry(next, i);
            if (entry.isVacant()) continue;
            if (!_isKept(old, next, i)) {
                if (entry.since() != serial) revert ICharterValidator.EnteredWrong(i, entry.since());
                continue;
            }
            Entry was = Roster.entry(old, i);
            bool same =
                was.holder() == entry.holder() &&
                    was.since() == entry.since() &&
                    Roster.keyHash(old, was) == Roster.keyHash(next, entry) &&
                    (entry.predecessor() == NO_KEY || entry.predecessor() == was.predecessor());
            if (!same) revert ICharterValidator.EntryChanged(i);
        }
    }

    function _isKept(Document old, Document next, uint256 i) private pure returns (bool) {
        if (old.size() == 0 || Roster.entry(old, i).isVacant()) return false;
        return Roster.identity(old, Roster.entry(old, i)) == Roster.identity(next, Roster.entry(next, i));
    }
}
