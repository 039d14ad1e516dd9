// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fate, KeyState} from "../types/State.sol";
import {Word} from "../types/Word.sol";

/// @title What a Conclave refuses
interface IConclaveErrors {
    // The whole
    error DeployedTooLate(uint256 deployBefore, uint256 now_);
    error SigningWindowOutOfRange(uint256 signingWindow, uint256 limit);
    error SuspensionOutOfRange(uint256 suspension);
    error WrongCode(address helper);
    error CharterRefused();
    error ConclaveClosed();
    error SchedulingNotOpen();
    error OnlySelf(address caller);

    // Lanes and proposals
    error UnknownTier(uint8 tier);
    error LaneNotNext(uint16 lane, uint256 next);
    error LaneBusy(uint16 lane, Word word);
    error LaneMoved(uint16 lane, Word word, bytes32 prev);
    error LaneNotPending(uint16 lane);
    error OutsideWindow(uint40 created, uint40 deadline, uint256 now_);
    error StaleEpoch(uint32 epoch, uint32 current);
    error TooFewDemanded(uint8 demanded, uint8 needed);
    error NotRecovery(uint16 lane);
    error SelfCallRefused(uint256 call);
    error CallNotAllowed(uint256 call, address target, bytes4 selector, uint8 tier);
    error ValueAboveRule(uint256 call, uint256 value, uint256 limit);

    // Consent
    error UnknownKey(uint8 key);
    error KeyNotActive(uint8 key, KeyState state);
    error KeyExpired(uint8 key, uint256 expiresAt);
    error HolderIsSuspended(uint8 holder, uint40 until);
    error RoleMissing(uint8 key, uint8 neededRoles);
    error InvalidSignature(uint8 key);
    error HolderCountedTwice(uint8 holder, uint8 key);
    error WalletsFillQuorum(uint8 key);
    error TesterNeeded(uint8 tier);
    error ApprovalsMissing(uint256 counted, uint256 demanded);
    error AlreadyPreApproved(bytes32 id, uint8 key);
    error DeadlinePassed(uint40 deadline, uint256 now_);

    // Execution
    error OperationUnknown(uint16 lane, Word word);
    error OperationNotReady(uint16 lane, uint256 readyAt, uint256 now_);
    error OperationExpired(uint16 lane);
    error OperationProtected(uint16 lane);
    error OperationDead(uint16 lane, Fate fate);
    error OperationStands(uint16 lane);
    error ReservedForExecutor(uint16 lane, uint256 until);
    error InsufficientGas(uint256 call, uint256 minGas);
    error TargetHasNoCode(uint256 call, address target);
    error CallFailed(uint256 call, bytes reason);
    error DocumentMissing(uint256 call);
    error DocumentMismatch(bytes32 expected, bytes32 actual);
    error ConditionUnreadable(uint256 condition);
    error ConditionFailed(uint256 condition, bytes32 actual, bytes32 expected);

    // Register
    error UnexpectedKeyState(uint8 key, KeyState state, KeyState wanted);
    error KeyStillInUse(uint8 key, KeyState state, uint256 until);
    error Tombstoned(uint8 key, address identity);
    error GuardianCooling(uint8 holder, uint40 readyAt);
    error RecoveryUntouchable(uint16 lane);
    error UnknownHolder(uint8 holder);
    error NotSuspended(uint8 holder);
    error NotSuspendedBy(uint8 holder, uint8 guardianHolder);
    error AlreadyAttested(uint16 kind, bytes32 subject, bytes32 hash);
    error WitnessMissing(uint8 key);
    error RulebookMissing();
    error ItemNotClear(uint8 key, bytes32 item);
    error NotEnoughToStop(uint256 counted, uint256 needed);
}
