// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {Terms} from "./Terms.sol";

/// @notice A member of a role, in one word (docs/formats.md, 11). Zero: none.
/// @dev Bits 0-103 execution delay, 104-143 since, 144-183 until, 184-223 review due, 224-231 grace in days (255 = does not lapse), 232-239
/// key, 240-247 holder, 248 live, 249 alarm raised. The delay is OpenZeppelin's `Time.Delay` less eight bits of its time of effect.
type Grant is uint256;

/// @dev Of `until` and `lapsesAt`: never.
uint40 constant NEVER = type(uint40).max;
/// @dev Of `key`: a declared contract. Of `holder`: nobody's alone. Of the grace: does not lapse.
uint8 constant NONE = 255;

uint256 constant DELAY_MASK = type(uint104).max;
uint256 constant UNTIL_PLACE = 144;
uint256 constant DUE_PLACE = 184;
uint256 constant KEY_PLACE = 232;
uint256 constant LIVE = 1 << 248;
uint256 constant ALARM = 1 << 249;
/// @dev Grace and live: what follows the role's terms.
uint256 constant TERMS_MASK = (uint256(NONE) << 224) | LIVE;
/// @dev Due and alarm raised: what a review sets anew.
uint256 constant REVIEW_MASK = (uint256(NEVER) << DUE_PLACE) | ALARM;

using {
    delay,
    delayAt,
    since,
    until,
    due,
    lapses,
    lapsesAt,
    key,
    holder,
    isLive,
    isAlarmed,
    isSet,
    hasEnded,
    isAs,
    withDelay,
    withUntil,
    withKey,
    withTerms,
    withReview,
    withAlarm
} for Grant global;

function delay(Grant grant) pure returns (Time.Delay) {
    return Time.Delay.wrap(uint112(Grant.unwrap(grant) & DELAY_MASK));
}

/// @dev What `Time.Delay.get` says, in fewer steps: it is asked at each call.
function delayAt(Grant grant, uint256 time) pure returns (uint32) {
    uint256 word = Grant.unwrap(grant);
    return time >= uint40(word >> 64) ? uint32(word) : uint32(word >> 32);
}

/// @dev UNIX seconds from which it counts.
function since(Grant grant) pure returns (uint40) {
    return uint40(Grant.unwrap(grant) >> 104);
}

/// @dev UNIX seconds; it counts strictly before.
function until(Grant grant) pure returns (uint40) {
    return uint40(Grant.unwrap(grant) >> UNTIL_PLACE);
}

/// @dev UNIX seconds by which it is to be reviewed.
function due(Grant grant) pure returns (uint40) {
    return uint40(Grant.unwrap(grant) >> DUE_PLACE);
}

/// @dev Whether it ends for want of a review.
function lapses(Grant grant) pure returns (bool) {
    return uint8(Grant.unwrap(grant) >> 224) != NONE;
}

/// @dev UNIX seconds at which it stops counting unless it is reviewed before.
function lapsesAt(Grant grant) pure returns (uint40) {
    if (!lapses(grant)) return NEVER;
    // 40 bits and a byte of days.
    unchecked {
        return _capped(uint256(due(grant)) + uint256(uint8(Grant.unwrap(grant) >> 224)) * 1 days);
    }
}

/// @dev Index in the roster.
function key(Grant grant) pure returns (uint8) {
    return uint8(Grant.unwrap(grant) >> KEY_PLACE);
}

function holder(Grant grant) pure returns (uint8) {
    return uint8(Grant.unwrap(grant) >> 240);
}

function isLive(Grant grant) pure returns (bool) {
    return Grant.unwrap(grant) & LIVE != 0;
}

function isAlarmed(Grant grant) pure returns (bool) {
    return Grant.unwrap(grant) & ALARM != 0;
}

function isSet(Grant grant) pure returns (bool) {
    return Grant.unwrap(grant) != 0;
}

/// @dev At its end, or lapsed; also where there is none. What `lapsesAt` says, in fewer steps: it is asked at each call.
function hasEnded(Grant grant, uint256 time) pure returns (bool) {
    if (time >= until(grant)) return true;
    // 40 bits and a byte of days.
    unchecked {
        uint256 grace = uint8(Grant.unwrap(grant) >> 224);
        return grace != NONE && time >= due(grant) + grace * 1 days;
    }
}

/// @dev Whether it is the same word, whatever alarm was raised in between: that says nothing about what was looked at.
function isAs(Grant grant, bytes32 word) pure returns (bool) {
    return Grant.unwrap(grant) | ALARM == uint256(word) | ALARM;
}

function withDelay(Grant grant, Time.Delay value) pure returns (Grant) {
    return Grant.wrap((Grant.unwrap(grant) & ~DELAY_MASK) | SafeCast.toUint104(Time.Delay.unwrap(value)));
}

function withUntil(Grant grant, uint40 end) pure returns (Grant) {
    return
        Grant.wrap((Grant.unwrap(grant) & ~(uint256(NEVER) << UNTIL_PLACE)) | (uint256(end) << UNTIL_PLACE));
}

function withKey(Grant grant, uint8 index) pure returns (Grant) {
    return Grant.wrap((Grant.unwrap(grant) & ~(uint256(NONE) << KEY_PLACE)) | (uint256(index) << KEY_PLACE));
}

function withTerms(Grant grant, Terms memory terms) pure returns (Grant) {
    uint256 word = uint256(terms.critical ? NONE : terms.grace / 1 days) << 224;
    if (terms.live) word |= LIVE;
    return Grant.wrap((Grant.unwrap(grant) & ~TERMS_MASK) | word);
}

/// @dev As from a review at `time`, or from its beginning if that is later. Whatever alarm was raised is answered.
function withReview(Grant grant, uint256 period, uint256 time) pure returns (Grant) {
    if (time < since(grant)) time = since(grant);
    uint256 word = uint256(_capped(time + period)) << DUE_PLACE;
    return Grant.wrap((Grant.unwrap(grant) & ~REVIEW_MASK) | word);
}

function withAlarm(Grant grant) pure returns (Grant) {
    return Grant.wrap(Grant.unwrap(grant) | ALARM);
}

/// @dev A grant of no terms and never reviewed: `withTerms` and `withReview` come next.
function begun(Time.Delay executionDelay, uint256 from, uint8 index, uint8 of_) pure returns (Grant) {
    uint256 word = (uint256(SafeCast.toUint40(from)) << 104) | (uint256(NEVER) << UNTIL_PLACE);
    word |= (uint256(index) << KEY_PLACE) | (uint256(of_) << 240);
    return withDelay(Grant.wrap(word), executionDelay);
}

function _capped(uint256 time) pure returns (uint40) {
    return time < NEVER ? uint40(time) : NEVER;
}
