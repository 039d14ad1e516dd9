// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Announcement} from "../safe/Announcement.sol";
import {SafeTx} from "../safe/SafeTx.sol";

/// @title The record of guarded Safes
/// @notice One event per link, one link per change of what the guard holds for a Safe. `head` is the Safe's after it:
/// `keccak256(abi.encode(topic, head before, block.timestamp, fields…))`, where the fields are those after `head`, in order, except where
/// noted. The first head is `keccak256(abi.encode(domain separator of the guard, safe))`. docs/formats.md, 10.
interface IConclaveGuardEvents {
    /// @dev Fields: none.
    event Adopted(address indexed safe, bytes32 head);

    /// @dev Fields: safeTxHash, announcement, proposerKey, testerKey, report. The hash commits to `transaction` and the Safe.
    /// @param announcement The word stored, without the bits of other holders.
    /// @param proposerKey Index in the roster of the time.
    /// @param testerKey 255 if there is none.
    /// @param report Hash of the report that the tester vouches for; zero if there is none.
    event Announced(
        address indexed safe,
        bytes32 indexed safeTxHash,
        bytes32 head,
        SafeTx transaction,
        Announcement announcement,
        uint8 proposerKey,
        uint8 testerKey,
        bytes32 report
    );

    /// @dev Fields: messageHash, announcement, proposerKey, testerKey, report. The hash commits to `message` and the Safe.
    event MessageAnnounced(
        address indexed safe,
        bytes32 indexed messageHash,
        bytes32 head,
        bytes message,
        Announcement announcement,
        uint8 proposerKey,
        uint8 testerKey,
        bytes32 report
    );

    /// @dev Fields: hash, holder, key.
    /// @param hash Of the transaction or message.
    /// @param holder Whose announcement it was.
    /// @param key Of that holder; 255 if the Conclave withdrew it.
    event Withdrawn(address indexed safe, bytes32 indexed hash, bytes32 head, uint8 holder, uint8 key);

    /// @notice A transaction passed: it runs in the same transaction, or none of this happened.
    /// @dev Fields: safeTxHash, proposer, approvers, executor.
    /// @param proposer Holder whose announcement it passed by.
    /// @param approvers Bitmap of the keys whose signatures were counted, one per holder.
    /// @param executor Who called the Safe.
    event Passed(
        address indexed safe,
        bytes32 indexed safeTxHash,
        bytes32 head,
        uint8 proposer,
        uint64 approvers,
        address executor
    );

    /// @notice A module's call passed.
    /// @dev Fields: module, to, value, dataHash, operation.
    event ModulePassed(
        address indexed safe,
        address indexed module,
        bytes32 head,
        address to,
        uint256 value,
        bytes32 dataHash,
        uint8 operation
    );

    /// @dev Fields: module, trusted.
    event ModuleTrusted(address indexed safe, address indexed module, bytes32 head, bool trusted);

    /// @dev Fields: owner, maturesAt, lapsesAt.
    /// @param maturesAt UNIX seconds from which the guard lets itself be removed.
    /// @param lapsesAt UNIX seconds from which it does not any more.
    event ExitAnnounced(
        address indexed safe,
        address indexed owner,
        bytes32 head,
        uint40 maturesAt,
        uint40 lapsesAt
    );

    /// @dev Fields: owner.
    event ExitWithdrawn(address indexed safe, address indexed owner, bytes32 head);

    /// @notice The Safe removes this guard, or this module guard, without the Conclave. With the guard the announcements of all owners are used up.
    /// @dev Fields: owner, selector.
    /// @param owner Whose announcement it passed by.
    /// @param selector `setGuard` or `setModuleGuard`.
    event ExitPassed(address indexed safe, address indexed owner, bytes32 head, bytes4 selector);

    /// @notice Not a link: belongs to no Safe. The module that serves a tier was created.
    event ModuleCreated(uint8 indexed tier, address module);
}
