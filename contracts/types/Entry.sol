// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One key of the roster, its 32 bytes as they stand in the document (docs/formats.md, 1). Zero is a vacant index.
type Entry is uint256;

using {
    account,
    kind,
    holder,
    roles,
    predecessor,
    expiresAt,
    since,
    blobOffset,
    isVacant,
    isExpired
} for Entry global;

/// @dev A roster field, never guessed from code: an EOA stays one when EIP-7702 puts code there.
uint8 constant KIND_EOA = 0;
uint8 constant KIND_ERC1271 = 1;
uint8 constant KIND_ERC7913 = 2;

uint8 constant PROPOSER = 1;
uint8 constant APPROVER = 2;
uint8 constant TESTER = 4;
uint8 constant GUARDIAN = 8;
uint8 constant RECOVERY = 16;
uint8 constant EXECUTOR = 32;
/// @dev Marks a key that holds several roles on purpose.
uint8 constant SEVERAL = 64;

/// @dev The key's own address, or its ERC-7913 verifier's.
function account(Entry entry) pure returns (address) {
    return address(uint160(Entry.unwrap(entry) >> 96));
}

function kind(Entry entry) pure returns (uint8) {
    return uint8(Entry.unwrap(entry) >> 88);
}

function holder(Entry entry) pure returns (uint8) {
    return uint8(Entry.unwrap(entry) >> 80);
}

function roles(Entry entry) pure returns (uint8) {
    return uint8(Entry.unwrap(entry) >> 72);
}

/// @dev Index of the key this one succeeds, or 255.
function predecessor(Entry entry) pure returns (uint8) {
    return uint8(Entry.unwrap(entry) >> 64);
}

/// @dev UNIX seconds (the document holds minutes); the key is usable strictly before.
function expiresAt(Entry entry) pure returns (uint256) {
    return uint256(uint32(Entry.unwrap(entry) >> 32)) * 60;
}

/// @dev Serial of the roster with which the entry entered.
function since(Entry entry) pure returns (uint16) {
    return uint16(Entry.unwrap(entry) >> 16);
}

function blobOffset(Entry entry) pure returns (uint16) {
    return uint16(Entry.unwrap(entry));
}

function isVacant(Entry entry) pure returns (bool) {
    return Entry.unwrap(entry) == 0;
}

function isExpired(Entry entry, uint256 time) pure returns (bool) {
    return time >= expiresAt(entry);
}
