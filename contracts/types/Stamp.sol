// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What scheduling adds to a proposal: who consented, and under which documents and times.
/// @dev Bits 0-63 approver key indices, 64-71 proposer, 72-79 tester (255 = none), 80-95 roster generation, 96-111 rulebook
/// generation, 112-127 roster serial, 128-167 scheduled at, 168-207 ready, 208-247 reserved for EXECUTOR until (docs/formats.md, 6).
type Stamp is uint256;

using {
    approvers,
    proposer,
    tester,
    rosterOf,
    rulebookOf,
    serial,
    scheduledAt,
    ready,
    reservedUntil
} for Stamp global;

uint8 constant NO_KEY = 255;

function approvers(Stamp stamp) pure returns (uint64) {
    return uint64(Stamp.unwrap(stamp));
}

function proposer(Stamp stamp) pure returns (uint8) {
    return uint8(Stamp.unwrap(stamp) >> 64);
}

function tester(Stamp stamp) pure returns (uint8) {
    return uint8(Stamp.unwrap(stamp) >> 72);
}

function rosterOf(Stamp stamp) pure returns (uint16) {
    return uint16(Stamp.unwrap(stamp) >> 80);
}

function rulebookOf(Stamp stamp) pure returns (uint16) {
    return uint16(Stamp.unwrap(stamp) >> 96);
}

function serial(Stamp stamp) pure returns (uint16) {
    return uint16(Stamp.unwrap(stamp) >> 112);
}

function scheduledAt(Stamp stamp) pure returns (uint40) {
    return uint40(Stamp.unwrap(stamp) >> 128);
}

function ready(Stamp stamp) pure returns (uint40) {
    return uint40(Stamp.unwrap(stamp) >> 168);
}

function reservedUntil(Stamp stamp) pure returns (uint40) {
    return uint40(Stamp.unwrap(stamp) >> 208);
}

/// @dev A stamp is the union of three parts: `signedBy`, `under` and `timed`.
function signedBy(uint64 approverKeys, uint8 proposerKey, uint8 testerKey) pure returns (uint256) {
    return uint256(approverKeys) | (uint256(proposerKey) << 64) | (uint256(testerKey) << 72);
}

function under(
    uint16 rosterGeneration,
    uint16 rulebookGeneration,
    uint16 rosterSerial
) pure returns (uint256) {
    return
        (uint256(rosterGeneration) << 80) |
        (uint256(rulebookGeneration) << 96) |
        (uint256(rosterSerial) << 112);
}

function timed(uint256 scheduled, uint256 readyAt, uint256 reserved) pure returns (uint256) {
    return
        (uint256(uint40(scheduled)) << 128) |
        (uint256(uint40(readyAt)) << 168) |
        (uint256(uint40(reserved)) << 208);
}
