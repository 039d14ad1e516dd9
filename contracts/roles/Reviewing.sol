// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoleManager} from "../interfaces/IRoleManager.sol";
import {Document} from "../libraries/Documents.sol";
import {Signers} from "../libraries/Signers.sol";
import {Entry} from "../types/Entry.sol";
import {Grant} from "./Grant.sol";
import {Granting} from "./Granting.sol";
import {Decision, Terms} from "./Terms.sol";

/// @dev Somebody who is not the holder keeps or drops each grant.
abstract contract Reviewing is Granting {
    bytes32 internal constant DECISION_TYPEHASH = keccak256(
        "Decision(address account,bytes32 grant,bool keep)"
    );
    bytes32 internal constant REVIEW_TYPEHASH = keccak256(
        "Review(uint64 roleId,Decision[] decisions,uint40 deadline)Decision(address account,bytes32 grant,bool keep)"
    );
    /// @dev In place of a holder.
    uint256 private constant CONCLAVE = type(uint256).max;

    /// @inheritdoc IRoleManager
    function review(uint64 roleId, Decision[] calldata decisions) external {
        uint256 holder = CONCLAVE;
        if (msg.sender != address(conclave)) {
            (, Entry entry) = _reviewer(roleId, msg.sender);
            if (!Signers.isCaller(entry, msg.sender)) revert NotAReviewer(roleId, msg.sender);
            holder = entry.holder();
        }
        _review(roleId, decisions, msg.sender, holder);
    }

    /// @inheritdoc IRoleManager
    function reviewBySignature(
        uint64 roleId,
        Decision[] calldata decisions,
        address reviewer,
        uint40 deadline,
        bytes calldata signature
    ) external {
        if (block.timestamp > deadline) revert ReviewDeadlinePassed(deadline, block.timestamp);
        (Document roster, Entry entry) = _reviewer(roleId, reviewer);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(REVIEW_TYPEHASH, roleId, _hash(decisions), deadline))
        );
        if (!Signers.isValid(roster, entry, digest, signature)) revert ReviewSignatureInvalid(reviewer);
        _review(roleId, decisions, reviewer, entry.holder());
    }

    /// @inheritdoc IRoleManager
    function raiseAlarm(uint64 roleId, address account) external {
        Grant grant = _granted(roleId, account);
        if (grant.lapses()) revert RoleNotCritical(roleId);
        if (grant.hasEnded(block.timestamp)) revert GrantEnded(roleId, account);
        uint40 due = grant.due();
        if (block.timestamp < due) revert ReviewNotDue(roleId, account, due);
        if (grant.isAlarmed()) revert AlarmRaised(roleId, account);
        _grants[roleId][account] = grant.withAlarm();
        emit ReviewOverdue(roleId, account, due);
        _link(ReviewOverdue.selector, abi.encode(roleId, account, due));
    }

    function _granted(uint64 roleId, address account) internal view returns (Grant grant) {
        grant = _grants[roleId][account];
        if (!grant.isSet()) revert NotAMember(roleId, account);
    }

    /// @dev A member of the reviewer role, by a key that may be used as we speak, whether or not that role is live.
    function _reviewer(uint64 roleId, address account) private view returns (Document roster, Entry entry) {
        uint64 reviewers = _termsOf(roleId).reviewer;
        (bool isMember, ) = hasRole(reviewers, account);
        if (!isMember) revert NotAReviewer(roleId, account);
        roster = _roster();
        bool found;
        uint8 key;
        (found, key, entry) = _keyOf(roster, account);
        if (!found) revert NotAReviewer(roleId, account);
        _requireUsable(account, key, entry);
    }

    function _review(uint64 roleId, Decision[] calldata decisions, address reviewer, uint256 holder) private {
        Terms memory terms = _termsOf(roleId);
        for (uint256 i; i < decisions.length; ++i) {
            Decision calldata decision = decisions[i];
            Grant grant = _granted(roleId, decision.account);
            if (!grant.isAs(decision.grant))
                revert GrantChanged(roleId, decision.account, bytes32(Grant.unwrap(grant)));
            if (grant.holder() == holder) revert ReviewOfOneself(roleId, decision.account, grant.holder());
            if (decision.keep) _keep(roleId, decision.account, reviewer, grant, terms);
            else if (terms.critical && holder != CONCLAVE) revert RoleIsCritical(roleId);
            else _drop(roleId, decision.account, reviewer, grant);
        }
    }

    function _keep(
        uint64 roleId,
        address account,
        address reviewer,
        Grant grant,
        Terms memory terms
    ) private {
        if (grant.hasEnded(block.timestamp) || _isGone(roleId, grant, account))
            revert GrantEnded(roleId, account);
        grant = grant.withTerms(terms).withReview(terms.period, block.timestamp);
        _grants[roleId][account] = grant;
        _record(roleId, account, reviewer, true, grant);
    }

    function _drop(uint64 roleId, address account, address reviewer, Grant grant) private {
        _record(roleId, account, reviewer, false, grant);
        _revokeRole(roleId, account);
    }

    function _record(uint64 roleId, address account, address reviewer, bool kept, Grant grant) private {
        emit GrantReviewed(roleId, account, reviewer, kept, grant);
        _link(GrantReviewed.selector, abi.encode(roleId, account, reviewer, kept, grant));
    }

    function _hash(Decision[] calldata decisions) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](decisions.length);
        for (uint256 i; i < decisions.length; ++i) {
            Decision calldata d = decisions[i];
            hashes[i] = keccak256(abi.encode(DECISION_TYPEHASH, d.account, d.grant, d.keep));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
