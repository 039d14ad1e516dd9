// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Announcement} from "../safe/Announcement.sol";
import {SafeTx, Sponsors} from "../safe/SafeTx.sol";
import {IConclave} from "./IConclave.sol";
import {IConclaveGuardErrors} from "./IConclaveGuardErrors.sol";
import {IConclaveGuardEvents} from "./IConclaveGuardEvents.sol";
import {ISafeModuleGuard, ISafeTransactionGuard} from "./ISafeGuards.sol";

/// @title ConclaveGuard: a Safe whose owners are counted as people, and whose transactions are announced first
/// @notice Bound to one Conclave for good, and the guard of any number of Safes (1.3.0 to 1.5.0); all it holds, it holds by Safe. A Safe keeps
/// its owners, its threshold, its nonce and its tools; what changes is when its transactions pass:
///
/// ```
///   announce ──(the tier's delay)──► ready ──(the tier's grace)──► expired: announce again
///      │                               └─ Safe.execTransaction: rules, epoch and owners' signatures judged, as of now ──► passed
///      └─ withdraw
///   announceExit ──(exitDelay)──► setGuard(0) passes with the Safe's threshold alone ──(exitWindow)──► lapsed
/// ```
///
/// The owners' signatures are the Safe's own. Each that is by a key of the roster is looked at: its holder counts once, and the tier's quorum
/// of holders is needed besides the proposer who announced. The Safe's threshold holds all the same.
///
/// Who can do what, and when, also those with bad intent: docs/safe-guard.md. Bytes: docs/formats.md, 10.
///
/// @dev Warning: an owner's signature of a Safe's transaction knows no epoch and no deadline. A void, or an incident of its holder, kills the
/// announcement; under a new announcement old signatures count again, unless the Safe's nonce has moved on.
interface IConclaveGuard is
    ISafeTransactionGuard,
    ISafeModuleGuard,
    IConclaveGuardEvents,
    IConclaveGuardErrors
{
    // Announcing

    /// @notice Announces a transaction of a Safe and starts the tier's delay. Anybody may submit it; consent is what the signatures say.
    /// @dev Reverts unless: the Conclave takes proposals; the tier exists and is not the recovery tier; `now ≤ deadline ≤ now + W`; the epoch is
    /// current; the transaction pays no refund and its nonce is not spent; the rules in force allow it in the tier; the proposer consents with
    /// a usable key of the tier's proposer roles, to `Announce(address safe,bytes32 safeTxHash,uint8 tier,uint8 tester,uint32 epoch,uint40 deadline)`; and the
    /// tester, who is needed if the tier says so and else may come, is another holder and consents with a usable TESTER key, to
    /// `Examine(address safe,bytes32 safeTxHash,uint8 tier,uint32 epoch,uint40 deadline,bytes32 report)`. EIP-712 domain: this contract,
    /// "ConclaveGuard", "1". The proposer names the tester's key, 255 for none, so that whoever submits it leaves out nobody and brings nobody else.
    ///
    /// Holders do not get into each other's way: each has an announcement of their own of the same transaction, and it passes by any. A holder's
    /// next one replaces their last, starts the delay anew, and must have a later deadline: no signature serves twice, in whoever's hands.
    /// @return safeTxHash As the Safe computes it.
    function announce(
        address safe,
        SafeTx calldata transaction,
        uint8 tier,
        uint32 epoch,
        uint40 deadline,
        Sponsors calldata sponsors
    ) external returns (bytes32 safeTxHash);

    /// @notice Announces a message that the Safe is to sign off-chain (ERC-1271), with tier 0's numbers.
    /// @dev As `announce`; the types are `AnnounceMessage(address safe,bytes32 messageHash,uint8 tester,uint32 epoch,uint40 deadline)` and
    /// `ExamineMessage(address safe,bytes32 messageHash,uint32 epoch,uint40 deadline,bytes32 report)`.
    /// @param message What goes into `SafeMessage(bytes message)`: for `isValidSignature(bytes32,bytes)` the hash's 32 bytes.
    /// @return messageHash As the Safe's handlers compute it.
    function announceMessage(
        address safe,
        bytes calldata message,
        uint32 epoch,
        uint40 deadline,
        Sponsors calldata sponsors
    ) external returns (bytes32 messageHash);

    /// @notice Takes back an announcement. By its holder, with any usable key; or by the Conclave, from an executed operation.
    /// @param hash Of the transaction or message.
    /// @param holder Whose announcement it is.
    /// @param key The holder's; ignored if the Conclave calls.
    /// @param signature Of `Withdraw(address safe,bytes32 hash,uint8 holder,uint40 deadline)`, with the announcement's deadline, so that it serves
    /// for this announcement alone; empty if `msg.sender` is the key's address.
    function withdraw(address safe, bytes32 hash, uint8 holder, uint8 key, bytes calldata signature) external;

    // Called by a Safe

    /// @notice Records that the Safe is guarded. Reverts with what is missing: guard, module guard (if the Safe's version has one), fallback
    /// handler, and no modules but the Conclave, modules of this guard and, under the module guard, trusted ones.
    /// @dev Put it last in the batch that adopts. A Safe that sets the guard without it is guarded all the same.
    function adopt() external;

    /// @notice The Safe lets a module call others, under the module guard: no delegatecalls, and nothing to the Safe, the guard, the handler or
    /// the Conclave. Warning: what it calls is not announced.
    function trustModule(address module, bool trusted) external;

    // The way out

    /// @notice An owner of the Safe announces that it may leave. Only of a Safe that has the guard. From `exitDelay` on, for `exitWindow`, a transaction that is exactly
    /// `setGuard(0)` or `setModuleGuard(0)` of the Safe to itself passes with the Safe's own threshold. Neither this nor that asks the Conclave.
    /// @dev Warning: so a threshold of owners whose keys are stolen can be rid of the guard after `exitDelay`, which everybody sees coming. It is
    /// at least W and tier 0's delay: time to replace them through the Conclave's module. Announcing again starts it anew.
    function announceExit(address safe) external;

    /// @notice The owner takes it back. It counts for nothing either while they are no owner.
    function withdrawExit(address safe) external;

    // Modules

    /// @notice The module that lets a tier of the Conclave act for Safes; created at the first call, by anybody.
    function moduleFor(uint8 tier) external returns (address module);

    // Views

    /// @notice Reverts, with what `execTransaction` would say, unless the transaction would pass now by `holder`'s announcement.
    /// @param signatures As for the Safe, which is taken to have verified as many as its threshold: this does not.
    /// @param executor Who calls the Safe.
    /// @return approvers Bitmap of the keys counted.
    function judge(
        address safe,
        SafeTx calldata transaction,
        bytes calldata signatures,
        address executor,
        uint8 holder
    ) external view returns (uint64 approvers);

    /// @notice Reverts unless the signatures make the message valid by an announcement of it. All of them are verified here.
    /// @dev At least the Safe's threshold of owners and tier 0's quorum of holders. No void since, whoever protects.
    /// @return approvers Bitmap of the keys counted.
    function judgeMessage(
        address safe,
        bytes calldata message,
        bytes calldata signatures
    ) external view returns (uint64 approvers);

    /// @notice As `judgeMessage`, by `holder`'s announcement alone.
    function judgeMessageBy(
        address safe,
        bytes calldata message,
        bytes calldata signatures,
        uint8 holder
    ) external view returns (uint64 approvers);

    /// @notice Reverts unless the rules in force let `tier` have `safe` make this call. Tier 0 may make any.
    function checkCall(
        uint8 tier,
        address safe,
        address to,
        uint256 value,
        bytes calldata data
    ) external view;

    /// @return As the Safe computes it.
    function hashTransaction(address safe, SafeTx calldata transaction) external view returns (bytes32);

    /// @return As the Safe's handlers compute it.
    function hashMessage(address safe, bytes calldata message) external view returns (bytes32);

    /// @notice Head of the Safe's record; its genesis if there is no link.
    function head(address safe) external view returns (bytes32);

    /// @notice The first holder's announcement, with the bitmap of the others. Zero if there is none.
    function announcement(address safe, bytes32 hash) external view returns (Announcement);

    /// @notice The announcement by `holder`, first or not. Zero if there is none.
    function announcementBy(address safe, bytes32 hash, uint8 holder) external view returns (Announcement);

    /// @return maturesAt UNIX seconds; zero if the owner announced no exit.
    function exitOf(address safe, address owner) external view returns (uint40 maturesAt);

    function isTrusted(address safe, address module) external view returns (bool);

    /// @return The tier's module; zero if it was not created.
    function moduleOf(uint8 tier) external view returns (address);

    /// @return listed Whether Safes may delegatecall code of this hash, and `batch` whether it is unpacked.
    function delegateOf(bytes32 codeHash) external view returns (bool listed, bool batch);

    function conclave() external view returns (IConclave);

    /// @notice The fallback handler of guarded Safes.
    function handler() external view returns (address);

    /// @notice Seconds.
    function exitDelay() external view returns (uint256);

    /// @notice Seconds.
    function exitWindow() external view returns (uint256);
}
