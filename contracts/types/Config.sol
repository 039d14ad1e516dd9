// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The one storage word that every act reads. A value type, not a storage struct: taking nine fields apart into memory costs more
/// than the rest of reading it.
/// @dev Bits 0-63 unusable, 64-95 epoch, 96-127 last void, 128-143 roster, 144-159 rulebook, 160-175 documents, 176-183 attempts,
/// 184 opened, 192 closed. What they mean: `ConfigView`.
type Config is uint256;

using {
    unusable,
    epoch,
    lastVoid,
    roster,
    rulebook,
    generations,
    documents,
    attempts,
    opened,
    closed,
    takesProposals,
    withUnusable,
    withNextEpoch,
    withVoid,
    withRoster,
    withRulebook,
    withNextDocument,
    withAttempts,
    open,
    close
} for Config global;

uint256 constant UNUSABLE_MASK = type(uint64).max;

function unusable(Config config) pure returns (uint64) {
    return uint64(Config.unwrap(config));
}

function epoch(Config config) pure returns (uint32) {
    return uint32(Config.unwrap(config) >> 64);
}

function lastVoid(Config config) pure returns (uint32) {
    return uint32(Config.unwrap(config) >> 96);
}

function roster(Config config) pure returns (uint16) {
    return uint16(Config.unwrap(config) >> 128);
}

function rulebook(Config config) pure returns (uint16) {
    return uint16(Config.unwrap(config) >> 144);
}

/// @dev Those of roster and rulebook at once, as `Stamp.generations`.
function generations(Config config) pure returns (uint32) {
    return uint32(Config.unwrap(config) >> 128);
}

function documents(Config config) pure returns (uint16) {
    return uint16(Config.unwrap(config) >> 160);
}

function attempts(Config config) pure returns (uint8) {
    return uint8(Config.unwrap(config) >> 176);
}

function opened(Config config) pure returns (bool) {
    return (Config.unwrap(config) >> 184) & 1 == 1;
}

function closed(Config config) pure returns (bool) {
    return (Config.unwrap(config) >> 192) & 1 == 1;
}

/// @dev Opened and not closed.
function takesProposals(Config config) pure returns (bool) {
    return (Config.unwrap(config) >> 184) & 0x101 == 1;
}

function withUnusable(Config config, uint64 keys) pure returns (Config) {
    return Config.wrap((Config.unwrap(config) & ~UNUSABLE_MASK) | keys);
}

/// @dev Checked: an epoch that would not fit reverts, as a storage field's would.
function withNextEpoch(Config config) pure returns (Config) {
    return _with(config, 64, type(uint32).max, uint32(epoch(config) + 1));
}

/// @dev The current epoch is the one that the void began.
function withVoid(Config config) pure returns (Config) {
    return _with(config, 96, type(uint32).max, epoch(config));
}

function withRoster(Config config, uint16 generation) pure returns (Config) {
    return _with(config, 128, type(uint16).max, generation);
}

function withRulebook(Config config, uint16 generation) pure returns (Config) {
    return _with(config, 144, type(uint16).max, generation);
}

function withNextDocument(Config config) pure returns (Config) {
    return _with(config, 160, type(uint16).max, uint16(documents(config) + 1));
}

function withAttempts(Config config, uint8 count) pure returns (Config) {
    return _with(config, 176, type(uint8).max, count);
}

function open(Config config) pure returns (Config) {
    return _with(config, 184, 1, 1);
}

function close(Config config) pure returns (Config) {
    return _with(config, 192, 1, 1);
}

function _with(Config config, uint256 shift, uint256 mask, uint256 value) pure returns (Config) {
    return Config.wrap((Config.unwrap(config) & ~(mask << shift)) | (value << shift));
}
