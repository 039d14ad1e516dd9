// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A Safe's transaction guard, 1.3.0 to 1.5.0
/// @dev Interface id 0xe6d7a83a, which 1.4.1 and 1.5.0 ask for when the guard is set.
interface ISafeTransactionGuard {
    /// @notice Called by the Safe after it has verified as many signatures as its threshold and raised its nonce, before it executes.
    function checkTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes calldata signatures,
        address msgSender
    ) external;

    /// @notice Called by the Safe after it has executed, whether or not that succeeded.
    function checkAfterExecution(bytes32 hash, bool success) external;
}

/// @title A Safe's module guard, 1.5.0
/// @dev Interface id 0x58401ed8.
interface ISafeModuleGuard {
    /// @notice Called by the Safe before it executes what a module tells it.
    /// @return moduleTxHash Handed back to `checkAfterModuleExecution`.
    function checkModuleTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        address module
    ) external returns (bytes32 moduleTxHash);

    function checkAfterModuleExecution(bytes32 txHash, bool success) external;
}
