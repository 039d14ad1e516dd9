// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The fields of `Config`, as `config()` shows them.
/// @param unusable Bit per key: set if the key may not be used as far as this word knows; a set bit sends the reader to the records.
/// @param epoch Raised by every void, suspension and compromise.
/// @param lastVoid The epoch that the last void began.
/// @param roster Generation of the roster.
/// @param rulebook Generation of the rulebook, 0 = none.
/// @param documents Documents created so far, all generations together.
/// @param attempts Recoveries stopped since the last executed tier-0 or recovery operation.
/// @param opened Whether scheduling has opened.
/// @param closed Whether the Conclave has closed.
struct ConfigView {
    uint64 unusable;
    uint32 epoch;
    uint32 lastVoid;
    uint16 roster;
    uint16 rulebook;
    uint16 documents;
    uint8 attempts;
    bool opened;
    bool closed;
}

enum KeyState {
    Pending,
    Active,
    Retiring,
    Retired,
    Compromised
}

/// @notice The last key that was activated at an index. A roster entry with another identity is Pending.
/// @param endedAt UNIX seconds at which it became Retired or Compromised.
/// @param changes Counts changes, so that a signed act about this key fits one state of it only.
struct KeyRecord {
    address identity;
    KeyState state;
    uint40 endedAt;
    uint32 changes;
}

/// @param suspendedUntil UNIX seconds; in the past once lapsed.
/// @param suspendedBy Guardian holder who may lift it, 254 if several suspended.
/// @param incident Epoch of the last suspension or compromise; neither lapse nor lift clears it.
/// @param changes Counts suspensions and lifts.
/// @param readyAt UNIX seconds from which this holder may act as guardian again.
/// @param acts Counts the holder's acts as guardian.
struct HolderRecord {
    uint40 suspendedUntil;
    uint8 suspendedBy;
    uint32 incident;
    uint32 changes;
    uint40 readyAt;
    uint32 acts;
}

/// @notice Why an operation that was scheduled may no longer run.
enum Fate {
    Stands,
    TierGone,
    RulesChanged,
    TesterMissing,
    Voided,
    ProposerDropped,
    TesterDropped,
    ApprovalsLost
}
