// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Asks a contract many questions within one call. For searches through hundreds of thousands of inputs.
contract Bulk {
    /// @return answers What came back, in order: an answer or an error, which the caller tells apart by the selector.
    function ask(address target, bytes[] calldata questions) external view returns (bytes[] memory answers) {
        answers = new bytes[](questions.length);
        for (uint256 i; i < questions.length; ++i) (, answers[i]) = target.staticcall(questions[i]);
    }
}
