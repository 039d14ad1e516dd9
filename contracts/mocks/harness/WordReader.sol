// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Stamp, signedBy, timed, under} from "../../types/Stamp.sol";
import {Terms} from "../../types/Terms.sol";
import {Word, idle, pending} from "../../types/Word.sol";

/// @notice What the contracts pack into single words and read from them. For tests that compare it with the TypeScript library.
contract WordReader {
    struct StampFields {
        uint64 approvers;
        uint8 proposer;
        uint8 tester;
        uint16 roster;
        uint16 rulebook;
        uint16 serial;
        uint40 scheduledAt;
        uint40 ready;
        uint40 reservedUntil;
    }

    struct TermsFields {
        uint16 lane;
        uint8 tier;
        uint8 number;
        uint8 approvals;
        uint32 epoch;
        uint40 created;
        uint40 deadline;
    }

    function stamp(StampFields calldata f) external pure returns (uint256) {
        return
            signedBy(f.approvers, f.proposer, f.tester) |
            under(f.roster, f.rulebook, f.serial) |
            timed(f.scheduledAt, f.ready, f.reservedUntil);
    }

    function readStamp(Stamp s) external pure returns (StampFields memory) {
        return
            StampFields(
                s.approvers(),
                s.proposer(),
                s.tester(),
                s.rosterOf(),
                s.rulebookOf(),
                s.serial(),
                s.scheduledAt(),
                s.ready(),
                s.reservedUntil()
            );
    }

    function readTerms(Terms t) external pure returns (TermsFields memory) {
        return
            TermsFields(t.lane(), t.tier(), t.number(), t.approvals(), t.epoch(), t.created(), t.deadline());
    }

    function wellFormed(Terms t) external pure returns (bool) {
        return t.wellFormed();
    }

    function idleWord(bytes32 hash) external pure returns (Word) {
        return idle(hash);
    }

    function pendingWord(bytes32 hash, bool protected_, uint256 expiry) external pure returns (Word) {
        return pending(hash, protected_, expiry);
    }

    /// @return waits Whether it is pending.
    /// @return protected_ Whether what it stands for is protected.
    /// @return expired Whether it has expired by this block's time.
    function readWord(Word word) external view returns (bool waits, bool protected_, bool expired) {
        return (word.isPending(), word.isProtected(), word.hasExpired());
    }
}
