// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IRoleManager} from "../interfaces/IRoleManager.sol";
import {Definitions} from "./Definitions.sol";
import {begun, Grant, NEVER, NONE} from "./Grant.sol";
import {Member} from "./Members.sol";
import {Terms} from "./Terms.sol";

/// @dev Members come and go, in a word of our own; whoever asks AccessManager's functions is answered from there.
abstract contract Granting is Definitions {
    using Time for *;

    /// @inheritdoc IRoleManager
    function grantRoleUntil(uint64 roleId, address account, uint32 executionDelay, uint40 until) external {
        uint64 admin = getRoleAdmin(roleId);
        (bool isMember, uint32 delay) = hasRole(admin, msg.sender);
        if (!isMember) revert AccessManagerUnauthorizedAccount(msg.sender, admin);
        if (delay != 0) revert GrantToBeScheduled(roleId, delay);
        _grant(roleId, account, getRoleGrantDelay(roleId), executionDelay, until);
    }

    /// @inheritdoc IAccessManager
    /// @dev All zero for a grant that does not count any more, or that a live role does not count now: what holds of nobody holds of it.
    function getAccess(
        uint64 roleId,
        address account
    )
        public
        view
        override(AccessManager, IAccessManager)
        returns (uint48 since, uint32 currentDelay, uint32 pendingDelay, uint48 effect)
    {
        Grant grant = _grants[roleId][account];
        if (!_stands(roleId, grant, account)) return (0, 0, 0, 0);
        since = grant.since();
        (currentDelay, pendingDelay, effect) = grant.delay().getFull();
    }

    /// @inheritdoc IAccessManager
    /// @dev From the word itself: it is asked at each call.
    function hasRole(
        uint64 roleId,
        address account
    ) public view override(AccessManager, IAccessManager) returns (bool isMember, uint32 executionDelay) {
        if (roleId == PUBLIC_ROLE) return (true, 0);
        Grant grant = _grants[roleId][account];
        if (!_stands(roleId, grant, account)) return (false, 0);
        return (block.timestamp >= grant.since(), grant.delayAt(block.timestamp));
    }

    /// @dev As AccessManager has it.
    function _grantRole(
        uint64 roleId,
        address account,
        uint32 grantDelay,
        uint32 executionDelay
    ) internal override returns (bool) {
        // Its constructor, which grants before this contract has any state, is the only one to grant the Conclave's role.
        if (roleId == ADMIN_ROLE && address(this).code.length == 0) {
            Grant grant = begun(executionDelay.toDelay(), block.timestamp, NONE, NONE);
            Terms memory terms = _termsOf(roleId);
            _put(
                roleId,
                account,
                grant.withTerms(terms).withReview(terms.period, block.timestamp),
                executionDelay,
                grant.since(),
                true
            );
            return true;
        }
        return _grant(roleId, account, grantDelay, executionDelay, 0);
    }

    function _revokeRole(uint64 roleId, address account) internal override returns (bool) {
        if (roleId == PUBLIC_ROLE) revert AccessManagerLockedRole(roleId);
        if (roleId == ADMIN_ROLE) revert AdminIsConclave(account);
        Grant grant = _grants[roleId][account];
        if (!grant.isSet()) return false;
        _leave(roleId, grant.holder());
        _grants[roleId][account] = Grant.wrap(0);
        emit RoleRevoked(roleId, account);
        _link(RoleRevoked.selector, abi.encode(roleId, account));
        return true;
    }

    /// @param until UNIX seconds; 0 = as long as the role and the key allow.
    function _grant(
        uint64 roleId,
        address account,
        uint32 grantDelay,
        uint32 executionDelay,
        uint40 until
    ) private returns (bool isNew) {
        if (roleId == PUBLIC_ROLE) revert AccessManagerLockedRole(roleId);
        if (roleId == ADMIN_ROLE) revert AdminIsConclave(account);
        Terms memory terms = _termsOf(roleId);
        if (terms.period == 0) revert RoleUndefined(roleId);
        if (_definitions[roleId].uses == 0) revert RoleWithoutUse(roleId);
        Member memory member = _requireMember(_roster(), account);
        _requireNotOneself(roleId, member.holder);

        Grant grant = _grants[roleId][account];
        if (grant.isSet()) _leave(roleId, grant.holder());
        _enter(roleId, member.holder);
        // By its own terms: what had ended, those of now do not bring back.
        isNew = grant.hasEnded(block.timestamp);
        grant = grant.withTerms(terms);
        uint48 since;
        // Who was one of another kind, or is one no more, is a new member: it waits as such.
        isNew =
            isNew ||
            grant.hasEnded(block.timestamp) ||
            grant.key() != member.key ||
            grant.holder() != member.holder;
        if (isNew) {
            since = Time.timestamp() + grantDelay;
            grant = begun(executionDelay.toDelay(), since, member.key, member.holder);
            grant = grant.withTerms(terms).withReview(terms.period, block.timestamp);
        } else {
            // The review stays due when it was, and its alarm: to grant again is not to review.
            Time.Delay delay;
            (delay, since) = grant.delay().withUpdate(executionDelay, 0);
            grant = grant.withDelay(delay);
        }
        grant = grant.withUntil(_end(roleId, grant, terms.term, member.endsAt, until));
        _put(roleId, account, grant, executionDelay, since, isNew);
    }

    /// @param since As AccessManager's event has it: of a member who was one before, when the new delay takes effect.
    function _put(
        uint64 roleId,
        address account,
        Grant grant,
        uint32 executionDelay,
        uint48 since,
        bool isNew
    ) internal {
        _grants[roleId][account] = grant;
        emit RoleGranted(roleId, account, executionDelay, since, isNew);
        _link(RoleGranted.selector, abi.encode(roleId, account, executionDelay, since, isNew));
        // The Conclave's own, before there is a Conclave to be told from the one that deploys, is its.
        address by = roleId == ADMIN_ROLE ? account : _actor();
        emit GrantTermed(roleId, account, by, grant);
        _link(GrantTermed.selector, abi.encode(roleId, account, by, grant));
    }

    /// @dev Not ended; a contract's only while it is declared for the same holder; a live one's as the Conclave says.
    function _stands(uint64 roleId, Grant grant, address account) private view returns (bool) {
        if (grant.hasEnded(block.timestamp)) return false;
        if (grant.key() == NONE && _isGone(roleId, grant, account)) return false;
        return !grant.isLive() || _mayBeUsed(grant, account);
    }

    /// @dev Not before it begins, nor after the term. A key's expiry cuts it short without more ado.
    function _end(
        uint64 roleId,
        Grant grant,
        uint256 term,
        uint256 expiresAt,
        uint256 until
    ) private view returns (uint40) {
        uint256 begins = Math.max(block.timestamp, grant.since());
        uint256 latest = term == 0 ? NEVER : Math.min(begins + term, NEVER);
        if (until == 0) until = latest;
        if (until > latest) revert EndOutOfRange(roleId, until, begins, latest);
        until = Math.min(until, expiresAt);
        if (until <= begins) revert EndOutOfRange(roleId, until, begins, latest);
        return uint40(until);
    }

    /// @dev Who grants is judged by the holder it had when it was granted the right: so also if its key has left the roster since.
    function _requireNotOneself(uint64 roleId, uint8 holder) private view {
        if (holder != NONE && _grants[getRoleAdmin(roleId)][_actor()].holder() == holder)
            revert GrantToOneself(roleId, holder);
    }
}
