// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Grant} from "../roles/Grant.sol";
import {Terms} from "../roles/Terms.sol";

/// @title The record of a RoleManager
/// @notice One link for each event that changes who may do what: OpenZeppelin's (RoleLabel, RoleGranted, RoleRevoked, RoleAdminChanged,
/// RoleGuardianChanged, RoleGrantDelayChanged, TargetClosed, TargetFunctionRoleUpdated, TargetAdminDelayUpdated) and those below.
/// `head' = keccak256(abi.encode(topic0, head, block.timestamp, arguments…))`, arguments in the order of the declaration, each a word, texts
/// by their hash. The first head is `keccak256(abi.encode(domain separator))`. Ordinary operations (OperationScheduled, …) make no link, and
/// cost nothing for it. docs/formats.md, 11.
interface IRoleManagerEvents {
    event RoleDefined(uint64 indexed roleId, Terms terms);
    event ConflictSet(uint64 indexed roleA, uint64 indexed roleB, bool conflicting);
    event ContractDeclared(address indexed account, bool declared, uint8 holder);

    /// @dev Follows each `RoleGranted`.
    /// @param by Who granted: the Conclave, a member of the role's admin role, also where it did so by `execute`; or who let a key succeed.
    /// @param grant The word stored.
    event GrantTermed(uint64 indexed roleId, address indexed account, address indexed by, Grant grant);
    event GrantReviewed(
        uint64 indexed roleId,
        address indexed account,
        address indexed reviewer,
        bool kept,
        Grant grant
    );
    /// @dev Follows the predecessor's `RoleRevoked`, and the successor's `RoleGranted` and `GrantTermed`.
    event GrantSucceeded(
        uint64 indexed roleId,
        address indexed predecessor,
        address indexed successor,
        Grant grant
    );
    event ReviewOverdue(uint64 indexed roleId, address indexed account, uint40 due);
    event AuthorityMoved(address indexed target, address newAuthority);
}
