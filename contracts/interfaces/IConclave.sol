// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveEvents} from "./IConclaveEvents.sol";
import {IConclaveErrors} from "./IConclaveErrors.sol";
import {ICharterValidator} from "./ICharterValidator.sol";
import {IConclaveLens} from "./IConclaveLens.sol";
import {IRetirementGate} from "./IRetirementGate.sol";
import {ConfigView, HolderRecord, KeyRecord} from "../types/State.sol";
import {Stamp} from "../types/Stamp.sol";
import {Word} from "../types/Word.sol";

/// @title Conclave: people, not keys, hold the quorum
/// @notice A timelocked authority. Every change is proposed by one holder, tested by another where its tier says so, approved by further
/// holders, delayed, executed, and provable afterwards from a hash chain whose heads are this contract's storage.
///
/// ```
///                  scheduleProposal              execute or amend (from ready, before expiry)
///   lane idle ───────────────────────────► pending ───────────────────────────► idle, new link
///                                             │ cancel · cancelProtected · clear · stop ──► idle, new link
///                                             │ expired: may be scheduled over
///   A tier without delay does both steps in one transaction.
/// ```
///
/// A key's life: Pending ─activate─► Active ◄─suspend / lapse, lift─► (suspended, by holder) ; Active ─successor's activation or
/// `beginRetirement`─► Retiring ─`retire`─► Retired ; Active or Retiring ─► Compromised. Retired and compromised keys never return.
///
/// Proposals, signatures, stamps, words and links, to the byte: docs/formats.md. Functions marked *self* are called by the Conclave alone,
/// from an executed tier-0 operation.
interface IConclave is IConclaveEvents, IConclaveErrors {
    // Lanes

    /// @notice Schedules a proposal. Anybody may submit it; consent is what the signatures say.
    /// @dev Reverts unless: the lane is idle or expired and `prev` is its word; `created ≤ now ≤ deadline ≤ created + W`; the epoch is
    /// current (recovery excepted); the rules allow each call; the proposer (first), the tester (second, if the proposal comes with a report)
    /// and as many approvers as demanded, all different holders, consent with usable keys. KU-10, GR-03, GR-05.
    ///
    /// A tier without delay runs at once, in the same transaction: calls whose exact calldata the rulebook lists, such as `pause()`. A second
    /// person is needed unless every rule used is marked `alone`. GR-22.
    /// @dev Named for its selector, as the types of `execute` are chosen for theirs: the dispatcher asks for one after the other in their
    /// order, at 22 gas each (docs/adr/0007-gas.md).
    /// @param proposal Packed, with the hash of the report if a tester signed one (docs/formats.md, 4).
    /// @param signatures Packed; whatever follows the last one demanded is ignored.
    function scheduleProposal(bytes calldata proposal, bytes calldata signatures) external;

    /// @notice Runs an operation that has waited out its delay. Open to anybody, unless the tier reserves the first half of grace.
    /// @dev Hands back what `Scheduled` logged. If epoch, roster or rulebook have changed since, consent is counted anew
    /// against what is current; see `OperationDead`. All calls and post-conditions succeed, or all of it reverts.
    function execute(bytes calldata proposal, Stamp stamp) external;

    /// @notice As `execute`, for an operation whose calls name documents.
    /// @param documents For the n-th `amendRoster`, `amendRulebook` or `renew` call: `abi.encode(bytes document, bytes activations)`.
    function amend(bytes calldata proposal, Stamp stamp, bytes[] calldata documents) external;

    /// @notice Records `msg.sender`'s approval of a proposal on-chain, for holders who can only send transactions.
    /// @param id The proposal's id.
    /// @param key Index of the key whose address `msg.sender` is.
    function approve(bytes32 id, uint8 key) external;

    /// @notice A guardian ends a pending operation that is not protected. Shares the guardian's cooldown.
    /// @param word The lane's word.
    /// @param signature The guardian key's `Cancel`; empty if `msg.sender` is its address.
    function cancel(
        uint16 lane,
        Word word,
        uint8 guardian,
        uint40 deadline,
        bytes calldata signature
    ) external;

    /// @notice As `cancel`, for a protected operation that lost so many approvals that it is protected no longer.
    function cancelProtected(
        bytes calldata proposal,
        Stamp stamp,
        uint8 guardian,
        uint40 deadline,
        bytes calldata signature
    ) external;

    /// @notice Anybody clears an operation that `execute` would refuse as dead.
    function clear(bytes calldata proposal, Stamp stamp) external;

    /// @notice Approvers stop a recovery: the k-th attempt takes k of them, at most the blocking minority.
    /// @param signatures Packed `Stop` signatures; length 0 means `msg.sender` is the key's address.
    function stop(uint16 lane, Word word, bytes calldata signatures) external;

    // Register: acts of keys and guardians

    /// @notice Proof of possession: takes a pending key into use, and its predecessor out. KD-3.
    function activate(uint8 key, uint40 deadline, bytes calldata signature) external;

    /// @notice The key itself declares that it is compromised.
    function compromiseOwn(uint8 key, uint40 deadline, bytes calldata signature) external;

    /// @notice A guardian puts a holder's keys out of use for S seconds. Warning: raises the epoch, so signatures collected so far are void.
    function suspend(uint8 holder, uint8 guardian, uint40 deadline, bytes calldata signature) external;

    /// @notice The guardian who suspended ends the suspension early.
    function liftOwn(uint8 holder, uint8 guardian, uint40 deadline, bytes calldata signature) external;

    /// @notice A guardian voids every signature and every operation that is not protected.
    function voidAll(uint8 guardian, uint40 deadline, bytes calldata signature) external;

    /// @notice Puts on record what happened off-chain, witnessed by a key. Kind 1 is the retirement of the key whose hash is `subject`, and
    /// needs a witness who is not its holder.
    function attest(
        uint16 kind,
        bytes32 subject,
        bytes32 hash,
        uint8 witness,
        uint40 deadline,
        bytes calldata signature
    ) external;

    /// @notice Retires a key that is Retiring. Open to anybody. KZ-1.
    /// @dev An EOA must be empty as far as the rulebook watches; other kinds need an attestation of kind 1.
    function retire(uint8 key) external;

    // Self

    /// @notice Replaces the roster by the document with this hash. Also the one thing a recovery tier may do.
    function amendRoster(bytes32 hash) external;

    /// @notice Replaces the rulebook by the document with this hash.
    function amendRulebook(bytes32 hash) external;

    /// @notice Extends expiries; the one proposal that keys expired for less than 90 days may still sign.
    function renew(bytes32 hash) external;

    /// @notice Ends a suspension early.
    function lift(uint8 holder) external;

    /// @notice Declares a key compromised.
    function compromise(uint8 key) external;

    /// @notice Puts a key into Retiring without a successor; refused if tier 0 could then be locked out.
    function beginRetirement(uint8 key) external;

    /// @notice Lets `retire` pass over one item that cannot be read or moved; zero stands for the whole gate.
    function waiveItem(uint8 key, bytes32 item) external;

    /// @notice Makes `isValidSignature(hash, …)` true until `expiry` or the next incident, whichever is first.
    function approveMessage(bytes32 hash, uint40 expiry) external;

    /// @notice Ends this Conclave for good. Warning: move everything to the successor first, in the same batch.
    function close(address successor) external;

    // Views

    /// @notice W: seconds between a proposal's creation and the last moment at which it can be scheduled.
    function signingWindow() external view returns (uint256);

    /// @notice S: seconds until a suspension lapses.
    function suspensionPeriod() external view returns (uint256);

    /// @notice UNIX seconds after which the constructor refuses to run, on whatever chain.
    function deployBefore() external view returns (uint256);

    function validator() external view returns (ICharterValidator);

    function gate() external view returns (IRetirementGate);

    function lens() external view returns (IConclaveLens);

    function config() external view returns (ConfigView memory);

    /// @return The lane's word; the genesis word if it was never used.
    function laneWord(uint16 lane) external view returns (Word);

    /// @return How many lanes of the tier are open; they are numbered from 0.
    function laneCount(uint8 tier) external view returns (uint256);

    function keyRecord(uint8 key) external view returns (KeyRecord memory);

    function holderRecord(uint8 holder) external view returns (HolderRecord memory);

    /// @return Carrier of the roster.
    function rosterCarrier() external view returns (address);

    /// @return Carrier of the rulebook, or zero.
    function rulebookCarrier() external view returns (address);

    function documentAt(uint16 generation) external view returns (address);

    function tombstoned(address identity) external view returns (bool);

    function preApproved(bytes32 id, address identity) external view returns (bool);

    function waived(address identity, bytes32 item) external view returns (bool);
}
