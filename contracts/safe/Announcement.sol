// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One holder's announcement of one transaction or message of a Safe, in the one word that is stored.
/// @dev Bits 0-63 other holders who announced the same (in the first announcer's word alone), 64-95 epoch, 96-135 announced at, 136-175
/// deadline, 176-199 delay, 200-223 grace, 224-231 tier, 232-239 proposer's holder, 240-247 tester's holder (255 = none), 248 standing
/// (docs/formats.md, 9).
type Announcement is uint256;

using {
    others,
    epoch,
    announcedAt,
    deadline,
    delay,
    expiresAt,
    tier,
    proposer,
    tester,
    isStanding,
    isSet,
    withOther,
    withOthers,
    withdrawn
} for Announcement global;

uint8 constant NO_HOLDER = 255;

uint256 constant STANDING = 1 << 248;

/// @dev Bitmap of the holders, the first one aside.
function others(Announcement a) pure returns (uint64) {
    return uint64(Announcement.unwrap(a));
}

/// @dev The Conclave's at the time.
function epoch(Announcement a) pure returns (uint32) {
    return uint32(Announcement.unwrap(a) >> 64);
}

/// @dev UNIX seconds.
function announcedAt(Announcement a) pure returns (uint40) {
    return uint40(Announcement.unwrap(a) >> 96);
}

/// @dev UNIX seconds, as signed. The holder's next announcement of the same must have a later one, which makes each good for one use.
function deadline(Announcement a) pure returns (uint40) {
    return uint40(Announcement.unwrap(a) >> 136);
}

/// @dev Seconds, the tier's at the time.
function delay(Announcement a) pure returns (uint256) {
    return uint24(Announcement.unwrap(a) >> 176);
}

/// @dev UNIX seconds; usable strictly before.
function expiresAt(Announcement a) pure returns (uint256) {
    return announcedAt(a) + delay(a) + uint24(Announcement.unwrap(a) >> 200);
}

function tier(Announcement a) pure returns (uint8) {
    return uint8(Announcement.unwrap(a) >> 224);
}

function proposer(Announcement a) pure returns (uint8) {
    return uint8(Announcement.unwrap(a) >> 232);
}

function tester(Announcement a) pure returns (uint8) {
    return uint8(Announcement.unwrap(a) >> 240);
}

/// @dev Neither withdrawn nor absent. What was withdrawn stays, for its deadline.
function isStanding(Announcement a) pure returns (bool) {
    return Announcement.unwrap(a) & STANDING != 0;
}

function isSet(Announcement a) pure returns (bool) {
    return Announcement.unwrap(a) != 0;
}

function withOther(Announcement a, uint8 holder) pure returns (Announcement) {
    return Announcement.wrap(Announcement.unwrap(a) | (1 << holder));
}

/// @dev `a`, which names no others, with those that `first` names.
function withOthers(Announcement a, Announcement first) pure returns (Announcement) {
    return Announcement.wrap(Announcement.unwrap(a) | others(first));
}

function withdrawn(Announcement a) pure returns (Announcement) {
    return Announcement.wrap(Announcement.unwrap(a) & ~STANDING);
}

/// @param delay_ Seconds, at most 90 days, which fit 24 bits; likewise the grace.
function announced(
    uint32 epoch_,
    uint256 now_,
    uint40 deadline_,
    uint32 delay_,
    uint32 grace_,
    uint8 tier_,
    uint8 proposer_,
    uint8 tester_
) pure returns (Announcement) {
    uint256 word = STANDING | (uint256(epoch_) << 64) | (now_ << 96) | (uint256(deadline_) << 136);
    word |= (uint256(delay_) << 176) | (uint256(grace_) << 200) | (uint256(tier_) << 224);
    return Announcement.wrap(word | (uint256(proposer_) << 232) | (uint256(tester_) << 240));
}
