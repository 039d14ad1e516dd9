// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Many reads in one question, as of one moment.
contract Reads {
    struct Read {
        address target;
        bytes data;
    }

    /// @return now_ UNIX seconds the answers are of.
    /// @return answers What each read answered; one byte longer, a zero first, where it reverted.
    function all(Read[] calldata reads) external view returns (uint256 now_, bytes[] memory answers) {
        answers = new bytes[](reads.length);
        for (uint256 i; i < reads.length; ++i) {
            (bool success, bytes memory answer) = reads[i].target.staticcall(reads[i].data);
            answers[i] = success ? answer : bytes.concat(hex"00", answer);
        }
        return (block.timestamp, answers);
    }
}
