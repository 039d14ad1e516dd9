// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The first 18 bytes of a packed proposal, because a word of calldata costs twice: at scheduling and at execution.
/// @dev Bits 0-15 lane, 16-23 approvals demanded, 24-55 epoch, 56-95 created, 96-135 deadline, 136-142 number of calls, 143 tested
/// (docs/formats.md, 4).
type Terms is uint256;

using {lane, tier, number, approvals, epoch, created, deadline, callCount, isTested} for Terms global;

/// @dev `tier * 256 + number`.
function lane(Terms terms) pure returns (uint16) {
    return uint16(Terms.unwrap(terms));
}

function number(Terms terms) pure returns (uint8) {
    return uint8(Terms.unwrap(terms));
}

function tier(Terms terms) pure returns (uint8) {
    return uint8(Terms.unwrap(terms) >> 8);
}

/// @dev Distinct holders demanded besides proposer and tester.
function approvals(Terms terms) pure returns (uint8) {
    return uint8(Terms.unwrap(terms) >> 16);
}

function epoch(Terms terms) pure returns (uint32) {
    return uint32(Terms.unwrap(terms) >> 24);
}

/// @dev UNIX seconds.
function created(Terms terms) pure returns (uint40) {
    return uint40(Terms.unwrap(terms) >> 56);
}

/// @dev UNIX seconds; scheduling is possible up to and including it.
function deadline(Terms terms) pure returns (uint40) {
    return uint40(Terms.unwrap(terms) >> 96);
}

/// @dev How many items of the body are calls; the others are post-conditions.
function callCount(Terms terms) pure returns (uint8) {
    return uint8(Terms.unwrap(terms) >> 136) & 127;
}

/// @dev Whether a tester's report comes with it. Not part of what is signed as the proposal.
function isTested(Terms terms) pure returns (bool) {
    return Terms.unwrap(terms) >> 143 != 0;
}
