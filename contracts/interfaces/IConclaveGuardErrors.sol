// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What a ConclaveGuard refuses
/// @notice Beside what it has in common with the Conclave, for which it uses the Conclave's errors (`IConclaveErrors`): ConclaveClosed,
/// SchedulingNotOpen, UnknownTier, StaleEpoch, DeadlinePassed, UnknownKey, KeyNotActive, KeyExpired, HolderIsSuspended, RoleMissing,
/// InvalidSignature, HolderCountedTwice, TesterNeeded, ApprovalsMissing, RulebookMissing, CallNotAllowed, ValueAboveRule, TargetHasNoCode. In
/// errors about calls, `call` counts the calls of a batch from 0.
interface IConclaveGuardErrors {
    // Construction
    error ExitDelayOutOfRange(uint256 exitDelay, uint256 least, uint256 most);
    error ExitWindowOutOfRange(uint256 exitWindow, uint256 least, uint256 most);
    error DelegateInvalid(bytes32 codeHash);

    // Announcing
    error RefundRefused(uint256 gasPrice);
    error NonceSpent(uint256 nonce, uint256 current);
    error DeadlineTooFar(uint40 deadline, uint256 latest);
    error DeadlineNotLater(uint40 deadline, uint40 last);
    error ReportMissing(uint8 testerKey);
    error RecoveryTierRefused(uint8 tier);
    error NotAnnounced(address safe, bytes32 hash);
    error NotAnnouncedBy(address safe, bytes32 hash, uint8 holder);
    error KeyOfAnotherHolder(uint8 key, uint8 holder);

    // Passing
    error AnnouncementNotReady(bytes32 hash, uint256 readyAt, uint256 now_);
    error AnnouncementExpired(bytes32 hash, uint256 expiresAt, uint256 now_);
    error AnnouncementVoided(bytes32 hash, uint32 epoch, uint32 lastVoid);
    error ExecutorsFirst(bytes32 hash, uint256 until);
    error ProposerDropped(uint8 holder);
    error TesterDropped(uint8 holder);
    error ExecutionFailed(bytes32 hash);
    error TierZeroOnly(uint256 call, address target, uint8 tier);
    error DelegatecallRefused(address target, bytes32 codeHash);
    error OperationInvalid(uint8 operation);
    error BatchMalformed(uint256 offset);
    error NestedOperationRefused(uint256 call, uint8 operation);
    error ModuleEnablingRefused(address module);

    // Signatures
    error SignaturesTooShort(uint256 length, uint256 threshold);
    error SurplusSignatureInvalid(uint256 position, address owner);
    error OwnerTombstoned(address owner);
    error PersonMissing(uint256 wallets);

    // Modules, adoption, exit
    error ModuleRefused(address module);
    error ModuleTooWild(address module, address to, uint8 operation);
    error ModuleCallFailed(address safe, bytes reason);
    error OnlyConclave(address caller);
    error OnlyOwner(address caller);
    error NoExit(address safe, address owner);
    error GuardNotSet(address safe, address guard);
    error ModuleGuardNotSet(address safe, address guard);
    error HandlerNotSet(address safe, address handler);
    error ModuleNotTrusted(address safe, address module);
    error TooManyModules(address safe);
}
