// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoleManager} from "../interfaces/IRoleManager.sol";
import {NONE} from "./Grant.sol";
import {Members} from "./Members.sol";

/// @dev Separation of duties by individual: who has how many grants of a role, and which roles nobody combines.
abstract contract Duties is Members {
    uint256 internal constant CONFLICT_LIMIT = 16;
    uint256 internal constant GRANT_LIMIT = 15;
    /// @dev The lowest bit of each holder's four.
    uint256 private constant ONES = type(uint256).max / 15;

    /// @inheritdoc IRoleManager
    function setConflict(uint64 roleA, uint64 roleB, bool conflicting) external onlyConclave {
        _requireOpen(roleA);
        _requireOpen(roleB);
        if (roleA == roleB) revert ConflictWithItself(roleA);
        if (_isConflict(roleA, roleB) == conflicting) return;
        if (conflicting) {
            uint256 both = _present(_counts[roleA]) & _present(_counts[roleB]);
            if (both != 0) revert DutiesCombined(_lowest(both), roleA, roleB);
            _add(roleA, roleB);
            _add(roleB, roleA);
        } else {
            _remove(roleA, roleB);
            _remove(roleB, roleA);
        }
        emit ConflictSet(roleA, roleB, conflicting);
        _link(ConflictSet.selector, abi.encode(roleA, roleB, conflicting));
    }

    /// @inheritdoc IRoleManager
    function holdersOf(uint64 roleId) external view returns (uint256) {
        return _counts[roleId];
    }

    /// @inheritdoc IRoleManager
    function conflictsOf(uint64 roleId) external view returns (uint64[] memory) {
        return _conflicts[roleId];
    }

    /// @dev One more grant of the role for the holder, who has none of a role in conflict with it.
    function _enter(uint64 roleId, uint8 holder) internal {
        if (holder == NONE) return;
        uint64[] storage others = _conflicts[roleId];
        uint256 length = others.length;
        for (uint256 i; i < length; ++i) {
            if (_countOf(_counts[others[i]], holder) != 0) revert DutiesCombined(holder, roleId, others[i]);
        }
        uint256 counts = _counts[roleId];
        if (_countOf(counts, holder) == GRANT_LIMIT) revert TooManyGrants(roleId, holder);
        _counts[roleId] = counts + (1 << (4 * uint256(holder)));
    }

    function _leave(uint64 roleId, uint8 holder) internal {
        if (holder != NONE) _counts[roleId] -= 1 << (4 * uint256(holder));
    }

    /// @dev Neither the Conclave's role nor everybody's.
    function _requireOpen(uint64 roleId) internal pure {
        if (roleId == ADMIN_ROLE || roleId == PUBLIC_ROLE) revert AccessManagerLockedRole(roleId);
    }

    function _countOf(uint256 counts, uint8 holder) private pure returns (uint256) {
        return (counts >> (4 * uint256(holder))) & 15;
    }

    /// @dev The lowest bit of the four of each holder who has a grant.
    function _present(uint256 counts) private pure returns (uint256) {
        return (counts | (counts >> 1) | (counts >> 2) | (counts >> 3)) & ONES;
    }

    function _lowest(uint256 present) private pure returns (uint8 holder) {
        while (present & 15 == 0) {
            present >>= 4;
            ++holder;
        }
    }

    function _isConflict(uint64 roleA, uint64 roleB) private view returns (bool) {
        uint64[] storage others = _conflicts[roleA];
        for (uint256 i; i < others.length; ++i) if (others[i] == roleB) return true;
        return false;
    }

    function _add(uint64 roleId, uint64 other) private {
        if (_conflicts[roleId].length == CONFLICT_LIMIT) revert TooManyConflicts(roleId);
        _conflicts[roleId].push(other);
    }

    function _remove(uint64 roleId, uint64 other) private {
        uint64[] storage others = _conflicts[roleId];
        uint256 i;
        while (others[i] != other) ++i;
        others[i] = others[others.length - 1];
        others.pop();
    }
}
