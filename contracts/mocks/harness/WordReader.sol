// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Stamp, timed, under} from "../../types/Stamp.sol";
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

    /// @dev Who signed is put together by `Consent`, together with counting.
    function stamp(StampFields calldata f) external pure returns (Stamp) {
        uint256 signers = f.approvers | (uint256(f.proposer) << 64) | (uint256(f.tester) << 72);
        uint32 generations = f.roster | (uint32(f.rulebook) << 16);
        uint256 rest = under(generations, f.serial) | timed(f.scheduledAt, f.ready, f.reservedUntil);
        return Stamp.wrap(bytes32(signers | rest));
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
