// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @notice A member of a role, in one word (docs/formats.md, 11). Zero: none.
/// @dev Bits 0-111 execution delay, 112-151 since, 152-191 until, 192-231 lapses at, 232-239 key, 240-247 holder, 248 live, 249 alarm raised.
type Grant is uint256;

/// @dev Of `until` and `lapsesAt`: never.
uint40 constant NEVER = type(uint40).max;
/// @dev Of `key`: a declared contract. Of `holder`: nobody's alone.
uint8 constant NONE = 255;

using {delay, since, until, lapsesAt, key, holder, isLive, isAlarmed, isSet, isCurrent} for Grant global;

function delay(Grant grant) pure returns (Time.Delay) {
    return Time.Delay.wrap(uint112(Grant.unwrap(grant)));
}

/// @dev UNIX seconds from which it counts.
function since(Grant grant) pure returns (uint40) {
    return uint40(Grant.unwrap(grant) >> 112);
}

/// @dev UNIX seconds; it counts strictly before.
function until(Grant grant) pure returns (uint40) {
    return uint40(Grant.unwrap(grant) >> 152);
}

/// @dev UNIX seconds at which it stops counting unless it is reviewed before.
function lapsesAt(Grant grant) pure returns (uint40) {
    return uint40(Grant.unwrap(grant) >> 192);
}

/// @dev Index in the roster.
function key(Grant grant) pure returns (uint8) {
    return uint8(Grant.unwrap(grant) >> 232);
}

function holder(Grant grant) pure returns (uint8) {
    return uint8(Grant.unwrap(grant) >> 240);
}

function isLive(Grant grant) pure returns (bool) {
    return (Grant.unwrap(grant) >> 248) & 1 == 1;
}

function isAlarmed(Grant grant) pure returns (bool) {
    return (Grant.unwrap(grant) >> 249) & 1 == 1;
}

function isSet(Grant grant) pure returns (bool) {
    return Grant.unwrap(grant) != 0;
}

/// @dev Begun, neither at its end nor lapsed. Of live ones the Conclave has still to be asked.
function isCurrent(Grant grant, uint256 time) pure returns (bool) {
    return time >= since(grant) && time < until(grant) && time < lapsesAt(grant) && isSet(grant);
}
