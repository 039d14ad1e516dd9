// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What a charter must fulfil before a Conclave takes it (docs/invariants.md, 2, 4, 6, 7)
/// @notice Stateless and called by STATICCALL. Each check reverts with an error that says which rule is broken and for whom; if it
/// passes it returns its own selector, and anything else means refuse.
interface ICharterValidator {
    /// @param now_ UNIX seconds, the time to judge expiries at.
    /// @param signingWindow W, seconds.
    /// @param suspension S, seconds.
    /// @param conclave The Conclave's own address, which no key may have.
    struct Setting {
        uint256 now_;
        uint256 signingWindow;
        uint256 suspension;
        address conclave;
    }

    /// @param active Keys in use, suspended holders' included.
    /// @param activating Keys whose activation comes with the amendment.
    /// @param pending Keys of the old roster never activated.
    struct KeyStates {
        uint64 active;
        uint64 activating;
        uint64 pending;
    }

    error DocumentMalformed(uint256 offset);
    error TierCountOutOfRange(uint256 count);
    error TierZeroTooWeak(uint8 approvals);
    error TierZeroHasNoDelay();
    error UnknownTierFlags(uint8 tier, uint8 flags);
    error TierWithoutApprovals(uint8 tier);
    error OverrideBelowApprovals(uint8 tier, uint8 overrideCount, uint8 approvals);
    error DelayTooLong(uint8 tier, uint32 delay, uint32 limit);
    error DelayAboveTierZero(uint8 tier, uint32 delay, uint32 tierZeroDelay);
    error RecoveryTooQuick(uint8 tier, uint32 delay, uint256 minimum);
    error GraceOutOfRange(uint8 tier, uint32 grace);
    error TwoRecoveryTiers(uint8 first, uint8 second);
    error RecoveryRolesWrong(uint8 tier);
    error RolesDoNotCount(uint8 tier, uint8 roles);
    error UnknownKind(uint8 key, uint8 kind);
    error HolderOutOfRange(uint8 key, uint8 holder);
    error RolesMissing(uint8 key);
    error RolesUnmarked(uint8 key, uint8 roles);
    /// @notice Thrown when the address is zero or a precompile's.
    error SignerEmpty(uint8 key);
    /// @notice Thrown when an ERC-7913 key is not a curve point of 64 bytes: verifiers ignore what follows, and one secret could pose as two.
    error KeyNotAPoint(uint8 key, uint256 length);
    error SignerIsConclave(uint8 key);
    error DuplicateSigner(uint8 first, uint8 second);
    error GuardianApproves(uint8 holder);
    error CooldownTooShort(uint256 cooldown, uint256 minimum);
    error PredecessorWrong(uint8 key, uint8 predecessor);
    error SerialWrong(uint16 serial, uint16 expected);
    error EntryChanged(uint8 key);
    error EnteredWrong(uint8 key, uint16 since);
    /// @param removed The holder without whom the tier cannot act; 255 if it cannot act with everybody there.
    error TierLockedOut(uint8 tier, uint8 removed);
    error RenewalChanges(uint256 offset);
    error RenewalTooFar(uint8 key, uint256 expiresAt);
    error RulesUnsorted(uint256 index);
    error TierMaskEmpty(uint256 index);
    error UnknownItem(uint256 index);

    /// @notice A first roster; pending keys count.
    function checkGenesis(bytes calldata roster, Setting calldata setting) external view returns (bytes4);

    /// @notice A roster that is to replace `old`; only activated keys count for tier 0.
    function checkAmendment(
        bytes calldata old,
        bytes calldata roster,
        KeyStates calldata states,
        Setting calldata setting
    ) external view returns (bytes4);

    /// @notice A roster that differs from `old` in later expiries alone, each at most a year from now.
    function checkRenewal(
        bytes calldata old,
        bytes calldata roster,
        uint256 now_
    ) external view returns (bytes4);

    /// @notice A rulebook with the given serial.
    function checkRulebook(bytes calldata rulebook, uint16 serial) external view returns (bytes4);

    /// @notice That tier 0 can act with `active` keys: with everybody there, or (`withoutAny`) also without any one holder.
    /// @param pending Keys never activated; a pending successor weakens its predecessor.
    function checkAble(
        bytes calldata roster,
        uint64 active,
        uint64 pending,
        bool withoutAny,
        uint256 now_
    ) external view returns (bytes4);
}
