// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What scheduling adds to a proposal: who consented, and under which documents and times.
/// @dev Bits 0-63 approver key indices, 64-71 proposer, 72-79 tester (255 = none), 80-95 roster generation, 96-111 rulebook
/// generation, 112-127 roster serial, 128-167 scheduled at, 168-207 ready, 208-247 reserved for EXECUTOR until (docs/formats.md, 6).
type Stamp is bytes32;

using {
    approvers,
    proposer,
    tester,
    rosterOf,
    rulebookOf,
    generations,
    serial,
    scheduledAt,
    ready,
    reservedUntil
} for Stamp global;

uint8 constant NO_KEY = 255;

function approvers(Stamp stamp) pure returns (uint64) {
    return uint64(uint256(Stamp.unwrap(stamp)));
}

function proposer(Stamp stamp) pure returns (uint8) {
    return uint8(uint256(Stamp.unwrap(stamp)) >> 64);
}

function tester(Stamp stamp) pure returns (uint8) {
    return uint8(uint256(Stamp.unwrap(stamp)) >> 72);
}

function rosterOf(Stamp stamp) pure returns (uint16) {
    return uint16(uint256(Stamp.unwrap(stamp)) >> 80);
}

function rulebookOf(Stamp stamp) pure returns (uint16) {
    return uint16(uint256(Stamp.unwrap(stamp)) >> 96);
}

/// @dev Those of roster and rulebook at once, as `Config.generations`.
function generations(Stamp stamp) pure returns (uint32) {
    return uint32(uint256(Stamp.unwrap(stamp)) >> 80);
}

function serial(Stamp stamp) pure returns (uint16) {
    return uint16(uint256(Stamp.unwrap(stamp)) >> 112);
}

function scheduledAt(Stamp stamp) pure returns (uint40) {
    return uint40(uint256(Stamp.unwrap(stamp)) >> 128);
}

function ready(Stamp stamp) pure returns (uint40) {
    return uint40(uint256(Stamp.unwrap(stamp)) >> 168);
}

function reservedUntil(Stamp stamp) pure returns (uint40) {
    return uint40(uint256(Stamp.unwrap(stamp)) >> 208);
}

/// @dev A stamp is the union of three parts: who signed (bits 0-79, `Consent._count`), `under` and `timed`.
function under(uint32 documentGenerations, uint16 rosterSerial) pure returns (uint256) {
    return (uint256(documentGenerations) << 80) | (uint256(rosterSerial) << 112);
}

/// @dev UNIX seconds, in 40 bits each.
function timed(uint256 scheduled, uint256 readyAt, uint256 reserved) pure returns (uint256) {
    return (scheduled << 128) | (readyAt << 168) | (reserved << 208);
}
