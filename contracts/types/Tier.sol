// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One tier of the roster: its 12 bytes in the low end of a word (docs/formats.md, 1).
type Tier is uint256;

using {
    quorum,
    overrideCount,
    countedRoles,
    flags,
    delay,
    grace,
    needsTester,
    isRecovery,
    executorFirst,
    isEmergency,
    proposerRoles
} for Tier global;

uint8 constant TESTER_NEEDED = 1;
uint8 constant RECOVERY_TIER = 2;
uint8 constant EXECUTOR_FIRST = 4;

/// @dev Approvals needed, in distinct holders.
function quorum(Tier tier) pure returns (uint8) {
    return uint8(Tier.unwrap(tier) >> 88);
}

/// @dev Approvals from which an operation is protected from guardians; 255 = never.
function overrideCount(Tier tier) pure returns (uint8) {
    return uint8(Tier.unwrap(tier) >> 80);
}

/// @dev Mask of the roles whose approval counts.
function countedRoles(Tier tier) pure returns (uint8) {
    return uint8(Tier.unwrap(tier) >> 72);
}

function flags(Tier tier) pure returns (uint8) {
    return uint8(Tier.unwrap(tier) >> 64);
}

/// @dev Seconds.
function delay(Tier tier) pure returns (uint32) {
    return uint32(Tier.unwrap(tier) >> 32);
}

/// @dev Seconds.
function grace(Tier tier) pure returns (uint32) {
    return uint32(Tier.unwrap(tier));
}

function needsTester(Tier tier) pure returns (bool) {
    return flags(tier) & TESTER_NEEDED != 0;
}

function isRecovery(Tier tier) pure returns (bool) {
    return flags(tier) & RECOVERY_TIER != 0;
}

function executorFirst(Tier tier) pure returns (bool) {
    return flags(tier) & EXECUTOR_FIRST != 0;
}

/// @dev A tier without delay; it does nothing but the exact calldata its rules list.
function isEmergency(Tier tier) pure returns (bool) {
    return delay(tier) == 0;
}

/// @dev Who may propose: PROPOSER, in an emergency also whoever's approval counts, in recovery RECOVERY alone.
function proposerRoles(Tier tier) pure returns (uint8) {
    if (isRecovery(tier)) return 16;
    return isEmergency(tier) ? 1 | countedRoles(tier) : 1;
}
