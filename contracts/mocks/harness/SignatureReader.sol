// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Document, Documents} from "../../libraries/Documents.sol";
import {Roster} from "../../libraries/Roster.sol";
import {Signers} from "../../libraries/Signers.sol";

/// @notice What the contracts make of signatures, one by one and packed. For tests with published vectors and with hostile bytes.
contract SignatureReader {
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

    /// @notice Packed signatures taken apart.
    function unpack(
        bytes calldata packed
    ) external pure returns (uint8[] memory keys, bytes[] memory signatures) {
        uint256 count;
        for (uint256 cursor; cursor < packed.length; ++count) (, , cursor) = Signers.next(packed, cursor);
        keys = new uint8[](count);
        signatures = new bytes[](count);
        uint256 start;
        for (uint256 i; i < count; ++i) (keys[i], signatures[i], start) = Signers.next(packed, start);
    }
}
