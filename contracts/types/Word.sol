// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A lane's storage word: nonce, commitment and head of the audit trail at once.
/// @dev 223-bit hash, protected (1), expiry in minutes (31), pending (1) (docs/formats.md, 7).
type Word is bytes32;

using {isPending, isProtected, hasExpired, isSet, equals as ==, differs as !=} for Word global;

uint256 constant LOW_BITS = (1 << 33) - 1;
uint256 constant MINUTE_MASK = (1 << 31) - 1;

function isSet(Word word) pure returns (bool) {
    return Word.unwrap(word) != 0;
}

function isPending(Word word) pure returns (bool) {
    return uint256(Word.unwrap(word)) & 1 == 1;
}

function isProtected(Word word) pure returns (bool) {
    return (uint256(Word.unwrap(word)) >> 32) & 1 == 1;
}

/// @dev The one predicate for expiry, used by scheduling, execution and cancellation alike.
function hasExpired(Word word) view returns (bool) {
    // Minutes of 31 bits.
    unchecked {
        return block.timestamp >= ((uint256(Word.unwrap(word)) >> 1) & MINUTE_MASK) * 60;
    }
}

function equals(Word a, Word b) pure returns (bool) {
    return Word.unwrap(a) == Word.unwrap(b);
}

function differs(Word a, Word b) pure returns (bool) {
    return Word.unwrap(a) != Word.unwrap(b);
}

/// @dev A word with nothing pending.
function idle(bytes32 hash) pure returns (Word) {
    return Word.wrap(bytes32(uint256(hash) & ~LOW_BITS));
}

/// @param expiry UNIX seconds, rounded up to the next minute.
function pending(bytes32 hash, bool protected_, uint256 expiry) pure returns (Word) {
    uint256 flag;
    if (protected_) flag = 1 << 32;
    // Seconds of 40 bits.
    unchecked {
        return Word.wrap(bytes32((uint256(hash) & ~LOW_BITS) | flag | (((expiry + 59) / 60) << 1) | 1));
    }
}
