// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What grants of a role are like.
/// @param term Longest a grant lasts from when it begins, seconds; 0 = no end of its own.
/// @param period Seconds between two reviews of a grant: 1 to 400 days.
/// @param grace Seconds after which a grant whose review is overdue stops counting: whole days, at most 90.
/// @param reviewer Role whose members review; 0 = the Conclave alone.
/// @param critical Never lapses for want of a review, and only the Conclave drops its grants: for switches such as pause.
/// @param live Whether each call asks the Conclave if the member's key may be used, so that a suspension holds at once.
struct Terms {
    uint32 term;
    uint32 period;
    uint32 grace;
    uint64 reviewer;
    bool critical;
    bool live;
}

/// @notice One decision of a review.
/// @param grant The grant's word that the reviewer looked at.
struct Decision {
    address account;
    bytes32 grant;
    bool keep;
}
