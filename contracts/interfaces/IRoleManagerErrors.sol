// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyState} from "../types/State.sol";

/// @title What a RoleManager refuses, besides what an AccessManager does
interface IRoleManagerErrors {
    error NotAConclave(address account);
    error AdminIsConclave(address account);
    error MulticallRefused();
    error RoleUndefined(uint64 roleId);
    error RoleWithoutUse(uint64 roleId);
    error TermsOutOfRange(uint64 roleId);
    error EndOutOfRange(uint64 roleId, uint256 until, uint256 begins, uint256 latest);
    error GrantToBeScheduled(uint64 roleId, uint32 delay);
    error NotAMember(uint64 roleId, address account);

    // Members
    error NeitherKeyNorDeclared(address account);
    error MemberKeyNotActive(address account, uint8 key, KeyState state);
    error MemberKeyExpired(address account, uint8 key, uint256 expiresAt);
    error MemberSuspended(address account, uint8 holder, uint40 until);
    error GrantToOneself(uint64 roleId, uint8 holder);
    error TooManyGrants(uint64 roleId, uint8 holder);
    error NotAContract(address account);
    error KeyDeclaredAsContract(address account, uint8 key);

    // Duties
    error DutiesCombined(uint8 holder, uint64 roleId, uint64 conflicting);
    error ConflictWithItself(uint64 roleId);
    error TooManyConflicts(uint64 roleId);

    // Reviews
    error NotAReviewer(uint64 roleId, address account);
    error ReviewOfOneself(uint64 roleId, address account, uint8 holder);
    error ReviewDeadlinePassed(uint40 deadline, uint256 now_);
    error ReviewSignatureInvalid(address reviewer);
    error GrantChanged(uint64 roleId, address account, bytes32 actual);
    error GrantEnded(uint64 roleId, address account);
    error RoleIsCritical(uint64 roleId);
    error RoleNotCritical(uint64 roleId);
    error ReviewNotDue(uint64 roleId, address account, uint40 due);
    error AlarmRaised(uint64 roleId, address account);
    error NotASuccessor(address predecessor, address successor);
    error GrantStands(uint64 roleId, address account);
}
