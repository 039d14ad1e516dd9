// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IRoleManager} from "../interfaces/IRoleManager.sol";
import {Document} from "../libraries/Documents.sol";
import {Roster} from "../libraries/Roster.sol";
import {Entry, KIND_ERC7913} from "../types/Entry.sol";
import {Grant, NONE} from "./Grant.sol";
import {Member} from "./Members.sol";
import {Reviewing} from "./Reviewing.sol";

/// @dev What anybody may do about a grant whose key went out of use, or whose time is up.
abstract contract Ending is Reviewing {
    using Time for Time.Delay;

    /// @inheritdoc IRoleManager
    function removeEnded(uint64 roleId, address account) external {
        Grant grant = _granted(roleId, account);
        if (!grant.hasEnded(block.timestamp) && !_isGone(roleId, grant, account))
            revert GrantStands(roleId, account);
        _revokeRole(roleId, account);
    }

    /// @inheritdoc IRoleManager
    function succeed(uint64 roleId, address predecessor, address successor) external {
        Grant grant = _granted(roleId, predecessor);
        if (grant.hasEnded(block.timestamp)) revert GrantEnded(roleId, predecessor);
        if (_grants[roleId][successor].isSet()) revert GrantStands(roleId, successor);
        Document roster = _roster();
        Member memory member = _requireMember(roster, successor);
        if (!_isSuccession(roster, grant, predecessor, member)) revert NotASuccessor(predecessor, successor);

        // The holder is the same, and so is how many it has.
        _grants[roleId][predecessor] = Grant.wrap(0);
        emit RoleRevoked(roleId, predecessor);
        _link(RoleRevoked.selector, abi.encode(roleId, predecessor));
        grant = grant.withKey(member.key);
        if (member.endsAt < grant.until()) grant = grant.withUntil(member.endsAt);
        _put(roleId, successor, grant, grant.delay().get(), grant.since(), true);
        emit GrantSucceeded(roleId, predecessor, successor, grant);
        _link(GrantSucceeded.selector, abi.encode(roleId, predecessor, successor, grant));
    }

    /// @dev The key that the successor names, and that its activation put out of use. An index that has passed to another key in between
    /// names that one, which entered later: an earlier successor of the index is none of its.
    function _isSuccession(
        Document roster,
        Grant grant,
        address predecessor,
        Member memory member
    ) private pure returns (bool) {
        if (grant.key() == NONE || member.key == NONE || member.holder != grant.holder()) return false;
        Entry entry = Roster.entry(roster, member.key);
        Entry before = Roster.entry(roster, grant.key());
        if (entry.predecessor() != grant.key() || before.account() != predecessor) return false;
        return before.kind() != KIND_ERC7913 && before.since() < entry.since();
    }
}
