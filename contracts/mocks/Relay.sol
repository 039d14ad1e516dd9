// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Anybody's contract between a sender and what is called: calls what it is told, all in one transaction. Also a module of a Safe.
contract Relay {
    struct Step {
        address to;
        bytes data;
        /// Whether it may fail.
        bool tolerated;
    }

    error StepFailed(uint256 index, bytes reason);

    // `receive` and calls by a Safe.
    receive() external payable {}

    function relay(Step[] calldata steps) external {
        for (uint256 i = 0; i < steps.length; ++i) {
            // What comes back is told, whatever it is.
            // solhint-disable-next-line avoid-low-level-calls
            (bool success, bytes memory reason) = steps[i].to.call(steps[i].data);
            if (!success && !steps[i].tolerated) revert StepFailed(i, reason);
        }
    }

    /// @notice Makes calls, and takes all of them back.
    function relayInVain(Step[] calldata steps) external {
        this.relay(steps);
        revert StepFailed(steps.length, "");
    }
}
