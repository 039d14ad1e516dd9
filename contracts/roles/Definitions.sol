// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoleManager} from "../interfaces/IRoleManager.sol";
import {Duties} from "./Duties.sol";
import {Terms} from "./Terms.sol";

/// @dev What roles are like, and how often each is used: a role that opens nothing gets no member.
abstract contract Definitions is Duties {
    /// @inheritdoc IRoleManager
    function defineRole(uint64 roleId, Terms calldata terms) external onlyConclave {
        _requireOpen(roleId);
        if (
            terms.period < PERIOD_LEAST ||
            terms.period > PERIOD_LIMIT ||
            terms.grace > GRACE_LIMIT ||
            terms.grace % 1 days != 0 ||
            terms.reviewer == PUBLIC_ROLE
        ) revert TermsOutOfRange(roleId);
        Definition storage d = _definitions[roleId];
        _moveUse(roleId, d.reviewer, terms.reviewer);
        d.term = terms.term;
        d.period = terms.period;
        d.grace = terms.grace;
        d.reviewer = terms.reviewer;
        d.critical = terms.critical;
        d.live = terms.live;
        emit RoleDefined(roleId, terms);
        _link(RoleDefined.selector, abi.encode(roleId, terms));
    }

    /// @dev Not everybody: who could be anybody is not told from the one who is granted the role.
    function _setRoleAdmin(uint64 roleId, uint64 admin) internal override {
        if (admin == PUBLIC_ROLE) revert AccessManagerLockedRole(admin);
        _moveUse(roleId, getRoleAdmin(roleId), admin);
        super._setRoleAdmin(roleId, admin);
        _link(RoleAdminChanged.selector, abi.encode(roleId, admin));
    }

    function _setRoleGuardian(uint64 roleId, uint64 guardian) internal override {
        _moveUse(roleId, getRoleGuardian(roleId), guardian);
        super._setRoleGuardian(roleId, guardian);
        _link(RoleGuardianChanged.selector, abi.encode(roleId, guardian));
    }

    function _setTargetFunctionRole(address target, bytes4 selector, uint64 roleId) internal override {
        // No function of this contract goes by such a role.
        if (target != address(this)) _moveUse(ADMIN_ROLE, getTargetFunctionRole(target, selector), roleId);
        super._setTargetFunctionRole(target, selector, roleId);
        _link(TargetFunctionRoleUpdated.selector, abi.encode(target, selector, roleId));
    }

    /// @param user The role that uses, if a role does: what a role does to itself is no use of it.
    function _moveUse(uint64 user, uint64 from, uint64 to) private {
        if (_isCounted(user, from)) --_definitions[from].uses;
        if (_isCounted(user, to)) ++_definitions[to].uses;
    }

    /// @dev Everything is the admin's and the public's to begin with, and neither has members to be granted.
    function _isCounted(uint64 user, uint64 used) private pure returns (bool) {
        return used != ADMIN_ROLE && used != PUBLIC_ROLE && used != user;
    }
}
