// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Document, Documents} from "../../libraries/Documents.sol";
import {Packed} from "../../libraries/Packed.sol";
import {PlainSignatures} from "../../libraries/PlainSignatures.sol";
import {Roster} from "../../libraries/Roster.sol";
import {Signers} from "../../libraries/Signers.sol";
import {APPROVER} from "../../types/Entry.sol";
import {Tally} from "../../types/Tally.sol";

/// @notice What the contracts make of signatures, one by one and packed. For tests with published vectors and with hostile bytes.
contract SignatureReader {
    error HalfCounted(uint256 question);

    /// @param roster A roster document.
    /// @param key Index of the key that is said to have signed.
    struct Question {
        bytes roster;
        uint8 key;
        bytes32 digest;
        bytes signature;
    }

    /// @return answers Whether each signature is its key's.
    function areValid(Question[] calldata questions) external view returns (bool[] memory answers) {
        answers = new bool[](questions.length);
        for (uint256 i; i < questions.length; ++i) {
            Question calldata question = questions[i];
            Document roster = Documents.from(question.roster);
            answers[i] = Signers.isValid(
                roster,
                Roster.entry(roster, question.key),
                question.digest,
                question.signature
            );
        }
    }

    /// @notice Whether the way that nearly all signatures take counts each, handed in in the plain form.
    /// @param questions Signatures of 65 bytes: what their place among others is, then r, s.
    function areCounted(Question[] calldata questions) external view returns (bool[] memory answers) {
        answers = new bool[](questions.length);
        for (uint256 i; i < questions.length; ++i) {
            Question calldata question = questions[i];
            Document roster = Documents.from(question.roster);
            (uint256 start, uint256 limit) = (
                Packed.start(question.signature),
                Packed.end(question.signature)
            );
            Tally memory tally;
            tally.entries = Roster.entriesAt(roster);
            tally.barred = uint64(type(uint256).max << Roster.keyCount(roster));
            tally.counted = tally.barred;
            tally.roles = APPROVER;
            (tally.start, tally.place, tally.limit) = (start, start, limit);
            answers[i] = PlainSignatures.count(tally, question.digest, 1) == 0;
            if (answers[i] != (tally.place == limit)) revert HalfCounted(i);
        }
    }

    /// @notice Packed signatures taken apart.
    function unpack(
        bytes calldata packed
    ) external pure returns (uint256[] memory keys, bytes[] memory signatures) {
        (uint256 start, uint256 limit) = (Packed.start(packed), Packed.end(packed));
        uint256 count;
        for (uint256 place = start; place < limit; ++count) (, , place) = Signers.next(start, place, limit);
        keys = new uint256[](count);
        signatures = new bytes[](count);
        uint256 next = start;
        for (uint256 i; i < count; ++i) (keys[i], signatures[i], next) = Signers.next(start, next, limit);
    }
}
