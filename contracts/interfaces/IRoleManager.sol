// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {Grant} from "../roles/Grant.sol";
import {Decision, Terms} from "../roles/Terms.sol";
import {IConclave} from "./IConclave.sol";
import {IRoleManagerErrors} from "./IRoleManagerErrors.sol";
import {IRoleManagerEvents} from "./IRoleManagerEvents.sol";

/// @title RoleManager: OpenZeppelin's AccessManager, with roles that end, are reviewed, and count people
/// @notice The authority of any number of `AccessManaged` contracts, bound to one Conclave for good: the Conclave is its only admin, so that
/// what changes here goes through the Conclave's tiers (rules name this contract and the function). Contracts that speak `AccessManaged` work
/// unchanged, and an ordinary restricted call reads what it reads under a plain AccessManager: one word a member.
///
/// What a plain AccessManager lacks:
/// - A grant ends: at `until`, or once its review is overdue. A grant that ended does not count, and what its holder had scheduled fails.
/// - Members are keys in use of the Conclave's roster that have an account, or contracts that the Conclave declared. Nobody else.
/// - Duties are separate by individual: two roles in conflict are never with one holder, over all the holder's keys.
/// - A reviewer, never the holder, keeps or drops each grant. Roles marked critical do not lapse, and a lone reviewer drops nothing of them.
/// - A role gets no member before it is defined and has something to do.
///
/// ```
///   (none) ──grantRole, grantRoleUntil──► granted ──(grant delay)──► counts ──until, or overdue + grace──► ended ──removeEnded──► (none)
///                                                        ▲ └──review: keep, succeed──┘
///                                                        └── live roles: only while the Conclave says that the key may be used
/// ```
///
/// @dev Refused besides: `multicall`, which is a DELEGATECALL (a Conclave's proposals are batches already), and everybody as a role's admin.
interface IRoleManager is IAccessManager, IRoleManagerEvents, IRoleManagerErrors {
    // By the Conclave

    /// @notice Says what grants of a role are like; a role without is granted to nobody. A changed definition holds for grants made and kept
    /// from then on. GR-12, GR-14.
    function defineRole(uint64 roleId, Terms calldata terms) external;

    /// @notice Whether one holder may not have both roles. GR-13.
    /// @dev Set only while no holder has both: so it holds from the first moment. Revoke and set in one batch. Grants that ended and were not
    /// removed are had all the same. What is so already stays so, without a link.
    function setConflict(uint64 roleA, uint64 roleB, bool conflicting) external;

    /// @notice Lets a contract be a member, or no longer.
    /// @dev Not an account that is a key of the roster, nor one of a person that EIP-7702 gave code. An account that becomes a key later
    /// is granted nothing until its declaration is taken back, which ends what it was granted as a contract.
    /// @param holder Whose it is, for the separation of duties; 255 if nobody's alone.
    function declareContract(address account, bool declared, uint8 holder) external;

    // By a role's admin

    /// @notice As `grantRole`, ending at `until` (UNIX seconds; 0 = as late as can be), which is not later than the role's term allows. If the key
    /// expires earlier it ends then. To grant anew to a member renews the end, not the review; to somebody whose grant has ended, it is a first grant.
    /// @dev By the Conclave, or at once by a member of the role's admin role that has no execution delay. As with `grantRole`, nobody grants to
    /// a key or contract of his own.
    function grantRoleUntil(uint64 roleId, address account, uint32 executionDelay, uint40 until) external;

    // Reviews

    /// @notice Keeps or drops grants. By a member of the role's reviewer role whose key is in the roster and not of the grant's holder; or by
    /// the Conclave. GR-14, KU-01.
    /// @dev Each decision names the word of the grant that was looked at, and all fails if that has changed since; an alarm changes nothing.
    function review(uint64 roleId, Decision[] calldata decisions) external;

    /// @notice As `review`, signed by the reviewer; anybody may submit it.
    /// @dev EIP-712, domain "RoleManager", "1": `Review(uint64 roleId,Decision[] decisions,uint40 deadline)Decision(address account,bytes32 grant,bool keep)`.
    function reviewBySignature(
        uint64 roleId,
        Decision[] calldata decisions,
        address reviewer,
        uint40 deadline,
        bytes calldata signature
    ) external;

    // By anybody

    /// @notice Passes a grant from a key to its successor, once the Conclave has that in use. The grant is otherwise the same.
    function succeed(uint64 roleId, address predecessor, address successor) external;

    /// @notice Removes a grant that has ended, or whose key or declaration is gone for good.
    function removeEnded(uint64 roleId, address account) external;

    /// @notice Puts on record, once, that the review of a grant that does not lapse is overdue: of a critical role, or the Conclave's own.
    function raiseAlarm(uint64 roleId, address account) external;

    // Views

    function conclave() external view returns (IConclave);

    /// @notice Head of the record; see `IRoleManagerEvents`.
    function head() external view returns (bytes32);

    /// @return terms All zero if the role is not defined. Of the Conclave's own: critical, with the longest period.
    /// @return uses In how many places something depends on it: functions of targets, and other roles it is admin, guardian or reviewer of.
    function definition(uint64 roleId) external view returns (Terms memory terms, uint32 uses);

    /// @return The stored word, also if it does not count (any more); zero if there is none.
    function grantOf(uint64 roleId, address account) external view returns (Grant);

    /// @notice UNIX seconds by which the grant is to be reviewed; 0 if there is no grant.
    function reviewDue(uint64 roleId, address account) external view returns (uint40);

    /// @notice How many grants of the role each holder has: four bits a holder, holder 0 the lowest.
    function holdersOf(uint64 roleId) external view returns (uint256);

    function conflictsOf(uint64 roleId) external view returns (uint64[] memory);

    /// @return declared Whether the contract may be a member.
    /// @return holder 255 if nobody's alone.
    function declaration(address account) external view returns (bool declared, uint8 holder);
}
