// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IConclave} from "../interfaces/IConclave.sol";
import {IRoleManager} from "../interfaces/IRoleManager.sol";
import {Grant} from "./Grant.sol";
import {Terms} from "./Terms.sol";

/// @dev Storage and the record. EIP712 comes first, since AccessManager's constructor makes the first link.
abstract contract RoleState is EIP712, IRoleManager, AccessManager {
    uint256 internal constant PERIOD_LEAST = 1 days;
    uint32 internal constant PERIOD_LIMIT = 400 days;
    uint256 internal constant GRACE_LIMIT = 90 days;

    /// @dev `Terms` and how often the role is used: one word. Not defined while the period is 0.
    struct Definition {
        uint32 term;
        uint32 period;
        uint32 grace;
        uint64 reviewer;
        bool critical;
        bool live;
        uint32 uses;
    }

    IConclave public immutable conclave;

    bytes32 private _head;
    /// @dev All members. AccessManager's own stay empty (docs/adr/0009-members-in-one-word.md).
    mapping(uint64 roleId => mapping(address account => Grant)) internal _grants;
    mapping(uint64 roleId => Definition) internal _definitions;
    /// @dev Grants of a role by holder, four bits each.
    mapping(uint64 roleId => uint256) internal _counts;
    mapping(uint64 roleId => uint64[]) internal _conflicts;
    /// @dev 0: not declared; else the holder, plus 1.
    mapping(address account => uint256) internal _declarations;
    /// @dev Who has this contract call itself, during `execute`.
    address internal transient _executor;

    modifier onlyConclave() {
        if (msg.sender != address(conclave)) revert AccessManagerUnauthorizedAccount(msg.sender, ADMIN_ROLE);
        _;
    }

    constructor(IConclave conclave_) EIP712("RoleManager", "1") AccessManager(address(conclave_)) {
        conclave = conclave_;
    }

    /// @inheritdoc IRoleManager
    function head() public view returns (bytes32 current) {
        current = _head;
        if (current == 0) current = keccak256(abi.encode(_domainSeparatorV4()));
    }

    /// @inheritdoc IRoleManager
    function grantOf(uint64 roleId, address account) external view returns (Grant) {
        return _grants[roleId][account];
    }

    /// @inheritdoc IRoleManager
    function reviewDue(uint64 roleId, address account) external view returns (uint40) {
        return _grants[roleId][account].due();
    }

    /// @inheritdoc IRoleManager
    function definition(uint64 roleId) external view returns (Terms memory terms, uint32 uses) {
        return (_termsOf(roleId), _definitions[roleId].uses);
    }

    /// @dev Appends a link; `fields` as the event declares them.
    function _link(bytes32 topic, bytes memory fields) internal {
        _head = keccak256(bytes.concat(abi.encode(topic, head(), block.timestamp), fields));
    }

    /// @dev The Conclave's own grant is as of a critical role that is reviewed as seldom as can be.
    function _termsOf(uint64 roleId) internal view returns (Terms memory) {
        if (roleId == ADMIN_ROLE) return Terms(0, PERIOD_LIMIT, 0, ADMIN_ROLE, true, false);
        Definition storage d = _definitions[roleId];
        return Terms(d.term, d.period, d.grace, d.reviewer, d.critical, d.live);
    }

    /// @dev The one who acts, also where it has this contract call itself.
    function _actor() internal view returns (address) {
        return msg.sender == address(this) ? _executor : msg.sender;
    }
}
